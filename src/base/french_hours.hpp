// Hours and spans of time as French says them: a day is named once.
#pragma once

#include <string>

#include "base/instant.hpp"

namespace base {

/// "18 h", "18 h 05".
std::string french_hour(Instant at, std::string_view zone = paris);
/// "du mercredi 1er avril 2026 à 9 h au jeudi 30 avril 2026 à 18 h"; within one day "le jeudi 30 avril 2026,
/// de 9 h à 18 h".
std::string french_span(Instant from, Instant to, std::string_view zone = paris);
/// Until when, said now: "jusqu’à 16 h 05" of the same day, else "jusqu’au 23 novembre 2026 à 9 h". The
/// minute is that which has begun: what is promised lasts at least so long.
std::string french_until(Instant until, Instant now, std::string_view zone = paris);

}  // namespace base
