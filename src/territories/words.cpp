#include "territories/words.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.hpp"

namespace territories {
namespace {

constexpr std::array<std::string_view, 5> small_words{"de", "du", "des", "d", "l"};
constexpr std::array<std::string_view, 3> polite_words{"mairie", "commune", "ville"};

bool is_among(std::span<std::string_view const> words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::vector<std::string> words_of_name(std::string_view name) {
    std::string const key = base::name_key(name);
    std::vector<std::string> words;
    for (std::string_view const word : base::split(key, ' ')) {
        if (word.empty() || is_among(small_words, word)) continue;
        std::string whole(word == "st" ? "saint" : word == "ste" ? "sainte" : word);
        if (std::find(words.begin(), words.end(), whole) == words.end()) words.push_back(std::move(whole));
    }
    return words;
}

std::vector<std::string> words_of_query(std::string_view typed) {
    std::vector<std::string> words = words_of_name(typed);
    std::vector<std::string> telling;
    for (std::string const& word : words)
        if (!is_among(polite_words, word)) telling.push_back(word);
    return telling.empty() ? words : telling;
}

}  // namespace territories
