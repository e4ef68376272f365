// Desk: what reaches the operator's team besides contributions: messages of the contact form with their
// answers, and banners that were shown.
#pragma once

#include "demo/plan.hpp"

namespace demo {

/// Around `today`: a few messages in every state, a banner that ended, one that stands.
void plan_desk(Script& script, std::int64_t today);

}  // namespace demo
