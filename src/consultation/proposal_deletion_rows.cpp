// The SQL of deleting a draft proposal: what holds it, what goes with it.
#include "consultation/proposal_deletion.hpp"

namespace consultation {

std::vector<ProposalHold> holds_of(db::Reader const& reader, base::Id<Proposal> id) {
    return reader.list<ProposalHold>(
        "SELECT c.reference, min(h.kind) FROM ("
        "SELECT d.contribution_id AS contribution_id, CASE WHEN d.replaced_by IS NULL THEN 0 ELSE 2 END AS "
        "kind "
        "FROM decision_proposals x JOIN decisions d ON d.id = x.decision_id "
        "WHERE x.proposal_id = $1 AND d.undone_at IS NULL "
        "UNION ALL SELECT r.contribution_id, 1 FROM second_reading_proposals y "
        "JOIN second_readings r ON r.id = y.reading_id WHERE y.proposal_id = $2 AND r.state = 'waiting') h "
        "JOIN contributions c ON c.id = h.contribution_id "
        "GROUP BY c.reference ORDER BY min(h.kind), c.reference LIMIT $3",
        {id, id, static_cast<std::int64_t>(holds_listed_max) + 1}, [](db::Row const& row) {
            return ProposalHold{row.string(0), static_cast<ProposalHold::Kind>(row.integer(1))};
        });
}

std::string draft_left_by(db::Reader const& reader, base::Id<Batch> batch) {
    return reader
        .first<std::string>(
            "SELECT p.reference FROM decisions u JOIN decision_proposals l ON l.decision_id = u.id "
            "JOIN proposals p ON p.id = l.proposal_id "
            "WHERE u.batch_id = $1 AND u.undone_at IS NOT NULL AND p.state = 'draft' "
            "AND NOT EXISTS (SELECT 1 FROM decision_proposals x JOIN decisions d ON d.id = x.decision_id "
            "WHERE x.proposal_id = p.id AND d.undone_at IS NULL) "
            "AND NOT EXISTS (SELECT 1 FROM second_reading_proposals y JOIN second_readings r "
            "ON r.id = y.reading_id WHERE y.proposal_id = p.id AND r.state = 'waiting') "
            "ORDER BY p.id LIMIT 1",
            {batch}, [](db::Row const& row) { return row.string(0); })
        .value_or("");
}

void erase_draft(db::Tx& tx, base::Id<Proposal> id) {
    tx.execute("DELETE FROM decision_proposals WHERE proposal_id = $1", {id});
    tx.execute("DELETE FROM second_reading_proposals WHERE proposal_id = $1", {id});
    tx.execute("DELETE FROM proposal_themes WHERE proposal_id = $1", {id});
    tx.execute("DELETE FROM proposals WHERE id = $1 AND state = 'draft'", {id});
}

}  // namespace consultation
