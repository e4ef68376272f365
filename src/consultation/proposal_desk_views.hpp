// What the operator's pages on proposals and their supports show.
#pragma once

#include <string>
#include <vector>

#include "consultation/page_forms.hpp"
#include "html/form.hpp"
#include "html/view.hpp"

namespace consultation {

struct DeskProposal {
    std::string reference;
    std::string title;
    std::string href;
    std::string facts;
    std::string missing;  // what a draft lacks before it can be published
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    bool may_publish = false;
};

struct ProposalDeskView {
    std::string notice;
    std::vector<html::Link> desks;
    html::Field search;
    std::vector<html::HiddenInput> kept_by_search;
    std::string address;
    std::string count;
    std::vector<html::Link> states;  // the filter as links; the present one is none
    std::vector<html::Link> sorts;
    std::vector<DeskProposal> items;
    html::Pages pages;
    std::string publish_action;
    bool has_drafts = false;  // on this page: boxes and their button
    std::string create_href;  // empty: not now
    std::vector<html::Link> files;
    std::string empty_advice;
};

struct ProposalFormView : PageForm {
    std::string title;
    std::string action;
    std::string note;
    bool is_public = false;
    html::Field heading;
    html::Field summary;
    html::Field problem;
    html::Field themes;
    std::vector<html::Choice> theme_choices;
    html::Field build_cost;
    html::Field deploy_cost;
    html::Field maturity;
    html::Field reason;  // without an id: the proposal is a draft, nobody needs one
    std::string back_href;
};

struct GatheredLine {
    std::string title;
    std::string href;
    std::string facts;
    std::string triage_href;
    std::string detach_href;  // empty: not now
};
struct ProposalSheetView {
    std::string notice;
    std::string reference;
    std::string title;
    std::string summary;
    std::vector<std::string> problem;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::vector<html::SummaryRow> rows;
    std::string public_href;   // empty: a draft
    std::string edit_href;     // empty: not now
    std::string publish_href;  // of a draft that lacks nothing
    std::string delete_href;   // of a draft
    std::string missing;       // what a draft lacks, as a sentence
    std::string triage_href;
    std::string supports_href;
    std::string gathers_count;
    std::vector<GatheredLine> gathers;
    html::Pages pages;
};

struct DeskSupport {
    std::string authority;
    std::string href;
    std::string place;
    std::string since;
    std::string reason;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    html::Link act;  // set aside or restore; without address: none
};
struct SupportDeskView {
    std::string notice;
    std::string reference;
    std::string title;
    std::string href;
    std::string line;  // "42 comptés, 3 en attente, 1 écarté"
    html::Field search;
    std::vector<html::HiddenInput> kept_by_search;
    std::string address;
    std::vector<html::Link> states;
    std::string count;
    std::vector<DeskSupport> items;
    html::Pages pages;
    std::vector<html::Link> files;
    std::vector<html::Link> all_files;  // of the whole campaign
};

}  // namespace consultation
