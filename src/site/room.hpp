// site: the home page, the search, the register's pages, help, legal texts, the site map.
#pragma once

#include <string>
#include <vector>

#include "web/room.hpp"

namespace site {

/// `public_pages`: addresses without parameter of the public pages of the rooms before this one, for the site
/// map.
web::Room room(web::Services const&, std::vector<std::string> public_pages = {});

}  // namespace site
