// Snapshot: the figures of a campaign as they stood at one instant, kept with the files that show them, for
// the committee (PROGRAMME B4, B7).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/world.hpp"
#include "consultation/figure_tables.hpp"
#include "consultation/support.hpp"
#include "journal/sequencer.hpp"

namespace consultation {

inline constexpr std::size_t snapshot_name_max = 100;      // characters
inline constexpr int snapshots_per_campaign_max = 200;     // each keeps its files
inline constexpr int snapshot_proposals_max = 1'000;       // of one campaign
inline constexpr std::string_view summary_key = "resume";  // the table of the whole
inline constexpr std::string_view snapshot_format = "tremplin.snapshot.1";

/// What was kept, without its bytes.
struct Snapshot {
    base::Id<Snapshot> id;
    base::Id<Campaign> campaign;
    std::string name;
    base::Instant at;                     // when the figures were read
    std::optional<base::Instant> due_at;  // of the one made by itself: the instant for which it stands
    PersonId by;                          // none: made by itself
    std::string by_email;
    std::int64_t journal_size = 0;  // acts in the journal's tree when it was read
    std::string journal_root;       // hexadecimal; empty: no act was in the tree yet
    std::string sha256;             // of the canonical text
    std::string sheet_sha256;
    std::string pdf_sha256;
    bool is_closing() const { return due_at.has_value(); }
    /// The instant that it speaks of.
    base::Instant speaks_of() const { return due_at.value_or(at); }
};

/// Everything counted, from one view of the database.
struct SnapshotFigures {
    struct OfProposal {
        std::string reference;
        std::string title;
        FigureTables tables;
    };
    FigureTables tables;                // of the campaign
    std::vector<OfProposal> proposals;  // public ones, by reference
    std::optional<journal::Head> head;
};

/// What is to be kept, ready.
struct PreparedSnapshot {
    Snapshot snapshot;  // without id
    std::string figures;
    std::string sheet;
    std::string pdf;
};

/// One JSON document, its members always in the same order: what was counted, of which campaign, when, and
/// the journal's head. Its SHA-256 is what every file states.
std::string canonical_text(Campaign const& campaign, Snapshot const& snapshot, SnapshotFigures const& figures,
                           bool is_demo);

/// The counts of a canonical text that are compared with the present. Throws when it is none of ours.
struct SnapshotCounts {
    struct OfProposal {
        std::string reference;
        std::string title;
        std::int64_t counted = 0;
        std::int64_t pending = 0;
        std::int64_t set_aside = 0;
    };
    std::vector<std::pair<std::string, std::int64_t>> summary;  // code, number, in the order of the table
    std::vector<OfProposal> proposals;
};
SnapshotCounts counts_of(std::string_view canonical);
SnapshotCounts counts_of(SnapshotFigures const& figures);

/// "+ 3", "− 1", "=": French, with its sign.
std::string french_change(std::int64_t before, std::int64_t now);

/// "Soutiens comptés"… of the codes of the summary table.
std::string title_of_summary(std::string_view code);

}  // namespace consultation
