// Tables: what migrations made, read from the engine's own catalogue, and their rows copied to another
// database.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "db/database.hpp"

namespace db {

struct Column {
    enum class Kind { integer, text, bytes };
    std::string name;
    Kind kind = Kind::text;
};

struct Table {
    std::string name;
    std::vector<Column> columns;
};

/// Every table of the rooms, in the order in which they were made, so that a row is copied after those it
/// refers to. Left out: the engines' own bookkeeping, and what is derived from other tables and made anew
/// (the search index). Throws when a column has a type that this file does not know.
std::vector<Table> tables(Reader const& reader);

/// Whether Tremplin's migrations have been applied to this database; whether it has a table of this name.
bool holds_tables(Reader const& reader);
bool holds_table(Reader const& reader, std::string_view name);

/// How many rows a table has, and a sum over the hashes of its rows that does not depend on their order: two
/// tables with the same contents have the same.
struct Contents {
    std::int64_t rows = 0;
    std::uint64_t sum = 0;
    bool operator==(Contents const&) const = default;
};
Contents contents(Reader const& reader, Table const& table);
std::int64_t count_of(Reader const& reader, Table const& table);

/// Deletes every row of the tables, those that refer to others first.
void empty_tables(Database& database, std::vector<Table> const& tables);

/// Copies every row as `from` sees it at one moment, in constant memory: one thread reads, another writes in
/// batches. `done` is told each table with its number of rows. Identities go on after the largest copied id.
/// Throws DatabaseError; what was copied until then stays.
void copy_tables(Database& from, Database& to, std::vector<Table> const& tables,
                 std::function<void(Table const&, std::int64_t rows)> const& done);

/// What the database takes on the disk, in bytes, without SQLite's write-ahead log.
std::int64_t bytes_on_disk(Reader const& reader);

/// SQLite only: writes everything committed at this moment into a new file while others go on reading and
/// writing. Throws DatabaseError when the file exists or cannot be written.
void copy_file(std::string const& from, std::string const& to);

}  // namespace db
