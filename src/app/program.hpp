// Program: the rooms wired together over one database; what every command starts from.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "app/config.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "journal/jobs.hpp"
#include "journal/sequencer.hpp"
#include "messaging/outbox.hpp"
#include "messaging/transport.hpp"
#include "web/dispatcher.hpp"
#include "web/rate_limiter.hpp"
#include "web/room.hpp"

namespace app {

class Readiness;
struct Served;

/// The rooms, in the house's order, with what each hands over.
std::vector<web::Room> rooms(web::Services const& services);

/// Refused where the settings name a place without a database of ours: a command that only reads would make
/// an empty one there, and find it in order.
base::Result<base::Done> database_stands(Config const& config);

class Program {
  public:
    /// Opens the database, makes the data folder and its keys, applies migrations. Throws with a plain
    /// sentence.
    Program(Config config, base::World world);
    ~Program();
    Program(Program const&) = delete;
    Program& operator=(Program const&) = delete;

    db::Database& database() { return *database_; }
    web::Services const& services() const { return *services_; }
    Config const& config() const { return config_; }
    journal::HeadSigner const& signer() const { return signer_; }
    std::vector<web::Room> const& rooms_wired() const { return rooms_; }
    web::Routes routes() const;
    /// The journal recomputed, and what each room finds wrong in its tables, of this database or a copy of
    /// it.
    journal::Verification verified(db::Reader const& reader) const;

    /// Serves until SIGTERM or SIGINT; returns the exit code.
    int serve();
    /// Runs waiting jobs (mails and the like) until none is due; for commands that do not serve.
    void run_jobs();
    /// Forgets what has had its time, and finishes the erasures that are due. Every ten minutes while
    /// serving.
    void keep_house();
    /// PostgreSQL: gives positions to what this command wrote; SQLite did it at each commit.
    void sequence();

  private:
    /// The port of /metrics, not yet listening.
    std::unique_ptr<http::Server> metrics_server(std::function<Served()> served, Readiness const& readiness);
    void background();

    Config config_;
    base::World world_;
    std::unique_ptr<db::Database> database_;
    std::string secret_;
    journal::HeadSigner signer_;
    std::unique_ptr<journal::Sequencer> sequencer_;
    web::Assets assets_;
    web::RateLimiter limiter_;
    web::NoticeBoard notices_;
    people::Hooks hooks_;
    people::Settings people_settings_;
    std::unique_ptr<messaging::Transport> transport_;
    std::unique_ptr<web::Services> services_;
    std::vector<web::Room> rooms_;
    std::unique_ptr<messaging::Outbox> outbox_;
    std::unique_ptr<journal::JobRunner> jobs_;
    bool is_to_scrub_ = false;  // an erasure was finished, bytes may remain
    std::atomic<bool> stopping_{false};
};

}  // namespace app
