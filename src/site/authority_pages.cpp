// The register on screen: search with filters, and a page for each authority.
#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "site/authority_views.hpp"
#include "site/pages.hpp"
#include "site/pages_authorities.hpp"
#include "site/pages_authority.hpp"
#include "territories/lookup.hpp"
#include "territories/register.hpp"
#include "web/frame.hpp"

namespace site {
namespace {

constexpr int per_page = 20;
constexpr int page_max = 500;  // beyond, a filter is the way
constexpr std::string_view path_of_list = "/collectivites";

/// Kinds that the filter offers; former communes are found by name.
constexpr std::array offered_kinds{territories::Kind::commune, territories::Kind::departement, territories::Kind::region,
                                   territories::Kind::collectivite_particuliere, territories::Kind::epci};

std::string query_with(http::Pairs const& kept, std::string_view without) {
    http::Pairs pairs;
    for (auto const& [name, value] : kept.items())
        if (name != without && name != "page" && !value.empty()) pairs.add(name, value);
    return std::string(path_of_list) + http::query_text(pairs);
}

html::Choice choice_of(territories::Territory const& territory, std::string_view chosen) {
    return {territory.code, fmt::format("{} – {}", territory.code, territory.name), {}, territory.code == chosen};
}

std::string address_of(territories::Authority const& authority) { return fmt::format("/collectivites/{}", authority.reference); }

AuthorityItem item_of(territories::Authority const& one) {
    AuthorityItem item;
    item.name = one.long_name;
    item.href = address_of(one);
    item.kind = territories::french(one.kind);
    if (!one.department_name.empty()) item.facts.push_back(fmt::format("{} ({})", one.department_name, one.department_code));
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
    auto const departments = territories::departments(visit.reader());
    auto const department = std::find_if(departments.begin(), departments.end(),
                                         [&](territories::Territory const& one) { return one.code == query.get("departement"); });
    if (department != departments.end()) search.department = department->code;
    std::int64_t const page = std::clamp<std::int64_t>(base::parse_int(query.get("page")).value_or(1), 1, page_max);
    search.offset = static_cast<int>(page - 1) * per_page;

    AuthoritiesView view;
    view.search = {.id = "q", .name = "q", .label = "Chercher une collectivité par nom, code postal, code Insee ou Siren", .value = search.text};
    std::int64_t const total = territories::count_authorities(visit.reader(), search);
    for (territories::Authority const& one : territories::find_authorities(visit.reader(), search).authorities) view.items.push_back(item_of(one));
    view.count = base::french_count(total, "collectivité trouvée", "collectivités trouvées");
    std::int64_t const last = std::clamp<std::int64_t>((total + per_page - 1) / per_page, 1, page_max);
    std::string const kept = query_with(query, "page");
    view.pages = {static_cast<int>(page), static_cast<int>(last), kept + (kept.find('?') == std::string::npos ? "?page=" : "&page=")};
    view.departments.push_back({"", "Tous", {}, search.department.empty()});
    for (territories::Territory const& one : departments) view.departments.push_back(choice_of(one, search.department));
    view.kinds.push_back({"", "Tous", {}, !search.kind});
    for (territories::Kind const kind : offered_kinds)
        view.kinds.push_back({std::string(territories::code(kind)), std::string(territories::french_plural(kind)), {}, search.kind == kind});
    if (search.kind) view.chosen.push_back({std::string(territories::french_plural(*search.kind)), query_with(query, "type")});
    if (department != departments.end()) view.chosen.push_back({department->name, query_with(query, "departement")});
    view.clear_href = search.text.empty() ? std::string(path_of_list) : fmt::format("{}?q={}", path_of_list, base::percent_encoded(search.text));
    if (!search.text.empty()) view.kept_by_filters.push_back({"q", search.text});
    if (search.kind) view.kept_by_search.push_back({"type", std::string(territories::code(*search.kind))});
    if (!search.department.empty()) view.kept_by_search.push_back({"departement", search.department});
    if (auto const edition = territories::latest_edition(visit.reader()))
        view.source = fmt::format("Référentiel\u00a0: édition {} (paquet {}), chargée le {}.", edition->year, edition->version, base::french_date(edition->loaded_at));
    else
        view.source = "Le référentiel n’est pas encore chargé.";
    return web::page_of(visit, {.title = "Collectivités", .section = path_of_list.data(), .breadcrumbs = {{"Accueil", "/"}, {"Collectivités", ""}}},
                        [&](html::Out& out) { pages::authorities(out, view); });
}

http::Response authority_page(web::Visit& visit, AuthorityActs const& acts_of) {
    auto const found = territories::authority_by_reference(visit.reader(), visit.path("reference"));
    if (!found) return web::not_found(visit);
    territories::Authority const& one = *found;
    if (one.reference != visit.path("reference")) return web::redirect(visit, address_of(one));
    AuthorityView view;
    view.name = one.long_name;
    view.kind = territories::french(one.kind);
    view.note = one.is_in_force ? std::string() : one.successor_name.empty() ? "Cette collectivité n’existe plus." : "Elle fait aujourd’hui partie de\u00a0: " + one.successor_name + ".";
    if (!one.is_in_force && one.successor.exists())
        if (auto const successor = territories::authority(visit.reader(), one.successor)) view.successor_href = address_of(*successor);
    view.successor_name = one.successor_name;
    auto const fact = [&](std::string key, std::string value) {
        if (!value.empty()) view.facts.push_back({.key = std::move(key), .value = std::move(value)});
    };
    fact("Population", one.population ? base::french_count(*one.population, "habitant", "habitants") : std::string());
    fact("Département", one.department_name.empty() ? std::string() : fmt::format("{} ({})", one.department_name, one.department_code));
    fact("Région", one.region_name);
    fact("Intercommunalité", one.epci_name);
    fact("Code Insee", one.insee_code);
    fact("Siren", one.siren);
    view.acts = acts_of(visit, one.id);
    return web::page_of(visit,
                        {.title = one.long_name, .section = path_of_list.data(),
                         .breadcrumbs = {{"Accueil", "/"}, {"Collectivités", std::string(path_of_list)}, {one.name, ""}}},
                        [&](html::Out& out) { pages::authority(out, view); });
}

}  // namespace site
