// The writes on reviews: asked by the author's side, answered by the operator with a dated, reasoned
// decision.
#pragma once

#include <string>

#include "base/world.hpp"
#include "consultation/review.hpp"
#include "consultation/settings.hpp"
#include "consultation/triage_actions.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

struct RequestReview {
    base::Id<Contribution> contribution;
    base::Id<Decision> decision;  // the one that was read
    std::string reason;           // 20–2 000 characters
};

/// Whether this person may ask at all: the author, or somebody verified for the same body. Refused: another
/// person (forbidden). The page of the request asks it too, so that nobody writes for nothing.
base::Result<base::Done> may_request_review(db::Reader const& reader, people::Actor const& actor,
                                            Contribution const& contribution);

/// Asks once per standing decision, until `Campaign::review_until` excluded (PROGRAMME B3). By the author, or
/// by somebody verified for the same body. Author and applicant are told by mail. Refused: another person
/// (forbidden), a draft, withdrawn or unknown contribution (not_found), nothing decided yet, another decision
/// stands or already asked (conflict), too late (late), the reason too short or too long.
base::Result<ReviewRequest> request_review(db::Tx& tx, base::World const& world, Settings const& settings,
                                           people::Actor const& actor, RequestReview const& command);

struct AnswerReview {
    base::Id<ReviewRequest> request;
    std::string answer;                        // 10–2 000 characters; public
    std::optional<OutcomeChoice> new_outcome;  // none: the decision is maintained
};

/// Answers a waiting request: the decision is maintained, or replaced through `decide`. The applicant is told
/// by mail. Refused: not an operator, or the one who took the decision while the team has another member
/// (forbidden), already answered or lapsed (conflict), the same outcome again (conflict), and as `decide`.
base::Result<base::Done> answer_review(db::Tx& tx, base::World const& world, Settings const& settings,
                                       people::Actor const& actor, AnswerReview const& command);

/// Whether this operator took the decision and somebody else of the team could answer.
bool must_leave_to_another(db::Reader const& reader, people::Actor const& actor, base::Id<Decision> decision);

}  // namespace consultation
