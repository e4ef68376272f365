// backup and restore: one folder a backup, each file with its hash, proven before it is believed.
#pragma once

#include <string>

#include "app/config.hpp"

namespace app {

/// A backup folder holds tremplin.db (SQLite, also when the service runs on PostgreSQL), files/ (uploads),
/// keys/ (only with `with_keys`) and manifest.json: when, by which version, rows of each table, the journal's
/// root, the size and sha256 of every file.
inline constexpr int manifest_version = 1;

/// Writes a new backup below `folder`, named by its instant (2026-11-22T013000Z), while the service goes on;
/// every act acknowledged before it began is in it. It bears its name only once it is whole and on the disk.
/// Then removes the oldest whole backups beyond `keep` (0: keeps all). Prints one line; says when keys were
/// left out.
base::Result<base::Done> back_up(Config const& config, std::string const& folder, int keep, bool with_keys);

/// Makes the configured database and data folder from one backup. Refused: when either exists already, when a
/// file's hash, a table's count or the journal's root is not the manifest's, when the journal does not
/// verify. `keys`: folder with secret.key and journal.key when the backup has none; without any, new ones are
/// made and said.
base::Result<base::Done> restore(Config const& config, std::string const& backup, std::string const& keys);

}  // namespace app
