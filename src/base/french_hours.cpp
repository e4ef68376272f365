#include "base/french_hours.hpp"

#include <fmt/format.h>

#include "base/french.hpp"

namespace base {
namespace {

bool is_same_day(Instant one, Instant other, std::string_view zone) {
    return french_date(one, zone) == french_date(other, zone);
}

}  // namespace

std::string french_hour(Instant at, std::string_view zone) {
    Civil const wall = civil(at, zone);
    std::string text = fmt::format("{}{}h", wall.hour, nbsp);
    if (wall.minute != 0) text += fmt::format("{}{:02}", nbsp, wall.minute);
    return text;
}

std::string french_span(Instant from, Instant to, std::string_view zone) {
    if (is_same_day(from, to, zone))
        return fmt::format("le {}, de {} à {}", french_day(to, zone), french_hour(from, zone),
                           french_hour(to, zone));
    return fmt::format("du {} au {}", french_deadline(from, zone), french_deadline(to, zone));
}

std::string french_until(Instant until, Instant now, std::string_view zone) {
    return is_same_day(until, now, zone) ? "jusqu’à " + french_hour(until, zone)
                                         : "jusqu’au " + french_date_time(until, zone);
}

}  // namespace base
