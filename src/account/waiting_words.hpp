// How a waiting affiliation is described, to the operator and to the relay of its prefecture.
#pragma once

#include <cstdint>
#include <string>

#include "base/instant.hpp"
#include "people/affiliation.hpp"

namespace account {

/// From when a claim has waited too long (issue 3).
inline constexpr std::int64_t late_days = 3;

/// "Attend depuis 4 jours."
std::string waited_text(people::Affiliation const& one, base::Instant now);
/// Why no way has verified it yet: the code sent and not entered, the address said to be wrong.
std::string why_waiting(people::AffiliationLine const& line);

}  // namespace account
