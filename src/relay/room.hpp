// relay: a prefecture follows the participation of its département, invites, and vouches.
#pragma once

#include "web/room.hpp"

namespace relay {

web::Room room(web::Services const& services);

}  // namespace relay
