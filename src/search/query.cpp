#include "search/query.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "search/tokenizer.hpp"

namespace search {
namespace {

constexpr std::size_t prefix_letters_min = 3;
constexpr std::size_t phrase_words_max = 20;

void add_words(std::string_view text, bool is_last, Query& query) {
    std::vector<Token> const words = tokens(text, terms_max);
    bool const ends_open = is_last && !text.empty() && text.back() != ' ';
    for (std::size_t i = 0; i < words.size(); ++i) {
        Term term;
        term.words = {words[i].stem};
        if (words[i].folded_stem != words[i].stem) term.words.push_back(words[i].folded_stem);
        bool const is_open = ends_open && i + 1 == words.size();
        if (is_open && words[i].folded_word.size() >= prefix_letters_min) term.prefix = words[i].folded_word;
        query.terms.push_back(std::move(term));
    }
}

void add_phrase(std::string_view text, Query& query) {
    std::vector<Token> const words = tokens(text, phrase_words_max);
    if (words.empty()) return;
    if (words.size() == 1) return add_words(text, false, query);
    Term term;
    for (Token const& word : words) term.phrase.push_back(word.stem);
    query.terms.push_back(std::move(term));
}

/// Quotation marks of every kind become ".
std::string with_plain_quotes(std::string_view typed) {
    constexpr std::array<std::string_view, 5> marks{"«", "»", "“", "”", "„"};
    std::string text;
    while (!typed.empty()) {
        auto const mark = std::find_if(marks.begin(), marks.end(),
                                       [&](std::string_view one) { return typed.starts_with(one); });
        text.push_back(mark == marks.end() ? typed.front() : '"');
        typed.remove_prefix(mark == marks.end() ? 1 : mark->size());
    }
    return text;
}

}  // namespace

Query read_query(std::string_view typed) {
    Query query;
    std::string const text = with_plain_quotes(typed.substr(0, query_bytes_max));
    std::vector<std::string_view> const parts = base::split(text, '"');
    bool const is_closed = parts.size() % 2 == 1;  // an odd quote is no quote
    for (std::size_t i = 0; i < parts.size(); ++i) {
        bool const is_last = i + 1 == parts.size();
        if (i % 2 == 1 && (is_closed || !is_last))
            add_phrase(parts[i], query);
        else
            add_words(parts[i], is_last, query);
    }
    if (query.terms.size() > terms_max) query.terms.resize(terms_max);
    return query;
}

}  // namespace search
