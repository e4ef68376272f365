// The writes of triage: what becomes of contributions, one or many at once, whole or nothing.
#pragma once

#include <string>
#include <vector>

#include "base/world.hpp"
#include "consultation/decision.hpp"
#include "consultation/settings.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

struct Decide {
    std::vector<base::Id<Contribution>> contributions;  // 1–500, of one campaign
    OutcomeChoice choice;
    std::string reason;  // 10–2 000 characters; public, sent to the authors
};

struct Decided {
    int changed = 0;
    int unchanged = 0;                        // the same decision stood already
    std::vector<ProposalName> new_proposals;  // drafts made from new titles
};

/// Decides for all of them or for none. Each standing decision is replaced, never erased;
/// contributions.outcome follows in the same transaction; every author is told by mail, with the link and the
/// reason. Refused: not an operator (forbidden), a draft or unknown contribution (not_found), a withdrawn one
/// (conflict), a desk, ground or proposal of another campaign, a proposal that the committee has decided on
/// (conflict), field errors.
base::Result<Decided> decide(db::Tx& tx, base::World const& world, Settings const& settings,
                             people::Actor const& actor, Decide const& command);

/// Back to be decided: a dated decision like the others.
base::Result<Decided> reopen(db::Tx& tx, base::World const& world, Settings const& settings,
                             people::Actor const& actor,
                             std::vector<base::Id<Contribution>> const& contributions,
                             std::string const& reason);

}  // namespace consultation
