// The handlers of /operateur: the landing page and the bench of affiliations.
#pragma once

#include "account/room.hpp"

namespace account {

http::Response show_operator(web::Visit& visit, Shown const& shown);

http::Response show_waiting(web::Visit& visit);
/// Verifies those ticked; what was decided meanwhile by somebody else is left and said.
http::Response post_waiting(web::Visit& visit);
/// The filtered queue as a file, at most people::waiting_exported_max lines.
http::Response waiting_file(web::Visit& visit);
/// An official address right again, wrong, or added, from the page of a waiting affiliation.
http::Response post_address_correction(web::Visit& visit);
http::Response show_decision(web::Visit& visit);
http::Response post_decision(web::Visit& visit);

}  // namespace account
