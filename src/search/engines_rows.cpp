#include "search/engines_rows.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace search {
namespace {

std::string joined_terms(Query const& query, std::string_view and_word, auto const& written) {
    std::string text;
    for (Term const& term : query.terms) {
        if (!text.empty()) text += and_word;
        text += written(term);
    }
    return text;
}

/// Whole words and second stems that no stem covers.
std::set<std::string> other_words(std::vector<Token> const& title, std::vector<Token> const& body) {
    std::set<std::string> stems;
    for (std::vector<Token> const* const part : {&title, &body})
        for (Token const& token : *part) stems.insert(token.stem);
    std::set<std::string> others;
    for (std::vector<Token> const* const part : {&title, &body})
        for (Token const& token : *part)
            for (std::string const* const word : {&token.folded_stem, &token.folded_word})
                if (!stems.contains(*word)) others.insert(*word);
    return others;
}

}  // namespace

std::string fts5_query(Query const& query) {
    return joined_terms(query, " AND ", [](Term const& term) {
        std::string text;
        if (!term.phrase.empty()) {
            for (std::string const& word : term.phrase) text += (text.empty() ? "" : " ") + word;
            return "{title body} : \"" + text + "\"";
        }
        for (std::string const& word : term.words) text += (text.empty() ? "(\"" : " OR \"") + word + "\"";
        if (!term.prefix.empty()) text += " OR \"" + term.prefix + "\" *";
        return text + ")";
    });
}

std::string ts_query(Query const& query) {
    return joined_terms(query, " & ", [](Term const& term) {
        std::string text;
        if (!term.phrase.empty()) {
            for (std::string const& word : term.phrase) text += (text.empty() ? "(" : " <-> ") + word;
            return text + ")";
        }
        for (std::string const& word : term.words) text += (text.empty() ? "(" : " | ") + word;
        if (!term.prefix.empty()) text += " | " + term.prefix + ":*";
        return text + ")";
    });
}

std::string fts5_text(std::vector<Token> const& tokens) {
    std::string text;
    for (Token const& token : tokens) text += (text.empty() ? "" : " ") + token.stem;
    return text;
}

std::string fts5_other(std::vector<Token> const& title, std::vector<Token> const& body) {
    std::string text;
    for (std::string const& word : other_words(title, body)) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string ts_vector(std::vector<Token> const& title, std::vector<Token> const& body) {
    constexpr std::size_t positions_per_word_max = 200;  // PostgreSQL keeps 255
    constexpr std::size_t gap = 5;                       // a phrase does not run from the title into the body
    std::map<std::string, std::vector<std::string>> positions;
    std::size_t position = 0;
    for (Token const& token : title) positions[token.stem].push_back(std::to_string(++position) + "A");
    position += gap;
    for (Token const& token : body) {
        ++position;
        std::vector<std::string>& known = positions[token.stem];
        if (known.size() < positions_per_word_max) known.push_back(std::to_string(position));
    }
    std::string text;
    for (auto const& [word, places] : positions) {
        text += (text.empty() ? "" : " ") + word + ":";
        for (std::size_t i = 0; i < places.size(); ++i) text += (i == 0 ? "" : ",") + places[i];
    }
    for (std::string const& word : other_words(title, body)) text += (text.empty() ? "" : " ") + word;
    return text;
}

}  // namespace search
