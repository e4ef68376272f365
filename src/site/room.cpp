#include "site/room.hpp"

#include "site/pages.hpp"
#include "site/plan.hpp"

namespace site {

web::Room room(web::Services const&, std::vector<std::string> public_pages) {
    using enum http::Method;
    using enum web::Policy;
    web::Routes routes{
        {get, "/", public_page, home_page, {}},
        {get, "/recherche", public_page, search_page, {}},
        {get, "/collectivites", public_page, authorities_page, {}},
        {get, "/collectivites/{reference}", public_page, authority_page, {}},
        {get, "/aide", public_page, help_page, {}},
        {get, "/aide/{role}", public_page, help_role_page, {}},
        {get, "/contact", public_page, contact_page, {}},
        {get, "/mentions-legales", public_page, legal_page, {}},
        {get, "/conditions-d-utilisation", public_page, terms_page, {}},
        {get, "/donnees-personnelles", public_page, privacy_page, {}},
        {get, "/donnees-personnelles/durees", public_page, retention_page, {}},
        {get, "/accessibilite", public_page, accessibility_page, {}},
        {get, "/accessibilite/criteres", public_page, criteria_page, {}},
        {get, "/sources", public_page, sources_page, {}},
    };
    for (web::Route const& route : routes)
        if (route.pattern.find('{') == std::string::npos) public_pages.push_back(route.pattern);
    public_pages.emplace_back("/plan-du-site");
    public_pages.emplace_back("/donnees-ouvertes/api");  // api_reference() makes its route once all are known
    for (web::Route& route : plan_routes(std::move(public_pages))) routes.push_back(std::move(route));
    return {.name = "site", .routes = std::move(routes)};
}

}  // namespace site
