// Streams: contributions, proposals, supports and decisions as records, whole (exports) or a part at a time
// (API).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "consultation/decision.hpp"
#include "consultation/listing.hpp"
#include "consultation/support_rows.hpp"
#include "db/database.hpp"

namespace consultation {

/// A published contribution as open data: no person, only authority, profile and function (PROGRAMME A5).
struct ContributionRecord {
    base::Id<Contribution> id;
    std::string reference;
    ContributionKind kind = ContributionKind::need;
    std::string theme;  // slug
    std::string title;
    std::string problem;
    std::string audience;
    std::string territory;
    std::string service_name;
    std::string maturity;
    std::string licence;
    std::string source_url;
    std::string cost;
    std::string hosting;
    std::string body_code;  // INSEE, else SIREN; empty: a partner
    std::string body_name;
    std::string body_kind;  // of the authority; "partner"
    std::string department_code;
    std::string region_code;
    std::string quality;
    std::string function;
    Outcome outcome = Outcome::pending;
    std::string
        outcome_target;  // references of public proposals (separated by a space), slug of desk or ground
    std::string outcome_reason;
    std::optional<base::Instant> decided_at;
    base::Instant published_at;
    int version = 1;
};
/// A public proposal.
struct ProposalRecord {
    base::Id<Proposal> id;
    std::string reference;
    ProposalState state = ProposalState::open;
    std::string title;
    std::string summary;
    std::string problem;
    std::string maturity;
    std::string themes;  // slugs, separated by a space
    std::optional<base::Euros> build_cost;
    std::optional<base::Euros> deploy_cost;
    std::int64_t contributions = 0;
    std::int64_t supports = 0;     // counted
    std::string selection_reason;  // once published
    std::optional<base::Instant> published_at;
};
/// A counted support.
struct SupportRecord {
    Pair key;
    std::string proposal_reference;
    std::string authority_code;
    std::string authority_name;
    std::string kind;
    std::string department_code;
    std::string region_code;
    std::optional<std::int64_t> population;
    base::Instant since;
};
/// A decision on a contribution that is still public, replaced ones too.
struct DecisionRecord {
    base::Id<Decision> id;
    std::string contribution_reference;
    Outcome outcome = Outcome::pending;
    std::string target;  // as ContributionRecord::outcome_target
    std::string reason;
    base::Instant decided_at;
    bool is_standing = true;
};

// Whole, in key order, in constant memory (db::Reader::stream): no other statement may run inside `each`.
void each_contribution(db::Reader const& reader, base::Id<Campaign> campaign,
                       std::function<void(ContributionRecord const&)> const& each);
void each_proposal(db::Reader const& reader, base::Id<Campaign> campaign,
                   std::function<void(ProposalRecord const&)> const& each);
void each_support(db::Reader const& reader, base::Id<Campaign> campaign,
                  std::function<void(SupportRecord const&)> const& each);
void each_decision(db::Reader const& reader, base::Id<Campaign> campaign,
                   std::function<void(DecisionRecord const&)> const& each);

/// A part of the same, in the same order, after a key; `next` is the key to ask the following part with.
template<class T, class Key>
struct Part {
    std::vector<T> items;
    std::int64_t total = 0;
    std::optional<Key> next;
};
inline constexpr int per_page_max = 100;
// Two statements each. `per_page` from 1 to per_page_max (a broken bound faults).
Part<ContributionRecord, base::Id<Contribution>> contributions_after(db::Reader const& reader,
                                                                     base::Id<Campaign> campaign,
                                                                     base::Id<Contribution> after,
                                                                     int per_page);
Part<ProposalRecord, base::Id<Proposal>> proposals_after(db::Reader const& reader,
                                                         base::Id<Campaign> campaign,
                                                         base::Id<Proposal> after, int per_page);
Part<SupportRecord, Pair> supports_after(db::Reader const& reader, base::Id<Campaign> campaign, Pair after,
                                         int per_page);

}  // namespace consultation
