// The SQL of late requests.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "consultation/decision.hpp"
#include "consultation/late_request.hpp"
#include "consultation/listing.hpp"
#include "consultation/proposal.hpp"
#include "db/database.hpp"

namespace consultation {

/// Writes the request with the proposals that it asks for. Nothing when one of them, or its draft, was asked
/// for already by the same person: what was written then must be rolled back by a refusal.
std::optional<base::Id<LateRequest>> insert_late_request(db::Tx& tx, LateRequest const& request,
                                                         std::span<base::Id<Proposal> const> proposals);
std::optional<LateRequest> late_request_by_id(db::Reader const& reader, base::Id<LateRequest> id);
/// Held until the end of the transaction; before affiliations, campaigns and supports.
std::optional<LateRequest> lock_late_request(db::Tx& tx, base::Id<LateRequest> id);
void close_late_request(db::Tx& tx, base::Id<LateRequest> id, LateState state, std::string_view answer,
                        base::Instant at, PersonId by);
/// The phase is open again: those that wait have lost their object. Returns how many.
std::int64_t lapse_late_requests(db::Tx& tx, base::Id<Campaign> campaign, PhaseKind phase, base::Instant at,
                                 PersonId by);
/// Erasure of the person: what waits is withdrawn, drafts are named no more.
void forget_late_requests_of(db::Tx& tx, PersonId person);

/// Of one person, waiting, in a campaign.
std::int64_t waiting_late_requests_of(db::Reader const& reader, PersonId person, base::Id<Campaign> campaign);
/// What a request asks for: the proposals, by title.
std::vector<ProposalName> proposals_asked_for(db::Reader const& reader, base::Id<LateRequest> id);
/// The request that stands on a draft: waiting, accepted or refused.
std::optional<LateRequest> late_request_of(db::Reader const& reader, base::Id<Contribution> contribution);

/// For lists: the request, with the names of what it is about.
struct ListedLateRequest {
    LateRequest request;
    std::string campaign_slug;
    std::string campaign_title;
    std::string body_name;
    std::string body_reference;  // of the authority's page; empty: a partner
    std::string quality;
    std::string function;
    std::string affiliation_state;
    std::string title;                   // of the draft, or of the first proposal
    std::int64_t proposals = 0;          // asked for
    std::string contribution_reference;  // once published
};
struct LateFilter {
    base::Id<Campaign> campaign;     // none: of any
    PersonId person;                 // none: anybody's
    std::optional<LateState> state;  // none: any
    std::optional<PhaseKind> phase;
};
/// The oldest first; a person's own, the newest first. Two statements.
Listed<ListedLateRequest> late_requests_page(db::Reader const& reader, LateFilter const& filter, int page);
/// All of them, the oldest first, in constant memory; at most late_requests_exported_max.
void each_late_request(db::Reader const& reader, LateFilter const& filter,
                       std::function<void(ListedLateRequest const&)> const& each);
std::optional<ListedLateRequest> listed_late_request(db::Reader const& reader, base::Id<LateRequest> id);

}  // namespace consultation
