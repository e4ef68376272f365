// What the templates of this room show: plain text, already in French.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "html/columns.hpp"
#include "html/form.hpp"
#include "html/out.hpp"
#include "html/view.hpp"

namespace relay {

/// A line of a summary that is plain text.
inline html::SummaryRow row(std::string key, std::string value) {
    return {std::move(key), std::move(value), html::Html{}, {}};
}

/// What every form shows besides its questions.
struct FormView {
    std::vector<html::HiddenInput> hidden = {};
    std::vector<html::FieldError> errors = {};
};

/// One of several to choose from on a line; the present one has no address.
using Choices = std::vector<html::Link>;

struct ScopesView {
    std::vector<html::Link> scopes;
    std::vector<std::string> notes;  // beside each: what waits there
};

struct HomeView {
    std::string title;  // "Finistère (29)"
    Choices scopes;     // more than one: to choose from
    std::string waiting;
    std::string waiting_href;
    bool is_waiting = false;
    Choices campaigns;
    std::string campaign;
    std::string campaign_href;
    std::string state;    // open until when, how long
    std::string summary;  // "12 communes sur 277 (4,3 %) ont participé …"
    html::Table kinds;
    html::Table sizes;
    std::vector<html::ColumnChart> charts;
    std::string counted_on;
    std::string edition;  // of which register; empty: today's
    std::string list_href;
    std::string silent_href;
    std::string silent_label;  // "Les 261 communes qui n’ont pas encore participé"
    std::string kit_href;
    std::string invitations_href;
    std::string reports_href;
    std::string reports_label;
    std::string no_campaign;
};

struct ListView {
    std::string title;
    std::string caption;
    Choices campaigns;
    std::string action;
    html::Field text;
    html::Field took;
    std::vector<html::Choice> tooks;
    html::Field kind;
    std::vector<html::Choice> kinds;
    html::Field size;
    std::vector<html::Choice> sizes;
    html::Field epci;
    std::vector<html::Choice> epcis;
    html::Field account;
    std::vector<html::Choice> accounts;
    html::Field address;
    std::vector<html::Choice> addresses;
    std::vector<html::HiddenInput> kept;  // campaign and order, through the filters
    std::vector<html::ChosenFilter> chosen;
    std::string clear_href;
    std::string count;
    Choices sorts;
    html::Table table;
    html::Pages pages;
    std::vector<html::Link> files;
    std::string invite_href;  // empty: nothing to invite to
    std::string counted_on;
};

/// What was reported of official addresses, for the relay who said it and for the operator who decides.
struct ReportLine {
    std::string name;
    std::string href;  // empty: nothing to open
    std::string said;  // "mairie@a.fr est fausse ; la bonne est accueil@a.fr"
    std::string source;
    std::string when;  // and by whom, for the operator
    std::string state;
    html::TagColour colour = html::TagColour::grey;
    std::string answer;  // why it was refused, or what was added to the acceptance; empty: nothing
};

struct ActLine {
    std::string what;
    std::string when;
    std::string title;
    std::string href;
};
struct AuthorityView {
    std::string caption;
    std::string title;
    std::vector<html::SummaryRow> rows;
    std::vector<html::SummaryRow> reach;  // how it can be reached
    std::vector<html::Link> waiting;      // affiliations to vouch for
    std::string count;
    std::vector<ActLine> acts;
    html::Pages pages;
    std::string notice;
    std::vector<ReportLine> reports;  // of its official addresses
    std::string report_href;
    std::string report_label;
    std::string kit_href;
    std::string invite_href;  // empty: it took part, or nothing is open
    std::string public_href;
};

struct ReportFormView : FormView {
    std::string caption;
    std::string title;
    std::string action;
    html::Field wrong;
    std::vector<html::Choice> wrongs;  // the known addresses, and none; empty: no address is known
    html::Field proposed;
    html::Field source;
};
struct ReportsView {
    std::string caption;  // of the relay's list; empty: the operator's
    std::string title;
    std::string lead;
    std::string notice;
    std::string count;
    Choices states;
    std::vector<ReportLine> lines;
    std::string nothing;  // what to do when there is none
    std::vector<html::Link> files;
    html::Pages pages;
};
/// What is to be decided once, with a reason: what is known of it, then the form.
struct DecisionView : FormView {
    std::string caption;
    std::string title;
    std::vector<html::SummaryRow> rows;
    std::string closed;  // why there is nothing to decide; empty: it waits
    std::string action;
    html::Field verdict;
    std::vector<html::Choice> verdicts;
    html::Field reason;
    int reason_characters_max = 0;
    std::string button;
};

struct KitView {
    std::string caption;
    std::string title;
    std::string state;
    Choices campaigns;
    std::string action;
    html::Field body;
    std::vector<html::FieldError> errors;
    std::vector<html::HiddenInput> kept;
    std::string body_name;  // for whom the texts are written; empty: for all
    std::string everybody_href;
    std::string subject;
    std::string mail;
    std::string mail_href;  // mailto
    std::string mail_txt;   // the text as a file
    std::string letter;
    std::string letter_txt;
    std::string poster_href;
    std::string slides_href;
    std::string addresses_href;
    std::string link;
    int qr_size = 0;
    std::string qr_path;
    std::string closed;  // why there is nothing to invite to; empty: there is
};

struct SlideView {
    std::string id;
    std::string title;
    std::vector<std::string> lines;
    std::string next;  // id of the next slide; empty: the last
    bool is_first = false;
};
struct SlidesView {
    std::string back;
    std::vector<SlideView> slides;
    std::string address;
    int qr_size = 0;
    std::string qr_path;
};

struct InviteView : FormView {
    std::string caption;
    std::string title;
    std::string action;                  // with the filters in its query
    std::vector<std::string> sentences;  // how many, and why not the others
    std::string change_href;
    std::string kit_href;  // for those who cannot be written to; empty: nobody
    html::Field subject;
    html::Field text;
    int text_characters_max = 0;
    std::vector<std::string> sample;  // the first who will be written to
    std::string more;                 // "et 60 autres"; empty: all are shown
    std::string nobody;               // why nothing can be sent; empty: it can
};

/// The mail as a town hall gets it, before anything leaves.
struct InviteCheckView : FormView {
    std::string caption;
    std::string action;
    std::string notice;
    std::string count;   // "80 collectivités"
    std::string reader;  // for whom the preview is
    std::string subject;
    html::Html html;
    std::string why;
    std::string typed_subject;
    std::string typed_text;
    std::string button;
};

struct InvitationLine {
    std::string title;
    std::string href;
    std::string facts;
    std::string state;
    html::TagColour colour = html::TagColour::grey;
};
struct InvitationsView {
    std::string caption;
    std::string count;
    std::vector<InvitationLine> lines;
    html::Pages pages;
    std::string new_href;  // empty: nothing to invite to
};

struct InvitationView : FormView {
    std::string caption;
    std::string title;
    std::string notice;
    std::string state;
    std::vector<html::SummaryRow> rows;
    std::vector<html::Figure> figures;
    std::string action;
    bool may_pause = false;
    bool may_resume = false;
    bool may_stop = false;
    Choices fortunes;
    html::Table table;
    html::Pages pages;
};

struct WaitingLine {
    std::string name;
    std::string href;
    std::string email;
    std::string description;
    std::string waited;
    std::string why;
    bool is_late = false;
};
struct WaitingView {
    std::string caption;
    std::string notice;
    std::string count;
    std::string oldest;
    std::string action;
    html::Field text;
    bool is_filtered = false;
    std::vector<WaitingLine> lines;
    html::Pages pages;
};

struct VouchView : DecisionView {
    std::vector<html::SummaryRow> contacts;
    std::string warning;         // turned away before; empty: no
    std::string authority_href;  // what it did, how to reach it
    std::string previous_href;
    std::string next_href;
};

/// The public page to which an invitation leads.
struct InvitedView {
    std::string campaign;
    std::string title;
    std::string pitch;
    std::string state;
    std::string done;  // what this body has done already; empty: nothing
    std::string act;   // label of the button; empty: nothing to do now
    std::string act_href;
    std::string weight;
    std::vector<std::string> steps;
    std::vector<html::Link> links;
};

}  // namespace relay
