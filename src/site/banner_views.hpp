// What the pages of banners show.
#pragma once

#include <string>
#include <vector>

#include "html/form.hpp"
#include "html/view.hpp"

namespace site {

struct BannerItem {
    std::string kind;
    std::string text;
    std::string state;  // "affiché"
    bool is_standing = false;
    std::string facts;     // where, from when to when, by whom
    std::string end_href;  // empty: over, or the reader may not
};

struct BannersView {
    std::vector<html::FieldError> errors;
    std::string notice;
    bool may_write = false;
    std::vector<html::HiddenInput> hidden;
    html::Field kind;
    std::vector<html::Choice> kinds;
    html::Field text;
    int text_characters_max = 0;
    html::Field campaign;
    std::vector<html::Choice> campaigns;
    html::Field starts_at;
    html::TypedMoment starts;
    html::Field ends_at;
    html::TypedMoment ends;
    std::string count;
    std::vector<BannerItem> items;
    html::Pages pages;
};

struct BannerPreviewView {
    std::string kind;
    std::string text;
    bool is_incident = false;
    std::vector<html::SummaryRow> rows;
    std::vector<html::HiddenInput> hidden;  // with all that was typed
};

}  // namespace site
