// What the pages of following show.
#pragma once

#include <string>
#include <vector>

#include "consultation/page_forms.hpp"
#include "html/form.hpp"
#include "html/view.hpp"

namespace consultation {

/// The page where one begins, changes or ends following one thing.
struct FollowView : PageForm {
    std::string title;
    std::string kind;     // "Proposition"
    std::string what;     // what one will be told of
    std::string present;  // "Vous suivez : à chaque fait."; empty: not yet
    std::string subject;  // its name in addresses
    html::Field frequency;
    std::vector<html::Choice> frequencies;
    html::Field email;
    bool asks_email = false;
    std::string sign_in_href;
    std::string button;
    std::string back_href;
    std::vector<html::Link> narrower;  // themes of a campaign
};

struct FollowLine {
    std::string id;
    std::string kind;
    std::string title;
    std::string href;  // empty: not public any more
    std::string since;
    std::vector<html::Choice> frequencies;
};

struct MyFollowsView : PageForm {
    std::string notice;
    std::string warning;  // the address is suspended
    std::string count;
    std::vector<FollowLine> lines;
    html::Field kind;
    std::vector<html::Choice> kinds;
    std::string address;  // of this page of the list, to come back to
    html::Field all;
    std::vector<html::Choice> frequencies;
    bool has_any = false;
    html::Pages pages;
};

struct StopView {
    std::string action;
    std::string what;
    bool is_stopped = false;
    bool is_done = false;  // just now
    bool is_everything = false;
    html::Field scope;
    std::vector<html::Choice> scopes;
};

}  // namespace consultation
