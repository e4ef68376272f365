// The writes of triage: what becomes of contributions, one or many at once, whole or nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/world.hpp"
#include "consultation/batch.hpp"
#include "consultation/decision.hpp"
#include "consultation/settings.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

struct Decide {
    std::vector<base::Id<Contribution>> contributions;  // 1–500, of one campaign
    OutcomeChoice choice;
    std::string reason;     // 10–2 000 characters; public, sent to the authors
    std::string name = {};  // of the batch; empty: of a decision on one
    /// The standing decisions that the operator had before their eyes (none: an id that does not exist); what
    /// is not named here is not compared.
    std::map<base::Id<Contribution>, base::Id<Decision>> seen = {};
    bool wants_reading = false;   // a colleague reads it before it counts
    PersonId reader = {};         // who; none: whichever colleague
    bool answers_review = false;  // told at once, hence never undone, and not read again
};

struct Decided {
    int changed = 0;
    int unchanged = 0;                        // the same decision stood already
    int to_read = 0;                          // wait for a colleague's reading, undecided until then
    std::vector<ProposalName> new_proposals;  // drafts made from new titles
    base::Id<Batch> batch;                    // none: nothing changed, or it is read first
};

/// Decides for all of them or for none. Each standing decision is replaced, never erased;
/// contributions.outcome follows in the same transaction; every author is told by mail once the campaign's
/// grace is over (triage_rules.hpp), unless the batch was undone. Refused: not an operator (forbidden), a
/// draft or unknown contribution (not_found), a withdrawn one (conflict), one that waits for a second
/// reading, one decided since it was seen (conflict), a desk, ground or proposal of another campaign, a
/// proposal that the committee has decided on (conflict), field errors.
base::Result<Decided> decide(db::Tx& tx, base::World const& world, Settings const& settings,
                             people::Actor const& actor, Decide const& command);

/// Back to be decided: a dated decision like the others.
base::Result<Decided> reopen(db::Tx& tx, base::World const& world, Settings const& settings,
                             people::Actor const& actor,
                             std::vector<base::Id<Contribution>> const& contributions,
                             std::string const& reason);

}  // namespace consultation
