// The SQL of review requests.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "consultation/batch.hpp"
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
/// A request whose decision was replaced or undone before it was answered.
struct LapsedReview {
    std::string reference;  // of the contribution
    std::string title;
    std::string email;  // of who asked
};
/// The requests that wait on these contributions lapse: new decisions stand (or what they contest was
/// undone).
std::vector<LapsedReview> lapse_reviews(db::Tx& tx, std::span<base::Id<Contribution> const> contributions,
                                        base::Instant at);
/// Those that lapsed by decisions of this batch wait again: it was undone.
void revive_reviews(db::Tx& tx, base::Id<Batch> batch);
/// Those that lapsed by a decision of this batch that is not told yet, or by one before it that never was.
std::vector<LapsedReview> lapsed_untold(db::Reader const& reader, base::Id<Batch> batch);

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

}  // namespace consultation
