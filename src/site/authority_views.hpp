// What the pages of the register show.
#pragma once

#include <string>
#include <vector>

#include "consultation/follow_link.hpp"
#include "html/form.hpp"
#include "html/view.hpp"

namespace site {

struct AuthorityItem {
    std::string name;
    std::string href;
    std::string kind;
    std::vector<std::string> facts;
};

struct AuthoritiesView {
    html::Field search;
    std::vector<html::HiddenInput> kept_by_search;
    std::vector<html::HiddenInput> kept_by_filters;
    std::vector<html::Choice> kinds;
    std::vector<html::Choice> regions;
    std::string count;
    std::vector<html::ChosenFilter> chosen;
    std::string clear_href;
    std::vector<AuthorityItem> items;
    html::Pages pages;
    std::string source;
};

/// An act of the authority in some room: "soutient", "a contribué".
struct AuthorityAct {
    std::string title;
    std::string href;
    std::vector<std::string> facts;
};
struct AuthorityActsGroup {
    std::string title;  // "Contributions"
    std::string none;   // what is said when there is none
    std::vector<AuthorityAct> acts;
    std::string more_href;
};

struct AuthorityView {
    std::string name;
    std::string kind;
    std::string note;  // merged, gone
    std::string successor_name;
    std::string successor_href;
    std::vector<html::SummaryRow> facts;
    std::vector<AuthorityActsGroup> acts;
    consultation::FollowLink follow;
    std::vector<html::Link> wider;  // its département and région, to follow
};

}  // namespace site
