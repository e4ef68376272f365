#include "search/tokenizer.hpp"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>

#include "base/check.hpp"
#include "base/text.hpp"

namespace search {
namespace {

constexpr std::array<std::string_view, 15> elided{
    "l", "d", "j", "n", "s", "c", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "entr"};

/// Compared with the word as written in lower case, so that "sûr" stays although "sur" goes. "été" stays: it
/// is also a season. Sorted.
constexpr std::array<std::string_view, 116> stop_words{
    "afin",   "ai",     "ainsi",   "alors",   "apres", "après",  "au",      "aucun", "aucune", "aujourd",
    "auquel", "aussi",  "autre",   "autres",  "aux",   "avant",  "avec",    "avez",  "avoir",  "avons",
    "car",    "ce",     "ceci",    "cela",    "celle", "celles", "celui",   "ces",   "cet",    "cette",
    "ceux",   "chaque", "chez",    "comme",   "dans",  "de",     "depuis",  "des",   "deux",   "doit",
    "donc",   "dont",   "du",      "elle",    "elles", "en",     "entre",   "est",   "et",     "etc",
    "etre",   "eux",    "font",    "hui",     "il",    "ils",    "je",      "la",    "le",     "les",
    "leur",   "leurs",  "lors",    "lui",     "ma",    "mais",   "me",      "mes",   "meme",   "même",
    "mon",    "ne",     "ni",      "nos",     "notre", "nous",   "on",      "ont",   "ou",     "où",
    "par",    "pas",    "peut",    "peuvent", "plus",  "pour",   "pouvoir", "qu",    "quand",  "que",
    "quel",   "quelle", "quelles", "quels",   "qui",   "sa",     "sans",    "se",    "ses",    "si",
    "soit",   "son",    "sont",    "sous",    "sur",   "ta",     "te",      "tes",   "toute",  "toutes",
    "tres",   "très",   "tu",      "un",      "une",   "être"};

bool is_stop_word(std::string_view word) {
    return std::find(stop_words.begin(), stop_words.end(), word) != stop_words.end();
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_plain(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z');
}

/// One code point: its bytes, never empty. A byte that belongs to none stands alone, and is no letter.
std::string_view code_point_at(std::string_view text, std::size_t at) {
    auto const lead = static_cast<unsigned char>(text[at]);
    std::size_t const length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    std::string_view const point = text.substr(at, length);
    if (point.size() != length) return point.substr(0, 1);
    for (char const byte : point.substr(1))
        if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80) return point.substr(0, 1);
    return point;
}

bool is_combining(std::string_view point) {  // U+0300–U+036F: an accent after its letter
    auto const lead = static_cast<unsigned char>(point[0]);
    return point.size() == 2 &&
           (lead == 0xCC || (lead == 0xCD && static_cast<unsigned char>(point[1]) <= 0xAF));
}

std::string lower_case(std::string_view point) {
    if (point.size() == 1) {
        char const c = point[0];
        return std::string(1, c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    if (point == "Œ") return "œ";
    if (point == "Ÿ") return "ÿ";
    // À–Þ are U+00C0–U+00DE; their small letters stand 32 further.
    if (static_cast<unsigned char>(point[0]) == 0xC3 && static_cast<unsigned char>(point[1]) < 0x9F)
        return {point[0], static_cast<char>(static_cast<unsigned char>(point[1]) + 0x20)};
    return std::string(point);
}

std::string stem_of(std::string_view word) {
    struct Delete {
        void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
    };
    // A stemmer holds the word it works on: one a thread.
    thread_local std::unique_ptr<sb_stemmer, Delete> const stemmer(sb_stemmer_new("french", "UTF_8"));
    base::check(stemmer != nullptr, "libstemmer has no French stemmer");
    auto const* const stem = sb_stemmer_stem(stemmer.get(), reinterpret_cast<sb_symbol const*>(word.data()),
                                             static_cast<int>(word.size()));
    base::check(stem != nullptr, "the stemmer is out of memory");
    return {reinterpret_cast<char const*>(stem), static_cast<std::size_t>(sb_stemmer_length(stemmer.get()))};
}

std::string plain(std::string_view text) {
    std::string kept = base::folded(text);
    std::erase_if(kept, [](char c) { return !is_plain(c); });
    return kept;
}

Token token_of(std::string const& word) {
    std::string const folded = plain(word);
    Token token{plain(stem_of(word)), stem_of(folded), folded};
    if (token.stem.empty()) token.stem = folded;
    return token;
}

/// Texts repeat their words; stemming costs more than looking up.
Token const& remembered_token(std::string const& word) {
    constexpr std::size_t words_max = 20'000;
    thread_local std::unordered_map<std::string, Token> known;
    if (auto const found = known.find(word); found != known.end()) return found->second;
    if (known.size() >= words_max) known.clear();
    return known.emplace(word, token_of(word)).first->second;
}

bool is_wanted(std::string const& word) {
    if (word.empty() || is_stop_word(word)) return false;
    return word.size() > 1 ? plain(word).size() > 1 : is_digit(word[0]);
}

}  // namespace

std::vector<Token> tokens(std::string_view text, std::size_t tokens_max) {
    std::vector<Token> found;
    std::string word;  // lower case, accents kept
    auto const finish = [&] {
        if (is_wanted(word)) found.push_back(remembered_token(word));
        word.clear();
    };
    for (std::size_t at = 0; at < text.size() && found.size() < tokens_max;) {
        std::string_view const point = code_point_at(text, at);
        at += point.size();
        if (is_combining(point)) continue;
        std::string const letter = lower_case(point);
        bool const is_letter = letter.size() == 1 ? is_plain(letter[0]) : !plain(letter).empty();
        bool const is_apostrophe = point == "'" || point == "’" || point == "‘" || point == "ʼ";
        if (is_letter && word.size() + letter.size() <= word_bytes_max) {
            word += letter;
        } else if (is_letter) {
            continue;  // the end of an overlong word
        } else if (is_apostrophe && std::find(elided.begin(), elided.end(), word) != elided.end()) {
            word.clear();
        } else {
            finish();
        }
    }
    if (found.size() < tokens_max) finish();
    return found;
}

}  // namespace search
