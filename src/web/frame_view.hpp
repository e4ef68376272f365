// What the frame template shows.
#pragma once

#include <string>
#include <vector>

#include "html/form.hpp"
#include "html/out.hpp"
#include "html/view.hpp"

namespace web {

struct NavigationEntry {
    std::string label;
    std::string href;
    bool is_current = false;
};

struct ShownNotice {
    std::string label;  // "Incident"
    std::string text;
    bool is_incident = false;
};

struct FrameView {
    std::string title;
    std::string description;
    std::string site_name;
    std::string tagline;
    std::string operator_name;
    std::string stylesheet;
    std::string script;
    std::string icon;
    std::string brand_sheet;  // of the deploying service; empty: our colours
    std::string logo;         // its logo; empty: our mark
    std::string logo_alt;
    int logo_width = 0;
    int logo_height = 0;
    bool is_demo = false;
    bool is_wide = false;
    std::string email;       // of the person signed in; empty: nobody
    std::string acting_for;  // the body they act for; empty: none
    bool is_pending = false;
    bool is_operator = false;  // or auditor: the operator's pages are open to them
    bool is_auditor = false;   // and no operator
    bool is_relay = false;     // of a prefecture
    std::vector<html::HiddenInput> form_fields;
    std::vector<NavigationEntry> navigation;
    std::vector<NavigationEntry> footer;
    std::vector<html::Link> breadcrumbs;
    html::Link back;
    html::Html content;
    std::string preview_title;  // empty: an ordinary page
    std::string preview_href;
    std::vector<ShownNotice> notices;
    std::string journal_href;  // empty: no link to the journal
};

}  // namespace web
