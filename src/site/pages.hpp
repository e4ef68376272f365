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
http::Response contact_page(web::Visit& visit);
http::Response legal_page(web::Visit& visit);
http::Response privacy_page(web::Visit& visit);
http::Response accessibility_page(web::Visit& visit);

}  // namespace site
