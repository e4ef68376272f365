#include "db/sqlite_connection.hpp"

#include <fmt/format.h>

namespace db {
namespace {

class SqliteRow final : public Row {
  public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

    bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) const override {
        base::check(sqlite3_column_type(statement_, column) == SQLITE_INTEGER, "column is not an integer");
        return sqlite3_column_int64(statement_, column);
    }
    std::string_view text(int column) const override {
        base::check(sqlite3_column_type(statement_, column) == SQLITE_TEXT, "column is not text");
        auto const* const bytes = reinterpret_cast<char const*>(sqlite3_column_text(statement_, column));
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }
    std::string_view bytes(int column) const override {
        base::check(sqlite3_column_type(statement_, column) == SQLITE_BLOB, "column is not bytes");
        auto const* const bytes = static_cast<char const*>(sqlite3_column_blob(statement_, column));
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

  private:
    sqlite3_stmt* statement_;
};

int bind(sqlite3_stmt* statement, int at, Value const& value) {
    return std::visit(
        [&](auto const& content) {
            using T = std::decay_t<decltype(content)>;
            if constexpr (std::is_same_v<T, std::nullptr_t>)
                return sqlite3_bind_null(statement, at);
            else if constexpr (std::is_same_v<T, std::int64_t>)
                return sqlite3_bind_int64(statement, at, content);
            else if constexpr (std::is_same_v<T, std::string_view>)
                // A null pointer would bind NULL: an empty view is an empty text.
                return sqlite3_bind_text64(statement, at, content.data() ? content.data() : "",
                                           content.size(), SQLITE_STATIC, SQLITE_UTF8);
            else
                return sqlite3_bind_blob64(statement, at, content.bytes.data() ? content.bytes.data() : "",
                                           content.bytes.size(), SQLITE_STATIC);
        },
        value.content());
}

/// Whatever happens, the statement is ready for its next use and holds no pointer of ours.
struct Reset {
    sqlite3_stmt* statement;
    ~Reset() {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
};

}  // namespace

SqliteConnection::SqliteConnection(std::string const& path, bool writer, bool create) {
    // Counting its memory makes the engine take one lock of the whole process at each allocation, and
    // Debian's has no lookaside: thousands a page. Nobody reads that count. Once, before the first
    // connection; later it is refused.
    static int const counts_no_memory = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(counts_no_memory);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (create) flags |= SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
        std::string const reason = handle_ ? sqlite3_errmsg(handle_) : "out of memory";
        sqlite3_close(handle_);
        throw DatabaseError(fmt::format("La base {} n’a pas pu être ouverte : {}", path, reason));
    }
    sqlite3_busy_timeout(handle_, 10'000);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
    if (writer) {
        // FULL: an acknowledged support survives a power cut (reliability.md R2); group commit pays for it.
        script(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA "
            "cache_size=-32000;"
            "PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=2000;");
    } else {
        script("PRAGMA query_only=ON; PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY;");
    }
}

SqliteConnection::~SqliteConnection() {
    for (auto const& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

void SqliteConnection::fail(std::string_view what) const {
    throw DatabaseError(fmt::format("SQLite {}: {} [{}]", sqlite3_extended_errcode(handle_),
                                    sqlite3_errmsg(handle_), what.substr(0, 400)));
}

sqlite3_stmt* SqliteConnection::prepared(std::string_view sql) {
    if (auto const found = statements_.find(sql); found != statements_.end()) return found->second;
    if (statements_.size() >= prepared_max) {
        for (auto const& [text, statement] : statements_) sqlite3_finalize(statement);
        statements_.clear();
    }
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &statement, nullptr) != SQLITE_OK)
        fail(sql);
    base::check(statement != nullptr, "an empty SQL statement");
    statements_.emplace(std::string(sql), statement);
    return statement;
}

void SqliteConnection::each(std::string_view sql, std::span<Value const> values, EachRow const& each) {
    sqlite3_stmt* statement = prepared(sql);
    sqlite3_stmt* own = nullptr;
    if (sqlite3_stmt_busy(statement)) {
        // The same query inside its own loop: a statement of its own.
        if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), 0, &own, nullptr) !=
            SQLITE_OK)
            fail(sql);
        statement = own;
    }
    struct Finalize {
        sqlite3_stmt* statement;
        ~Finalize() { sqlite3_finalize(statement); }
    } const finalize{own};
    Reset const reset{statement};
    base::check(sqlite3_bind_parameter_count(statement) == static_cast<int>(values.size()),
                "as many values as parameters");
    for (std::size_t i = 0; i < values.size(); ++i)
        if (bind(statement, static_cast<int>(i) + 1, values[i]) != SQLITE_OK) fail(sql);
    SqliteRow const row(statement);
    while (true) {
        int const step = sqlite3_step(statement);
        if (step == SQLITE_DONE) return;
        if (step != SQLITE_ROW) fail(sql);
        each(row);
    }
}

std::int64_t SqliteConnection::change(std::string_view sql, std::span<Value const> values) {
    each(sql, values, [](Row const&) {});
    return sqlite3_changes64(handle_);
}

void SqliteConnection::script(std::string const& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(sql);
}

std::int64_t SqliteConnection::data_version() {
    std::int64_t version = 0;
    each("PRAGMA data_version", {}, [&](Row const& row) { version = row.integer(0); });
    return version;
}

}  // namespace db
