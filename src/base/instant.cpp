#include "base/instant.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>

#include "base/check.hpp"

namespace base {
namespace {

using Micros = std::chrono::microseconds;
using SysMicros = date::sys_time<Micros>;

date::time_zone const* zone_named(std::string_view name) {
    // The lookup walks the whole database: the zone nearly everyone asks for is kept.
    static date::time_zone const* const paris_zone = date::locate_zone(std::string(paris));
    if (name == paris) return paris_zone;
    return date::locate_zone(std::string(name));
}

/// Reads exactly `width` digits from the front.
std::optional<int> take_number(std::string_view& text, std::size_t width) {
    if (text.size() < width) return std::nullopt;
    int number = 0;
    for (std::size_t i = 0; i < width; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        number = number * 10 + (text[i] - '0');
    }
    text.remove_prefix(width);
    return number;
}

bool take(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

bool take_date(std::string_view& text, Civil& wall) {
    auto const year = take_number(text, 4);
    if (!year || !take(text, '-')) return false;
    auto const month = take_number(text, 2);
    if (!month || !take(text, '-')) return false;
    auto const day = take_number(text, 2);
    if (!day) return false;
    wall.year = *year;
    wall.month = *month;
    wall.day = *day;
    return true;
}

bool take_time(std::string_view& text, Civil& wall) {
    auto const hour = take_number(text, 2);
    if (!hour || !take(text, ':')) return false;
    auto const minute = take_number(text, 2);
    if (!minute) return false;
    wall.hour = *hour;
    wall.minute = *minute;
    if (take(text, ':')) {
        auto const second = take_number(text, 2);
        if (!second) return false;
        wall.second = *second;
    }
    return wall.hour < 24 && wall.minute < 60 && wall.second < 60;
}

/// Digits after a decimal point, as microseconds; digits past the sixth are dropped.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
    std::int64_t micros = 0;
    std::int64_t unit = 100'000;
    std::size_t digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        micros += (text.front() - '0') * unit;
        unit /= 10;
        text.remove_prefix(1);
        ++digits;
    }
    if (digits == 0) return std::nullopt;
    return micros;
}

std::optional<date::local_time<Micros>> local_of(Civil const& wall) {
    date::year_month_day const day =
        date::year{wall.year} / static_cast<unsigned>(wall.month) / static_cast<unsigned>(wall.day);
    if (!day.ok()) return std::nullopt;
    if (wall.hour < 0 || wall.hour > 23 || wall.minute < 0 || wall.minute > 59 || wall.second < 0 ||
        wall.second > 59)
        return std::nullopt;
    return date::local_days{day} + std::chrono::hours{wall.hour} + std::chrono::minutes{wall.minute} +
           std::chrono::seconds{wall.second};
}

Civil civil_of(date::local_time<Micros> local) {
    auto const day = date::floor<date::days>(local);
    date::year_month_day const ymd{day};
    date::hh_mm_ss<std::chrono::seconds> const time{date::floor<std::chrono::seconds>(local - day)};
    Civil wall;
    wall.year = static_cast<int>(ymd.year());
    wall.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
    wall.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
    wall.hour = static_cast<int>(time.hours().count());
    wall.minute = static_cast<int>(time.minutes().count());
    wall.second = static_cast<int>(time.seconds().count());
    wall.weekday = static_cast<int>(date::weekday{day}.c_encoding());
    return wall;
}

}  // namespace

Civil civil(Instant at, std::string_view zone) {
    return civil_of(zone_named(zone)->to_local(SysMicros{Micros{at.us}}));
}

std::optional<Instant> instant_of(Civil const& wall, std::string_view zone) {
    auto const local = local_of(wall);
    if (!local) return std::nullopt;
    SysMicros const at = zone_named(zone)->to_sys(*local, date::choose::earliest);
    return Instant{at.time_since_epoch().count()};
}

std::int64_t local_day(Instant at, std::string_view zone) {
    auto const local = zone_named(zone)->to_local(SysMicros{Micros{at.us}});
    return date::floor<date::days>(local).time_since_epoch().count();
}

std::string iso8601(Instant at) {
    SysMicros const moment{Micros{at.us}};
    auto const seconds = date::floor<std::chrono::seconds>(moment);
    Civil const wall = civil_of(date::local_time<Micros>{moment.time_since_epoch()});
    std::int64_t const micros = (moment - seconds).count();
    std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", wall.year, wall.month, wall.day,
                                   wall.hour, wall.minute, wall.second);
    if (micros != 0) text += fmt::format(".{:06}", micros);
    return text + "Z";
}

std::optional<Instant> parse_iso8601(std::string_view text) {
    Civil wall;
    if (!take_date(text, wall)) return std::nullopt;
    if (!take(text, 'T') || !take_time(text, wall)) return std::nullopt;
    std::int64_t micros = 0;
    if (take(text, '.')) {
        auto const fraction = take_fraction(text);
        if (!fraction) return std::nullopt;
        micros = *fraction;
    }
    auto const local = local_of(wall);
    if (!local) return std::nullopt;
    std::int64_t const at = local->time_since_epoch().count() + micros;
    if (text == "Z") return Instant{at};
    bool const east = !text.empty() && text.front() == '+';
    if (!east && (text.empty() || text.front() != '-')) return std::nullopt;
    text.remove_prefix(1);
    auto const hours = take_number(text, 2);
    if (!hours || !take(text, ':')) return std::nullopt;
    auto const minutes = take_number(text, 2);
    if (!minutes || !text.empty() || *hours > 14 || *minutes > 59) return std::nullopt;
    std::int64_t const offset = Duration::minutes(*hours * 60 + *minutes).us;
    return Instant{east ? at - offset : at + offset};
}

std::optional<Instant> parse_local(std::string_view text, std::string_view zone) {
    Civil wall;
    if (!take_date(text, wall)) return std::nullopt;
    if (!text.empty()) {
        if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
        if (!take_time(text, wall) || !text.empty()) return std::nullopt;
    }
    return instant_of(wall, zone);
}

std::string_view zone_of_department(std::string_view code) {
    struct Overseas {
        std::string_view code;
        std::string_view zone;
    };
    static constexpr std::array<Overseas, 11> overseas{{
        {"971", "America/Guadeloupe"},
        {"972", "America/Martinique"},
        {"973", "America/Cayenne"},
        {"974", "Indian/Reunion"},
        {"975", "America/Miquelon"},
        {"976", "Indian/Mayotte"},
        {"977", "America/St_Barthelemy"},
        {"978", "America/Marigot"},
        {"986", "Pacific/Wallis"},
        {"987", "Pacific/Tahiti"},
        {"988", "Pacific/Noumea"},
    }};
    for (Overseas const& territory : overseas)
        if (territory.code == code) return territory.zone;
    return paris;
}

}  // namespace base
