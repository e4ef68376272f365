// The words by which a name is found: folded, without the small words that everybody writes differently.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace territories {

/// Words of a name for the index: "Commune de l’Haÿ-les-Roses" → {commune, hay, les, roses}; each once, "de",
/// "du", "des", "d", "l" left out; "st" and "ste" written whole.
std::vector<std::string> words_of_name(std::string_view name);

/// The same for what a person typed, in the order typed, and also without "mairie", "commune", "ville" when
/// other words remain.
std::vector<std::string> words_of_query(std::string_view typed);

}  // namespace territories
