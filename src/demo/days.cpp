#include "demo/days.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace demo {
namespace {

constexpr std::int64_t us_per_day = base::Duration::days(1).us;
constexpr int saturday = 6;
constexpr int sunday = 0;
constexpr std::uint64_t weekend_of_hundred = 6;  // acts left on the weekend, of a hundred that fall on one
constexpr int office_opens_minute = 8 * 60 + 30;
constexpr std::uint64_t office_minutes = 10 * 60;
constexpr std::uint64_t thousand = 1000;
constexpr int draws_max = 50;  // a period may be one weekend

base::Civil date_of(std::int64_t day) {
    return base::civil({day * us_per_day}, "UTC");
}

}  // namespace

std::int64_t day_of(int year, int month, int day) {
    return base::local_day(base::instant_of({year, month, day, 0, 0, 0}, "UTC").value(), "UTC");
}

base::Instant at(std::int64_t day, int hour, int minute, int second) {
    base::Civil const date = date_of(day);
    return base::instant_of({date.year, date.month, date.day, hour, minute, second}).value();
}

bool is_weekend(std::int64_t day) {
    int const weekday = date_of(day).weekday;
    return weekday == saturday || weekday == sunday;
}

std::int64_t working_day(std::int64_t day) {
    while (is_weekend(day)) ++day;
    return day;
}

base::Instant end_of(std::int64_t day) {
    return at(day, 23, 59, 59);
}

base::Instant moment_of(std::int64_t day, base::Random& random) {
    int const minute = office_opens_minute + static_cast<int>(random.below(office_minutes));
    return at(day, minute / 60, minute % 60, static_cast<int>(random.below(60)));
}

base::Instant some_moment(std::int64_t first, std::int64_t last, double lateness, base::Random& random) {
    base::check(first <= last, "a period has a day");
    // The larger of two draws leans to the end; mixing one and two gives the lean wished.
    auto const draw = [&] {
        return static_cast<double>(random.below(thousand)) / static_cast<double>(thousand);
    };
    for (int tried = 0;; ++tried) {
        double share = draw();
        if (draw() < lateness) share = std::max(share, draw());
        std::int64_t const day =
            std::min(last, first + static_cast<std::int64_t>(share * static_cast<double>(last - first + 1)));
        // Some write on the last day whatever it is.
        if (!is_weekend(day) || day == last || random.below(100) < weekend_of_hundred || tried == draws_max)
            return moment_of(day, random);
    }
}

}  // namespace demo
