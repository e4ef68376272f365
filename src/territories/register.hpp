// Loading the register: one edition after another, oldest first; loading the same again changes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "db/migration.hpp"
#include "territories/reconciliation.hpp"

namespace territories {

/// An edition of the register (millésime) that was loaded. The table `authority_editions` keeps what it said.
struct Edition {
    base::Id<Edition> id;
    int year = 0;
    std::string version;  // of the package: "6.0.0"
    base::Instant loaded_at;
    std::int64_t authorities = 0;  // in force in it
};

struct LoadReport {
    Edition edition;
    bool is_unchanged = false;  // this edition was the newest loaded already; nothing was written
    std::vector<std::pair<Kind, std::int64_t>> counts;  // in force, by kind; former communes too
    Changes changes;
    std::vector<Hole> holes;
};

/// Reads the package in `folder` and loads it in one transaction. Refused: a folder that is not the package
/// (invalid), an edition older than the newest one loaded (conflict). Holes are reported, not refused.
base::Result<LoadReport> load_register(db::Database& database, base::World const& world,
                                       std::string const& folder);

/// The same from what was already read: for tests, and for callers that made a package themselves.
base::Result<LoadReport> load_register(db::Database& database, base::World const& world,
                                       Package const& package);

/// What the command line prints after a load, one line each; long lists are cut at `lines_max` a list.
std::vector<std::string> printed(LoadReport const& report, std::size_t lines_max = 20);

/// Oldest first.
std::vector<Edition> editions(db::Reader const& reader);
/// The newest; nothing before the first load.
std::optional<Edition> latest_edition(db::Reader const& reader);

std::vector<db::Migration> migrations();

}  // namespace territories
