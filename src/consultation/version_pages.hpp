// The public page of a contribution's versions: any two of them side by side.
#pragma once

#include "web/visit.hpp"

namespace consultation {

http::Response contribution_versions_page(web::Visit& visit);

}  // namespace consultation
