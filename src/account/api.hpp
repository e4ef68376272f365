// The handlers of /api/v1/authorities.
#pragma once

#include "web/openapi.hpp"
#include "web/visit.hpp"

namespace account {

/// GET /api/v1/authorities?q=&kind=&per_page=&after= → {items, total, next}. Without `q` only what is in
/// force; with it also former communes, which are found and lead to their successor.
http::Response authorities_api(web::Visit& visit);
std::shared_ptr<web::Operation const> authorities_operation();

}  // namespace account
