// The pages of plain text: legal notice, terms, personal data, help; and where data and software
// come from.
#include <fmt/format.h>

#include <toml++/toml.h>

#include "base/check.hpp"
#include "base/french.hpp"
#include "journal/personal.hpp"
#include "site/embedded.hpp"
#include "site/help.hpp"
#include "site/pages.hpp"
#include "site/pages_help.hpp"
#include "site/pages_help_role.hpp"
#include "site/pages_legal.hpp"
#include "site/pages_privacy.hpp"
#include "site/pages_retention.hpp"
#include "site/pages_sources.hpp"
#include "site/pages_terms.hpp"
#include "site/views.hpp"
#include "territories/register.hpp"
#include "web/frame.hpp"

namespace site {
namespace {

using Template = void (*)(html::Out&, web::SiteSettings const&);

http::Response text_page(web::Visit& visit, std::string title, Template render) {
    return web::page_of(visit, {.title = title, .breadcrumbs = {{"Accueil", "/"}, {title, ""}}},
                        [&](html::Out& out) { render(out, visit.services.settings); });
}

/// docs/legal/software.toml: what serves and builds the site, with licences; the rest only tests it.
html::Table software_table(bool is_whole) {
    html::Table table{is_whole ? "Tous les logiciels" : "Logiciels qui servent les pages",
                      {{"Logiciel"}, {"Version"}, {"Licence"}},
                      {}};
    try {
        toml::table const root = toml::parse(embedded_text("software.toml"));
        if (auto const* list = root.get_as<toml::array>("software"))
            for (auto const& item : *list) {
                auto const& one = *item.as_table();
                if (!is_whole && one["role"].value_or(std::string()) != "sert") continue;
                table.rows.push_back({{one["name"].value_or(std::string())},
                                      {one["version"].value_or(std::string())},
                                      {one["licence"].value_or(std::string())}});
            }
    } catch (toml::parse_error const& error) {
        throw base::Fault(
            fmt::format("software.toml:{}: {}", error.source().begin.line, error.description()));
    }
    return table;
}

}  // namespace

http::Response legal_page(web::Visit& visit) {
    return text_page(visit, "Mentions légales", pages::legal);
}
http::Response terms_page(web::Visit& visit) {
    return text_page(visit, "Conditions d’utilisation", pages::terms);
}
http::Response privacy_page(web::Visit& visit) {
    return text_page(visit, "Données personnelles", pages::privacy);
}

http::Response retention_page(web::Visit& visit) {
    html::Table table{"Ce qui est gardé de vous", {{"Ce que c’est"}, {"Pourquoi"}, {"Durée"}}, {}};
    for (journal::PersonalTable const& one : visit.services.hooks.personal)
        table.rows.push_back(
            {{std::string(one.what)},
             {std::string(one.why)},
             {(one.retention == journal::Retention::act ? std::string("comme l’acte de la structure")
                                                        : std::string(journal::french(one.retention))) +
              (one.fate == journal::Fate::removed ? ", ou effacé à votre demande"
                                                  : ", sous un pseudonyme si vous supprimez votre compte")}});
    return web::page_of(visit,
                        {.title = "Durées de conservation",
                         .breadcrumbs = {{"Accueil", "/"},
                                         {"Données personnelles", "/donnees-personnelles"},
                                         {"Durées de conservation", ""}}},
                        [&](html::Out& out) { pages::retention(out, table); });
}

http::Response help_page(web::Visit& visit) {
    return web::page_of(visit, {.title = "Aide", .breadcrumbs = {{"Accueil", "/"}, {"Aide", ""}}},
                        [&](html::Out& out) { pages::help(out, help_roles()); });
}

http::Response help_role_page(web::Visit& visit) {
    HelpRole const* const role = help_role(visit.path("role"));
    if (role == nullptr) return web::not_found(visit);
    return web::page_of(
        visit,
        {.title = role->title, .breadcrumbs = {{"Accueil", "/"}, {"Aide", "/aide"}, {role->title, ""}}},
        [&](html::Out& out) { pages::help_role(out, *role, visit.services.settings); });
}

http::Response sources_page(web::Visit& visit) {
    SourcesView view;
    view.is_whole_list = visit.request.query.get("liste") == "entiere";
    for (territories::Edition const& edition : territories::editions(visit.reader()))
        view.editions.push_back(
            {fmt::format("millésime {}, paquet version {}, {}, chargé le {}", edition.year, edition.version,
                         base::french_count(edition.authorities, "collectivité", "collectivités"),
                         base::french_date(edition.loaded_at)),
             {}});
    view.software = software_table(view.is_whole_list);
    return web::page_of(
        visit,
        {.title = "Sources et licences", .breadcrumbs = {{"Accueil", "/"}, {"Sources et licences", ""}}},
        [&](html::Out& out) { pages::sources(out, view, visit.services.settings); });
}

}  // namespace site
