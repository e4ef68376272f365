// The handlers of /mon-compte/connexions.
#pragma once

#include <string>
#include <string_view>

#include "web/visit.hpp"

namespace account {

/// "Mozilla/5.0 (…) Firefox/128.0" → "Firefox sur Linux": enough to recognise one’s own.
std::string browser_words(std::string_view browser);

http::Response show_sign_ins(web::Visit& visit);
/// One of the others; ended already, or nobody's of this person: done.
http::Response post_end_sign_in(web::Visit& visit);
/// Ends every sign-in of the person and opens a fresh one here.
http::Response post_end_others(web::Visit& visit);

}  // namespace account
