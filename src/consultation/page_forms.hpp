// What the pages where one writes share: typed values read, refusals put beside their fields, confirmations.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/settings.hpp"
#include "html/form.hpp"
#include "html/view.hpp"
#include "http/message.hpp"
#include "web/forms.hpp"
#include "web/visit.hpp"

namespace consultation {

/// What every form shows besides its questions.
struct PageForm {
    std::vector<html::FieldError> errors;
    std::vector<html::HiddenInput> hidden;
};

/// "Are you sure": what will be done, with what it concerns, one button, the way back.
struct ConfirmActView : PageForm {
    std::string title;
    std::vector<std::string> sentences;
    std::string warning;  // empty: none
    std::vector<html::SummaryRow> rows;
    std::vector<html::Link> items;  // what it concerns
    std::string items_title;
    std::string more;    // "et 12 autres"; empty: all are shown
    html::Field reason;  // asked for when it has a name
    int reason_rows = 4;
    int reason_characters_max = 0;
    std::string action;
    std::string button;
    bool is_warning = false;  // takes something away
    std::string back_href;
    std::string back_label;
};

namespace forms {

inline constexpr int per_page = 20;
/// Lists on confirmation pages name so many things at most.
inline constexpr std::size_t confirmed_items_max = 100;

using web::asked_page;
using web::field;
using web::line_of;
using web::page_max;
using web::positive_number;
using web::text_of;
using web::typed_bytes_max;

inline int last_page(std::int64_t total) {
    return web::last_page(total, per_page);
}
/// Errors beside their fields and in the summary of the form.
inline void show_errors(PageForm& form, base::Refusal const& refusal,
                        std::vector<html::Field*> const& fields) {
    web::show_errors(form.errors, refusal, fields);
}

/// "?a=b&c=d" without the pairs whose value is empty; "" when none is left.
std::string query_of(std::vector<std::pair<std::string, std::string>> const& pairs);

/// Of {campaign} in the address. Drafts are seen by operators and auditors only.
std::optional<Campaign> campaign_of_path(web::Visit& visit);
Settings settings_of(web::Visit const& visit);

/// The confirmation as a page, with a breadcrumb trail.
http::Response confirm_page(web::Visit& visit, ConfirmActView const& view,
                            std::vector<html::Link> breadcrumbs, int status = 200);
/// A refusal of a write: its form again when the refusal is about fields or the state of things (`again`),
/// else its page (forbidden, not found).
bool is_about_form(base::Refusal const& refusal);

}  // namespace forms
}  // namespace consultation
