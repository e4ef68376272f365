// The handlers of contests: the team's queue, and the form of who contests.
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace site {

/// GET /operateur/contestations, its .csv and .xlsx.
http::Response show_contests(web::Visit& visit);
http::Response contest_list_file(web::Visit& visit);
/// GET and POST /propositions/{reference}/contester: for the authority that "pour" names among the
/// visitor's, else the one acted for.
http::Response show_contest_form(web::Visit& visit);
http::Response post_contest(web::Visit& visit);

}  // namespace site
