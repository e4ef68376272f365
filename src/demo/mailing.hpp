// Mailing: what the operator's team wrote to groups in the campaign that collects: one that was sent, one
// draft.
#pragma once

#include "demo/plan.hpp"

namespace demo {

/// Sent on `day`, drafted on the next.
void plan_mailings(Script& script, std::int64_t day);

}  // namespace demo
