// French as printed: numbers, amounts, shares, dates (PAGES.md "Numbers are French").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/euros.hpp"
#include "base/instant.hpp"

namespace base {

inline constexpr std::string_view nbsp = "\u00a0";
inline constexpr std::string_view narrow_nbsp = "\u202f";

/// 1234567 → "1 234 567" (narrow no-break spaces).
std::string french_number(std::int64_t number);
/// part of whole with one decimal: "12,5 %"; "0 %" when whole is 0.
std::string french_share(std::int64_t part, std::int64_t whole);
/// "1 234,50 €", cents shown only when there are some.
std::string french_amount(base::Euros amount);
/// "30 M€", "1,2 M€", "350 k€" for key figures.
std::string french_amount_short(base::Euros amount);
/// "0 soutien", "1 soutien", "2 soutiens": French puts zero in the singular.
std::string french_count(std::int64_t number, std::string_view singular, std::string_view plural);

/// "15 avril 2026" ("1er avril 2026").
std::string french_date(Instant at, std::string_view zone = paris);
/// "mercredi 15 avril 2026": for deadlines.
std::string french_day(Instant at, std::string_view zone = paris);
/// "15 avril 2026 à 18 h" / "à 18 h 05".
std::string french_date_time(Instant at, std::string_view zone = paris);
/// "mercredi 15 avril 2026 à 18 h".
std::string french_deadline(Instant at, std::string_view zone = paris);
/// "15/04/2026 18:05": for tables and CSV meant for people.
std::string french_short(Instant at, std::string_view zone = paris);
/// "dans 3 jours", "dans 5 heures", "il y a 2 jours", "à l’instant".
std::string french_distance(Instant at, Instant now);
/// "2026-04-15T18:00" for an <input type=datetime-local>.
std::string input_date_time(Instant at, std::string_view zone = paris);

/// « text », with the spaces that do not break.
std::string in_quotes(std::string_view text);

}  // namespace base
