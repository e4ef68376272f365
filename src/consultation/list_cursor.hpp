// The cursor of the API's lists: where the next page goes on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "consultation/export_rows.hpp"

namespace consultation {

inline constexpr std::size_t cursor_length_max = 200;

/// Opaque for callers; bound to its list and campaign, so that one list's cursor is refused by another.
std::string cursor_of(std::string_view list, base::Id<Campaign> campaign, LineKey key);

/// Only what `cursor_of` gives for this list and campaign, byte for byte; nothing for anything else.
std::optional<LineKey> key_of(std::string_view list, base::Id<Campaign> campaign, std::string_view cursor);

}  // namespace consultation
