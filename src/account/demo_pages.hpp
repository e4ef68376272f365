// The handlers of the demonstration: one-click accounts, and the mails sent. Their routes are 404 elsewhere.
#pragma once

#include "account/room.hpp"

namespace account {

http::Response post_demo_sign_in(web::Visit& visit, Shown const& shown);
http::Response show_demo_mails(web::Visit& visit, Shown const& shown);
http::Response show_demo_mail(web::Visit& visit);

}  // namespace account
