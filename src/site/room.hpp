// site: the home page, the search, the register's pages, help and legal texts.
#pragma once

#include "web/room.hpp"

namespace site {

web::Room room(web::Services const& services);

}  // namespace site
