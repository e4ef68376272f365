// The API of consultations: campaigns, their lists as JSON pages and CSV files, and supports by programs.
#pragma once

#include "http/message.hpp"
#include "web/route.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET /api/v1/campaigns, GET /api/v1/campaigns/{slug}/LIST and LIST.csv for each dataset,
/// PUT and DELETE /api/v1/proposals/{reference}/support.
web::Routes api_routes();

inline constexpr int api_per_page_default = 20;
inline constexpr int api_per_page_max = 100;

/// PUT /api/v1/proposals/{reference}/support: casts the token's person's support for the token's authority.
/// Answers {proposal, authority, state, since, why}; a support that stands already is the same success.
/// Problems: 401 without a working token, 403 when the campaign forbids it or the body may not support, 404,
/// 409 late or decided, 422 for an Idempotency-Key already used for something else, 429.
http::Response put_support(web::Visit& visit);
/// DELETE of the same: withdraws the person's own support; withdrawing what is not there is a success. Its
/// `state` is what stands now: withdrawn, or counted, pending or set_aside by a colleague's support.
http::Response delete_support(web::Visit& visit);

}  // namespace consultation
