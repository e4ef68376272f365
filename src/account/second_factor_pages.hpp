// The handlers of the second factor: put on, given, taken off.
#pragma once

#include <optional>
#include <string_view>

#include "web/visit.hpp"

namespace account {

http::Response show_factor(web::Visit& visit);
http::Response post_factor(web::Visit& visit);
http::Response show_renew_codes(web::Visit& visit);
http::Response post_renew_codes(web::Visit& visit);
http::Response show_remove_factor(web::Visit& visit);
http::Response post_remove_factor(web::Visit& visit);

/// Reached before anything else by a sign-in that waits for its factor, and again before acts of weight.
http::Response show_give_factor(web::Visit& visit);
http::Response post_give_factor(web::Visit& visit);

/// Where to go first when the person has a second factor and this browser gave it too long ago for an act of
/// weight; they come back to `back`. Nothing: go on.
std::optional<http::Response> factor_first(web::Visit& visit, std::string_view back);

}  // namespace account
