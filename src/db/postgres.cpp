// The PostgreSQL engine: pools of connections, retried transactions, a listener that tells when data changed.
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/crypto.hpp"
#include "db/engines.hpp"
#include "db/postgres_connection.hpp"

namespace db {
namespace {

/// Times an action is run again after a deadlock, a serialization failure or a lost server.
constexpr int attempts_max = 5;
constexpr int listener_pause_ms = 500;

/// Connections lent out and given back; at most `size` exist.
class Pool {
  public:
    /// `first_words` is said on every new connection; may be empty.
    Pool(std::string address, int size, std::string first_words = {})
        : address_(std::move(address)), size_(size), first_words_(std::move(first_words)) {}

    std::unique_ptr<PostgresConnection> take() {
        {
            std::unique_lock lock(mutex_);
            back_.wait(lock, [&] { return !idle_.empty() || open_ < size_; });
            // After a restart of the server all that are idle are dead: none is handed out, else each would
            // cost somebody a fault.
            while (!idle_.empty()) {
                auto connection = std::move(idle_.back());
                idle_.pop_back();
                if (connection->is_quiet()) return connection;
                --open_;
            }
            ++open_;
        }
        try {
            auto connection = std::make_unique<PostgresConnection>(address_);
            if (!first_words_.empty()) connection->script(first_words_);
            return connection;
        } catch (PostgresError const&) {
            give(nullptr);
            throw;
        }
    }
    /// A connection that is broken or in the middle of something is closed, not kept.
    void give(std::unique_ptr<PostgresConnection> connection) {
        std::lock_guard const lock(mutex_);
        if (connection && connection->is_usable() && !connection->in_transaction())
            idle_.push_back(std::move(connection));
        else
            --open_;
        back_.notify_one();
    }

  private:
    std::string address_;
    int size_;
    std::string first_words_;
    std::mutex mutex_;
    std::condition_variable back_;
    std::vector<std::unique_ptr<PostgresConnection>> idle_;
    int open_ = 0;
};

class Lent {
  public:
    explicit Lent(Pool& pool) : pool_(pool), connection_(pool.take()) {}
    ~Lent() { pool_.give(std::move(connection_)); }
    Lent(Lent const&) = delete;
    Lent& operator=(Lent const&) = delete;
    PostgresConnection* operator->() const { return connection_.get(); }
    PostgresConnection& operator*() const { return *connection_; }

  private:
    Pool& pool_;
    std::unique_ptr<PostgresConnection> connection_;
};

class PostgresReader final : public Reader {
  public:
    explicit PostgresReader(Pool& pool) : connection_(pool) {
        connection_->script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        ++snapshots_of_this_thread();
    }
    ~PostgresReader() override {
        --snapshots_of_this_thread();
        try {
            connection_->script("COMMIT");
        } catch (DatabaseError const&) {
            // The pool closes a connection that did not end its transaction; nothing was written.
        }
    }
    Engine engine() const override { return Engine::postgresql; }

  protected:
    void run(std::string_view sql, std::span<Value const> values, EachRow const& each) const override {
        ++statements_run_;
        connection_->each(sql, values, each);
    }
    void run_streaming(std::string_view sql, std::span<Value const> values,
                       EachRow const& each) const override {
        ++statements_run_;
        connection_->stream(sql, values, each);
    }

  private:
    Lent connection_;
};

class PostgresTx final : public Tx {
  public:
    explicit PostgresTx(PostgresConnection& connection) : connection_(connection) {}
    Engine engine() const override { return Engine::postgresql; }
    void script(std::string const& sql) override { connection_.script(sql); }
    void announce_change() override { connection_.script("NOTIFY tremplin_changed"); }
    void after_commit(std::function<void()> then) override { after_.push_back(std::move(then)); }
    /// Whether anything was written: then this node's own cached pages are old at once (reliability.md I7).
    bool has_written() const { return has_written_; }
    void run_after() {
        for (std::function<void()> const& then : after_) then();
    }

  protected:
    void run(std::string_view sql, std::span<Value const> values, EachRow const& each) const override {
        ++statements_run_;
        // An INSERT or UPDATE … RETURNING is read like a query.
        if (!sql.starts_with("SELECT")) has_written_ = true;
        connection_.each(sql, values, each);
    }
    void run_streaming(std::string_view sql, std::span<Value const> values,
                       EachRow const& each) const override {
        ++statements_run_;
        connection_.stream(sql, values, each);
    }
    std::int64_t change(std::string_view sql, std::span<Value const> values) override {
        ++statements_run_;
        std::int64_t const rows = connection_.change(sql, values);
        if (rows > 0) has_written_ = true;
        return rows;
    }

