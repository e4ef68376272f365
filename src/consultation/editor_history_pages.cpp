// The history of a campaign: every change of its sections, each readable before and after.
#include <fmt/format.h>

#include "base/french.hpp"
#include "consultation/campaign_change.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/editor_pages.hpp"
#include "consultation/editor_views.hpp"
#include "consultation/pages_editor_change.hpp"
#include "consultation/pages_editor_history.hpp"

namespace consultation {
namespace {

std::string who_of(CampaignChange const& change) {
    if (!change.email.empty()) return change.email;
    return change.person == 0 ? "la ligne de commande" : "un compte effacé";
}

}  // namespace

http::Response history_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const page = forms::asked_page(visit.request.query);
    if (!campaign || !page) return web::not_found(visit);
    auto const section = section_named(visit.request.query.get("partie"));
    std::int64_t const total = count_changes(visit.reader(), campaign->id, section);
    if (*page > forms::last_page(total)) return web::not_found(visit);
    std::string const address = desk_address(*campaign) + "/historique";
    HistoryView view;
    view.count = base::french_count(total, "changement", "changements");
    view.sections.push_back({"tout", section ? address : std::string()});
    auto const offer = [&](Section one) {
        view.sections.push_back(
            {std::string(title_of(one)),
             section == one ? std::string() : fmt::format("{}?partie={}", address, name_of(one))});
    };
    for (Section const one : edited_sections) offer(one);
    offer(Section::state);
    for (CampaignChange const& change : campaign_changes(visit.reader(), campaign->id, section,
                                                         forms::per_page, (*page - 1) * forms::per_page))
        view.items.push_back({base::french_date_time(change.at),
                              fmt::format("{}, version {}", title_of(change.section), change.version),
                              who_of(change), change.reason, fmt::format("{}/{}", address, change.id.value)});
    view.pages = {
        *page, forms::last_page(total),
        section ? fmt::format("{}?partie={}&page=", address, name_of(*section)) : address + "?page="};
    view.back_href = editor_address(*campaign);
    return web::page_of(visit, editor_head(*campaign, "Historique"),
                        [&](html::Out& out) { pages::editor_history(out, view); });
}

http::Response change_page(web::Visit& visit) {
    auto const campaign = forms::campaign_of_path(visit);
    auto const number = forms::positive_number(visit.path("change"));
    auto const change = campaign && number
                            ? campaign_change(visit.reader(), campaign->id, base::Id<CampaignChange>(*number))
                            : std::nullopt;
    if (!change) return web::not_found(visit);
    ChangeView view;
    view.title = fmt::format("{}, version {}", title_of(change->section), change->version);
    view.facts = {{"Quand", base::french_date_time(change->at), {}, {}}, {"Qui", who_of(*change), {}, {}}};
    if (!change->reason.empty()) view.facts.push_back({"Motif", change->reason, {}, {}});
    view.differences = differences(change->before, change->after);
    view.back_href = desk_address(*campaign) + "/historique";
    web::PageHead head = editor_head(*campaign, view.title);
    head.breadcrumbs.insert(head.breadcrumbs.end() - 1, {"Historique", view.back_href});
    return web::page_of(visit, head, [&](html::Out& out) { pages::editor_change(out, view); });
}

}  // namespace consultation
