// The SQL of decisions that come in a spreadsheet.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "consultation/decision_sheet.hpp"
#include "consultation/in_list.hpp"

namespace consultation {
namespace {

std::string stored_seen(std::map<base::Id<Contribution>, base::Id<Decision>> const& seen) {
    std::string text;
    for (auto const& [contribution, decision] : seen)
        text += fmt::format("{} {}\n", contribution.value, decision.value);
    return text;
}

std::map<base::Id<Contribution>, base::Id<Decision>> seen_from(std::string_view stored) {
    std::map<base::Id<Contribution>, base::Id<Decision>> seen;
    for (std::string_view const line : base::split(stored, '\n')) {
        auto const parts = base::split(line, ' ');
        if (parts.size() != 2) continue;
        seen.emplace(base::parse_int(parts[0]).value_or(0), base::parse_int(parts[1]).value_or(0));
    }
    return seen;
}

}  // namespace

std::map<std::string, SheetContribution, std::less<>> sheet_contributions(
    db::Reader const& reader, base::Id<Campaign> campaign, std::vector<std::string> const& references) {
    std::map<std::string, SheetContribution, std::less<>> found;
    for (std::size_t at = 0; at < references.size(); at += decided_at_once_max) {
        std::vector<db::Value> values{campaign};
        std::string const list = in_list(
            values, std::span(references).subspan(at, std::min(decided_at_once_max, references.size() - at)));
        reader.each(
            fmt::format(
                "SELECT c.id, c.reference, c.version, c.state, CASE WHEN r.id IS NULL THEN 0 ELSE 1 END "
                "FROM contributions c LEFT JOIN second_readings r ON r.contribution_id = c.id "
                "AND r.state = 'waiting' WHERE c.campaign_id = $1 AND c.state <> 'draft' "
                "AND c.reference IN ({})",
                list),
            values, [&](db::Row const& row) {
                found.emplace(row.string(1),
                              SheetContribution{row.id<Contribution>(0), row.string(1), row.integer(2),
                                                row.text(3) == "withdrawn", row.boolean(4)});
            });
    }
    return found;
}

std::map<std::string, SheetProposal, std::less<>> sheet_proposals(db::Reader const& reader,
                                                                  base::Id<Campaign> campaign) {
    std::map<std::string, SheetProposal, std::less<>> found;
    reader.each(
        "SELECT id, reference, CASE WHEN state IN ('draft', 'open') THEN 1 ELSE 0 END FROM proposals "
        "WHERE campaign_id = $1 ORDER BY id LIMIT $2",
        {campaign, static_cast<int>(batch_decisions_max)}, [&](db::Row const& row) {
            found.emplace(row.string(1), SheetProposal{row.id<Proposal>(0), row.string(1), row.boolean(2)});
        });
    return found;
}

base::Id<DecisionSheet> insert_sheet(db::Tx& tx, DecisionSheet const& sheet, std::string_view bytes) {
    std::string const seen = stored_seen(sheet.seen);
    return base::Id<DecisionSheet>(
        tx.insert("INSERT INTO decision_sheets (campaign_id, name, sha256, bytes, seen, sent_by, sent_at) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                  {sheet.campaign, sheet.name, sheet.sha256, db::Blob{bytes}, seen, sheet.by, sheet.at}));
}

std::optional<KeptSheet> sheet_by_id(db::Reader const& reader, base::Id<Campaign> campaign,
                                     base::Id<DecisionSheet> id) {
    return reader.first<KeptSheet>(
        "SELECT id, campaign_id, name, sha256, sent_by, sent_at, applied_at, coalesce(batch_id, 0), seen, "
        "bytes "
        "FROM decision_sheets WHERE campaign_id = $1 AND id = $2",
        {campaign, id}, [](db::Row const& row) {
            return KeptSheet{{row.id<DecisionSheet>(0), row.id<Campaign>(1), row.string(2), row.string(3),
                              PersonId(row.integer(4)), row.instant(5), row.maybe_instant(6),
                              row.id<Batch>(7), seen_from(row.text(8))},
                             std::string(row.bytes(9))};
        });
}

bool lock_sheet(db::Tx& tx, base::Id<DecisionSheet> id) {
    return tx.lock("SELECT id FROM decision_sheets WHERE id = $1", {id});
}

void mark_applied(db::Tx& tx, base::Id<DecisionSheet> id, base::Id<Batch> batch, base::Instant at) {
    tx.execute("UPDATE decision_sheets SET applied_at = $1, batch_id = $2 WHERE id = $3",
               {at, batch.exists() ? std::optional(batch) : std::nullopt, id});
}

void delete_older_sheets(db::Tx& tx, PersonId person, int kept) {
    tx.execute(
        "DELETE FROM decision_sheets WHERE sent_by = $1 AND id NOT IN "
        "(SELECT k.id FROM decision_sheets k WHERE k.sent_by = $2 ORDER BY k.id DESC LIMIT $3)",
        {person, person, kept});
}

void delete_sheets_before(db::Tx& tx, base::Instant at) {
    tx.execute("DELETE FROM decision_sheets WHERE sent_at < $1", {at});
}

}  // namespace consultation
