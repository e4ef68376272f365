// The handlers of /mon-compte/connexions.
#pragma once

#include "web/visit.hpp"

namespace account {

http::Response show_sign_ins(web::Visit& visit);
/// One of the others; ended already, or nobody's of this person: done.
http::Response post_end_sign_in(web::Visit& visit);
/// Ends every sign-in of the person and opens a fresh one here.
http::Response post_end_others(web::Visit& visit);

}  // namespace account
