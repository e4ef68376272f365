// What the campaign editor shows in the demonstration: lists of priority policies, and a next campaign half
// prepared.
#pragma once

#include <vector>

#include "consultation/policy.hpp"
#include "demo/places.hpp"
#include "demo/plan.hpp"

namespace demo {

inline constexpr std::string_view slug_draft = "ecole-jeunesse";

/// A few dozen real communes each, chosen by their size and spread over the country; their source says that
/// they are invented for the demonstration.
std::vector<consultation::Policy> demonstration_policies(std::vector<Place> const& every);

/// The operator prepares the next campaign these days: texts and first themes are there, rules and dates are
/// not.
void plan_draft(Script& script, std::int64_t today);

}  // namespace demo
