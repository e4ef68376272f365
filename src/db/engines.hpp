// The two engines behind db::open; only this room and its tests name them.
#pragma once

#include <memory>

#include "db/database.hpp"

namespace db {

std::unique_ptr<Database> open_sqlite(Settings const& settings);
std::unique_ptr<Database> open_postgresql(Settings const& settings);

/// How many snapshots the calling thread holds: write() refuses a caller that holds one, because it would see
/// an older world than the one it changes, and on a full pool it could wait for itself.
int& snapshots_of_this_thread();

}  // namespace db
