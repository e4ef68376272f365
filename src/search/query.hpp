// What a person typed into a search box, read so that nothing in it can break the engines' syntax.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace search {

/// One condition of a query; all must hold.
struct Term {
    std::vector<std::string> words;   // any of them: stems
    std::string prefix;               // or a word that begins so; empty: no prefix
    std::vector<std::string> phrase;  // or these stems in this order (then the others are empty)
};

struct Query {
    std::vector<Term> terms;  // empty: nothing was left to search for
};

/// Words are joined by AND; the last one also by its beginning (3 letters or more); "between quotes" in this
/// order. Longer texts than `query_bytes_max` are cut, more than `terms_max` terms left out.
Query read_query(std::string_view typed);

inline constexpr std::size_t query_bytes_max = 400;
inline constexpr std::size_t terms_max = 12;

}  // namespace search
