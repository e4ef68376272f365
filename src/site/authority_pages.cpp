// The register on screen: search with filters, and a page for each authority.
#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/reading_pages.hpp"
#include "consultation/settings.hpp"
#include "consultation/support_lists.hpp"
#include "site/authority_views.hpp"
#include "site/pages.hpp"
#include "site/pages_authorities.hpp"
#include "site/pages_authority.hpp"
#include "territories/counted.hpp"
#include "territories/lookup.hpp"
#include "territories/register.hpp"
#include "web/frame.hpp"

namespace site {
namespace {

constexpr int per_page = 20;
constexpr int page_max = 500;  // beyond, a filter is the way
constexpr std::string_view path_of_list = "/collectivites";

/// Kinds that the filter offers; former communes are found by name.
constexpr std::array offered_kinds{territories::Kind::commune, territories::Kind::departement,
                                   territories::Kind::region, territories::Kind::collectivite_particuliere,
                                   territories::Kind::epci};

std::string query_with(http::Pairs const& kept, std::string_view without) {
    http::Pairs pairs;
    for (auto const& [name, value] : kept.items())
        if (name != without && name != "page" && !value.empty()) pairs.add(name, value);
    return std::string(path_of_list) + http::query_text(pairs);
}

html::Choice choice_of(territories::Territory const& territory, std::string_view chosen) {
    return {
        territory.code, fmt::format("{} – {}", territory.code, territory.name), {}, territory.code == chosen};
}

std::string address_of(territories::Authority const& authority) {
    return fmt::format("/collectivites/{}", authority.reference);
}

/// What it contributed and supports, in every campaign.
std::vector<AuthorityActsGroup> acts_of(web::Visit& visit, base::Id<territories::Authority> id) {
    auto const acts = consultation::authority_acts(visit.reader(), id);
    AuthorityActsGroup contributions{
        fmt::format("Contributions ({})", acts.contributions), "Elle n’a pas encore contribué.", {}, {}};
    for (consultation::ListedContribution const& one : acts.last_contributions)
        contributions.acts.push_back({one.title,
                                      consultation::address_of_contribution(one.reference),
                                      {"publiée le " + base::french_date(one.published_at),
                                       std::string(consultation::public_title_of(one.outcome))}});
    auto const supported = consultation::what_an_authority_supports(
        visit.reader(), id, consultation::SupportsShown::counted_only, 1);
    AuthorityActsGroup supports{
        fmt::format("Soutiens ({})", acts.supports), "Elle ne soutient pas encore de proposition.", {}, {}};
    for (consultation::AuthoritySupport const& one : supported.items) {
        std::vector<std::string> facts{one.campaign_title,
                                       "soutenue depuis le " + base::french_date(one.standing.since)};
        // What the committee chose, once it is published; before, there is nothing to say.
        if (one.proposal_state != consultation::ProposalState::open)
            facts.emplace_back(consultation::title_of(one.proposal_state));
        supports.acts.push_back({one.proposal_title,
                                 consultation::address_of_proposal(one.proposal_reference),
                                 std::move(facts)});
    }
    return {std::move(contributions), std::move(supports)};
}

AuthorityItem item_of(territories::Authority const& one) {
    AuthorityItem item;
    item.name = one.long_name;
    item.href = address_of(one);
    item.kind = territories::french(one.kind);
    if (!one.department_name.empty())
        item.facts.push_back(fmt::format("{} ({})", one.department_name, one.department_code));
    if (one.population) item.facts.push_back(base::french_count(*one.population, "habitant", "habitants"));
    if (!one.successor_name.empty()) item.facts.push_back("aujourd’hui\u00a0: " + one.successor_name);
    return item;
}

}  // namespace

http::Response authorities_page(web::Visit& visit) {
    http::Pairs const& query = visit.request.query;
    territories::AuthoritySearch search;
    search.text = base::shortened(base::tidied_line(query.get("q")).value_or(""), 120);
    search.kind = territories::kind_from(query.get("type"));
    search.limit = per_page;
    auto const regions = territories::regions(visit.reader());
    auto const region = std::find_if(regions.begin(), regions.end(), [&](territories::Territory const& one) {
        return one.code == query.get("region");
    });
    if (region != regions.end()) search.region = region->code;
    std::int64_t const page =
        std::clamp<std::int64_t>(base::parse_int(query.get("page")).value_or(1), 1, page_max);
    search.offset = static_cast<int>(page - 1) * per_page;

    AuthoritiesView view;
    view.search = {.id = "q",
                   .name = "q",
                   .label = "Chercher une collectivité par nom, code postal, code Insee ou Siren",
                   .value = search.text};
    std::int64_t const total = territories::count_authorities(visit.reader(), search);
    for (territories::Authority const& one :
         territories::find_authorities(visit.reader(), search).authorities)
        view.items.push_back(item_of(one));
    view.count = territories::counted(total, search.kind);
    std::int64_t const last = std::clamp<std::int64_t>((total + per_page - 1) / per_page, 1, page_max);
    std::string const kept = query_with(query, "page");
    view.pages = {static_cast<int>(page), static_cast<int>(last),
                  kept + (kept.find('?') == std::string::npos ? "?page=" : "&page=")};
    view.regions.push_back({"", "Toutes", {}, search.region.empty()});
    for (territories::Territory const& one : regions) view.regions.push_back(choice_of(one, search.region));
    view.kinds.push_back({"", "Tous", {}, !search.kind});
    for (territories::Kind const kind : offered_kinds)
        view.kinds.push_back({std::string(territories::code(kind)),
                              std::string(territories::french_plural(kind)),
                              {},
                              search.kind == kind});
    if (search.kind)
        view.chosen.push_back(
            {std::string(territories::french_plural(*search.kind)), query_with(query, "type")});
    if (region != regions.end()) view.chosen.push_back({region->name, query_with(query, "region")});
    view.clear_href = search.text.empty()
                          ? std::string(path_of_list)
                          : fmt::format("{}?q={}", path_of_list, base::percent_encoded(search.text));
    if (!search.text.empty()) view.kept_by_filters.push_back({"q", search.text});
    if (search.kind) view.kept_by_search.push_back({"type", std::string(territories::code(*search.kind))});
    if (!search.region.empty()) view.kept_by_search.push_back({"region", search.region});
    if (auto const edition = territories::latest_edition(visit.reader()))
        view.source = fmt::format("Référentiel\u00a0: édition {} (paquet {}), chargée le {}.", edition->year,
                                  edition->version, base::french_date(edition->loaded_at));
    else
        view.source = "Le référentiel n’est pas encore chargé.";
    return web::page_of(visit,
                        {.title = "Collectivités",
                         .section = path_of_list.data(),
                         .breadcrumbs = {{"Accueil", "/"}, {"Collectivités", ""}}},
                        [&](html::Out& out) { pages::authorities(out, view); });
}

http::Response authority_page(web::Visit& visit) {
    auto const found = territories::authority_by_reference(visit.reader(), visit.path("reference"));
    if (!found) return web::not_found(visit);
    territories::Authority const& one = *found;
    if (one.reference != visit.path("reference")) return web::redirect(visit, address_of(one));
    AuthorityView view;
    view.name = one.long_name;
    view.kind = territories::french(one.kind);
    view.note = one.is_in_force ? std::string()
                : one.successor_name.empty()
                    ? "Cette collectivité n’existe plus."
                    : "Elle fait aujourd’hui partie de\u00a0: " + one.successor_name + ".";
    if (!one.is_in_force && one.successor.exists())
        if (auto const successor = territories::authority(visit.reader(), one.successor))
            view.successor_href = address_of(*successor);
    view.successor_name = one.successor_name;
    auto const fact = [&](std::string key, std::string value) {
        if (!value.empty()) view.facts.push_back({.key = std::move(key), .value = std::move(value)});
    };
    fact("Population",
         one.population ? base::french_count(*one.population, "habitant", "habitants") : std::string());
    fact("Département", one.department_name.empty()
                            ? std::string()
                            : fmt::format("{} ({})", one.department_name, one.department_code));
    fact("Région", one.region_name);
    fact("Intercommunalité", one.epci_name);
    fact("Code Insee", one.insee_code);
    fact("Siren", one.siren);
    view.acts = acts_of(visit, one.id);
    view.follow = consultation::follow_link(visit, "collectivite:" + one.reference,
                                            fmt::format("authority:{}", one.id.value), "cette collectivité");
    if (!one.department_code.empty())
        view.wider.push_back({fmt::format("Suivre le département : {}", one.department_name),
                              consultation::follow_address("departement:" + one.department_code)});
    if (!one.region_code.empty())
        view.wider.push_back({fmt::format("Suivre la région : {}", one.region_name),
                              consultation::follow_address("region:" + one.region_code)});
    return web::page_of(
        visit,
        {.title = one.long_name,
         .section = path_of_list.data(),
         .breadcrumbs = {{"Accueil", "/"}, {"Collectivités", std::string(path_of_list)}, {one.name, ""}},
         .journal_query = "pour=" + one.reference},
        [&](html::Out& out) { pages::authority(out, view); });
}

}  // namespace site
