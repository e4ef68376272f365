// Stage: what every invented act of the demonstration needs, and the timeline on which acts stand.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/world.hpp"
#include "consultation/settings.hpp"
#include "db/database.hpp"
#include "journal/jobs.hpp"
#include "people/affiliation.hpp"
#include "people/settings.hpp"

namespace demo {

/// What the program hands in.
struct Settings {
    std::string node_modules;  // holds decoupage-2021 and decoupage-2026
    base::Instant now;  // acts are dated relative to its day in Paris; none is later than that day's midnight
    base::FixedClock& clock;  // the clock of the program that runs the jobs; set to each act's own instant
    people::Hooks const& hooks;
    people::Settings people;
    consultation::Settings consultation;
    std::function<void()> run_jobs;  // called after each dated step
    std::string files_folder = {};   // of the room files; empty: no contribution has a file
};

/// Acts in the order of their instants, run in batches of one day, each batch one transaction.
class Timeline {
  public:
    using Act = std::function<base::Result<base::Done>(db::Tx&, base::World const&)>;

    /// Acts of the same instant run in the order in which they were added. An act changes nothing but through
    /// `tx`, except results that running it again rewrites.
    void add(base::Instant when, Act act);
    /// Runs and forgets all; stops at the first refusal, which names the instant.
    base::Result<base::Done> run(db::Database& database, Settings const& settings, base::Random& random);

    std::int64_t acts_run() const { return acts_run_; }
    static constexpr std::size_t batch_max = 50;

  private:
    struct Dated {
        base::Instant when;
        Act act;
    };
    std::vector<Dated> acts_;
    std::int64_t acts_run_ = 0;
};

/// For `Settings::run_jobs`: runs what is due on several threads, so that the many small commits of mails are
/// grouped; returns once nothing is due. The handlers must bear it (a kernel's randomness, a transport with a
/// lock).
void run_due_together(journal::JobRunner& jobs);

/// Official addresses to be loaded as the operator's directory before the acts begin.
class Directory {
  public:
    void add(std::string const& reference, std::string const& email) { emails_[reference].insert(email); }
    /// As `territories::load_contacts` reads it; forgets them.
    std::string taken_as_csv();

  private:
    std::map<std::string, std::set<std::string>> emails_;
};

}  // namespace demo
