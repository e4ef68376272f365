// The writes of operators about their own work: who has a contribution, what to come back to, what they tell
// each other. Each leaves an entry in the journal, without a word of text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/world.hpp"
#include "consultation/attention.hpp"
#include "consultation/triage_rules.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

/// Gives the contributions to an operator; `to` none: to nobody. Whoever has them loses them. Refused: not an
/// operator (forbidden), an unknown or withdrawn contribution (not_found), `to` who is no operator (field
/// "a"). Returns how many changed hands.
base::Result<int> assign(db::Tx& tx, base::World const& world, people::Actor const& actor,
                         std::vector<base::Id<Contribution>> const& contributions, PersonId to);
/// Deals the contributions evenly among the operators, in their order.
base::Result<int> share_out(db::Tx& tx, base::World const& world, people::Actor const& actor,
                            std::vector<base::Id<Contribution>> const& contributions,
                            std::vector<PersonId> const& among);

struct Flagging {
    base::Id<Contribution> contribution;
    std::string reason;                // 5–500 characters
    std::optional<base::Instant> due;  // to come back to it on that day; in the future
};
/// "À revoir"; a flag that stands is replaced.
base::Result<base::Done> flag(db::Tx& tx, base::World const& world, people::Actor const& actor,
                              Flagging const& command);
/// A success when there is none.
base::Result<base::Done> unflag(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                base::Id<Contribution> contribution);

/// 1–4 000 characters; at most notes_per_contribution_max.
base::Result<base::Done> write_note(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                    base::Id<Contribution> contribution, std::string const& text);

/// How the campaign's operators work from now on; what was decided before keeps its own grace.
base::Result<base::Done> set_triage_rules(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                          base::Id<Campaign> campaign, TriageRules const& rules);

}  // namespace consultation
