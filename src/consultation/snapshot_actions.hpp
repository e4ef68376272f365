// Making snapshots: by an operator when they want one, and by itself when the last support could count.
#pragma once

#include <string>

#include "base/world.hpp"
#include "consultation/snapshot_files.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

/// Counts everything in the reader's one view and makes the files; writes nothing. `at` was read before the
/// view was opened. The figures of a campaign of some hundred proposals take a second: never inside a write.
PreparedSnapshot prepare_snapshot(db::Reader const& reader, base::World const& world,
                                  Campaign const& campaign, std::string name, base::Instant at,
                                  std::optional<base::Instant> due_at, SnapshotSource const& source);

/// A name of 1 to `snapshot_name_max` characters on one line, or what is wrong with it (field "nom").
base::Result<std::string> checked_snapshot_name(std::string const& typed);

/// Keeps it for ever: nothing changes or deletes a snapshot. Refused: not an operator (forbidden), a draft
/// campaign (conflict), `snapshots_per_campaign_max` kept already (too_many).
base::Result<base::Id<Snapshot>> keep_snapshot(db::Tx& tx, base::World const& world,
                                               people::Actor const& actor, PreparedSnapshot prepared);

/// The job that closes the figures; its payload is "campaign instant".
inline constexpr char const* closing_figures_job = "consultation.closing_figures";
/// Asks for it when the instant after which nothing counts any more is ahead: called whenever a campaign
/// changes.
void await_closing(db::Tx& tx, Campaign const& campaign, base::Instant now);
/// Makes the snapshot unless it is there, the campaign is no longer public or that instant has moved.
void close_figures(db::Database& database, base::World const& world, SnapshotSource const& source,
                   std::string const& payload);

}  // namespace consultation
