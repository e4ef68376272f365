// What this room's public pages show: plain strings, already in French, made by the handlers from the room's
// queries.
#pragma once

#include <string>
#include <vector>

#include "consultation/follow_link.hpp"
#include "html/form.hpp"
#include "html/out.hpp"
#include "html/tile_map.hpp"
#include "html/view.hpp"

namespace consultation {

/// A campaign in a list.
struct CampaignCard {
    std::string slug;
    std::string title;
    std::string pitch;
    std::string status;  // "Collecte ouverte", "Terminée" …
    html::TagColour status_colour = html::TagColour::grey;
    std::string deadline;  // "jusqu’au mercredi 15 avril 2026 à 18 h"
    std::string figures;   // "476 contributions, 67 propositions, 531 soutiens"
};

/// The one act of the day (PAGES.md "Home").
struct ActNow {
    std::string title;
    std::string text;
    std::string label;
    std::string href;  // empty: nothing to do now
};

/// What an operator decided lately.
struct DecisionLine {
    std::string when;
    std::string title;
    std::string href;
    std::string what;   // "regroupée dans la proposition", "réorientée vers France Services"
    html::Link target;  // the proposal; empty: none that is public
};

struct CampaignView {
    CampaignCard card;
    html::Html description;
    std::vector<html::Step> steps;
    ActNow act;
    std::vector<html::Figure> figures;
    std::string counted_on;
    std::string conservation;  // "476 contributions = 0 en cours d’examen + 81 réorientées + 4 rejetées + 391
                               // regroupées"
    std::vector<DecisionLine> decisions;
    std::vector<std::string> extensions;  // "Collecte prolongée jusqu’au … : motif"
    std::string results_href;             // empty: not published
    FollowLink follow;
};

struct StoryLine {
    std::string when;
    std::string what;
    std::string href;
    std::string link;
};

/// The published rules, with what the campaign's settings add to them.
struct RulesView {
    html::Html text;
    std::vector<html::SummaryRow> facts;
    html::Table calendar;
    std::vector<std::string> overseas;  // closings on the clocks of the overseas territories
    std::vector<StoryLine> extensions;
    html::Table policies;
    std::vector<StoryLine> corrections;
};

/// One line of a list to read: title, two lines, three facts (PAGES.md).
struct ListItem {
    std::string reference;
    std::string title;
    std::string href;
    std::string text;
    std::vector<std::string> facts;
    std::string tag;
    html::TagColour tag_colour = html::TagColour::grey;
    bool may_be_supported = true;  // not by an authority that does already
};

/// A list with its search, filters and pages.
struct ListView {
    std::string title;
    std::string lead;
    std::string action;  // path of the list
    html::Field search;
    std::vector<html::HiddenInput> kept_by_search;
    html::Html filters;
    std::vector<html::HiddenInput> kept_by_filters;
    bool has_filters = false;
    std::string count;
    std::vector<html::ChosenFilter> chosen;
    std::string clear_href;
    std::vector<html::Link> sorts;  // the present one without address
    std::vector<ListItem> items;
    html::Pages pages;
    std::string csv_href;
    std::string json_href;
    std::string support_action;  // proposals that may be supported now: the boxes' form leads there
    std::string print_href;
    FollowLink follow;  // of the chosen theme
    std::string empty_advice;
};

/// What became of a contribution, on top of its page.
struct OutcomeView {
    std::string state;  // grouped, reoriented, rejected, pending: the class
    std::string title;  // "Regroupée le 31 mars 2026"
    std::string reason;
    std::vector<html::Link> links;  // the proposals, or the desk
};

/// A review that was asked for: "Réexamen demandé le …, réponse le … : la décision est maintenue."
struct ReviewLine {
    std::string what;
    std::vector<std::string> answer;  // paragraphs; empty while it waits
};

struct ContributionView {
    std::string notice;   // after an act
    bool is_own = false;  // read by its author, or for the authority it was made for
    std::string reference;
    std::string title;
    std::string kind;
    std::string by;  // "Commune de Locronan (29, Finistère)"
    std::string by_href;
    std::string profile;  // "Élu(e), maire"
    std::string published;
    std::string pending_note;         // the affiliation is not verified yet
    std::string late_note;            // the late decision by which it was published; empty: in time
    std::vector<std::string> others;  // the other authorities for which it was made
    OutcomeView outcome;
    std::vector<std::string> problem;  // paragraphs
    std::vector<html::SummaryRow> facts;
    std::vector<html::Link> attachments;  // without address: waits for its check
    std::vector<StoryLine> story;
    std::string edit_href;  // for its author, while the phase is open
    std::vector<ReviewLine> reviews;
    std::string review_href;  // empty: a review cannot be asked (any more)
    std::string review_until;
    FollowLink follow;
};

struct ProposalView {
    std::string reference;
    std::string title;
    std::string summary;
    std::string tag;
    html::TagColour tag_colour = html::TagColour::blue;
    std::vector<std::string> problem;
    std::string supports;        // "42 collectivités la soutiennent"
    std::string supports_local;  // "dont 3 dans votre département"
    std::string support_href;    // empty: not now
    std::string act_note;        // what the act weighs, or why it is not possible now
    std::string late_href;       // too late, but one may ask for its late taking
    std::string my_support;      // what the visitor's authority has done
    std::string contest_href;    // their support was set aside: where to say why it should count
    std::string withdraw_href;
    std::vector<html::SummaryRow> facts;
    std::vector<ListItem> gathers;
    std::string gathers_more_href;
    html::TileMap map;
    bool has_supports = false;
    std::vector<html::Bar> by_kind;
    std::vector<html::Bar> by_size;
    std::vector<html::Bar> by_region;
    std::string population;
    std::string counted_on;
    std::string supports_href;
    std::vector<StoryLine> story;
    FollowLink follow;
    std::string decision_title;  // once results are public
    std::string decision_reason;
};

struct SupportLine {
    std::string authority;
    std::string href;
    std::string kind;
    std::string department;
    std::string since;
};

struct ResultLine {
    std::string reference;
    std::string title;
    std::string href;
    std::string supports;
    std::string reason;
};
struct ResultsView {
    std::string campaign_slug;
    std::string campaign_title;
    std::string published;  // "publiés le vendredi 7 mai 2021 à 12 h"
    std::string summary;    // "17 propositions retenues sur 67"
    std::vector<ResultLine> selected;
    std::vector<ResultLine> deferred;
    std::vector<ResultLine> not_selected;
};

}  // namespace consultation
