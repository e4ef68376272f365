// One SQLite connection: prepared statements kept by text, errors turned into faults.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "db/database.hpp"

namespace db {

class SqliteConnection {
  public:
    /// Opens `path`; a reader gets query_only. Throws DatabaseError.
    SqliteConnection(std::string const& path, bool writer, bool create);
    ~SqliteConnection();
    SqliteConnection(SqliteConnection const&) = delete;
    SqliteConnection& operator=(SqliteConnection const&) = delete;

    void each(std::string_view sql, std::span<Value const> values, EachRow const& each);
    /// Runs a statement and returns the rows it changed.
    std::int64_t change(std::string_view sql, std::span<Value const> values);
    /// Several statements at once, without parameters (migrations, BEGIN, COMMIT, SAVEPOINT).
    void script(std::string const& sql);
    /// False when the engine itself rolled the transaction back (after FULL, IOERR, NOMEM).
    bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
    std::int64_t data_version();

  private:
    sqlite3_stmt* prepared(std::string_view sql);
    [[noreturn]] void fail(std::string_view what) const;

    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    sqlite3* handle_ = nullptr;
    std::unordered_map<std::string, sqlite3_stmt*, TextHash, std::equal_to<>> statements_;
};

}  // namespace db
