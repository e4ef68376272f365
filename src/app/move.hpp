// move: everything of one database into another, of either engine, compared row by row before it is believed.
#pragma once

#include <string>
#include <vector>

#include "app/config.hpp"
#include "db/database.hpp"
#include "journal/sequencer.hpp"
#include "web/room.hpp"

namespace app {

/// One table on both sides.
struct Moved {
    std::string table;
    std::int64_t rows_from = 0;
    std::int64_t rows_to = 0;
    bool is_same = false;  // every value of every row
};

/// Whether a transfer into this database was begun and not finished.
bool is_transfer_under_way(db::Reader const& reader);

/// Fills `to` with what `from` holds at this moment: migrations, rows, then the search index made anew.
/// Refused when `to` already holds Tremplin's tables, unless they come from a transfer that was interrupted:
/// they are emptied and it starts again. Constant memory. Throws DatabaseError on a fault; `to` then says
/// that a transfer is under way.
base::Result<base::Done> transfer(db::Database& from, db::Database& to, std::vector<web::Room> const& rooms);

/// Says that what `transfer` wrote is believed.
void finish_transfer(db::Database& to);

/// Reads both sides whole: one line a table.
std::vector<Moved> compared(db::Database& from, db::Database& to);

/// The command: moves the configured database to `target` (a new SQLite file or an empty PostgreSQL
/// database), prints one line a table, and the journal's root on both sides. Refused when anything differs,
/// or when somebody wrote meanwhile (stop the service first): the configured database stays as it was in
/// every case.
base::Result<base::Done> move_to(Config const& config, std::string const& target);

}  // namespace app
