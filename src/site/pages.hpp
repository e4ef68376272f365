// The handlers of this room's pages.
#pragma once

#include <functional>
#include <vector>

#include "http/message.hpp"
#include "site/authority_views.hpp"
#include "territories/authority.hpp"
#include "web/visit.hpp"

namespace site {

/// What an authority did, room by room; handed in because those rooms stand before this one.
using AuthorityActs = std::function<std::vector<AuthorityActsGroup>(web::Visit&, base::Id<territories::Authority>)>;

http::Response authorities_page(web::Visit& visit);
http::Response authority_page(web::Visit& visit, AuthorityActs const& acts_of);
http::Response contact_page(web::Visit& visit);
http::Response legal_page(web::Visit& visit);
http::Response privacy_page(web::Visit& visit);
http::Response accessibility_page(web::Visit& visit);

}  // namespace site
