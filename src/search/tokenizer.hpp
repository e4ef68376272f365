// The one French tokenizer: what it makes of a text is indexed on both engines, so both find the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace search {

/// A word as it is indexed. All three hold only a–z and 0–9.
struct Token {
    std::string stem;         // stem of the word as written, then without accents: "écoles" → "ecol"
    std::string folded_stem;  // stem of the word without accents: what is found when nobody typed the accent
    std::string folded_word;  // the whole word: what a prefix is compared with
    friend bool operator==(Token const&, Token const&) = default;
};

/// Words in order: elisions (l’, d’, qu’, jusqu’…) and French stop words left out, words of one letter too;
/// numbers kept. At most `tokens_max`; the rest of a longer text is not indexed.
std::vector<Token> tokens(std::string_view text, std::size_t tokens_max);

/// A word is cut here: nobody types a longer one.
inline constexpr std::size_t word_bytes_max = 60;

}  // namespace search
