// The handlers of this room's pages.
#pragma once

#include "http/message.hpp"
#include "site/authority_views.hpp"
#include "web/visit.hpp"

namespace site {

http::Response home_page(web::Visit& visit);
http::Response search_page(web::Visit& visit);
http::Response authorities_page(web::Visit& visit);
http::Response authority_page(web::Visit& visit);
http::Response legal_page(web::Visit& visit);
http::Response terms_page(web::Visit& visit);
http::Response privacy_page(web::Visit& visit);
/// What is kept about persons, from what each room declares (`Hooks::personal`).
http::Response retention_page(web::Visit& visit);
http::Response accessibility_page(web::Visit& visit);
/// The criteria of one theme, ?theme=1 to 13.
http::Response criteria_page(web::Visit& visit);
http::Response help_page(web::Visit& visit);
http::Response help_role_page(web::Visit& visit);
/// Where data and software come from, under which licences.
http::Response sources_page(web::Visit& visit);

}  // namespace site
