// Taking: the moment when decisions begin to stand, with their batch, their journal and their mails; and
// undoing.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/world.hpp"
#include "consultation/batch_rows.hpp"
#include "consultation/settings.hpp"
#include "consultation/triage_rules.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

/// A checked decision: the contributions are locked, the choice holds existing proposals only.
struct Taking {
    base::Id<Campaign> campaign;
    std::vector<std::pair<base::Id<Contribution>, std::string>> contributions;  // with their references
    OutcomeChoice choice;
    std::string reason;
    std::string name;  // of the batch
    PersonId by;
    PersonId read_by;  // none: not read twice
};

/// Makes it stand; the mails leave by a job after the grace (at once without a grace). What was marked "à
/// revoir" or asked of the author is settled by it.
base::Id<Batch> take(db::Tx& tx, base::World const& world, Settings const& settings, Taking const& taking,
                     TriageRules const& rules);

/// The name of the act in the journal: "contribution.grouped"…
std::string_view act_of(Outcome outcome);
/// After the grace (or now) the job below tells the batch's authors.
void tell_later(db::Tx& tx, base::Id<Batch> batch, std::string dedupe, base::Instant at);

/// Checked decisions that differ from one to the next, at most batch_decisions_max, their contributions
/// locked.
struct TakingEach {
    struct Item {
        std::string reference;
        NewDecision decision;
    };
    base::Id<Campaign> campaign;
    std::vector<Item> items;
    std::string name;  // of the batch
    PersonId by;
};
/// Makes them stand as one batch, as `take` does; the mails always leave by the job.
base::Id<Batch> take_each(db::Tx& tx, base::World const& world, TakingEach const& taking,
                          TriageRules const& rules);

struct Undone {
    int undone = 0;
    int replaced_since = 0;  // another decision came after: left as it is
};
/// What stood before stands again, and no author is told; requests for review follow. Refused: not an
/// operator, an unknown batch (not_found), one undone already or entirely replaced (conflict), mails that
/// have left (late).
base::Result<Undone> undo(db::Tx& tx, base::World const& world, Settings const& settings,
                          people::Actor const& actor, base::Id<Batch> batch);

/// The job that tells the authors of a batch; its payload is the batch's number.
inline constexpr char const* tell_job = "consultation.decisions";
inline constexpr int told_at_once_max = 100;
/// Posts the mails of a batch that are due, in transactions of `told_at_once_max`; run twice, it writes to
/// nobody twice.
void tell(db::Database& database, base::World const& world, Settings const& settings,
          std::string const& payload);

}  // namespace consultation
