// The program's log: one JSON line per event on standard error, without personal data (HOUSE.md,
// reliability.md O3).
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

namespace app {

enum class Level { info, warning, error };

/// Names and values are escaped: a log line is one line whatever it holds.
void log(Level level, std::string_view event,
         std::initializer_list<std::pair<std::string_view, std::string_view>> fields = {});

}  // namespace app
