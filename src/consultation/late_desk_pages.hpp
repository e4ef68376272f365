// The operator's queue of late requests, its file, and the decision on one of them.
#pragma once

#include <string>
#include <string_view>

#include "consultation/late_request_rows.hpp"
#include "web/route.hpp"

namespace consultation {

inline constexpr std::string_view late_queue_title = "Demandes tardives";
/// Decided with one reason: what the queue shows on a page.
inline constexpr std::size_t late_at_once_max = 20;

std::string late_queue_address(std::string_view campaign_slug);
std::string late_decision_address(base::Id<LateRequest> id);
/// "Soutenir 3 propositions", the title of a draft.
std::string what_is_late(ListedLateRequest const& one);
/// "25 minutes après la clôture".
std::string delay_of(LateRequest const& request);

/// GET (?demande=1&demande=2: what they ask) and POST
/// /operateur/campagnes/{campaign}/demandes-tardives/plusieurs: first what the decision would do to each,
/// then the decision, one transaction a request.
http::Response late_several_page(web::Visit& visit);
http::Response late_several_sent(web::Visit& visit);

/// /operateur/campagnes/{campaign}/demandes-tardives, its CSV, /operateur/demandes-tardives/{id}.
web::Routes late_desk_routes();

}  // namespace consultation
