// The SQL of batches of decisions: made, told, undone. Whole batches in a few statements, whatever their
// size.
#pragma once

#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "consultation/batch.hpp"
#include "consultation/listing.hpp"
#include "db/database.hpp"

namespace consultation {

using ContributionIds = std::span<base::Id<Contribution> const>;

/// The standing decisions, as they were chosen. Two statements.
struct StandingDecision {
    base::Id<Decision> id;
    OutcomeChoice choice;  // of a grouping: proposals only, ascending
    std::string reason;
};
std::map<base::Id<Contribution>, StandingDecision> standing_decisions(db::Reader const& reader,
                                                                      ContributionIds contributions);

std::optional<StandingDecision> standing_decision(db::Reader const& reader,
                                                  base::Id<Contribution> contribution);

base::Id<Batch> insert_batch(db::Tx& tx, Batch const& batch);

/// One decision for each contribution, in place of those that stood; the contributions' outcome follows. They
/// are locked. Returns the new decisions by contribution.
struct NewDecisions {
    base::Id<Batch> batch;
    OutcomeChoice choice;  // of a grouping: proposals only
    std::string reason;
    base::Instant at;
    PersonId by;
    PersonId read_by;  // the second reader; none: not read twice
};
std::map<base::Id<Contribution>, base::Id<Decision>> insert_decisions(db::Tx& tx,
                                                                      ContributionIds contributions,
                                                                      NewDecisions const& decisions);

/// The same for decisions that differ from one to the next, each contribution once, in blocks of
/// decided_at_once_max.
struct NewDecision {
    base::Id<Contribution> contribution;
    OutcomeChoice choice;  // of a grouping: proposals only
    std::string reason;
};
struct TakenTogether {
    base::Id<Batch> batch;
    base::Instant at;
    PersonId by;
};
std::map<base::Id<Contribution>, base::Id<Decision>> insert_each_decision(
    db::Tx& tx, std::span<NewDecision const> decisions, TakenTogether const& together);

/// The batch, its row held until the end of the transaction.
std::optional<Batch> lock_batch(db::Tx& tx, base::Id<Batch> id);
std::optional<Batch> batch_by_id(db::Reader const& reader, base::Id<Batch> id);
/// The named ones of a campaign, newest first. Two statements.
Listed<Batch> batches_page(db::Reader const& reader, base::Id<Campaign> campaign, int page);

/// What a batch decided, in the order of the contributions' references.
struct BatchItem {
    base::Id<Contribution> contribution;
    base::Id<Decision> decision;
    std::string reference;
    std::string title;
    Outcome outcome = Outcome::pending;
    bool is_standing = false;
    bool is_undone = false;
    bool is_told = false;
};
Listed<BatchItem> batch_items_page(db::Reader const& reader, base::Id<Batch> batch, int page);

/// The contributions on which the batch's decisions still stand; at most decided_at_once_max.
std::vector<base::Id<Contribution>> standing_items(db::Reader const& reader, base::Id<Batch> batch);
/// The decisions of the batch that still stand, by contribution ascending, their contributions held.
std::vector<BatchItem> lock_standing_items(db::Tx& tx, base::Id<Batch> batch);
/// Takes them back: what stood before stands again. Returns the batches whose authors must be told after all.
std::vector<base::Id<Batch>> undo_decisions(db::Tx& tx, Batch const& batch, ContributionIds contributions,
                                            PersonId by, base::Instant at);

/// A decision whose author is to be written to.
struct Untold {
    base::Id<Decision> decision;
    base::Id<Contribution> contribution;
    PersonId author;
    PersonId by;
    base::Instant at;
    std::string reference;
    std::string title;
    std::string email;
    std::string body_name;
    Outcome outcome = Outcome::pending;
    std::string reason;
    std::string desk_name;
    std::string desk_url;
    std::string ground_name;
    std::vector<ProposalName> proposals;
    bool is_replacement = false;  // an earlier decision was told
};
/// Those of the batch that stand, of contributions that are still public. Two statements.
std::vector<Untold> untold(db::Reader const& reader, base::Id<Batch> batch, int limit);
void mark_told(db::Tx& tx, std::span<base::Id<Decision> const> decisions, base::Instant at);

}  // namespace consultation
