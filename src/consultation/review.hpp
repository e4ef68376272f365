// ReviewRequest: an author asks the operator to look again at what was decided of a contribution (PROGRAMME
// B3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "consultation/decision.hpp"

namespace consultation {

/// `lapsed`: the decision was replaced by another before anybody answered.
enum class ReviewState { waiting, maintained, replaced, lapsed };
inline constexpr ReviewState every_review_state[] = {ReviewState::waiting, ReviewState::maintained,
                                                     ReviewState::replaced, ReviewState::lapsed};
std::string_view name_of(ReviewState state);
std::optional<ReviewState> review_state(std::string_view name);
std::string_view title_of(ReviewState state);  // "En attente", "Décision maintenue" …

/// At most one per decision.
struct ReviewRequest {
    base::Id<ReviewRequest> id;
    base::Id<Decision> decision;
    base::Id<Contribution> contribution;
    PersonId person;     // who asked
    std::string reason;  // read by who asked, the author and the operator only
    base::Instant requested_at;
    ReviewState state = ReviewState::waiting;
    std::string answer;  // public; empty while it waits
    std::optional<base::Instant> answered_at;
};

inline constexpr std::size_t review_reason_min = 20;
inline constexpr std::size_t review_reason_max = 2000;

}  // namespace consultation
