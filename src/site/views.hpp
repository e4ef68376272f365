// What the pages of texts show.
#pragma once

#include <string>
#include <vector>

#include "html/view.hpp"

namespace site {

struct LinkGroup {
    std::string title;
    std::vector<html::Link> links;
    bool is_campaign = false;  // its links say so, for who hears them one by one
};

struct PlanView {
    std::vector<LinkGroup> groups;
};

struct StatementView {
    std::string state;  // "partiellement conforme"
    bool is_audited = false;
    std::string auditor;
    std::string date;
    std::string rate;  // "87,5 %"
    std::vector<html::SummaryRow> counts;
    std::vector<html::Link> failing;  // criteria not met
    std::vector<html::Link> unassessed;
    std::string environment;
    std::vector<std::string> tools;
    std::vector<std::string> sample;
};

struct ThemeView {
    std::string title;
    html::Table criteria;
    std::vector<html::Link> themes;  // the present one without address
};

struct SourcesView {
    std::vector<html::Link> editions;  // loaded editions of the register, in words
    bool is_whole_list = false;
    html::Table software;
};

}  // namespace site
