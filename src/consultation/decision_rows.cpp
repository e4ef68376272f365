#include "consultation/decision_rows.hpp"

namespace consultation {
namespace {

constexpr int history_max = 500;

OutcomeChoice choice_from(db::Row const& row, int at) {
    switch (*outcome(row.text(at))) {
        case Outcome::reoriented:
            return Reoriented{row.id<Desk>(at + 1)};
        case Outcome::rejected:
            return Rejected{row.id<Ground>(at + 2)};
        case Outcome::grouped:
            return Grouped{};
        case Outcome::pending:
            return Reopened{};
    }
    base::fail("an unknown outcome");
}

}  // namespace

std::optional<StandingDecision> standing_decision(db::Reader const& reader, base::Id<Contribution> id) {
    auto standing = reader.first<StandingDecision>(
        "SELECT id, reason, outcome, desk_id, ground_id FROM decisions "
        "WHERE contribution_id = $1 AND replaced_by IS NULL",
        {id}, [](db::Row const& row) {
            return StandingDecision{row.id<Decision>(0), choice_from(row, 2), row.string(1)};
        });
    if (!standing) return standing;
    if (Grouped* const grouped = std::get_if<Grouped>(&standing->choice))
        grouped->proposals = reader.list<base::Id<Proposal>>(
            "SELECT proposal_id FROM decision_proposals WHERE decision_id = $1 ORDER BY proposal_id",
            {standing->id}, [](db::Row const& row) { return row.id<Proposal>(0); });
    return standing;
}

base::Id<Decision> insert_decision(db::Tx& tx, base::Id<Contribution> contribution,
                                   OutcomeChoice const& choice, std::string_view reason, base::Instant at,
                                   std::int64_t decided_by, std::optional<base::Id<Decision>> replaces) {
    // Only one may stand at any moment: the old one steps aside (replaced by itself) before the new one is
    // there.
    if (replaces) tx.execute("UPDATE decisions SET replaced_by = id WHERE id = $1", {*replaces});
    Reoriented const* const reoriented = std::get_if<Reoriented>(&choice);
    Rejected const* const rejected = std::get_if<Rejected>(&choice);
    std::string_view const outcome = name_of(outcome_of(choice));
    base::Id<Decision> const id(
        tx.insert("INSERT INTO decisions (contribution_id, outcome, desk_id, ground_id, reason, decided_at, "
                  "decided_by) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                  {contribution, outcome, reoriented ? std::optional(reoriented->desk) : std::nullopt,
                   rejected ? std::optional(rejected->ground) : std::nullopt, reason, at, decided_by}));
    if (replaces) tx.execute("UPDATE decisions SET replaced_by = $1 WHERE id = $2", {id, *replaces});
    if (Grouped const* const grouped = std::get_if<Grouped>(&choice))
        for (base::Id<Proposal> const proposal : grouped->proposals)
            tx.execute("INSERT INTO decision_proposals (decision_id, proposal_id) VALUES ($1, $2)",
                       {id, proposal});
    tx.execute("UPDATE contributions SET outcome = $1 WHERE id = $2", {outcome, contribution});
    return id;
}

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
        "WHERE d.contribution_id = $1 ORDER BY d.id, p.id LIMIT $2",
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
                all.back().proposals.push_back(
                    {row.id<Proposal>(13), row.string(14), row.string(15), row.text(16) != "draft"});
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
