// Jobs: work that follows a commit, done at least once, retried with a growing pause, never lost.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/world.hpp"
#include "db/database.hpp"

namespace journal {

struct Job {
    std::string kind;     // "mail.send"
    std::string dedupe;   // the same kind and dedupe wait once; "" is not allowed
    std::string payload;  // what the handler needs: ids
    base::Instant run_at;
};

/// Adds work in the caller's transaction; if the same already waits, nothing changes.
void enqueue(db::Tx& tx, Job const& job);

/// Does the work; throws to have it tried again later. Must bear being run twice.
using JobHandler = std::function<void(std::string const& payload)>;

class JobRunner {
  public:
    JobRunner(db::Database& database, base::Clock const& clock) : database_(database), clock_(clock) {}
    void handle(std::string kind, JobHandler handler) { handlers_[std::move(kind)] = std::move(handler); }
    /// What to tell of a failure (kind, message); called on the thread of run_due.
    void on_failure(std::function<void(std::string const&, std::string const&)> tell) {
        tell_ = std::move(tell);
    }

    /// Runs what is due, at most `limit` jobs; returns how many were run.
    int run_due(int limit);

  private:
    db::Database& database_;
    base::Clock const& clock_;
    std::map<std::string, JobHandler> handlers_;
    std::function<void(std::string const&, std::string const&)> tell_;
};

struct JobCounts {
    std::int64_t waiting = 0;
    std::int64_t failing = 0;             // tried at least once
    std::optional<base::Instant> oldest;  // since when the first of them should have been run
};
JobCounts job_counts(db::Reader const& reader);

}  // namespace journal
