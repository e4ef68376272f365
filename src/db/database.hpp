// Database: one door to SQLite or PostgreSQL. Reads are snapshots, writes are actions queued to the engine.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "db/value.hpp"

namespace db {

enum class Engine { sqlite, postgresql };

/// Built SQL (filters, IN lists) makes several texts per query; past this many prepared ones, a connection's
/// cache starts again.
inline constexpr std::size_t prepared_max = 500;

/// A fault of the database: I/O, a broken constraint that an action should have foreseen, a lost server.
class DatabaseError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

using Values = std::initializer_list<Value>;
using EachRow = std::function<void(Row const&)>;

/// Reads: statements with $1, $2 … in the order in which they appear (both engines number them so).
/// `sql` must be a string literal or otherwise outlive the connection's statement cache key (it is copied).
class Reader {
  public:
    virtual ~Reader() = default;

    virtual Engine engine() const = 0;

    /// Calls `each` for every row. Other statements may run inside it. PostgreSQL holds the whole answer in
    /// memory meanwhile: callers bound it by LIMIT, exports use `stream`.
    void each(std::string_view sql, Values values, EachRow const& each) const {
        run(sql, std::span<Value const>(values.begin(), values.size()), each);
    }
    void each(std::string_view sql, std::span<Value const> values, EachRow const& each) const {
        run(sql, values, each);
    }

    /// The same in constant memory on both engines; no other statement may run on this reader meanwhile.
    void stream(std::string_view sql, std::span<Value const> values, EachRow const& each) const {
        run_streaming(sql, values, each);
    }

    /// Every row mapped: `list<Proposal>(sql, {…}, [](Row const& row) { … })`. Callers bound it by LIMIT.
    template<class T, class Map>
    std::vector<T> list(std::string_view sql, Values values, Map&& map) const {
        std::vector<T> rows;
        each(sql, values, [&](Row const& row) { rows.push_back(map(row)); });
        return rows;
    }
    /// The first row mapped, or nothing.
    template<class T, class Map>
    std::optional<T> first(std::string_view sql, Values values, Map&& map) const {
        std::optional<T> found;
        each(sql, values, [&](Row const& row) {
            if (!found) found = map(row);
        });
        return found;
    }
    /// The integer of a one-row, one-column answer (count, max …); 0 when there is none or it is NULL.
    std::int64_t integer(std::string_view sql, Values values = {}) const;
    bool exists(std::string_view sql, Values values = {}) const;

    /// How many statements this reader has run: pages assert it (HOUSE.md: ≤ 6 a page).
    int statements_run() const { return statements_run_; }

  protected:
    virtual void run(std::string_view sql, std::span<Value const> values, EachRow const& each) const = 0;
    virtual void run_streaming(std::string_view sql, std::span<Value const> values,
                               EachRow const& each) const = 0;
    mutable int statements_run_ = 0;
};

/// A transaction that writes. Only actions get one.
class Tx : public Reader {
  public:
    /// Runs a statement; returns the number of rows it changed.
    std::int64_t execute(std::string_view sql, Values values = {}) {
        return change(sql, std::span<Value const>(values.begin(), values.size()));
    }
    std::int64_t execute(std::string_view sql, std::span<Value const> values) { return change(sql, values); }
    /// Runs an INSERT … RETURNING id.
    std::int64_t insert(std::string_view sql, Values values);
    /// Takes the row of a SELECT … for the rest of the transaction: on PostgreSQL " FOR UPDATE" is added, on
    /// SQLite the single writer already owns everything. Returns whether a row was there.
    bool lock(std::string_view select, Values values);

    /// Several statements without parameters, as a migration has them.
    virtual void script(std::string const& sql) = 0;
    /// Tells every node, once this commits, that what pages show has changed. The journal's sequencer calls
    /// it, and writes that are not journalled but public (loading the register). SQLite: nothing, its file
    /// tells.
    virtual void announce_change() = 0;

    /// Runs after this transaction is durable, on the thread that asked for it: never inside the transaction.
    virtual void after_commit(std::function<void()> then) = 0;

  protected:
    virtual std::int64_t change(std::string_view sql, std::span<Value const> values) = 0;
};

struct Settings {
    /// False gives up waiting for the disk at each commit. Only for filling a database that is thrown away
    /// when the filling is interrupted (the demonstration).
    bool is_durable = true;
    std::string address;   // a path, or postgresql://…
    int readers_max = 8;   // read connections kept open
    int writers_max = 32;  // PostgreSQL write connections
    int queue_max = 4096;  // SQLite: actions waiting for the writer; beyond: Refusal unavailable
    bool create = true;    // SQLite: make the file when absent
};

class Database {
  public:
    virtual ~Database() = default;

    virtual Engine engine() const = 0;

    /// A read-only view of one moment. Keep it as short as the page; never hold one while writing.
    virtual std::unique_ptr<Reader> snapshot() = 0;

    /// Runs an action in a transaction and returns once it is durable (group commit on SQLite, synchronous
    /// commit on PostgreSQL). A refusal rolls the action back, unless `recorded`. On PostgreSQL the action is
    /// run again after 40001/40P01, so it must have no effect but through `tx`. Refused by itself:
    /// `unavailable` when the queue is full. Throws when the caller holds a snapshot.
    template<class Action>
    auto write(Action&& action) -> decltype(action(std::declval<Tx&>())) {
        using Answer = decltype(action(std::declval<Tx&>()));
        std::optional<Answer> answer;
        std::optional<base::Refusal> refused = perform([&](Tx& tx) {
            answer.reset();
            answer.emplace(action(tx));
            return answer->ok() || answer->refusal().recorded;
        });
        if (refused) return std::move(*refused);
        return std::move(*answer);
    }

    /// A number that changes whenever committed data may have changed: the key of the page cache. On SQLite
    /// it is `PRAGMA data_version`; on PostgreSQL it follows this node's own writes at
    /// once and the other nodes' by the sequencer's NOTIFY, and is nothing while no listener is connected
    /// (then nothing is cached).
    virtual std::optional<std::int64_t> version() = 0;

    /// Called inside the transaction just before each (group) commit in which `touched_journal` was called:
    /// the journal's sequencer on SQLite. Set once at start, before the first write.
    virtual void before_commit(std::function<void(Tx&)> hook) = 0;

    /// Runs `body` while holding a lock that only one process of the whole installation can hold; returns
    /// false at once when another has it. On SQLite: a lock in this process and a file lock.
    virtual bool only_here(std::string_view name, std::function<void()> const& body) = 0;

    /// After an erasure: leaves no byte of what was deleted in the database's files (SQLite: VACUUM and an
    /// empty WAL; PostgreSQL: VACUUM, so that its files and WAL forget with their next cycle). Waits its turn
    /// behind the writes; false when readers kept the WAL from being emptied: ask again later.
    virtual bool scrub() = 0;

    /// Stops the writer after what is queued; further writes are refused.
    virtual void close() = 0;

  protected:
    /// `action` returns whether to keep what it did. Nothing when it ran and (if kept) is durable.
    virtual std::optional<base::Refusal> perform(std::function<bool(Tx&)> const& action) = 0;
};

/// Opens the engine that the address names. Throws DatabaseError with a plain sentence.
std::unique_ptr<Database> open(Settings const& settings);

}  // namespace db
