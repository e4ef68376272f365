#include "consultation/page_forms.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/pages_confirm_act.hpp"
#include "web/frame.hpp"

namespace consultation::forms {
namespace {

/// Cut at a character: half of one would be no UTF-8.
std::string_view bounded(std::string_view text) {
    if (text.size() <= typed_bytes_max) return text;
    std::size_t end = typed_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

}  // namespace

std::string line_of(http::Pairs const& values, std::string_view name) {
    return base::tidied_line(bounded(values.get(name))).value_or("");
}

std::string text_of(http::Pairs const& values, std::string_view name) {
    return base::tidied(bounded(values.get(name))).value_or("");
}

std::optional<std::int64_t> positive_number(std::string_view text) {
    auto const number = base::parse_int(text);
    if (!number || *number < 1) return std::nullopt;
    return number;
}

std::optional<int> asked_page(http::Pairs const& query) {
    auto const asked = query.find("page");
    if (!asked || asked->empty()) return 1;
    auto const number = positive_number(*asked);
    if (!number || *number > page_max) return std::nullopt;
    return static_cast<int>(*number);
}

int last_page(std::int64_t total) {
    return static_cast<int>(std::clamp<std::int64_t>((total + per_page - 1) / per_page, 1, page_max));
}

html::Field field(std::string name, std::string label, std::string value, std::string hint) {
    html::Field made;
    made.id = name;
    made.name = std::move(name);
    made.label = std::move(label);
    made.value = std::move(value);
    made.hint = std::move(hint);
    return made;
}

void show_errors(PageForm& form, base::Refusal const& refusal, std::vector<html::Field*> const& fields) {
    if (refusal.fields.empty())
        form.errors.push_back(
            {"", refusal.advice.empty() ? refusal.message : refusal.message + " " + refusal.advice});
    for (base::FieldError const& error : refusal.fields) {
        auto const found =
            std::ranges::find_if(fields, [&](html::Field const* one) { return one->name == error.field; });
        if (found != fields.end()) (*found)->error = error.message;
        form.errors.push_back({found == fields.end() ? std::string() : (*found)->id, error.message});
    }
}

std::string query_of(std::vector<std::pair<std::string, std::string>> const& pairs) {
    http::Pairs kept;
    for (auto const& [name, value] : pairs)
        if (!value.empty()) kept.add(name, value);
    return http::query_text(kept);
}

std::optional<Campaign> campaign_of_path(web::Visit& visit) {
    auto campaign = campaign_by_slug(visit.reader(), visit.path("campaign"));
    bool const sees_drafts = visit.who && (visit.who->actor.is_operator || visit.who->actor.is_auditor);
    if (campaign && !campaign->is_public() && !sees_drafts) return std::nullopt;
    return campaign;
}

Settings settings_of(web::Visit const& visit) {
    return {visit.services.settings.origin, visit.services.settings.name};
}

http::Response confirm_page(web::Visit& visit, ConfirmActView const& view,
                            std::vector<html::Link> breadcrumbs, int status) {
    web::PageHead head;
    head.title = view.title;
    head.breadcrumbs = std::move(breadcrumbs);
    head.has_errors = !view.errors.empty();
    return web::page_of(
        visit, head, [&](html::Out& out) { pages::confirm_act(out, view); }, status);
}

bool is_about_form(base::Refusal const& refusal) {
    return refusal.code == base::RefusalCode::invalid || refusal.code == base::RefusalCode::conflict ||
           refusal.code == base::RefusalCode::late || refusal.code == base::RefusalCode::too_many;
}

}  // namespace consultation::forms
