// What the operator's pages on campaigns and the committee's choice show.
#pragma once

#include <string>
#include <vector>

#include "consultation/page_forms.hpp"
#include "html/form.hpp"
#include "html/view.hpp"

namespace consultation {

struct DeskCampaign {
    std::string title;
    std::string href;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::string facts;
    std::vector<html::Link> links;
};
struct CampaignDesksView {
    bool has_any = false;  // whatever the filter
    std::vector<html::Link> states;
    std::vector<html::Link> sorts;
    std::string create_href;  // empty: not this person's right
    std::string import_href;
    std::vector<DeskCampaign> items;
    std::string count;
    html::Pages pages;
};

struct DeskPhase {
    std::string title;
    std::string when;
    std::string state;
    std::string extend_href;  // empty: not now
};
struct PhaseVersionLine {
    std::string when;
    std::string what;
    std::string reason;
};
struct CampaignDeskView {
    std::string notice;
    std::string title;
    std::string line;  // the conservation line
    std::vector<html::Link> desks;
    std::vector<html::Figure> figures;
    std::string counted_on;
    std::vector<DeskPhase> phases;
    std::vector<PhaseVersionLine> extensions;
    std::string public_href;
    std::string next_label;  // the next useful act
    std::string next_href;
    std::string snapshots_href;
    std::vector<html::Link> downloads;
};

struct ExtensionFormView : PageForm {
    std::string title;
    std::string present;  // the present closing
    std::string action;
    html::Field closes_at;
    html::TypedMoment typed;
    html::Field reason;
    std::string back_href;
};

struct SelectionLine {
    std::string reference;
    std::string title;
    std::string href;
    std::string supports;
    std::string tag;
    html::TagColour colour = html::TagColour::grey;
    std::string reason;
    std::string choose_href;  // empty: not now
    std::string choose_label;
};
struct SelectionDeskView {
    std::string notice;
    std::vector<html::Link> desks;
    std::string progress;  // "12 propositions sur 67 ont un choix"
    std::string detail;
    std::vector<SelectionLine> items;
    html::Pages pages;
    std::string publish_href;  // empty: not yet
    std::string publish_note;  // why not yet, or when it was done
};

struct SelectionFormView : PageForm {
    std::string title;
    std::string reference;
    std::string href;
    std::string supports;
    std::string summary;
    std::string action;
    html::Field choice;
    std::vector<html::Choice> choices;
    html::Field reason;
    std::string back_href;
};

struct ResultPreview {
    std::string reference;
    std::string title;
    std::string supports;
    std::string reason;
};
struct ResultGroup {
    std::string title;
    std::vector<ResultPreview> items;
};
struct ResultsPublishView : PageForm {
    std::string progress;
    std::vector<ResultGroup> groups;
    std::string more;
    std::string action;
    std::string back_href;
};

}  // namespace consultation
