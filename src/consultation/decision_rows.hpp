// The SQL of decisions on contributions: the history, the conservation line.
#pragma once

#include <vector>

#include "consultation/decision.hpp"
#include "db/database.hpp"

namespace consultation {

/// A proposal into which one groups; on PostgreSQL held (FOR SHARE) so that it does not close meanwhile.
struct GroupingTarget {
    ProposalName name;
    base::Id<Campaign> campaign;
    ProposalState state = ProposalState::draft;
};
std::optional<GroupingTarget> hold_grouping_target(db::Tx& tx, base::Id<Proposal> id);

/// Every decision on a contribution but those undone before their author was told, oldest first. One
/// statement.
std::vector<Decision> history(db::Reader const& reader, base::Id<Contribution> contribution);

/// Counted by the index on published contributions. One statement.
Conservation conservation(db::Reader const& reader, base::Id<Campaign> campaign);

}  // namespace consultation
