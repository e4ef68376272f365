// The SQL of decisions on contributions: the standing one, the history, the conservation line.
#pragma once

#include <vector>

#include "consultation/decision.hpp"
#include "db/database.hpp"

namespace consultation {

/// The standing decision, as it was chosen; nothing while none was taken.
struct StandingDecision {
    base::Id<Decision> id;
    OutcomeChoice choice;  // of a grouping: proposals only, ascending
    std::string reason;
};
std::optional<StandingDecision> standing_decision(db::Reader const& reader, base::Id<Contribution> id);

/// Adds a decision, replaces the standing one and writes the contribution's outcome. The contribution is
/// locked.
base::Id<Decision> insert_decision(db::Tx& tx, base::Id<Contribution> contribution,
                                   OutcomeChoice const& choice, std::string_view reason, base::Instant at,
                                   std::int64_t decided_by, std::optional<base::Id<Decision>> replaces);

/// A proposal into which one groups; on PostgreSQL held (FOR SHARE) so that it does not close meanwhile.
struct GroupingTarget {
    ProposalName name;
    base::Id<Campaign> campaign;
    ProposalState state = ProposalState::draft;
};
std::optional<GroupingTarget> hold_grouping_target(db::Tx& tx, base::Id<Proposal> id);

/// Every decision on a contribution, oldest first. One statement.
std::vector<Decision> history(db::Reader const& reader, base::Id<Contribution> contribution);

/// Counted by the index on published contributions. One statement.
Conservation conservation(db::Reader const& reader, base::Id<Campaign> campaign);

}  // namespace consultation
