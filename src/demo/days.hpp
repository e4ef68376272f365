// Days: when acts happen. Office hours in Paris, on working days for the most part.
#pragma once

#include <cstdint>

#include "base/instant.hpp"
#include "base/world.hpp"

namespace demo {

/// Days since 1970-01-01 of a date.
std::int64_t day_of(int year, int month, int day);
/// The instant of a day at that time in Paris.
base::Instant at(std::int64_t day, int hour, int minute = 0, int second = 0);
/// Saturday or Sunday.
bool is_weekend(std::int64_t day);
/// The day itself, or the Monday after.
std::int64_t working_day(std::int64_t day);
/// The last instant shown of a day: phases close then.
base::Instant end_of(std::int64_t day);

/// A moment of a day between two days (both included), more often on working days, between 8:30 and 18:30;
/// `lateness` 0 to 1 draws towards the end.
base::Instant some_moment(std::int64_t first, std::int64_t last, double lateness, base::Random& random);
/// A moment of office hours on that very day.
base::Instant moment_of(std::int64_t day, base::Random& random);

}  // namespace demo
