// The two campaigns under way: one collects, one is open to supports; dated relative to today.
#pragma once

#include "demo/authors.hpp"
#include "demo/plan.hpp"

namespace demo {

inline constexpr std::string_view slug_collecting = "services-petites-communes";
inline constexpr std::string_view slug_supporting = "sobriete-services-publics";

/// Puts both on their timeline, with the acts of the demonstration's accounts. Nothing happens later than
/// yesterday. `every` is the register in force.
void plan_now(Script& collecting, Script& supporting, Texts const& texts, std::vector<Place> const& every,
              Directory& directory, std::int64_t today, base::Random& random);

}  // namespace demo
