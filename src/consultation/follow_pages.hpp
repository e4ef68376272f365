// The pages of following: begin, list, change, stop; and the address in mails that stops.
#pragma once

#include "account/room.hpp"
#include "web/route.hpp"

namespace consultation {

web::Routes follow_routes();
/// "follow?sujet=…&frequence=…": what a visitor without account came to do.
base::Result<std::string> follow_intended(web::Visit& visit, people::SignIn const& who,
                                          http::Pairs const& intent);

}  // namespace consultation
