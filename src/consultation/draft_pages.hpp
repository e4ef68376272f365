// What the form of a contribution asks the server while one writes: JSON answers for its script.
#pragma once

#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/contribution_views.hpp"
#include "web/visit.hpp"

namespace consultation {

/// Starts an empty draft, once per form (its idempotency key): {"id", "changed"}.
http::Response draft_started(web::Visit& visit);
/// Saves one field of one's draft: {"at", "value", "previous", "changed"}; 409 {"theirs"} when it was changed
/// elsewhere; else {"message", "advice"}.
http::Response draft_field_sent(web::Visit& visit);
/// What resembles ?titre=: {"items": [{"title", "href", "facts"}]}.
http::Response near_page(web::Visit& visit);

/// The same for the page that checks before publishing. Two statements.
std::vector<NearItem> near_items(web::Visit& visit, Campaign const& campaign, base::Id<Contribution> own,
                                 std::string_view title, std::string_view problem);

}  // namespace consultation
