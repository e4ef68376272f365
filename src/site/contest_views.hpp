// What the team's queue of contests shows.
#pragma once

#include <string>
#include <vector>

#include "html/form.hpp"
#include "html/view.hpp"

namespace site {

struct ContestItem {
    std::string title;  // "Commune de Locronan, P-2026-012"
    std::string href;   // of the message, where it is answered
    std::string proposal;
    std::string reason;   // why the support was set aside; empty: it is no more
    std::string excerpt;  // of the contest
    std::string facts;
    std::string tag;  // of the message
    html::TagColour colour = html::TagColour::grey;
    std::string support;  // what the support is now, when it is not set aside any more
    bool is_late = false;
};

struct ContestsView {
    std::string notice;
    html::Field search;
    std::vector<html::HiddenInput> kept_by_search;
    std::vector<html::HiddenInput> kept_by_filters;
    html::Field state;
    std::vector<html::Choice> states;
    html::Field whose;
    std::vector<html::Choice> people;
    std::string count;
    std::string oldest;  // since when the first of those that wait does; empty: nothing waits
    std::vector<html::ChosenFilter> chosen;
    bool is_filtered = false;
    std::vector<ContestItem> items;
    html::Pages pages;
    std::vector<html::Link> files;
};

}  // namespace site
