// What the pages of an authority's members show of this room.
#pragma once

#include <string>
#include <vector>

#include "consultation/page_forms.hpp"
#include "html/view.hpp"

namespace consultation {

struct ActLine {
    std::string title;
    std::string href;
    std::string facts;
};

struct AuthorityActsView {
    std::string name;
    std::string action;
    std::string count;
    html::Field sort;
    std::vector<html::Choice> sorts;
    std::vector<html::ChosenFilter> chosen;
    std::vector<ActLine> lines;
    html::Pages pages;
    std::vector<html::Link> files;
};

struct WaitingForAuthorityView : PageForm {
    std::string name;
    std::string notice;
    std::vector<ActLine> colleagues;  // who ask to act for it
    std::vector<ActLine> validations;
    std::vector<ActLine> left_drafts;  // only for an administrator
    std::vector<ActLine> left_contributions;
    std::vector<ActLine> own_drafts;
    std::vector<ActLine> supports;
    std::string supports_advice;
    bool is_administrator = false;
    bool validates = false;
    std::string validation_action;
};

/// A submitted draft, as an administrator reads it before deciding.
struct ValidationView : PageForm {
    std::string title;
    std::string submitted;  // by whom, when
    std::vector<html::SummaryRow> rows;
    std::vector<std::string> problem;
    std::string seen;  // the instant of the text shown
    std::string until;
    std::string action;
    html::Field comment;
    int comment_characters_max = 0;
};

struct HandOverView : PageForm {
    std::string title;
    std::string lead;
    std::string action;
    html::Field to;
    std::vector<html::Choice> colleagues;
    std::string back_href;
};

}  // namespace consultation
