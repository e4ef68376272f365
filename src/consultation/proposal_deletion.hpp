// A draft proposal that nobody needs is deleted: left by a decision that was undone, or made by mistake.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/world.hpp"
#include "consultation/batch.hpp"
#include "consultation/proposal.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

/// Why a draft stays: a contribution whose history needs it.
struct ProposalHold {
    enum class Kind { gathers, awaits_reading, gathered };
    std::string contribution;  // its reference
    Kind kind = Kind::gathers;
};
inline constexpr std::size_t holds_listed_max = 5;

/// One a contribution, the most pressing kind first, then by reference; at most `holds_listed_max` + 1. A
/// decision that was undone before its author knew holds nothing.
std::vector<ProposalHold> holds_of(db::Reader const& reader, base::Id<Proposal> id);
/// The reference of a draft that decisions of this batch named and that nothing holds since they were undone;
/// empty: none.
std::string draft_left_by(db::Reader const& reader, base::Id<Batch> batch);
/// The draft with its themes, and what decisions that were undone and second readings that are over said of
/// it.
void erase_draft(db::Tx& tx, base::Id<Proposal> id);

/// Why it may not be deleted: it is or was public, or contributions hold it (named). Nothing when it may.
std::optional<base::Refusal> undeletable(db::Reader const& reader, Proposal const& proposal);

struct DeleteProposal {
    base::Id<Proposal> proposal;
    base::Instant seen;  // the proposal's `changed_at` when its deletion was offered
};
/// Refused: not an operator (forbidden), no such proposal (not_found), as `undeletable` (conflict), changed
/// by somebody since `seen` (conflict). Whoever publishes or groups into it at the same instant comes before
/// or after: both never hold. Its number is not given again.
base::Result<base::Done> delete_proposal(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                         DeleteProposal const& command);

}  // namespace consultation
