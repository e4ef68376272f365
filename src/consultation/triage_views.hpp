// What the triage bench shows.
#pragma once

#include <string>
#include <vector>

#include "consultation/page_forms.hpp"
#include "html/form.hpp"
#include "html/view.hpp"

namespace consultation {

/// The four decisions at hand, each a form of its own.
struct DecisionFormsView : PageForm {
    std::string action;
    std::string subject;  // "cette contribution", "ces 12 contributions"
    std::string open;     // which form stands open: the outcome's name; empty: none
    bool may_reopen = false;
    html::Field desk;
    std::vector<html::Choice> desks;
    html::Field ground;
    std::vector<html::Choice> grounds;
    std::vector<html::Field> proposals;  // one existing proposal each
    std::vector<std::string> known;      // suggestions for them: "P-2026-012 – Titre"
    std::vector<html::Choice> near;      // those that resemble what is decided
    html::Field reading;                 // who reads it before it counts
    std::vector<html::Choice> readings;
    bool has_colleagues = false;
    std::string reject_note;  // every rejection is read twice here
    html::Field new_title;
    html::Field reorient_reason;
    html::Field reject_reason;
    html::Field group_reason;
    html::Field reopen_reason;
};

/// An entry of the list at left.
struct TriageEntry {
    std::string reference;
    std::string title;
    std::string href;
    std::string facts;  // body, theme
    std::string marks;  // "à vous, à revoir"
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    bool is_current = false;
};

struct TriageStory {
    std::string when;
    std::string who;
    std::string what;
    std::string text;
    std::string note;  // "(remplacée)", "(annulée)"
};

/// What operators do about a contribution besides deciding: each a fold with its own form.
struct WorkView : PageForm {
    std::string address;   // of the bench: the forms post below it
    std::string open;      // which fold stands open: "note", "revoir", "question", "relecture"
    std::string assigned;  // "Attribuée à …"
    bool is_mine = false;
    bool has_assignee = false;
    html::Field to;
    std::vector<html::Choice> colleagues;
    html::Field note;
    html::Field flag;
    html::Field due;
    std::string flagged;  // "À revoir avant le …: motif"
    html::Field question;
    std::string asked;  // "Question posée…"
    bool may_ask = true;
    std::string reading;  // "Rejeter : motif…, proposée par …"
    bool may_confirm = false;
    bool may_take_back = false;
    std::int64_t reading_id = 0;
    html::Field comment;
};

/// The reading pane at right.
struct TriagePane {
    std::string reference;
    std::string title;
    std::string kind;
    std::string href;  // the public page
    std::string by;
    std::string published;
    std::string note;  // the affiliation is not verified
    std::vector<std::string> others;
    std::vector<std::string> problem;
    std::vector<html::SummaryRow> rows;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::vector<TriageStory> story;
    WorkView work;
    DecisionFormsView forms;
    bool may_decide = false;
};

struct TriageView {
    std::string campaign;
    std::string line;  // the conservation line
    std::string notice;
    bool is_notice_in_pane = false;  // said where one reads: the page lands there
    std::int64_t undo_batch = 0;     // the decision just taken, while it can be undone
    std::string undo_until;          // "jusqu’à 16 h 05": then its author is told
    std::vector<html::HiddenInput> undo_hidden;
    html::Link left_draft;          // the undone decision made it, nothing holds it; without address: none
    std::string address;            // of the bench
    std::vector<html::Link> whose;  // mine, nobody's, colleagues', with their counts
    std::vector<html::Link> attention;  // to come back to, asked, answered, to read
    std::vector<html::Link> tools;      // batches, sharing out, rules, search
    html::Field assignee;
    std::vector<html::Choice> assignees;
    std::string all_label;  // "Décider pour les 476 contributions de cette liste"; empty: not offered
    html::Field search;
    std::vector<html::HiddenInput> kept_by_search;
    html::Field outcome;
    std::vector<html::Choice> outcomes;
    html::Field theme;
    std::vector<html::Choice> themes;
    html::Field kind;
    std::vector<html::Choice> kinds;
    html::Field body_kind;
    std::vector<html::Choice> body_kinds;
    html::Field department;
    std::string count;
    std::vector<html::ChosenFilter> chosen;
    std::string clear_href;
    std::vector<TriageEntry> entries;
    std::string empty_advice;
    html::Pages pages;
    std::string several_action;
    std::vector<html::HiddenInput> kept_by_boxes;
    std::string next_href;      // j
    std::string previous_href;  // k
    bool has_pane = false;
    TriagePane pane;
    std::vector<html::Link> files;  // what this list shows, as CSV and XLSX
    std::vector<html::Link> desks;  // the campaign's other benches
};

/// Several at once: what was ticked, and the decisions.
struct TriageSeveralView {
    std::string title;
    std::vector<html::Link> items;
    std::string more;
    DecisionFormsView forms;
    std::string back_href;
};

}  // namespace consultation
