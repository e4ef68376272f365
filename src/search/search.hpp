// Full-text search in French: one index on each engine, the same hits on both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.hpp"
#include "db/migration.hpp"

namespace search {

/// A text to be found: whose it is, and what it says.
struct Document {
    std::string_view kind;  // "proposal", "contribution": the room's noun
    std::int64_t id = 0;    // the subject's id in its room
    std::string_view title;
    std::string_view body;
    std::int64_t rank_hint = 0;  // among equal hits the larger comes first (an instant, a number of supports)
};

/// Indexes, or indexes anew, in the caller's transaction. Text beyond `tokens_max` words is not indexed.
void put(db::Tx& tx, Document const& document);
/// Forgets; nothing happens when it was not indexed.
void remove(db::Tx& tx, std::string_view kind, std::int64_t id);

/// Ids of the best hits, best first: a word of the title weighs more than one of the body. Nothing when the
/// query holds nothing to search for (only stop words): show everything then.
std::optional<std::vector<std::int64_t>> matches(db::Reader const& reader, std::string_view kind,
                                                 std::string_view query, int limit);

/// The same hits as a part of another room's WHERE: `"p.id IN " + condition.sql`, with `condition.values`
/// bound from the parameter number given. Example:
///     if (auto const found = search::condition(reader.engine(), "proposal", typed, 3)) {
///         sql += " AND p.id IN " + found->sql;  // (SELECT … $3 … $4)
///         for (std::string const& value : found->values) values.push_back(value);
///     }
struct Condition {
    std::string sql;
    std::vector<std::string> values;
};
/// Nothing when the query holds nothing to search for: no condition then.
std::optional<Condition> condition(db::Engine engine, std::string_view kind, std::string_view query,
                                   int first_parameter);

inline constexpr std::size_t tokens_max = 15'000;  // PostgreSQL keeps 16 383 positions

std::vector<db::Migration> migrations();

}  // namespace search
