// Instant: a moment in microseconds UTC, as stored; and the civil calendar of a place, for deadlines and
// screens.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

struct Duration {
    std::int64_t us = 0;

    static constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000}; }
    static constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }
    static constexpr Duration hours(std::int64_t n) { return minutes(n * 60); }
    static constexpr Duration days(std::int64_t n) { return hours(n * 24); }
    constexpr std::int64_t whole_seconds() const { return us / 1'000'000; }
    constexpr double in_seconds() const { return static_cast<double>(us) / 1e6; }
    friend constexpr auto operator<=>(Duration, Duration) = default;
};

struct Instant {
    std::int64_t us = 0;  // microseconds since 1970-01-01T00:00:00Z

    friend constexpr auto operator<=>(Instant, Instant) = default;
    friend constexpr Instant operator+(Instant at, Duration d) { return {at.us + d.us}; }
    friend constexpr Instant operator-(Instant at, Duration d) { return {at.us - d.us}; }
    friend constexpr Duration operator-(Instant a, Instant b) { return {a.us - b.us}; }
};

/// A date and time on the wall of a place; not an instant until a zone is named.
struct Civil {
    int year = 1970;
    int month = 1;  // 1–12
    int day = 1;    // 1–31
    int hour = 0;
    int minute = 0;
    int second = 0;
    int weekday = 4;  // 0 Sunday … 6 Saturday; ignored when given
};

inline constexpr std::string_view paris = "Europe/Paris";

/// The wall clock of `zone` (IANA name) at that instant. Throws Fault for an unknown zone.
Civil civil(Instant at, std::string_view zone = paris);

/// The instant of a wall clock; an hour that happens twice is taken the first time, one that never happens is
/// moved to the end of the gap. Nothing when the date does not exist (31 February).
std::optional<Instant> instant_of(Civil const& wall, std::string_view zone = paris);

/// Days since 1970-01-01 of the local date.
std::int64_t local_day(Instant at, std::string_view zone = paris);

/// `2026-04-15T18:00:00Z`; microseconds are shown only when there are some.
std::string iso8601(Instant at);

/// Reads `2026-04-15T18:00:00Z` (or with an offset, or fractions). Nothing when it is not one.
std::optional<Instant> parse_iso8601(std::string_view text);

/// Reads `2026-04-15` or `2026-04-15T18:00` or `2026-04-15 18:00` as wall-clock time of `zone`.
std::optional<Instant> parse_local(std::string_view text, std::string_view zone = paris);

/// The zone of a département or overseas territory, by its INSEE code ("974" → Indian/Reunion); Europe/Paris
/// for all others (PROGRAMME B1: deadlines are shown also in overseas local time).
std::string_view zone_of_department(std::string_view code);

}  // namespace base
