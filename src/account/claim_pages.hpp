// The handlers that add an affiliation: to an authority, to a partner, or a word to the operator when it is
// missing.
#pragma once

#include "account/room.hpp"

namespace account {

http::Response show_claim(web::Visit& visit);
http::Response post_claim(web::Visit& visit);

http::Response show_partner_claim(web::Visit& visit);
http::Response post_partner_claim(web::Visit& visit);

http::Response show_missing_body(web::Visit& visit);
http::Response post_missing_body(web::Visit& visit);

}  // namespace account
