// Reading proposals: lists with filters, and one page of one proposal.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/contribution_lists.hpp"
#include "consultation/listing.hpp"
#include "consultation/proposal.hpp"
#include "db/database.hpp"

namespace consultation {

/// Empty fields do not filter. Drafts are left out unless asked for (operators).
struct ProposalFilter {
    base::Id<Campaign> campaign;
    std::string text;
    base::Id<Theme> theme;
    std::optional<ProposalState> state;
    AuthorityId supported_by;  // counted or pending
    bool with_drafts = false;
};
enum class ProposalSort { supports, title, recent };

struct ListedProposal {
    base::Id<Proposal> id;
    std::string reference;
    ProposalState state = ProposalState::draft;
    std::string title;
    std::string summary;
    std::vector<std::string> theme_names;
    std::int64_t supports = 0;       // counted
    std::int64_t contributions = 0;  // published ones that the standing decisions group into it
    std::optional<base::Instant> published_at;
};
/// Three statements.
Listed<ListedProposal> proposals_page(db::Reader const& reader, ProposalFilter const& filter,
                                      ProposalSort sort, int page);

/// A proposal with all that its page shows.
struct ProposalRead {
    Proposal proposal;
    std::string campaign_slug;
    std::string campaign_title;
    std::vector<std::string> theme_names;
    std::int64_t supports = 0;  // counted
    std::int64_t pending = 0;
    std::int64_t contributions = 0;
    std::vector<ListedContribution> gathers;  // the first items_per_page, by title
    std::optional<Selection> selection;       // only once published
};
enum class Visibility { public_only, drafts_too };
/// Nothing for unknown ones, and for drafts unless the operator asks. Three statements.
std::optional<ProposalRead> proposal_by_reference(db::Reader const& reader, std::string_view reference,
                                                  Visibility visibility = Visibility::public_only);
/// Only its id, for actions. One statement.
std::optional<base::Id<Proposal>> proposal_id(db::Reader const& reader, std::string_view reference);

/// The operator's progress: every open proposal with its recorded choice, most supported first. Not public.
struct ProposalToChoose {
    base::Id<Proposal> id;
    std::string reference;
    std::string title;
    ProposalState state = ProposalState::open;
    std::int64_t supports = 0;
    std::optional<Selection> selection;
};
Listed<ProposalToChoose> proposals_to_choose(db::Reader const& reader, base::Id<Campaign> campaign, int page);

/// Results once published: every proposal with its choice and reason. Empty before. One statement.
struct PublishedChoice {
    std::string reference;
    std::string title;
    Choice choice = Choice::not_selected;
    std::string reason;
    std::int64_t supports = 0;
};
inline constexpr int published_choices_max = 1000;
/// Selected first, then deferred, then not selected; the most supported first.
std::vector<PublishedChoice> published_choices(db::Reader const& reader, base::Id<Campaign> campaign);

}  // namespace consultation
