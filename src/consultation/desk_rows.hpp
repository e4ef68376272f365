// The SQL of what only the operator's pages show: names behind typed references, progress, figures of every
// campaign.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/contribution.hpp"
#include "consultation/decision.hpp"
#include "consultation/listing.hpp"
#include "consultation/proposal.hpp"
#include "db/database.hpp"

namespace consultation {

/// A published contribution of a campaign, as a list of what is about to be decided names it.
struct NamedContribution {
    base::Id<Contribution> id;
    std::string reference;
    std::string title;
    std::string body_name;
    Outcome outcome = Outcome::pending;
    base::Id<Decision> standing;     // none: never decided
    bool waits_for_reading = false;  // a decision waits for a colleague's reading
};
/// Of these contributions; at most decided_at_once_max. One statement.
std::vector<NamedContribution> named_contributions(db::Reader const& reader, base::Id<Campaign> campaign,
                                                   std::span<base::Id<Contribution> const> ids);
/// Those of the references that exist there, by reference; at most decided_at_once_max references. One
/// statement.
std::vector<NamedContribution> named_contributions(db::Reader const& reader, base::Id<Campaign> campaign,
                                                   std::span<std::string const> references);

/// Proposals that still receive contributions (draft, open), by title; at most `changeable_proposals_max`.
inline constexpr int changeable_proposals_max = 300;
std::vector<ProposalName> changeable_proposals(db::Reader const& reader, base::Id<Campaign> campaign);
/// Proposals of a campaign by reference, drafts included; at most proposals_named_max references. One
/// statement.
inline constexpr std::size_t proposals_named_max = 500;
std::vector<ProposalName> named_proposals(db::Reader const& reader, base::Id<Campaign> campaign,
                                          std::span<std::string const> references);

/// Proposals of every campaign, drafts included, by words, reference or whole title, by title. Two
/// statements.
Listed<ProposalName> proposals_known_by(db::Reader const& reader, std::string_view typed, int page);

/// How far the committee's choices are recorded, over the open proposals.
struct SelectionProgress {
    std::int64_t proposals = 0;
    std::int64_t selected = 0;
    std::int64_t deferred = 0;
    std::int64_t not_selected = 0;
    std::int64_t decided() const { return selected + deferred + not_selected; }
};
SelectionProgress selection_progress(db::Reader const& reader, base::Id<Campaign> campaign);

/// Recorded choices, not public yet: selected first, then deferred, then not; the most supported first.
struct RecordedChoice {
    std::string reference;
    std::string title;
    Choice choice = Choice::not_selected;
    std::string reason;
    std::int64_t supports = 0;
};
inline constexpr int recorded_choices_max = 300;
std::vector<RecordedChoice> recorded_choices(db::Reader const& reader, base::Id<Campaign> campaign);
/// The open proposal without a choice that comes next, the most supported first; empty: none is left.
std::string next_to_choose(db::Reader const& reader, base::Id<Campaign> campaign);

/// What waits in a campaign.
struct DeskFigures {
    base::Id<Campaign> campaign;
    std::int64_t contributions = 0;
    std::int64_t pending_contributions = 0;
    std::int64_t draft_proposals = 0;
    std::int64_t public_proposals = 0;
    std::int64_t counted_supports = 0;
    std::int64_t pending_supports = 0;
    std::int64_t set_aside_supports = 0;
};
/// Of every campaign, at most campaigns_max. One statement.
std::vector<DeskFigures> every_desk_figures(db::Reader const& reader);
DeskFigures desk_figures(db::Reader const& reader, base::Id<Campaign> campaign);

}  // namespace consultation
