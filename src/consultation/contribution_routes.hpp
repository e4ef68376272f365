// The contributor's routes: the table of contents of contribution_pages.
#pragma once

#include "web/route.hpp"

namespace consultation {

web::Routes contribution_routes();

}  // namespace consultation
