// The handlers of /operateur/roles/{id}/second-facteur: an operator takes off a colleague's lost second
// factor.
#pragma once

#include "account/room.hpp"

namespace account {

http::Response show_lost_factor(web::Visit& visit);
http::Response post_lost_factor(web::Visit& visit);

}  // namespace account
