// The SQL of proposals, their themes and the committee's choice about each.
#pragma once

#include <string_view>
#include <vector>

#include "consultation/proposal.hpp"
#include "db/database.hpp"

namespace consultation {

/// With its themes; two statements.
std::optional<Proposal> proposal_by_id(db::Reader const& reader, base::Id<Proposal> id);
/// Held until the end of the transaction.
std::optional<Proposal> lock_proposal(db::Tx& tx, base::Id<Proposal> id);
base::Id<Proposal> insert_proposal(db::Tx& tx, Proposal const& proposal);
/// Everything with its themes.
void save_proposal(db::Tx& tx, Proposal const& proposal);

std::optional<Selection> selection_of(db::Reader const& reader, base::Id<Proposal> id);
void put_selection(db::Tx& tx, base::Id<Proposal> id, Selection const& selection, std::int64_t recorded_by);

/// An open proposal and what was chosen for it, if anything was.
struct Awaiting {
    base::Id<Proposal> id;
    std::string reference;
    std::optional<Choice> choice;
};
/// Held until the end of the transaction, by ascending id.
std::vector<Awaiting> lock_open_proposals(db::Tx& tx, base::Id<Campaign> campaign);
/// Every choice of the campaign becomes public and its proposal's state, at one instant.
void publish_selections(db::Tx& tx, base::Id<Campaign> campaign, base::Instant at);

}  // namespace consultation
