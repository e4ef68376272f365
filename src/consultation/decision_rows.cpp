#include "consultation/decision_rows.hpp"

namespace consultation {
namespace {

constexpr int history_max = 500;

}  // namespace

std::optional<GroupingTarget> hold_grouping_target(db::Tx& tx, base::Id<Proposal> id) {
    std::string_view const sql =
        tx.engine() == db::Engine::postgresql
            ? "SELECT id, reference, title, state, campaign_id FROM proposals WHERE id = $1 FOR SHARE"
            : "SELECT id, reference, title, state, campaign_id FROM proposals WHERE id = $1";
    return tx.first<GroupingTarget>(sql, {id}, [](db::Row const& row) {
        ProposalState const state = *proposal_state(row.text(3));
        return GroupingTarget{
            {row.id<Proposal>(0), row.string(1), row.string(2), state != ProposalState::draft},
            row.id<Campaign>(4),
            state};
    });
}

std::vector<Decision> history(db::Reader const& reader, base::Id<Contribution> contribution) {
    std::vector<Decision> all;
    reader.each(
        "SELECT d.id, d.outcome, d.reason, d.decided_at, d.replaced_by, k.id, k.slug, k.name, k.description, "
        "k.url, g.id, g.slug, g.name, p.id, p.reference, p.title, p.state "
        "FROM decisions d LEFT JOIN desks k ON k.id = d.desk_id LEFT JOIN grounds g ON g.id = d.ground_id "
        "LEFT JOIN decision_proposals dp ON dp.decision_id = d.id "
        "LEFT JOIN proposals p ON p.id = dp.proposal_id "
        "WHERE d.contribution_id = $1 AND d.undone_at IS NULL ORDER BY d.id, p.id LIMIT $2",
        {contribution, history_max}, [&](db::Row const& row) {
            if (all.empty() || all.back().id != row.id<Decision>(0)) {
                Decision one;
                one.id = row.id<Decision>(0);
                one.contribution = contribution;
                one.outcome = *outcome(row.text(1));
                one.reason = row.string(2);
                one.decided_at = row.instant(3);
                one.is_standing = row.is_null(4);
                if (!row.is_null(5))
                    one.desk =
                        Desk{row.id<Desk>(5), row.string(6), row.string(7), row.string(8), row.string(9)};
                if (!row.is_null(10)) one.ground = Ground{row.id<Ground>(10), row.string(11), row.string(12)};
                all.push_back(std::move(one));
            }
            if (!row.is_null(13))
                all.back().proposals.push_back({row.id<Proposal>(13), row.string(14), row.string(15),
                                                row.text(16) != "draft", *proposal_state(row.text(16))});
        });
    return all;
}

Conservation conservation(db::Reader const& reader, base::Id<Campaign> campaign) {
    Conservation line;
    reader.each(
        "SELECT outcome, count(*) FROM contributions WHERE campaign_id = $1 AND state = 'published' "
        "GROUP BY outcome",
        {campaign}, [&](db::Row const& row) {
            std::int64_t const count = row.integer(1);
            line.contributions += count;
            switch (*outcome(row.text(0))) {
                case Outcome::pending:
                    line.pending = count;
                    break;
                case Outcome::reoriented:
                    line.reoriented = count;
                    break;
                case Outcome::rejected:
                    line.rejected = count;
                    break;
                case Outcome::grouped:
                    line.grouped = count;
                    break;
            }
        });
    return line;
}

}  // namespace consultation
