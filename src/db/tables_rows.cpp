// The catalogues of both engines, and rows copied from one to the other.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <mutex>
#include <thread>

#include "base/crypto.hpp"
#include "db/sqlite_connection.hpp"
#include "db/tables.hpp"

namespace db {
namespace {

/// Bookkeeping of this room, and the search index, which differs between engines and is derived from texts.
constexpr std::array<std::string_view, 4> left_out{"schema_migrations", "db_durability", "search_documents",
                                                   "move_under_way"};
constexpr std::size_t batch_values_max = 4'000;  // SQLite takes 32 766 parameters, PostgreSQL 65 535
constexpr std::size_t batch_rows_max = 250;
constexpr std::size_t batches_waiting_max = 8;

constexpr std::string_view sqlite_tables =
    "SELECT m.name FROM sqlite_master m JOIN pragma_table_list l ON l.schema = 'main' AND l.name = m.name "
    "WHERE m.type = 'table' AND l.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.rowid";
constexpr std::string_view postgresql_tables =
    "SELECT CAST(c.relname AS text) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY c.oid";
constexpr std::string_view sqlite_columns = "SELECT name, type FROM pragma_table_info($1) ORDER BY cid";
constexpr std::string_view postgresql_columns =
    "SELECT CAST(a.attname AS text), format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
    "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = current_schema() AND c.relname = $1 AND a.attnum > 0 AND NOT a.attisdropped "
    "ORDER BY a.attnum";

Column::Kind kind_of(std::string const& table, std::string_view type) {
    if (type == "INTEGER" || type == "bigint") return Column::Kind::integer;
    if (type == "TEXT" || type == "text") return Column::Kind::text;
    if (type == "BLOB" || type == "bytea") return Column::Kind::bytes;
    throw DatabaseError(
        fmt::format("table {} has a column of type {}, which nothing here can copy", table, type));
}

std::string names_of(Table const& table) {
    std::string names;
    for (Column const& column : table.columns) names += (names.empty() ? "" : ", ") + column.name;
    return names;
}

/// One value that outlives its row.
using Kept = std::variant<std::nullptr_t, std::int64_t, std::string>;
struct Batch {
    Table const* table = nullptr;
    std::vector<Kept> values;
    std::size_t rows = 0;
    bool is_last = false;  // of its table
};

void keep(Batch& batch, Row const& row) {
    for (std::size_t i = 0; i < batch.table->columns.size(); ++i) {
        int const at = static_cast<int>(i);
        if (row.is_null(at))
            batch.values.emplace_back(nullptr);
        else if (batch.table->columns[i].kind == Column::Kind::integer)
            batch.values.emplace_back(row.integer(at));
        else if (batch.table->columns[i].kind == Column::Kind::text)
            batch.values.emplace_back(row.string(at));
        else
            batch.values.emplace_back(std::string(row.bytes(at)));
    }
    ++batch.rows;
}

Value value_of(Kept const& kept, Column::Kind kind) {
    if (std::holds_alternative<std::nullptr_t>(kept)) return nullptr;
    if (auto const* number = std::get_if<std::int64_t>(&kept)) return *number;
    std::string const& text = std::get<std::string>(kept);
    if (kind == Column::Kind::bytes) return Blob{text};
    return text;
}

void insert(Tx& tx, Batch const& batch) {
    std::size_t const width = batch.table->columns.size();
    std::string sql = fmt::format("INSERT INTO {} ({}) VALUES ", batch.table->name, names_of(*batch.table));
    std::vector<Value> values;
    values.reserve(batch.values.size());
    for (std::size_t row = 0; row < batch.rows; ++row) {
        sql += row == 0 ? "(" : ", (";
        for (std::size_t column = 0; column < width; ++column) {
            values.push_back(value_of(batch.values[row * width + column], batch.table->columns[column].kind));
            sql += fmt::format("{}${}", column == 0 ? "" : ", ", values.size());
        }
        sql += ")";
    }
    tx.execute(sql, values);
}

/// What the reading thread hands to the writing one; whichever fails first stops the other.
class Belt {
  public:
    /// False once the writer has failed: reading on is useless.
    bool put(Batch batch) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return waiting_.size() < batches_waiting_max || is_stopped_; });
        if (is_stopped_) return false;
        waiting_.push_back(std::move(batch));
        changed_.notify_all();
        return true;
    }
    std::optional<Batch> take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !waiting_.empty() || is_stopped_; });
        if (waiting_.empty()) return std::nullopt;
        Batch batch = std::move(waiting_.front());
        waiting_.pop_front();
        changed_.notify_all();
        return batch;
    }
    /// After the last batch, or when one side has failed.
    void stop() {
        std::lock_guard const lock(mutex_);
        is_stopped_ = true;
        changed_.notify_all();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Batch> waiting_;
    bool is_stopped_ = false;
};

struct ReadingStopped {};

void read_into(Belt& belt, Reader const& reader, std::vector<Table> const& tables) {
    for (Table const& table : tables) {
        std::size_t const rows_max =
            std::max<std::size_t>(1, std::min(batch_rows_max, batch_values_max / table.columns.size()));
        Batch batch{&table, {}, 0, false};
        reader.stream(fmt::format("SELECT {} FROM {}", names_of(table), table.name), {}, [&](Row const& row) {
            keep(batch, row);
            if (batch.rows < rows_max) return;
            if (!belt.put(std::exchange(batch, Batch{&table, {}, 0, false}))) throw ReadingStopped{};
        });
        batch.is_last = true;
        if (!belt.put(std::move(batch))) throw ReadingStopped{};
    }
}

