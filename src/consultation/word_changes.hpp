// What changed between two texts, word by word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace consultation {

/// A run of words of one text: kept, or not in the other one.
struct TextRun {
    std::string text;
    bool is_changed = false;
    friend bool operator==(TextRun const&, TextRun const&) = default;
};

/// Both texts in runs that give them back whole. `is_fine`: words were compared; else one of them was too
/// long or they differ too much, and the whole of both is marked.
struct WordChanges {
    std::vector<TextRun> before;
    std::vector<TextRun> after;
    bool is_fine = true;
};
/// Words are parted by blanks and punctuation. Bounded: past `compared_words_max` words in a text, no
/// comparison.
WordChanges word_changes(std::string_view before, std::string_view after);

inline constexpr std::size_t compared_words_max = 4000;  // words and what parts them: about 5 000 characters

}  // namespace consultation
