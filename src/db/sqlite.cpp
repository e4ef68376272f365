// The SQLite engine: readers on WAL snapshots, one writer thread with group commit (HOUSE.md "How a write
// travels").
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <set>
#include <thread>

#include "db/engines.hpp"
#include "db/sqlite_connection.hpp"

namespace db {
namespace {

/// Actions in one commit; more would make the first of them wait too long.
constexpr std::size_t batch_max = 64;

class SqliteReader : public Reader {
  public:
    using GiveBack = std::function<void(std::unique_ptr<SqliteConnection>)>;
    SqliteReader(std::unique_ptr<SqliteConnection> connection, GiveBack give_back)
        : connection_(std::move(connection)), give_back_(std::move(give_back)) {
        ++snapshots_of_this_thread();
        connection_->change("BEGIN", {});
    }
    ~SqliteReader() override {
        --snapshots_of_this_thread();
        try {
            connection_->change("COMMIT", {});
            give_back_(std::move(connection_));
        } catch (DatabaseError const&) {
            // A connection whose read transaction cannot end is dropped with it; the next reader opens a new
            // one.
            connection_.reset();
            give_back_(nullptr);
        }
    }
    Engine engine() const override { return Engine::sqlite; }

  protected:
    void run(std::string_view sql, std::span<Value const> values, EachRow const& each) const override {
        ++statements_run_;
        connection_->each(sql, values, each);
    }
    void run_streaming(std::string_view sql, std::span<Value const> values,
                       EachRow const& each) const override {
        run(sql, values, each);
    }

  private:
    std::unique_ptr<SqliteConnection> connection_;
    GiveBack give_back_;
};

class SqliteTx final : public Tx {
  public:
    explicit SqliteTx(SqliteConnection& connection) : connection_(connection) {}
    Engine engine() const override { return Engine::sqlite; }
    void after_commit(std::function<void()> then) override { after_.push_back(std::move(then)); }
    void script(std::string const& sql) override { connection_.script(sql); }
    void announce_change() override {}
    std::vector<std::function<void()>> take_after() { return std::move(after_); }

  protected:
    void run(std::string_view sql, std::span<Value const> values, EachRow const& each) const override {
        ++statements_run_;
        connection_.each(sql, values, each);
    }
    void run_streaming(std::string_view sql, std::span<Value const> values,
                       EachRow const& each) const override {
        run(sql, values, each);
    }
    std::int64_t change(std::string_view sql, std::span<Value const> values) override {
        ++statements_run_;
        return connection_.change(sql, values);
    }

  private:
    SqliteConnection& connection_;
    std::vector<std::function<void()>> after_;
};

/// One action waiting for the writer; lives on the stack of the thread that asked.
struct Waiting {
    std::function<bool(Tx&)> const* action = nullptr;  // none: a scrub
    bool kept = false;
    bool finished = false;
    std::exception_ptr fault;
    std::vector<std::function<void()>> after;
};

class SqliteDatabase final : public Database {
  public:
    explicit SqliteDatabase(Settings settings) : settings_(std::move(settings)) {
        writer_ = std::make_unique<SqliteConnection>(settings_.address, true, settings_.create);
        if (!settings_.is_durable) writer_->script("PRAGMA synchronous=OFF");
        watcher_ = std::make_unique<SqliteConnection>(settings_.address, false, false);
        thread_ = std::thread([this] { write_loop(); });
    }
    ~SqliteDatabase() override { close(); }

    Engine engine() const override { return Engine::sqlite; }

    std::unique_ptr<Reader> snapshot() override {
        std::unique_ptr<SqliteConnection> connection;
        {
            std::unique_lock lock(readers_mutex_);
            reader_back_.wait(lock, [&] { return !idle_.empty() || open_readers_ < settings_.readers_max; });
            if (idle_.empty()) {
                ++open_readers_;
            } else {
                connection = std::move(idle_.back());
                idle_.pop_back();
            }
        }
        auto const give_back = [this](std::unique_ptr<SqliteConnection> used) {
            std::lock_guard const lock(readers_mutex_);
            if (used)
                idle_.push_back(std::move(used));
            else
                --open_readers_;
            reader_back_.notify_one();
        };
        if (!connection) {
            try {
                connection = std::make_unique<SqliteConnection>(settings_.address, false, false);
            } catch (DatabaseError const&) {
                give_back(nullptr);
                throw;
            }
        }
        return std::make_unique<SqliteReader>(std::move(connection), give_back);
    }

    std::optional<std::int64_t> version() override {
        std::lock_guard const lock(watcher_mutex_);
        return watcher_->data_version();
    }

    void before_commit(std::function<void(Tx&)> hook) override { hook_ = std::move(hook); }

    bool scrub() override {
        base::check(snapshots_of_this_thread() == 0, "scrub() while this thread holds a snapshot");
        Waiting waiting;
        return !wait_for(waiting) && waiting.kept;
    }

    bool only_here(std::string_view name, std::function<void()> const& body) override {
        {
            std::lock_guard const lock(names_mutex_);
            if (!names_.insert(std::string(name)).second) return false;
        }
        struct Release {
            SqliteDatabase* self;
            std::string name;
            int file = -1;
            ~Release() {
                if (file >= 0) ::close(file);
                std::lock_guard const lock(self->names_mutex_);
                self->names_.erase(name);
            }
        } release{this, std::string(name)};
        std::string const path = settings_.address + "." + std::string(name) + ".lock";
        release.file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
        if (release.file < 0) throw DatabaseError("cannot create the lock file " + path);
        if (::flock(release.file, LOCK_EX | LOCK_NB) != 0) return false;
        body();
        return true;
    }

