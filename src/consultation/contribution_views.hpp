// What the contributor's pages show.
#pragma once

#include <string>
#include <vector>

#include "consultation/contribution.hpp"
#include "consultation/page_forms.hpp"
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

/// The phase is not open: why, the instant, what one can do instead.
struct ContributeClosedView {
    std::string title;
    std::string message;
    std::string campaign;
    std::string campaign_href;
};

struct ContributeFormView : PageForm {
    std::string title;
    std::string action;
    std::string note;  // for whom, and until when
    bool is_service = false;
    bool is_published = false;  // one button: the text is public already
    bool shows_options = false;
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
    std::string until;
    std::string not_open;  // why it cannot be published now; empty: it can
    std::string publish_action;
    std::string edit_href;
};

struct ContributionDoneView {
    std::string reference;
    std::string title;
    std::string href;
    std::vector<std::string> next;  // what happens next, and when
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

struct VersionView {
    std::string title;  // "Version 2, du 3 mars 2026 à 14 h 05"
    std::string heading;
    std::vector<std::string> problem;
    std::vector<html::SummaryRow> rows;
};
struct VersionsView {
    std::string reference;
    std::string title;
    std::string href;
    std::string lead;
    std::vector<VersionView> versions;
    html::Pages pages;
};

}  // namespace consultation
