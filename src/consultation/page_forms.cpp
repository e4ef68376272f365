#include "consultation/page_forms.hpp"

#include "consultation/campaign_rows.hpp"
#include "consultation/pages_confirm_act.hpp"
#include "web/frame.hpp"

namespace consultation::forms {

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
