#include "site/api_page.hpp"

#include <algorithm>

#include "site/api_views.hpp"
#include "site/pages_api.hpp"
#include "web/frame.hpp"
#include "web/json.hpp"
#include "web/openapi.hpp"

namespace site {
namespace {

constexpr char const* document_path = "/api/v1/openapi.json";

std::shared_ptr<web::Operation const> document_operation() {
    return std::make_shared<web::Operation const>(
        web::Operation{.id = "getOpenApi",
                       .group = "Description",
                       .summary = "Cette description, au format OpenAPI 3.1",
                       .answer = web::object({{"openapi", web::text("La version du format.")}})});
}

ApiOperationView view_of(web::Route const& route) {
    web::Operation const& operation = *route.api;
    ApiOperationView view{operation.summary,
                          std::string(http::name_of(route.method)),
                          route.pattern,
                          operation.description,
                          {},
                          route.policy == web::Policy::api_token};
    for (web::Parameter const& one : operation.parameters)
        view.parameters.push_back({one.name, one.schema.description, one.schema.values});
    return view;
}

ApiView view_of(web::Routes const& routes, web::SiteSettings const& settings) {
    ApiView view;
    view.origin = settings.origin;
    for (web::Route const& route : routes) {
        if (!route.api) continue;
        auto group = std::find_if(view.groups.begin(), view.groups.end(),
                                  [&](ApiGroupView const& one) { return one.title == route.api->group; });
        if (group == view.groups.end()) {
            view.groups.push_back({route.api->group, {}});
            group = std::prev(view.groups.end());
        }
        group->operations.push_back(view_of(route));
    }
    return view;
}

}  // namespace

web::Routes api_reference(web::Routes const& routes, web::SiteSettings const& settings) {
    using enum http::Method;
    web::Routes described = routes;
    described.push_back(
        {get, document_path, web::Policy::api_public, {}, "site", {}, false, document_operation()});
    // Made once: the routes do not change while the program runs.
    auto const document = std::make_shared<std::string const>(web::openapi_document(described, settings));
    auto const view = std::make_shared<ApiView const>(view_of(described, settings));
    web::Route json = described.back();
    json.handler = [document](web::Visit&) { return web::json_response(*document); };
    web::Route page{
        get, "/donnees-ouvertes/api", web::Policy::public_page,
        [view](web::Visit& visit) {
            return web::page_of(
                visit,
                {.title = "API – Données ouvertes",
                 .section = "/donnees-ouvertes",
                 .breadcrumbs = {{"Accueil", "/"}, {"Données ouvertes", "/donnees-ouvertes"}, {"API", ""}},
                 .description = "Lire les consultations et soutenir une proposition par programme."},
                [&](html::Out& out) { pages::api(out, *view); });
        },
        "site"};
    return {std::move(json), std::move(page)};
}

}  // namespace site
