// Bench: what the operator's team does beside deciding in the campaign that collects: two colleagues, notes,
// a question that was answered, a decision that waits for its reading, a batch with a name.
#pragma once

#include "demo/plan.hpp"

namespace demo {

/// On `day`, among the contributions that nobody will have decided by then.
void plan_bench(Script& script, std::int64_t day);

}  // namespace demo
