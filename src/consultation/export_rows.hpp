// The SQL of open data: what the public may read of a campaign, in an order that a cursor can go on from.
//
// Nothing unpublished passes here: drafts, withdrawn contributions, supports that are not counted, the
// committee's choice before its publication and the names of draft proposals are left out by the statements
// themselves (reliability.md, advisory 25).
#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/contribution.hpp"
#include "consultation/data_filter.hpp"
#include "consultation/proposal.hpp"
#include "consultation/support.hpp"
#include "db/database.hpp"

namespace consultation {

/// The place of a line in its list; the list goes on after it. {0, 0}: from the start.
struct LineKey {
    std::int64_t first = 0;
    std::int64_t second = 0;
    friend auto operator<=>(LineKey const&, LineKey const&) = default;
};

/// An authority as the campaign's frozen edition of the register knew it; as it is today when none is frozen.
struct PublicAuthority {
    std::string code;  // authorities.reference; unique
    std::string insee_code;
    std::string name;
    std::string kind;
    std::string department;
    std::string region;
    std::optional<std::int64_t> population;
};

struct PublicContribution {
    base::Id<Contribution> id;
    std::string reference;
    std::string kind;
    std::string title;
    std::string problem;
    std::string theme;
    std::string audience;
    std::string territory;
    std::string service_name;
    std::string maturity;
    std::string licence;
    std::string source_url;
    std::string cost;
    std::string hosting;
    PublicAuthority by;   // or
    std::string partner;  // its name
    std::string quality;
    std::string function;
    bool is_affiliation_pending = false;
    std::vector<std::string> other_authorities;  // codes
    std::int64_t version = 1;
    base::Instant published_at;
    base::Instant changed_at;
    std::string outcome;
    std::optional<base::Instant> decided_at;
    std::string reason;
    std::string desk;
    std::string ground;
    std::vector<std::string> proposals;  // references of public ones
    std::string late;                    // the late decision by which it was published; empty: in time

    LineKey key() const { return {published_at.us, id.value}; }
};

struct PublicProposal {
    base::Id<Proposal> id;
    std::string reference;
    std::string title;
    std::string summary;
    std::string problem;
    std::string maturity;
    std::optional<std::int64_t> build_cost_cents;
    std::optional<std::int64_t> deploy_cost_cents;
    std::vector<std::string> themes;
    std::string state;
    std::int64_t contributions = 0;
    std::int64_t supports = 0;
    base::Instant published_at;
    base::Instant changed_at;
    std::string decision_reason;  // with the results only
    std::optional<base::Instant> decided_at;
    std::int64_t version = 1;

    LineKey key() const { return {published_at.us, id.value}; }
};

struct CountedSupport {
    LineKey key;  // proposal, authority
    std::string proposal;
    PublicAuthority by;
    base::Instant since;
    std::string late;  // the late decision by which it counts; empty: in time
};

struct PublicDecision {
    std::int64_t id = 0;
    std::string contribution;
    std::string outcome;
    std::string desk;
    std::string ground;
    std::vector<std::string> proposals;
    std::string reason;
    base::Instant decided_at;
    bool is_standing = true;

    LineKey key() const { return {id, 0}; }
};

inline constexpr int public_lines_max = 200;  // of one call below

/// At most `limit` (≤ public_lines_max) lines after `after`. Three, two and two statements.
std::vector<PublicContribution> public_contributions(db::Reader const& reader, Campaign const& campaign,
                                                     DataFilter const& filter, LineKey after, int limit);
std::vector<PublicProposal> public_proposals(db::Reader const& reader, Campaign const& campaign,
                                             DataFilter const& filter, LineKey after, int limit);
std::vector<PublicDecision> public_decisions(db::Reader const& reader, Campaign const& campaign,
                                             DataFilter const& filter, LineKey after, int limit);
/// Streamed: in constant memory whatever `limit` is. Two statements.
void each_counted_support(db::Reader const& reader, Campaign const& campaign, DataFilter const& filter,
                          LineKey after, std::int64_t limit,
                          std::function<void(CountedSupport const&)> const& each);

// Exact totals of the four lists; one statement each.
std::int64_t count_public_contributions(db::Reader const& reader, Campaign const& campaign,
                                        DataFilter const& filter);
std::int64_t count_public_proposals(db::Reader const& reader, Campaign const& campaign,
                                    DataFilter const& filter);
std::int64_t count_counted_supports(db::Reader const& reader, Campaign const& campaign,
                                    DataFilter const& filter);
std::int64_t count_public_decisions(db::Reader const& reader, Campaign const& campaign,
                                    DataFilter const& filter);

/// The public proposal of a public campaign, as the API's writes need it; nothing for any other reference.
struct ReferredProposal {
    base::Id<Proposal> id;
    bool accepts_api = false;  // the campaign takes supports from programs
};
std::optional<ReferredProposal> referred_proposal(db::Reader const& reader, std::string_view reference);

/// What an authority's support of a proposal amounts to now.
struct StandingSupport {
    std::string authority;  // its code
    SupportState state = SupportState::withdrawn;
    base::Instant since;
};
/// Nothing for an authority that the register does not know; withdrawn when there never was a support.
std::optional<StandingSupport> standing_support(db::Reader const& reader, base::Id<Proposal> proposal,
                                                AuthorityId authority);

}  // namespace consultation
