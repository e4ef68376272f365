// How each engine writes the index and a query. The only text of the room that differs between them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "search/query.hpp"
#include "search/tokenizer.hpp"

namespace search {

/// A query in FTS5's language: `("ecol" OR "ecole" *) AND {title body} : "a b"`.
std::string fts5_query(Query const& query);
/// The same as a tsquery: `(ecol | ecole:*) & (a <-> b)`.
std::string ts_query(Query const& query);

/// Stems separated by spaces, in order.
std::string fts5_text(std::vector<Token> const& tokens);
/// What is not a stem in order: whole words and second stems, each once.
std::string fts5_other(std::vector<Token> const& title, std::vector<Token> const& body);
/// A tsvector: stems with positions, the title's with weight A; whole words and second stems without
/// position.
std::string ts_vector(std::vector<Token> const& title, std::vector<Token> const& body);

}  // namespace search
