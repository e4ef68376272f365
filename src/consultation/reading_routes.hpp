// The routes of the pages that everybody reads: campaigns, contributions, proposals.
#pragma once

#include "web/room.hpp"

namespace consultation {

web::Routes reading_routes();

}  // namespace consultation