  private:
    PostgresConnection& connection_;
    mutable bool has_written_ = false;
    std::vector<std::function<void()>> after_;
};

class PostgresDatabase final : public Database {
  public:
    explicit PostgresDatabase(Settings settings)
        : settings_(std::move(settings)),
          readers_(settings_.address, settings_.readers_max),
          writers_(settings_.address, settings_.writers_max,
                   settings_.is_durable ? "" : "SET synchronous_commit = off") {
        Lent const first(writers_);  // says at once when the server cannot be reached
        first->script(
            "CREATE TABLE IF NOT EXISTS db_durability (id BIGINT PRIMARY KEY, beat BIGINT NOT NULL);"
            "INSERT INTO db_durability VALUES (1, 0) ON CONFLICT DO NOTHING");
    }
    ~PostgresDatabase() override { close(); }

    Engine engine() const override { return Engine::postgresql; }
    std::unique_ptr<Reader> snapshot() override { return std::make_unique<PostgresReader>(readers_); }

    std::optional<std::int64_t> version() override {
        std::call_once(listening_, [this] { listener_ = std::thread([this] { listen(); }); });
        if (!connected_.load(std::memory_order_acquire)) return std::nullopt;
        return version_.load(std::memory_order_acquire);
    }

    void before_commit(std::function<void(Tx&)>) override {}

    bool only_here(std::string_view name, std::function<void()> const& body) override {
        auto const hash = base::sha256(name);
        std::int64_t key = 0;
        for (std::size_t i = 0; i < 7; ++i) key = (key << 8) | hash[i];
        Lent const holder(writers_);
        bool got = false;
        holder->each("SELECT pg_try_advisory_lock($1::bigint)",
                     std::span<Value const>(std::initializer_list<Value>{key}),
                     [&](Row const& row) { got = row.boolean(0); });
        if (!got) return false;
        struct Unlock {
            PostgresConnection& connection;
            ~Unlock() {
                try {
                    connection.script("SELECT pg_advisory_unlock_all()");
                } catch (DatabaseError const&) {
                    // A lost connection has released its locks by itself.
                }
            }
        } const unlock{*holder};
        body();
        return true;
    }

    bool scrub() override {
        PostgresConnection connection(settings_.address);
        connection.script("VACUUM");
        return true;
    }

    void close() override {
        stopping_ = true;
        if (listener_.joinable()) listener_.join();
    }

  protected:
    std::optional<base::Refusal> perform(std::function<bool(Tx&)> const& action) override {
        base::check(snapshots_of_this_thread() == 0, "write() while this thread holds a snapshot");
        for (int attempt = 1;; ++attempt) {
            try {
                attempt_once(action);
                return std::nullopt;
            } catch (PostgresError const& error) {
                // A COMMIT whose answer was lost is run again too: actions recognise themselves by their key.
                if (!error.is_transient() || attempt == attempts_max) throw;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20 * attempt * attempt));
        }
    }

  private:
    void attempt_once(std::function<bool(Tx&)> const& action) {
        Lent const connection(writers_);
        PostgresTx tx(*connection);
        connection->script("BEGIN");
        bool keep = false;
        try {
            keep = action(tx);
        } catch (...) {  // rethrown once the transaction is closed
            if (connection->is_usable()) connection->script("ROLLBACK");
            throw;
        }
        if (!keep) {
            connection->script("ROLLBACK");
            return;
        }
        if (!connection->commit_without_notice()) prove_durable();
        if (tx.has_written()) version_.fetch_add(1, std::memory_order_acq_rel);
        tx.run_after();
    }

    /// After a notice on COMMIT the write may not be on the standby: it is acknowledged only once a later
    /// write is.
    void prove_durable() {
        Lent const connection(writers_);
        connection->script("BEGIN; UPDATE db_durability SET beat = beat + 1 WHERE id = 1");
        if (!connection->commit_without_notice())
            throw DatabaseError("PostgreSQL did not confirm that a committed write is durable");
    }

    void listen() {
        while (!stopping_) {
            try {
                PostgresConnection connection(settings_.address);
                connection.script("LISTEN tremplin_changed");
                ++version_;  // what was announced while nobody listened
                connected_.store(true, std::memory_order_release);
                while (!stopping_) {
                    pollfd waiting{PQsocket(connection.handle()), POLLIN, 0};
                    ::poll(&waiting, 1, listener_pause_ms);
                    if (PQconsumeInput(connection.handle()) != 1) break;
                    while (PGnotify* notify = PQnotifies(connection.handle())) {
                        PQfreemem(notify);
                        version_.fetch_add(1, std::memory_order_acq_rel);
                    }
                }
            } catch (DatabaseError const&) {
                // Not connected: nothing is cached until a listener is back.
            }
            connected_.store(false, std::memory_order_release);
            if (!stopping_) std::this_thread::sleep_for(std::chrono::milliseconds(listener_pause_ms));
        }
    }

    Settings settings_;
    Pool readers_;
    Pool writers_;
    std::once_flag listening_;
    std::thread listener_;
    std::atomic<bool> stopping_{false};
    std::atomic<bool> connected_{false};
    std::atomic<std::int64_t> version_{0};
};

}  // namespace

std::unique_ptr<Database> open_postgresql(Settings const& settings) {
    return std::make_unique<PostgresDatabase>(settings);
}

}  // namespace db
