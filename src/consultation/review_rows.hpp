// The SQL of review requests.
#pragma once

#include <string>
#include <vector>

#include "consultation/listing.hpp"
#include "consultation/review.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

/// The new request's id; nothing when one was already made on this decision.
std::optional<base::Id<ReviewRequest>> insert_review(db::Tx& tx, base::Id<Decision> decision,
                                                     base::Id<Contribution> contribution, PersonId person,
                                                     std::string_view reason, base::Instant at);
/// Held until the end of the transaction. Lock the contribution first.
std::optional<ReviewRequest> lock_review(db::Tx& tx, base::Id<ReviewRequest> id);
std::optional<base::Id<Contribution>> contribution_of_review(db::Reader const& reader,
                                                             base::Id<ReviewRequest> id);
void close_review(db::Tx& tx, base::Id<ReviewRequest> id, ReviewState state, std::string_view answer,
                  base::Instant at, PersonId by);
void set_new_decision(db::Tx& tx, base::Id<ReviewRequest> id, base::Id<Decision> decision);
/// Who asked, when a request on this decision was still waiting: it lapses now.
struct LapsedReview {
    base::Id<ReviewRequest> id;
    std::string email;
};
std::optional<LapsedReview> lapse_review(db::Tx& tx, base::Id<Decision> decision, base::Instant at);

/// Of one contribution, oldest first. One statement.
std::vector<ReviewRequest> reviews_of(db::Reader const& reader, base::Id<Contribution> contribution);
/// Whether the person acts for the body of this contribution under a verified affiliation.
bool is_verified_for(db::Reader const& reader, people::Actor const& actor, Contribution const& contribution);
/// The standing decision's instant and who took it.
struct TakenBy {
    base::Instant at;
    PersonId by;
};
std::optional<TakenBy> decision_taken(db::Reader const& reader, base::Id<Decision> id);
std::string email_of(db::Reader const& reader, PersonId person);

/// For the operator's queue.
struct ListedReview {
    ReviewRequest request;
    std::string reference;  // of the contribution
    std::string title;
    std::string campaign_title;
    std::string body_name;
};
/// Of this state, the oldest request first; without a state all of them. Two statements.
Listed<ListedReview> reviews_page(db::Reader const& reader, std::optional<ReviewState> state, int page);
std::optional<ListedReview> review_by_id(db::Reader const& reader, base::Id<ReviewRequest> id);
std::int64_t waiting_reviews(db::Reader const& reader);

}  // namespace consultation
