// Filters of a list as its address holds them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace site {

/// A filter as typed, cut to 120 characters.
std::string typed(http::Pairs const& query, std::string_view name);
/// Those of `names` that are set, in that order, but `without`.
http::Pairs filters_among(std::span<std::string_view const> names, http::Pairs const& query,
                          std::string_view without = {});

}  // namespace site
