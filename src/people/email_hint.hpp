// "Did you mean": a likely correction of a mistyped e-mail domain. A hint beside the address, never a
// refusal.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "db/database.hpp"
#include "territories/authority.hpp"

namespace people {

/// "x@gmial.com" → "x@gmail.com": the address with the nearest known domain (distance 1 or 2; 1 for domains
/// under 8 letters), among the common webmails and `known_domains` (those recorded for the chosen authority,
/// which win a tie). Nothing when the domain is itself known, is far from all, or `email` is no address.
std::optional<std::string> suggested_address(std::string_view email,
                                             std::span<std::string const> known_domains = {});

/// The same, with the domains recorded for `authority` (none: the webmails alone).
std::optional<std::string> suggested_address(db::Reader const& reader, std::string_view email,
                                             base::Id<territories::Authority> authority);

/// Letters inserted, left out, replaced, or two neighbours swapped, to get from one to the other; at most
/// `most` + 1 (beyond, the exact number does not matter).
int typing_distance(std::string_view from, std::string_view to, int most);

}  // namespace people
