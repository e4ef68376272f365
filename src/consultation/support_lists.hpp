// Reading supports: who supports a proposal, what an authority supports, and how supports spread over the
// territory.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consultation/contribution_lists.hpp"
#include "consultation/listing.hpp"
#include "consultation/support.hpp"
#include "db/database.hpp"

namespace consultation {

/// Empty fields do not filter.
struct SupportFilter {
    std::optional<SupportState> state = SupportState::counted;
    std::string kind;  // "commune" …
    std::string region_code;
    std::string department_code;
    std::string name;  // part of the authority's name
};
/// What the register says of the authority is of the edition frozen for the campaign, where it is loaded.
struct ListedSupport {
    NamedBody body;
    std::string code;  // INSEE, else SIREN
    std::string kind;
    std::string region_code;
    std::string region_name;
    std::optional<std::int64_t> population;
    Standing standing;
};
/// By name. Two statements.
Listed<ListedSupport> supports_of(db::Reader const& reader, base::Id<Proposal> proposal,
                                  SupportFilter const& filter, int page);

/// How many counted supports of a kind, a size class, a région or a département.
struct Share {
    std::string code;  // as territories::code, or the territory's code; empty: none stated
    std::string name;  // of a territory; empty for kinds and size classes
    std::int64_t supports = 0;
};
struct SupportBreakdown {
    std::int64_t counted = 0;
    std::int64_t pending = 0;
    std::int64_t set_aside = 0;
    std::vector<Share> by_kind;        // most first
    std::vector<Share> by_size;        // communes only, smallest first
    std::vector<Share> by_region;      // most first
    std::vector<Share> by_department;  // by code; what lies in none or in several is left out
    /// Inhabitants of the territories that support, each counted once: a commune inside a supporting
    /// grouping, département or région adds nothing (PROGRAMME B7).
    std::int64_t population = 0;
};
/// All but the population. One statement.
SupportBreakdown shares_of_supports(db::Reader const& reader, base::Id<Proposal> proposal);
/// The same with the population. Two statements.
SupportBreakdown support_breakdown(db::Reader const& reader, base::Id<Proposal> proposal);

/// How many authorities of a département support a proposal. One statement.
std::int64_t supports_in_department(db::Reader const& reader, base::Id<Proposal> proposal,
                                    std::string_view department_code);

/// What an authority supports, or did: public ones are counted; its members see the others too.
struct AuthoritySupport {
    std::string proposal_reference;
    std::string proposal_title;
    ProposalState proposal_state = ProposalState::open;
    std::string campaign_slug;
    std::string campaign_title;
    Standing standing;
};
enum class SupportsShown { counted_only, all_but_withdrawn };
/// Last supported first. Two statements.
Listed<AuthoritySupport> what_an_authority_supports(db::Reader const& reader, AuthorityId authority,
                                                    SupportsShown shown, int page);

/// For an authority's page: its contributions of all campaigns (the last items_per_page) and its totals.
struct AuthorityActs {
    std::int64_t contributions = 0;
    std::int64_t supports = 0;  // counted
    std::vector<ListedContribution> last_contributions;
};
/// Three statements.
AuthorityActs authority_acts(db::Reader const& reader, AuthorityId authority);

}  // namespace consultation
