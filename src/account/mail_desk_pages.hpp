// The operator's view of mails: what waits, left, failed, came back; addresses that fail, masked.
#pragma once

#include "account/room.hpp"

namespace account {

http::Response show_mails(web::Visit& visit, Shown const& shown);
http::Response show_mails_file(web::Visit& visit);
http::Response show_failing_addresses(web::Visit& visit);
http::Response post_retry_mail(web::Visit& visit);

}  // namespace account
