// Readiness: whether a proxy may send requests here: the database answers, and nobody has asked to stop.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "db/database.hpp"

namespace app {

/// Asks the database every 300 ms on a thread of its own; an answer is believed for 1.5 s, so that a database
/// that is gone, or that no longer answers, is known within 2 s (reliability.md O1).
class Readiness {
  public:
    /// `file`: SQLite's, whose disappearance is a loss too; empty for PostgreSQL.
    Readiness(db::Database& database, std::string file);
    ~Readiness();
    Readiness(Readiness const&) = delete;
    Readiness& operator=(Readiness const&) = delete;

    /// From now on never ready again.
    void drain() { is_draining_ = true; }
    /// Nothing: ready. Else "stopping" or "database". Does not block.
    std::optional<std::string_view> why_not() const;

  private:
    using Steady = std::chrono::steady_clock;
    void watch();
    bool database_answers() const;

    db::Database& database_;
    std::string const file_;
    std::atomic<bool> is_draining_{false};
    std::atomic<Steady::rep> answered_at_;
    std::mutex mutex_;
    std::condition_variable over_;
    bool is_over_ = false;
    std::thread thread_;
};

}  // namespace app
