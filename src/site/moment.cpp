#include "site/moment.hpp"

#include <array>

#include "base/text.hpp"
#include "web/forms.hpp"

namespace site {
namespace {

constexpr std::size_t digits_max = 4;

std::optional<base::Instant> instant_at(std::int64_t year, std::int64_t month, std::int64_t day,
                                        std::int64_t hour, std::int64_t minute) {
    bool const is_plausible = year >= 2000 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 &&
                              day <= 31 && hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59;
    if (!is_plausible) return std::nullopt;
    base::Civil wall;
    wall.year = static_cast<int>(year);
    wall.month = static_cast<int>(month);
    wall.day = static_cast<int>(day);
    wall.hour = static_cast<int>(hour);
    wall.minute = static_cast<int>(minute);
    return base::instant_of(wall);
}

std::int64_t number_of(std::string_view text) {
    return base::parse_int(text).value_or(-1);
}

}  // namespace

html::TypedMoment typed_moment(http::Pairs const& form, std::string_view name) {
    auto const part = [&](std::string_view of) {
        std::string const typed = web::line_of(form, std::string(name) + "_" + std::string(of));
        return typed.size() <= digits_max ? typed : base::shortened(typed, digits_max);
    };
    return {part("day"), part("month"), part("year"), part("hour"), part("minute"), true};
}

bool is_blank(html::TypedMoment const& typed) {
    return typed.day.empty() && typed.month.empty() && typed.year.empty() && typed.hour.empty() &&
           typed.minute.empty();
}

std::optional<base::Instant> moment_of(html::TypedMoment const& typed) {
    return instant_at(number_of(typed.year), number_of(typed.month), number_of(typed.day),
                      number_of(typed.hour), typed.minute.empty() ? 0 : number_of(typed.minute));
}

std::optional<base::Instant> day_of(std::string_view typed) {
    auto const parts = base::split(typed, '/');
    if (parts.size() != 3) return std::nullopt;
    return instant_at(number_of(parts[2]), number_of(parts[1]), number_of(parts[0]), 0, 0);
}

}  // namespace site
