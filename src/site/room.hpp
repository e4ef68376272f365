// site: the home page, the search, the register's pages, help, legal texts, the site map.
#pragma once

#include <string>
#include <vector>

#include "account/room.hpp"
#include "web/room.hpp"

namespace site {

/// The operator's landing page: messages that wait, banners, the journal.
std::vector<account::OperatorEntry> operator_entries(db::Reader const& reader);

/// `public_pages`: addresses without parameter of the public pages of the rooms before this one, for the site
/// map.
web::Room room(web::Services const&, std::vector<std::string> public_pages = {});

}  // namespace site
