// The name of a file as it is shown and offered for saving. It is never part of a path of ours.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace files {

inline constexpr std::size_t shown_name_characters_max = 120;

/// The name without control characters, cut to shown_name_characters_max before its extension. Refused:
/// nothing left of it, a path, characters that turn the direction of reading (a name would then show another
/// extension than it has).
base::Result<std::string> shown_name(std::string_view typed);

/// Content-Disposition of a download (RFC 6266): an ASCII name, and the whole one in UTF-8.
std::string attachment_disposition(std::string_view name);

}  // namespace files
