// Room: what a room hands to app/, from which the router, the schema, the jobs and the checks are built.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "db/migration.hpp"
#include "journal/jobs.hpp"
#include "journal/personal.hpp"
#include "people/affiliation.hpp"
#include "web/exposition.hpp"
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
    /// What the room keeps about persons, children before parents: archive, erasure and retention table come
    /// from it.
    std::vector<journal::PersonalTable> personal = {};
    std::function<void(db::Tx&, base::Id<people::Person>)> erase = {};
    std::function<std::vector<journal::Holding>(db::Reader const&, base::Id<people::Person>, base::Instant)>
        holdings = {};
    /// What whoever runs the service watches of this room (decision 0015): a bounded number of gauges.
    std::function<void(db::Reader const&, base::Instant now, Exposition&)> metrics = {};
};

/// Gives people/ what the rooms declare about persons: later rooms first, since their rows refer to earlier
/// ones'.
inline void hand_over_personal(people::Hooks& hooks, std::vector<Room> const& rooms) {
    hooks.personal.clear();
    hooks.erase.clear();
    hooks.holdings.clear();
    for (auto room = rooms.rbegin(); room != rooms.rend(); ++room) {
        hooks.personal.insert(hooks.personal.end(), room->personal.begin(), room->personal.end());
        if (room->erase) hooks.erase.push_back(room->erase);
        if (room->holdings) hooks.holdings.push_back(room->holdings);
    }
}

}  // namespace web
