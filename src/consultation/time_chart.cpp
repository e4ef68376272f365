// Days gathered into as few columns as can be read.
#include <fmt/format.h>

#include <array>

#include "base/french.hpp"
#include "consultation/figure_tables.hpp"
#include "consultation/figures_pages.hpp"

namespace consultation {
namespace {

constexpr int days_a_week = 7;
constexpr int thursday = 4;  // 1 January 1970
constexpr std::array<std::string_view, 12> months{"janvier",   "février", "mars",     "avril",
                                                  "mai",       "juin",    "juillet",  "août",
                                                  "septembre", "octobre", "novembre", "décembre"};

enum class Unit { day, week, month, year };

std::int64_t monday_of(std::int64_t day) {
    return day - (day + thursday - 1) % days_a_week;
}

/// Numbers that grow by one from a period to the next.
std::int64_t period_of(std::int64_t day, Unit unit) {
    base::Civil const date = base::civil(noon_of(day));
    switch (unit) {
        case Unit::day:
            return day;
        case Unit::week:
            return (monday_of(day) + thursday - 1) / days_a_week;
        case Unit::month:
            return date.year * 12LL + date.month - 1;
        case Unit::year:
            return date.year;
    }
    return day;
}

html::Period named(std::int64_t period, Unit unit) {
    auto const day_and_month = [](std::int64_t day) {
        base::Civil const date = base::civil(noon_of(day));
        return fmt::format("{} {}", date.day == 1 ? std::string("1er") : std::to_string(date.day),
                           months.at(static_cast<std::size_t>(date.month - 1)));
    };
    switch (unit) {
        case Unit::day:
            return {base::french_date(noon_of(period)), day_and_month(period), 0};
        case Unit::week: {
            std::int64_t const monday = period * days_a_week - (thursday - 1);
            return {"semaine du " + base::french_date(noon_of(monday)), day_and_month(monday), 0};
        }
        case Unit::month: {
            std::string const name =
                fmt::format("{} {}", months.at(static_cast<std::size_t>(period % 12)), period / 12);
            return {name, name, 0};
        }
        case Unit::year:
            break;
    }
    return {std::to_string(period), std::to_string(period), 0};
}

/// In the title: what one column counts.
std::string_view by_name(Unit unit) {
    switch (unit) {
        case Unit::day:
            return "par jour";
        case Unit::week:
            return "par semaine";
        case Unit::month:
            return "par mois";
        case Unit::year:
            break;
    }
    return "par année";
}

std::string_view column_name(Unit unit) {
    switch (unit) {
        case Unit::day:
            return "Jour";
        case Unit::week:
            return "Semaine";
        case Unit::month:
            return "Mois";
        case Unit::year:
            break;
    }
    return "Année";
}

}  // namespace

html::ColumnChart chart_of(std::string const& title, std::string const& value_column,
                           std::vector<DayCount> const& days) {
    if (days.empty()) return html::column_chart(title, "Jour", value_column, {});
    Unit unit = Unit::year;
    for (Unit const wanted : {Unit::day, Unit::week, Unit::month}) {
        auto const span = static_cast<std::size_t>(period_of(days.back().day, wanted) -
                                                   period_of(days.front().day, wanted) + 1);
        if (span > periods_max) continue;
        unit = wanted;
        break;
    }
    std::int64_t const first = period_of(days.front().day, unit);
    std::int64_t const last = std::min<std::int64_t>(period_of(days.back().day, unit), first + 99);
    std::vector<html::Period> periods;
    for (std::int64_t period = first; period <= last; ++period) periods.push_back(named(period, unit));
    for (DayCount const& one : days)
        if (std::int64_t const at = period_of(one.day, unit); at <= last)
            periods[static_cast<std::size_t>(at - first)].value += one.count;
    return html::column_chart(fmt::format("{}, {}", title, by_name(unit)), std::string(column_name(unit)),
                              value_column, std::move(periods));
}

}  // namespace consultation
