// Room: what a room hands to app/, from which the router, the schema, the jobs and the checks are built.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "db/migration.hpp"
#include "journal/jobs.hpp"
#include "web/route.hpp"

namespace web {

struct Room {
    std::string name;
    std::vector<db::Migration> migrations = {};
    Routes routes = {};
    std::vector<std::pair<std::string, journal::JobHandler>> jobs = {};
    /// What is wrong in the room's tables, in sentences: `tremplin verify` calls it. Empty: nothing.
    std::function<std::vector<std::string>(db::Reader const&)> problems = {};
    /// Makes the room's search documents anew, in bounded batches: the index is not copied between engines.
    std::function<void(db::Database&)> index_anew = {};
};

}  // namespace web
