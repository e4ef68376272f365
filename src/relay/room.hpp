// relay: a prefecture follows the participation of its département, invites, and vouches.
#pragma once

#include "account/room.hpp"
#include "web/room.hpp"

namespace relay {

std::vector<db::Migration> migrations();
std::vector<journal::PersonalTable> personal_tables();
/// The operator's landing page: addresses that relays reported.
std::vector<account::OperatorEntry> operator_entries(db::Reader const& reader);

web::Room room(web::Services const& services);

}  // namespace relay
