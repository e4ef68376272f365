// What the contributor's pages show.
#pragma once

#include <string>
#include <vector>

#include "consultation/contribution.hpp"
#include "consultation/page_forms.hpp"
#include "consultation/word_changes.hpp"
#include "html/form.hpp"
#include "html/view.hpp"

namespace consultation {

/// "Que voulez-vous apporter ?": need or existing service.
struct ContributeChoiceView {
    std::vector<html::FieldError> errors;
    std::string action;
    std::string campaign;
    std::string until;  // until when, in words
    std::string body;   // for whom
    html::Field kind;
    std::vector<html::Choice> kinds;
};

struct ContributeFormView : PageForm {
    std::string title;
    std::string action;
    std::string note;  // for whom, and until when
    bool is_service = false;
    bool is_published = false;  // one button: the text is public already
    // What the script needs to save by itself (assets/js/tremplin.js).
    std::string draft;     // the draft's id; empty: none yet
    std::string campaign;  // slug
    std::string owner;     // whose texts this browser keeps
    std::string changed;   // when the text was last changed, as the form knows it; empty: a new one
    bool shows_options = false;
    std::string attachments_href;  // of what is kept already
    html::Field heading;
    html::Field problem;
    html::Field theme;
    std::vector<html::Choice> themes;
    html::Field audience;
    html::Field territory;
    html::Field service_name;
    html::Field maturity;
    html::Field licence;
    html::Field source_url;
    html::Field cost;
    html::Field hosting;
    html::Field bodies;

    /// In the order of the page: for errors.
    std::vector<html::Field*> fields();
};

/// A published text that resembles the one being written.
struct NearItem {
    std::string title;
    std::string href;
    std::string facts;
    html::Link act;  // "Soutenir plutôt cette proposition"; without an address: nothing to do yet
};

/// Exactly what will be public, and with whom it will be attributed.
struct ContributionPreviewView : PageForm {
    std::string title;
    std::string kind;
    std::string attribution;           // "Agent, secrétaire de mairie, pour Commune de Locronan"
    std::vector<std::string> others;   // the other authorities
    std::string pending_note;          // the affiliation is not verified
    std::vector<std::string> missing;  // what is needed before publishing
    std::vector<std::string> problem;  // paragraphs
    std::vector<html::SummaryRow> rows;
    std::vector<std::string> notes;  // who began it, what its validation needs
    std::string until;
    std::string not_open;       // why it cannot be published now; empty: it can
    std::string late_ask_href;  // where its late taking may be asked for, until `until`; empty: not now
    std::string late_note;      // it was asked for
    std::string late_href;
    std::string publish_action;
    std::string publish_label;  ///< empty: nothing is left to do
    std::string edit_href;
    std::string draft;  // the script forgets what it kept of it: it is saved
    std::string owner;
    std::string campaign;        // slug
    std::vector<NearItem> near;  // what resembles it already
    std::vector<html::Link> attachments;
    std::string attachments_href;
};

struct ContributionDoneView {
    std::string reference;
    std::string title;
    std::string href;
    std::vector<std::string> next;  // what happens next, and when
    std::string verify_href;  // the affiliation is still to be verified: the page that says how; else empty
    std::string again_href;
};

struct MyContribution {
    std::string title;
    std::string href;
    std::string facts;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::vector<html::Link> acts;
};
struct MyContributionsView {
    std::string notice;
    std::string count;
    std::vector<MyContribution> items;
    html::Pages pages;
    std::vector<html::Link> open;  // campaigns where one may contribute now
};

/// A question of the form whose answer is not the same in both versions.
struct FieldChange {
    std::string label;
    std::vector<TextRun> before;
    std::vector<TextRun> after;
    std::string note;  // why words are not compared; empty: they are
};
struct VersionLine {
    std::string when;
    std::string name;  // "Version 2 : « Titre »"
    std::string href;  // compares it with the one before; empty: the first
};
struct VersionsView {
    std::string caption;  // "Contribution C-2026-14"
    std::string title;
    std::string href;
    std::string back_label;
    std::string lead;
    html::Field older;  // without an id: there is one version only
    std::vector<html::Choice> olders;
    html::Field newer;
    std::vector<html::Choice> newers;
    std::string compared;  // "De la version 1 à la version 2"
    std::string older_name;
    std::string newer_name;
    std::vector<FieldChange> changes;
    std::vector<html::SummaryRow> unchanged;
    std::vector<VersionLine> lines;
    html::Pages pages;
};

}  // namespace consultation
