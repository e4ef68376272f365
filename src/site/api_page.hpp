// The API's own routes: its OpenAPI document, and the page that says the same to people.
#pragma once

#include "web/route.hpp"

namespace site {

/// GET /api/v1/openapi.json and GET /donnees-ouvertes/api, over every route of the other rooms.
web::Routes api_reference(web::Routes const& routes, web::SiteSettings const& settings);

}  // namespace site
