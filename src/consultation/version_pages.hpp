// The public pages of the versions of a contribution and of a proposal: any two of them side by side.
#pragma once

#include "web/visit.hpp"

namespace consultation {

http::Response contribution_versions_page(web::Visit& visit);
http::Response proposal_versions_page(web::Visit& visit);

}  // namespace consultation
