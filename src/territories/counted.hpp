// A number of bodies, named by what a list was narrowed to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "territories/authority.hpp"

namespace territories {

/// "261 communes", "1 département", "3 établissements publics territoriaux"; of no kind in particular,
/// "261 collectivités ou structures".
std::string counted(std::int64_t count, std::optional<Kind> kind);
/// The kind as inside a sentence: "communes", "EPCI à fiscalité propre".
std::string small_plural(Kind kind);

}  // namespace territories
