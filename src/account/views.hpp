// What the templates of this room show: plain text, already in French.
#pragma once

#include <string>
#include <vector>

#include "html/form.hpp"
#include "html/out.hpp"
#include "html/view.hpp"

namespace account {

/// What every page with a form needs.
struct FormView {
    std::vector<html::HiddenInput> hidden = {};
    std::vector<html::FieldError> errors = {};
};

struct DemoButton {
    std::string key;
    std::string label;
    std::string description;
};

struct SignInView : FormView {
    html::Field email;
    std::string return_path;
    std::string note;                       // why one is asked to sign in; empty: one came by oneself
    std::vector<DemoButton> demo_accounts;  // demonstration only
};

/// The page of the code: asks for it, or says why it cannot and what to do.
struct CodeView : FormView {
    std::string email;
    std::string purpose;  // after "pour"; empty: signing in
    html::Field code;
    bool is_open = false;  // a code may be typed
    bool may_resend = false;
    bool was_resent = false;
    std::string title;
    std::string message;  // why no code may be typed
    std::string advice;
    std::string suggested;  // the address that was perhaps meant; empty: none
    bool is_demo = false;   // the mail is read on a page of this site
};

struct AddressView : FormView {
    html::Field email;
};

struct LinkView : FormView {
    std::string action;
    std::string masked_email;
    std::string purpose;
    std::string other_email;  // of the person signed in here now, whom this replaces; empty: nobody
};

/// Something that cannot go on: why, and the one thing to do.
struct StoppedView {
    std::string title;
    std::string message;
    std::string advice;
    html::Link next;
};

struct DemoMailLine {
    std::string href;
    std::string subject;
    std::string to;
    std::string when;
};

struct DemoMailsView {
    std::vector<DemoMailLine> mails;
    html::Field kind;
    std::vector<html::Choice> kinds;
    std::string count;
    html::Pages pages;
};

struct DemoMailView {
    std::string subject;
    std::vector<html::SummaryRow> rows;
    std::string text;
    std::vector<html::Link> links;  // those of the text that lead into this site
};

/// A part of the account page: a heading, and where it leads.
struct AccountSection {
    std::string title;
    std::vector<html::Link> links;
};

struct AccountView : FormView {
    std::vector<html::SummaryRow> rows;
    std::vector<AccountSection> sections;
    std::string suspended;        // why no notification arrives; empty: they do
    std::string kept_forms;       // what was typed and waits to be sent; empty: nothing
    std::string waiting_erasure;  // when the account goes, and how to keep it; empty: nobody asked
    std::string notice;           // after an act; empty: none
};

struct SignInLine {
    std::string name;    // "Firefox sur Linux"
    std::string facts;   // since when, last seen, until when
    std::string action;  // where its end is posted; empty: this browser
};

struct SignInsView : FormView {
    std::vector<SignInLine> lines;
    bool has_others = false;
    std::string notice;
};

/// One question, one button, a way back: address, code, second factor.
struct OwnFormView : FormView {
    std::string title;
    std::vector<std::string> sentences;
    html::Field field;
    std::string return_path;  // kept through the form; empty: none
    std::string action;
    std::string button;
    bool is_warning = false;
    html::Link back;
};

/// What is kept about the person: a line a table.
struct OwnRowsLine {
    std::string what;
    std::string why;
    std::string kept;
};

struct OwnDataView : FormView {
    std::string email;
    std::vector<OwnRowsLine> tables;
};

struct ErasureView : FormView {
    std::string email;
    std::string contact;
    std::vector<std::string> holdings;      // why the address stays for a time
    std::string due;                        // when it goes
    std::vector<std::string> consequences;  // of this person's own roles and waiting requests
    std::string refused;                    // why it cannot be asked; empty: it can
    std::string waiting;                    // asked already: when it is due; empty: not asked
    std::string notice;
};

struct FactorView : FormView {
    std::string notice;
    std::string required_by;  // why it must be activated; empty: it may be
    bool is_active = false;
    std::string since;
    std::string recovery_left;
    // While it is being set up.
    std::string secret;  // in groups of four
    std::string uri;
    int qr_size = 0;      // modules on a side, quiet zone included
    std::string qr_path;  // of the SVG
    html::Field code;
    std::string return_path;  // what the role was needed for; empty: nothing
};

struct RecoveryCodesView {
    std::vector<std::string> codes;
    std::string next;  // where to go once they are noted
};

/// A mail in the operator's list; the address is masked.
struct MailLine {
    std::string subject;
    std::string to;
    std::string facts;
    std::string failure;  // of the last attempt; empty: none
    std::string state;
    html::TagColour colour = html::TagColour::grey;
    std::string retry_action;  // empty: cannot be sent again
};

struct MailDeskView : FormView {
    std::string notice;
    std::vector<html::Figure> figures;
    std::string addresses;  // "3 adresses suspendues"
    html::Field state;
    std::vector<html::Choice> states;
    html::Field kind;
    std::vector<html::Choice> kinds;
    html::Field to;
    std::vector<html::ChosenFilter> chosen;
    bool is_filtered = false;
    std::string count;
    std::vector<MailLine> lines;
    html::Pages pages;
    std::string address;            // of this list, to come back to
    std::vector<html::Link> files;  // what this list shows, as CSV and XLSX
};

struct FailingAddressesView {
    std::string count;
    html::Table table;
    html::Pages pages;
};

struct TokenLine {
    std::string label;
    std::string body;
    std::string facts;        // made when, last used when
    std::string state;        // why it does not work; empty: it works
    std::string revoke_href;  // empty: nothing to revoke
};

struct TokensView : FormView {
    std::vector<TokenLine> tokens;
    html::Field label;
    html::Field affiliation;
    std::vector<html::Choice> affiliations;  // empty: none to make a token for
    std::string made;                        // the new token, shown once; empty: none
    std::string made_label;
    std::string notice;
};

/// "Are you sure": what will happen, one button, and the way back.
struct ConfirmView : FormView {
    std::string title;
    std::vector<std::string> sentences;
    std::string action;
    std::string button;
    std::string back_href;
    std::string back_label;
};

struct AffiliationItem {
    std::string id;
    std::string name;
    std::string href;
    std::string description;  // "Agent, secrétaire général(e) de mairie"
    std::string state;
    html::TagColour colour = html::TagColour::grey;
    std::string next;          // what to do about it; empty: nothing
    std::string members_href;  // the page of its members; empty: not for this person
    bool is_acting = false;
    bool may_act = false;
};

struct AffiliationsView : FormView {
    std::vector<AffiliationItem> items;
    std::vector<AffiliationItem> past;
    html::Pages pages;
    std::string notice;
};

/// Choices of a select, under a heading.
struct ChoiceGroup {
    std::string label;
    std::vector<html::Choice> choices;
};

struct ClaimView : FormView {
    std::string return_path;
    html::Field authority;
    std::string authority_code;  // chosen from the suggestions
    html::Field homonym;
    std::vector<html::Choice> homonyms;  // when what was typed fits several
    html::Field quality;
    std::vector<html::Choice> qualities;
    html::Field function;
    std::vector<ChoiceGroup> functions;
    bool is_first = false;  // the person has no affiliation yet
};

struct PartnerClaimView : FormView {
    std::string return_path;
    html::Field name;
    html::Field kind;
    std::vector<html::Choice> kinds;
    html::Field siren;
    html::Field function;
    std::vector<html::Choice> functions;
};

struct MissingBodyView : FormView {
    html::Field name;
    html::Field siren;
    html::Field message;
    int message_characters_max = 0;
};

struct ColleagueLine {
    std::string id;
    std::string email;
    std::string description;
    std::string facts;
    bool is_pending = false;
};

struct AffiliationView : FormView {
    std::string name;
    std::string notice;
    std::string notice_text;
    std::vector<html::SummaryRow> rows;
    std::string act_id;  // of the button "Agir pour"; empty: acting already, or it does not stand
    bool is_pending = false;
    bool is_standing = false;
    bool is_authority = false;
    std::string base;                          // its own address
    std::vector<std::string> official_emails;  // masked
    std::string code_sent;                     // when and until when; empty: none sent
    html::Field code;
    std::string colleagues_count;  // verified ones who may verify; empty: none
    std::string prefecture;        // of its département; empty: none
    std::string contact;
    std::vector<ColleagueLine> colleagues;  // only for a verified member
    bool shows_colleagues = false;
    std::string members_href;  // the page of its members; empty: not for this person
    std::string reconfirm;     // why to reconfirm; empty: nothing to do
    bool address_doubted = false;
    std::string authority_href;  // its public page; empty: none
};

struct OperatorView {
    struct Entry {
        std::string label;
        std::string href;
        std::string count;
    };
    std::vector<Entry> waiting;  // what somebody waits for, with how much
    std::vector<Entry> others;
    std::string search_action;  // empty: no box
    html::Field search;
    bool may_act = true;  // false: who reads only
};

struct WaitingLine {
    std::string id;
    std::string name;
    std::string href;
    std::string email;
    std::string description;
    std::string waited;
    std::string why;  // why no way has verified it yet
    bool is_late = false;
};

struct WaitingView : FormView {
    std::string count;
    std::string oldest;
    std::vector<WaitingLine> lines;
    html::Field text;
    html::Field department;
    html::Field tried;
    std::vector<html::Choice> tried_choices;
    html::Field since;
    std::vector<html::Choice> since_choices;
    html::Field state;
    std::vector<html::Choice> state_choices;
    std::vector<html::Link> files;  // what this list shows, as CSV and XLSX
    std::vector<html::ChosenFilter> chosen;
    bool is_filtered = false;
    html::Pages pages;
    std::string address;  // of this list, filters and page kept: where a decision comes back to
    bool may_decide = false;
    std::string tick_error;  // why nothing ticked is verified
    std::string notice;
};

/// Several verified at once: each shown before.
struct BulkView : FormView {
    std::string count;
    std::vector<WaitingLine> lines;
    std::string back;
};

struct AddressLine {
    std::string email;
    bool is_usable = true;
    std::string note;
};

struct DecisionView : FormView {
    std::string title;
    std::vector<html::SummaryRow> rows;
    std::string notice;   // what was just done
    std::string advice;   // how to decide
    std::string warning;  // turned away before; empty: no
    std::string action;
    bool may_decide = false;
    std::string closed;  // why nothing is to decide any more; empty: it waits
    html::Field reason;
    int reason_characters_max = 0;
    std::string back;  // the list this came from
    bool shows_contacts = false;
    std::vector<AddressLine> addresses;
    html::Field new_address;
    std::string members_href;
    std::string previous_href;
    std::string next_href;
};

}  // namespace account
