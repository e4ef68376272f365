// What "Mes soutiens" shows.
#pragma once

#include <string>
#include <vector>

#include "html/form.hpp"
#include "html/view.hpp"

namespace consultation {

struct OwnSupportLine {
    std::string title;
    std::string href;
    std::string facts;  // for whom, in which consultation, since when, by whom
    std::string state;
    html::TagColour colour = html::TagColour::green;
    std::string why;  // why it is not counted, or by which late decision it is
    std::vector<html::Link> acts;
};

struct OwnSupportsView {
    std::string notice;
    bool has_any = true;  // false: nothing to filter
    std::string count;
    html::Field state;
    std::vector<html::Choice> states;
    html::Field campaign;
    std::vector<html::Choice> campaigns;  // fewer than two: not asked
    html::Field authority;
    std::vector<html::Choice> authorities;  // fewer than two: not asked
    html::Field mine;
    std::vector<html::Choice> whose;
    std::vector<html::HiddenInput> kept;
    std::vector<html::ChosenFilter> chosen;
    std::vector<html::Link> sorts;
    std::vector<OwnSupportLine> lines;
    std::string first_href;  // empty: this is the first page
    std::string next_href;   // empty: the last
    std::vector<html::Link> files;
    std::string empty;             // why the list is empty
    std::vector<html::Link> open;  // where one may support now, or look
};

}  // namespace consultation
