// The SQL of snapshots: everything counted in one view of the database, and what is kept of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/listing.hpp"
#include "consultation/snapshot.hpp"
#include "db/database.hpp"

namespace consultation {

/// All figures of a campaign and of each of its public proposals. Five statements and three a proposal;
/// throws past `snapshot_proposals_max`.
SnapshotFigures snapshot_figures(db::Reader const& reader, base::Id<Campaign> campaign);

/// The counts of the present, to be compared: four statements whatever the number of proposals.
SnapshotCounts present_counts(db::Reader const& reader, base::Id<Campaign> campaign);

/// Nothing when the one of that `due_at` is there already.
std::optional<base::Id<Snapshot>> insert_snapshot(db::Tx& tx, PreparedSnapshot const& prepared);

std::int64_t count_snapshots(db::Reader const& reader, base::Id<Campaign> campaign);
bool has_closing_snapshot(db::Reader const& reader, base::Id<Campaign> campaign, base::Instant due_at);
/// Newest first. Two statements.
Listed<Snapshot> snapshots_page(db::Reader const& reader, base::Id<Campaign> campaign, int page);

/// With its canonical text. One statement.
struct KeptSnapshot {
    Snapshot snapshot;
    std::string figures;
};
std::optional<KeptSnapshot> snapshot_by_id(db::Reader const& reader, base::Id<Campaign> campaign,
                                           base::Id<Snapshot> id);

enum class SnapshotFile { figures, sheet, pdf };
/// The bytes of one of its files, and of which instant.
struct SnapshotBytes {
    base::Instant at;
    std::string bytes;
};
std::optional<SnapshotBytes> snapshot_file(db::Reader const& reader, base::Id<Campaign> campaign,
                                           base::Id<Snapshot> id, SnapshotFile file);

/// Snapshots whose bytes are no longer those of their hashes, in sentences; for `problems`.
std::vector<std::string> snapshot_problems(db::Reader const& reader);

}  // namespace consultation
