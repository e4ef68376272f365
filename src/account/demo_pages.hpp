// The handlers of the demonstration: one-click accounts, and the mails sent. Their routes are 404 elsewhere.
#pragma once

#include "account/room.hpp"

namespace account {

/// Kinds of mails with their French words; the first choice is all of them.
std::vector<html::Choice> mail_kinds_in_words(Shown const& shown);

http::Response post_demo_sign_in(web::Visit& visit, Shown const& shown);
http::Response show_demo_mails(web::Visit& visit, Shown const& shown);
http::Response show_demo_mail(web::Visit& visit);

}  // namespace account
