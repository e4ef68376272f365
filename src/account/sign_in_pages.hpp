// The handlers of /connexion and of /deconnexion.
#pragma once

#include "account/room.hpp"

namespace account {

http::Response show_sign_in(web::Visit& visit, Shown const& shown);
http::Response post_sign_in(web::Visit& visit, Shown const& shown);

http::Response show_code(web::Visit& visit);
http::Response post_code(web::Visit& visit, Intents const& intents);
http::Response post_new_code(web::Visit& visit);
http::Response show_address(web::Visit& visit);
http::Response post_address(web::Visit& visit);

http::Response show_link(web::Visit& visit);
http::Response post_link(web::Visit& visit, Intents const& intents);

http::Response post_sign_out(web::Visit& visit);

}  // namespace account
