// The writes on proposals by the operator, up to the publication of the committee's choice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/world.hpp"
#include "consultation/proposal.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

/// A draft, seen by operators only. Refused: not an operator, every field error, results published.
base::Result<Proposal> create_proposal(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                       base::Id<Campaign> campaign, ProposalForm const& form);
struct EditProposal {
    base::Id<Proposal> proposal;
    ProposalForm form;
    std::string reason = {};  // public; needed when the proposal is
    /// The proposal's `changed_at` when the form was shown; nothing: not compared.
    std::optional<base::Instant> seen = {};
};
/// Rewords a draft or an open proposal; of an open one the former text stays as a version, with the reason,
/// and followers are told. The same text changes nothing. Refused: not an operator, every field error,
/// changed by somebody else since `seen` (conflict, field "title"), 200 versions, results published
/// (PROGRAMME B5, docs/decisions/0019).
base::Result<Proposal> edit_proposal(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                     EditProposal const& command);

inline constexpr std::size_t proposals_at_once_max = 500;
/// Opens drafts, whole or nothing; those already open are a success. Each needs a summary and a theme (else
/// invalid, naming it). Returns how many became open.
base::Result<int> publish_proposals(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                    std::vector<base::Id<Proposal>> const& proposals);

struct RecordSelection {
    base::Id<Proposal> proposal;
    Choice choice = Choice::not_selected;
    std::string reason;  // 20–2 000 characters, public with the results
};
/// The committee's choice about an open proposal, not public; replaceable until the results are published.
base::Result<base::Done> record_selection(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                          RecordSelection const& command);

/// Makes every choice public at one instant and tells all who took part (a job, in rounds). Refused while
/// supports are open, while an open proposal has no choice, when there is none, and when it was done before
/// (conflict).
base::Result<base::Instant> publish_results(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                            base::Id<Campaign> campaign);

}  // namespace consultation
