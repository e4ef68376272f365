#include "consultation/snapshot_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/indicators.hpp"

namespace consultation {
namespace {

constexpr std::string_view snapshot_columns =
    "SELECT s.id, s.campaign_id, s.name, s.at, s.due_at, s.made_by, coalesce(p.email, ''), s.journal_size, "
    "s.journal_root, s.sha256, s.sheet_sha256, s.pdf_sha256 ";
constexpr std::string_view snapshot_tables = "FROM snapshots s LEFT JOIN persons p ON p.id = s.made_by ";

Snapshot snapshot_from(db::Row const& row) {
    return {row.id<Snapshot>(0), row.id<Campaign>(1),  row.string(2),
            row.instant(3),      row.maybe_instant(4), PersonId(row.integer(5)),
            row.string(6),       row.integer(7),       row.string(8),
            row.string(9),       row.string(10),       row.string(11)};
}

}  // namespace

SnapshotFigures snapshot_figures(db::Reader const& reader, base::Id<Campaign> campaign) {
    SnapshotFigures figures;
    figures.head = journal::latest_head(reader);
    figures.tables = tables_of(participation(reader, campaign));
    struct Named {
        base::Id<Proposal> id;
        std::string reference;
        std::string title;
    };
    auto const proposals = reader.list<Named>(
        "SELECT id, reference, title FROM proposals WHERE campaign_id = $1 AND state <> 'draft' "
        "ORDER BY reference LIMIT $2",
        {campaign, snapshot_proposals_max + 1}, [](db::Row const& row) {
            return Named{row.id<Proposal>(0), row.string(1), row.string(2)};
        });
    base::check(proposals.size() <= static_cast<std::size_t>(snapshot_proposals_max),
                "a snapshot holds at most snapshot_proposals_max proposals");
    for (Named const& one : proposals)
        figures.proposals.push_back({one.reference, one.title, tables_of(proposal_figures(reader, one.id))});
    return figures;
}

SnapshotCounts present_counts(db::Reader const& reader, base::Id<Campaign> campaign) {
    SnapshotFigures whole;
    whole.tables = tables_of(participation(reader, campaign));
    SnapshotCounts counts = counts_of(whole);
    counts.proposals = reader.list<SnapshotCounts::OfProposal>(
        "SELECT p.reference, p.title, "
        "(SELECT count(*) FROM supports s WHERE s.proposal_id = p.id AND s.state = 'counted'), "
        "(SELECT count(*) FROM supports s WHERE s.proposal_id = p.id AND s.state = 'pending'), "
        "(SELECT count(*) FROM supports s WHERE s.proposal_id = p.id AND s.state = 'set_aside') "
        "FROM proposals p WHERE p.campaign_id = $1 AND p.state <> 'draft' ORDER BY p.reference LIMIT $2",
        {campaign, snapshot_proposals_max}, [](db::Row const& row) {
            return SnapshotCounts::OfProposal{row.string(0), row.string(1), row.integer(2), row.integer(3),
                                              row.integer(4)};
        });
    return counts;
}

std::optional<base::Id<Snapshot>> insert_snapshot(db::Tx& tx, PreparedSnapshot const& prepared) {
    Snapshot const& one = prepared.snapshot;
    return tx.first<base::Id<Snapshot>>(
        "INSERT INTO snapshots (campaign_id, name, at, due_at, made_by, journal_size, journal_root, figures, "
        "sha256, sheet, sheet_sha256, pdf, pdf_sha256) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING RETURNING id",
        {one.campaign, one.name, one.at, one.due_at, one.by, one.journal_size, one.journal_root,
         prepared.figures, one.sha256, db::Blob{prepared.sheet}, one.sheet_sha256, db::Blob{prepared.pdf},
         one.pdf_sha256},
        [](db::Row const& row) { return row.id<Snapshot>(0); });
}

std::int64_t count_snapshots(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader.integer("SELECT count(*) FROM snapshots WHERE campaign_id = $1", {campaign});
}

bool has_closing_snapshot(db::Reader const& reader, base::Id<Campaign> campaign, base::Instant due_at) {
    return reader.exists("SELECT 1 FROM snapshots WHERE campaign_id = $1 AND due_at = $2",
                         {campaign, due_at});
}

Listed<Snapshot> snapshots_page(db::Reader const& reader, base::Id<Campaign> campaign, int page) {
    static std::string const sql = std::string(snapshot_columns) + std::string(snapshot_tables) +
                                   "WHERE s.campaign_id = $1 ORDER BY s.id DESC LIMIT $2 OFFSET $3";
    Listed<Snapshot> listed;
    listed.total = count_snapshots(reader, campaign);
    listed.page = std::clamp(page, 1, std::min(listed.pages(), pages_max));
    listed.items = reader.list<Snapshot>(sql, {campaign, items_per_page, (listed.page - 1) * items_per_page},
                                         snapshot_from);
    return listed;
}

std::optional<KeptSnapshot> snapshot_by_id(db::Reader const& reader, base::Id<Campaign> campaign,
                                           base::Id<Snapshot> id) {
    static std::string const sql = std::string(snapshot_columns) + ", s.figures " +
                                   std::string(snapshot_tables) + "WHERE s.campaign_id = $1 AND s.id = $2";
    return reader.first<KeptSnapshot>(sql, {campaign, id}, [](db::Row const& row) {
        return KeptSnapshot{snapshot_from(row), row.string(12)};
    });
}

std::optional<SnapshotBytes> snapshot_file(db::Reader const& reader, base::Id<Campaign> campaign,
                                           base::Id<Snapshot> id, SnapshotFile file) {
    if (file == SnapshotFile::figures)
        return reader.first<SnapshotBytes>(
            "SELECT coalesce(due_at, at), figures FROM snapshots WHERE campaign_id = $1 AND id = $2",
            {campaign, id}, [](db::Row const& row) {
                return SnapshotBytes{row.instant(0), row.string(1)};
            });
    std::string_view const sql =
        file == SnapshotFile::sheet
            ? "SELECT coalesce(due_at, at), sheet FROM snapshots WHERE campaign_id = $1 AND id = $2"
            : "SELECT coalesce(due_at, at), pdf FROM snapshots WHERE campaign_id = $1 AND id = $2";
    return reader.first<SnapshotBytes>(sql, {campaign, id}, [](db::Row const& row) {
        return SnapshotBytes{row.instant(0), std::string(row.bytes(1))};
    });
}

std::vector<std::string> snapshot_problems(db::Reader const& reader) {
    std::vector<std::string> found;
    reader.stream(
        "SELECT id, figures, sha256, sheet, sheet_sha256, pdf, pdf_sha256 FROM snapshots ORDER BY id", {},
        [&](db::Row const& row) {
            if (base::sha256_hex(row.text(1)) != row.text(2) ||
                base::sha256_hex(row.bytes(3)) != row.text(4) ||
                base::sha256_hex(row.bytes(5)) != row.text(6))
                found.push_back(fmt::format("snapshot {} is not what its hashes say", row.integer(0)));
        });
    return found;
}

}  // namespace consultation
