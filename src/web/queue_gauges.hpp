// How a queue of people who wait is watched.
#pragma once

#include <optional>

#include "base/instant.hpp"
#include "web/exposition.hpp"

namespace web {

/// Seconds since an instant; 0 when there is none, or it is yet to come.
double seconds_since(std::optional<base::Instant> at, base::Instant now);

/// Two gauges: NAME, how many wait; NAME_seconds, for how long the first of them has (0: nobody).
void put_queue(Exposition& metrics, std::string_view name, std::string_view who, std::int64_t count,
               std::optional<base::Instant> oldest, base::Instant now);

}  // namespace web