    void close() override {
        {
            std::lock_guard const lock(queue_mutex_);
            closing_ = true;
        }
        work_.notify_all();
        if (thread_.joinable()) thread_.join();
    }

  protected:
    std::optional<base::Refusal> perform(std::function<bool(Tx&)> const& action) override {
        base::check(snapshots_of_this_thread() == 0, "write() while this thread holds a snapshot");
        Waiting waiting;
        waiting.action = &action;
        if (auto busy = wait_for(waiting)) return busy;
        for (std::function<void()> const& then : waiting.after) then();
        return std::nullopt;
    }

  private:
    /// Queues it and returns once the writer has done it; a refusal when the queue is full.
    std::optional<base::Refusal> wait_for(Waiting& waiting) {
        {
            std::unique_lock lock(queue_mutex_);
            if (closing_ || queue_.size() >= static_cast<std::size_t>(settings_.queue_max)) {
                base::Refusal busy = base::refuse(
                    base::RefusalCode::unavailable,
                    "Le service est momentanément saturé\u00a0: votre demande n’a pas été enregistrée.",
                    "Réessayez dans quelques secondes.");
                busy.retry_after_s = 2;
                return busy;
            }
            queue_.push_back(&waiting);
            if (queue_.size() == 1) work_.notify_one();
            done_.wait(lock, [&] { return waiting.finished; });
        }
        if (waiting.fault) std::rethrow_exception(waiting.fault);
        return std::nullopt;
    }

    void write_loop() {
        while (true) {
            std::vector<Waiting*> batch;
            {
                std::unique_lock lock(queue_mutex_);
                work_.wait(lock, [&] { return closing_ || !queue_.empty(); });
                if (queue_.empty()) return;
                while (!queue_.empty() && batch.size() < batch_max) {
                    bool const is_scrub = queue_.front()->action == nullptr;
                    if (is_scrub && !batch.empty()) break;
                    batch.push_back(queue_.front());
                    queue_.pop_front();
                    if (is_scrub) break;
                }
            }
            try {
                if (batch.front()->action == nullptr)
                    batch.front()->kept = empty_files();
                else
                    run_batch(batch);
            } catch (...) {  // rethrown in each waiting thread
                abandon();
                for (Waiting* waiting : batch) {
                    waiting->fault = std::current_exception();
                    waiting->after.clear();
                }
            }
            {
                std::lock_guard const lock(queue_mutex_);
                for (Waiting* waiting : batch) waiting->finished = true;
            }
            done_.notify_all();
        }
    }

    /// On the writer's thread, outside any transaction.
    bool empty_files() {
        writer_->script("VACUUM");
        bool is_busy = true;
        writer_->each("PRAGMA wal_checkpoint(TRUNCATE)", {},
                      [&](Row const& row) { is_busy = row.integer(0) != 0; });
        return !is_busy;
    }

    /// Leaves no transaction open, so that the next batch starts clean.
    void abandon() {
        if (!writer_->in_transaction()) return;
        try {
            writer_->script("ROLLBACK");
        } catch (DatabaseError const&) {
            // A connection that cannot even roll back is replaced; what it held is lost, and was never
            // acknowledged.
            writer_ = std::make_unique<SqliteConnection>(settings_.address, true, false);
        }
    }

    void run_batch(std::vector<Waiting*> const& batch) {
        writer_->change("BEGIN IMMEDIATE", {});
        bool kept_one = false;
        for (Waiting* waiting : batch) {
            SqliteTx tx(*writer_);
            writer_->change("SAVEPOINT act", {});
            try {
                waiting->kept = (*waiting->action)(tx);
                if (!waiting->kept) writer_->change("ROLLBACK TO act", {});
                writer_->change("RELEASE act", {});
            } catch (...) {  // handed to the thread that asked
                // After FULL, IOERR or NOMEM the engine may have rolled everything back: then the batch
                // fails.
                if (!writer_->in_transaction()) throw;
                writer_->change("ROLLBACK TO act", {});
                writer_->change("RELEASE act", {});
                waiting->kept = false;
                waiting->fault = std::current_exception();
            }
            if (!writer_->in_transaction()) throw DatabaseError("SQLite rolled the batch back");
            if (waiting->kept) {
                waiting->after = tx.take_after();
                kept_one = true;
            }
        }
        if (!kept_one) {
            writer_->script("ROLLBACK");
            return;
        }
        if (hook_) {
            SqliteTx tx(*writer_);
            hook_(tx);
        }
        writer_->change("COMMIT", {});
    }

    Settings settings_;
    std::unique_ptr<SqliteConnection> writer_;
    std::function<void(Tx&)> hook_;
    std::thread thread_;

    std::mutex queue_mutex_;
    std::condition_variable work_;
    std::condition_variable done_;
    std::deque<Waiting*> queue_;
    bool closing_ = false;

    std::mutex readers_mutex_;
    std::condition_variable reader_back_;
    std::vector<std::unique_ptr<SqliteConnection>> idle_;
    int open_readers_ = 0;

    std::mutex watcher_mutex_;
    std::unique_ptr<SqliteConnection> watcher_;

    std::mutex names_mutex_;
    std::set<std::string> names_;
};

}  // namespace

int& snapshots_of_this_thread() {
    thread_local int held = 0;
    return held;
}

std::unique_ptr<Database> open_sqlite(Settings const& settings) {
    return std::make_unique<SqliteDatabase>(settings);
}

}  // namespace db
