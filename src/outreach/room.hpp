// outreach: writing to those who should take part.
#pragma once

#include "web/room.hpp"

namespace outreach {

std::vector<db::Migration> migrations();
std::vector<journal::PersonalTable> personal_tables();

web::Room room(web::Services const& services);

}  // namespace outreach
