// What the home page and the search page show.
#pragma once

#include <string>
#include <vector>

#include "consultation/pages.hpp"

namespace site {

/// What one can do now in another consultation than the one of the day.
struct OtherAct {
    std::string campaign;
    std::string text;
    html::Link act;
};

struct HomeView {
    std::string site_name;
    std::string operator_name;
    std::string pitch;  // what the platform is, in one sentence
    bool has_campaign = false;
    consultation::CampaignCard campaign;  // the one of the day
    consultation::ActNow act;
    std::vector<OtherAct> other_acts;
    html::Link draft;  // the reader's last draft, to take up again; empty: none
    std::vector<html::Step> steps;
    std::vector<html::Figure> figures;
    std::string counted_on;
    std::vector<consultation::DecisionLine> decisions;
    std::vector<consultation::CampaignCard> others;
};

struct FoundGroup {
    std::string title;
    std::vector<html::Link> links;
    std::string more_href;
    std::string more;
};
struct SearchView {
    html::Field field;
    bool is_asked = false;
    std::string count;
    std::vector<FoundGroup> groups;
    html::Pages pages;  // of the one sort asked for; without one, the best of each sort
};

}  // namespace site
