// The handlers of /mon-compte: its sections, and API tokens.
#pragma once

#include "account/room.hpp"

namespace account {

http::Response show_account(web::Visit& visit, Shown const& shown);

/// The address is suspended: its owner has it tried again.
http::Response post_try_address_again(web::Visit& visit);
http::Response show_tokens(web::Visit& visit);
/// Answers 200 with the token: a redirection would have to keep it somewhere.
http::Response post_token(web::Visit& visit);
http::Response show_revoke(web::Visit& visit);
http::Response post_revoke(web::Visit& visit);

}  // namespace account
