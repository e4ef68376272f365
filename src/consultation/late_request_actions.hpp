// The writes on late requests: made by who came after the closing, decided by the operator with a reason.
#pragma once

#include <string>
#include <vector>

#include "base/world.hpp"
#include "consultation/late_request.hpp"
#include "consultation/settings.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

struct AskLateSupport {
    std::vector<base::Id<Proposal>> proposals;  // 1–100, of one campaign
    AuthorityId authority;                      // the person's own by a standing affiliation
    std::string reason;                         // 20–1 000 characters
};
/// Asks that supports be taken although the phase has closed (`require_late_requests`). Nothing counts until
/// the operator has decided. Refused as cast_support for the person, the class and the proposals, and: one of
/// them was asked for already, or the person's support stands already (conflict), too many requests wait.
base::Result<LateRequest> ask_late_support(db::Tx& tx, base::World const& world, Settings const& settings,
                                           people::Actor const& actor, AskLateSupport const& command);

struct AskLateContribution {
    base::Id<Contribution> draft;  // the actor's own
    std::string reason;            // 20–1 000 characters
};
/// Asks that a draft be published although the collection has closed. The draft does not change any more
/// until the decision. Refused as `publishable_draft`, and as above.
base::Result<LateRequest> ask_late_contribution(db::Tx& tx, base::World const& world,
                                                Settings const& settings, people::Actor const& actor,
                                                AskLateContribution const& command);

/// The person takes their waiting request back; twice is a success. Refused: another's (not_found), decided
/// already (conflict).
base::Result<base::Done> withdraw_late_request(db::Tx& tx, base::World const& world,
                                               people::Actor const& actor, base::Id<LateRequest> id);

struct DecideLateRequest {
    base::Id<LateRequest> request;
    bool accepts = false;
    std::string answer;  // 10–500 characters; public when accepted, always sent to the person
};
/// Accepted: the act is done through its own action, marked with this decision; a support counts from the
/// instant of the request, a contribution is published now. Refused: not an operator, or who made the request
/// (forbidden), decided or without object already (conflict), the draft is not what it was (conflict), and
/// what `cast_late` and `publish_late` refuse.
base::Result<base::Done> decide_late_request(db::Tx& tx, base::World const& world, Settings const& settings,
                                             people::Actor const& actor, DecideLateRequest const& command);

/// "/demandes-tardives/12": the person's own page of a request.
std::string address_of_late_request(base::Id<LateRequest> id);

}  // namespace consultation
