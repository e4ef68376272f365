// The page of this site that led to a request: where a way back leads.
#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"

namespace web {

/// Path and query of the page that led to this request (its Referer), when that is a page of this site and
/// another one than a plain repeat of this GET. Empty: came from elsewhere, or the browser does not say.
std::string page_before(http::Request const& request, std::string_view origin);

}  // namespace web
