// The SQL of the search index.
#include <fmt/format.h>

#include "search/engines_rows.hpp"
#include "search/search.hpp"

namespace search {
namespace {

void put_sqlite(db::Tx& tx, Document const& document, std::vector<Token> const& title,
                std::vector<Token> const& body) {
    std::int64_t const doc = tx.insert(
        "INSERT INTO search_documents (kind, subject_id, rank_hint) VALUES ($1, $2, $3) "
        "ON CONFLICT (kind, subject_id) DO UPDATE SET rank_hint = excluded.rank_hint RETURNING doc",
        {document.kind, document.id, document.rank_hint});
    tx.execute("DELETE FROM search_texts WHERE rowid = $1", {doc});
    tx.execute("INSERT INTO search_texts (rowid, title, body, other) VALUES ($1, $2, $3, $4)",
               {doc, fts5_text(title), fts5_text(body), fts5_other(title, body)});
}

void put_postgresql(db::Tx& tx, Document const& document, std::vector<Token> const& title,
                    std::vector<Token> const& body) {
    tx.execute(
        "INSERT INTO search_documents (kind, subject_id, rank_hint, words) "
        "VALUES ($1, $2, $3, CAST($4 AS tsvector)) "
        "ON CONFLICT (kind, subject_id) DO UPDATE SET rank_hint = excluded.rank_hint, words = excluded.words",
        {document.kind, document.id, document.rank_hint, ts_vector(title, body)});
}

constexpr std::string_view ranked_sqlite =
    "SELECT d.subject_id FROM search_texts t JOIN search_documents d ON d.doc = t.rowid "
    "WHERE t.search_texts MATCH $1 AND d.kind = $2 "
    "ORDER BY bm25(search_texts, 8.0, 1.0, 0.5), d.rank_hint DESC, d.subject_id LIMIT $3";
constexpr std::string_view ranked_postgresql =
    "SELECT d.subject_id FROM search_documents d, CAST($1 AS tsquery) q "
    "WHERE d.words @@ q AND d.kind = $2 "
    "ORDER BY ts_rank('{0.1, 0.1, 0.1, 1.0}', d.words, q) DESC, d.rank_hint DESC, d.subject_id LIMIT $3";

std::string written_query(db::Engine engine, Query const& query) {
    return engine == db::Engine::sqlite ? fts5_query(query) : ts_query(query);
}

}  // namespace

void put(db::Tx& tx, Document const& document) {
    std::vector<Token> const title = tokens(document.title, tokens_max / 2);
    std::vector<Token> const body = tokens(document.body, tokens_max - title.size());
    if (tx.engine() == db::Engine::sqlite)
        put_sqlite(tx, document, title, body);
    else
        put_postgresql(tx, document, title, body);
}

void remove(db::Tx& tx, std::string_view kind, std::int64_t id) {
    if (tx.engine() == db::Engine::sqlite)
        tx.execute(
            "DELETE FROM search_texts WHERE rowid IN "
            "(SELECT doc FROM search_documents WHERE kind = $1 AND subject_id = $2)",
            {kind, id});
    tx.execute("DELETE FROM search_documents WHERE kind = $1 AND subject_id = $2", {kind, id});
}

std::optional<std::vector<std::int64_t>> matches(db::Reader const& reader, std::string_view kind,
                                                 std::string_view query, int limit) {
    Query const read = read_query(query);
    if (read.terms.empty()) return std::nullopt;
    std::string_view const sql = reader.engine() == db::Engine::sqlite ? ranked_sqlite : ranked_postgresql;
    return reader.list<std::int64_t>(sql, {written_query(reader.engine(), read), kind, limit},
                                     [](db::Row const& row) { return row.integer(0); });
}

std::optional<Condition> condition(db::Engine engine, std::string_view kind, std::string_view query,
                                   int first_parameter) {
    Query const read = read_query(query);
    if (read.terms.empty()) return std::nullopt;
    std::string sql =
        engine == db::Engine::sqlite
            ? fmt::format(
                  "(SELECT d.subject_id FROM search_texts t JOIN search_documents d ON d.doc = t.rowid "
                  "WHERE t.search_texts MATCH ${} AND d.kind = ${})",
                  first_parameter, first_parameter + 1)
            : fmt::format(
                  "(SELECT d.subject_id FROM search_documents d "
                  "WHERE d.words @@ CAST(${} AS tsquery) AND d.kind = ${})",
                  first_parameter, first_parameter + 1);
    return Condition{std::move(sql), {written_query(engine, read), std::string(kind)}};
}

}  // namespace search