void write_from(Belt& belt, Database& to, std::function<void(Table const&, std::int64_t)> const& done) {
    std::int64_t rows = 0;
    while (auto const batch = belt.take()) {
        auto const written = to.write([&](Tx& tx) -> base::Result<base::Done> {
            if (batch->rows > 0) insert(tx, *batch);
            if (batch->is_last && tx.engine() == Engine::postgresql && batch->table->columns[0].name == "id")
                tx.each("SELECT setval(s, greatest(1, (SELECT coalesce(max(id), 1) FROM " +
                            batch->table->name +
                            "))) FROM (SELECT pg_get_serial_sequence($1, 'id') AS s) q WHERE s IS NOT NULL",
                        {batch->table->name}, [](Row const&) {});
            return base::Done{};
        });
        if (!written.ok()) throw DatabaseError(written.refusal().message);
        rows += static_cast<std::int64_t>(batch->rows);
        if (batch->is_last) {
            done(*batch->table, rows);
            rows = 0;
        }
    }
}

/// The row as bytes that differ when any value differs: each value with its kind and length.
void append(std::string& bytes, Table const& table, Row const& row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        int const at = static_cast<int>(i);
        if (row.is_null(at))
            bytes += "n;";
        else if (table.columns[i].kind == Column::Kind::integer)
            bytes += fmt::format("i{};", row.integer(at));
        else {
            std::string_view const text =
                table.columns[i].kind == Column::Kind::text ? row.text(at) : row.bytes(at);
            bytes += fmt::format("t{}:", text.size());
            bytes += text;
        }
    }
}

void write_to_disk(std::string const& path) {
    int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    bool const is_durable = file >= 0 && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!is_durable) throw DatabaseError(path + " n’a pas pu être écrit sur le disque");
}

}  // namespace

std::vector<Table> tables(Reader const& reader) {
    bool const on_sqlite = reader.engine() == Engine::sqlite;
    std::vector<Table> found;
    reader.each(on_sqlite ? sqlite_tables : postgresql_tables, {}, [&](Row const& row) {
        std::string name = row.string(0);
        if (std::find(left_out.begin(), left_out.end(), name) == left_out.end())
            found.push_back({std::move(name), {}});
    });
    for (Table& table : found)
        reader.each(on_sqlite ? sqlite_columns : postgresql_columns, {table.name}, [&](Row const& row) {
            table.columns.push_back({row.string(0), kind_of(table.name, row.text(1))});
        });
    return found;
}

bool holds_table(Reader const& reader, std::string_view name) {
    bool holds = false;
    reader.each(reader.engine() == Engine::sqlite ? sqlite_tables : postgresql_tables, {},
                [&](Row const& row) { holds = holds || row.text(0) == name; });
    return holds;
}

std::int64_t bytes_on_disk(Reader const& reader) {
    return reader.integer(reader.engine() == Engine::sqlite
                              ? "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
                              : "SELECT pg_database_size(current_database())");
}

bool holds_tables(Reader const& reader) {
    return holds_table(reader, "schema_migrations");
}

Contents contents(Reader const& reader, Table const& table) {
    Contents found;
    std::string bytes;
    reader.stream(fmt::format("SELECT {} FROM {}", names_of(table), table.name), {}, [&](Row const& row) {
        bytes.clear();
        append(bytes, table, row);
        base::Sha256 const hash = base::sha256(bytes);
        std::uint64_t part = 0;
        for (std::size_t i = 0; i < sizeof part; ++i) part = (part << 8) | hash[i];
        found.sum += part;
        ++found.rows;
    });
    return found;
}

std::int64_t count_of(Reader const& reader, Table const& table) {
    return reader.integer("SELECT count(*) FROM " + table.name);
}

void empty_tables(Database& database, std::vector<Table> const& tables) {
    auto const emptied = database.write([&](Tx& tx) -> base::Result<base::Done> {
        for (auto table = tables.rbegin(); table != tables.rend(); ++table)
            tx.execute("DELETE FROM " + table->name);
        return base::Done{};
    });
    if (!emptied.ok()) throw DatabaseError(emptied.refusal().message);
}

void copy_tables(Database& from, Database& to, std::vector<Table> const& tables,
                 std::function<void(Table const&, std::int64_t rows)> const& done) {
    Belt belt;
    std::exception_ptr writing_failed;
    // A thread that holds a snapshot may not write: reading stays here, writing has its own.
    std::thread writer([&] {
        try {
            write_from(belt, to, done);
        } catch (...) {
            writing_failed = std::current_exception();  // thrown again below, on the caller's thread
        }
        belt.stop();
    });
    std::exception_ptr reading_failed;
    try {
        auto const snapshot = from.snapshot();
        read_into(belt, *snapshot, tables);
    } catch (ReadingStopped const&) {
        // The writer's own failure is the one to tell.
    } catch (...) {
        reading_failed = std::current_exception();  // thrown again once the writer has stopped
    }
    belt.stop();
    writer.join();
    if (writing_failed) std::rethrow_exception(writing_failed);
    if (reading_failed) std::rethrow_exception(reading_failed);
}

void copy_file(std::string const& from, std::string const& to) {
    if (std::filesystem::exists(to)) throw DatabaseError(to + " existe déjà");
    SqliteConnection connection(from, true, false);
    std::array<Value, 1> const values{to};
    connection.each("VACUUM INTO $1", values, [](Row const&) {});
    write_to_disk(to);
    write_to_disk(std::filesystem::path(to).parent_path().string());
}

}  // namespace db
