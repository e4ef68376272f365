#include "base/french.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "base/french_hours.hpp"

namespace base {
namespace {

constexpr std::array<std::string_view, 12> months{"janvier",   "février", "mars",     "avril",
                                                  "mai",       "juin",    "juillet",  "août",
                                                  "septembre", "octobre", "novembre", "décembre"};
constexpr std::array<std::string_view, 7> weekdays{"dimanche", "lundi",    "mardi", "mercredi",
                                                   "jeudi",    "vendredi", "samedi"};

std::string date_of(Civil const& wall) {
    return fmt::format("{}{} {} {}", wall.day, wall.day == 1 ? "er" : "",
                       months.at(static_cast<std::size_t>(wall.month - 1)), wall.year);
}

/// Tenths rounded half away from zero, as "12,5" or "12".
std::string tenths(std::int64_t value) {
    std::string text = french_number(value / 10);
    if (value % 10 != 0) text += fmt::format(",{}", std::abs(value % 10));
    return text;
}

}  // namespace

std::string french_number(std::int64_t number) {
    std::string const digits = std::to_string(number);
    std::string out;
    std::size_t const sign = digits.front() == '-' ? 1 : 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > sign && (digits.size() - i) % 3 == 0) out += narrow_nbsp;
        out.push_back(digits[i]);
    }
    return out;
}

std::string french_share(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return fmt::format("0{}%", narrow_nbsp);
    std::int64_t const value = (part * 1000 + whole / 2) / whole;
    return fmt::format("{}{}%", tenths(value), narrow_nbsp);
}

std::string french_amount(Euros amount) {
    std::int64_t const cents = amount.in_cents();
    std::string text = french_number(cents / 100);
    if (cents < 0 && cents > -100) text = "-0";
    if (cents % 100 != 0) text += fmt::format(",{:02}", std::abs(cents % 100));
    return fmt::format("{}{}€", text, nbsp);
}

std::string french_amount_short(Euros amount) {
    std::int64_t const euros = amount.in_cents() / 100;
    if (euros >= 1'000'000) return fmt::format("{}{}M€", tenths((euros + 50'000) / 100'000), nbsp);
    if (euros >= 10'000) return fmt::format("{}{}k€", french_number((euros + 500) / 1000), nbsp);
    return french_amount(amount);
}

std::string french_count(std::int64_t number, std::string_view singular, std::string_view plural) {
    return fmt::format("{}{}{}", french_number(number), nbsp,
                       number >= 2 || number <= -2 ? plural : singular);
}

std::string french_date(Instant at, std::string_view zone) {
    return date_of(civil(at, zone));
}

std::string french_day(Instant at, std::string_view zone) {
    Civil const wall = civil(at, zone);
    return fmt::format("{} {}", weekdays.at(static_cast<std::size_t>(wall.weekday)), date_of(wall));
}

std::string french_date_time(Instant at, std::string_view zone) {
    return fmt::format("{} à {}", french_date(at, zone), french_hour(at, zone));
}

std::string french_deadline(Instant at, std::string_view zone) {
    return fmt::format("{} à {}", french_day(at, zone), french_hour(at, zone));
}

std::string french_short(Instant at, std::string_view zone) {
    Civil const wall = civil(at, zone);
    return fmt::format("{:02}/{:02}/{:04} {:02}:{:02}", wall.day, wall.month, wall.year, wall.hour,
                       wall.minute);
}

std::string french_distance(Instant at, Instant now) {
    bool const past = at < now;
    std::int64_t const minutes = (past ? now - at : at - now).us / 60'000'000;
    if (minutes < 1) return past ? "à l’instant" : "dans moins d’une minute";
    std::string amount;
    if (minutes < 60) {
        amount = french_count(minutes, "minute", "minutes");
    } else if (minutes < 24 * 60) {
        amount = french_count(minutes / 60, "heure", "heures");
    } else {
        // By the calendar, as people count: 30 hours may be yesterday or the day before.
        std::int64_t const days = std::abs(local_day(now) - local_day(at));
        if (days == 1) return past ? "hier" : "demain";
        amount = french_count(days, "jour", "jours");
    }
    return fmt::format("{} {}", past ? "il y a" : "dans", amount);
}

std::string input_date_time(Instant at, std::string_view zone) {
    Civil const wall = civil(at, zone);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}", wall.year, wall.month, wall.day, wall.hour,
                       wall.minute);
}

std::string in_quotes(std::string_view text) {
    return "«\u00a0" + std::string(text) + "\u00a0»";
}

}  // namespace base
