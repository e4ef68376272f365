// Question: what the operator asks an author before deciding (PROGRAMME B3); private to the author's side and
// to operators. One stands at a time, until a decision or the next question closes it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consultation/contribution.hpp"

namespace consultation {

inline constexpr std::size_t question_min = 10;
inline constexpr std::size_t question_max = 2000;
inline constexpr std::size_t answer_max = 5000;
inline constexpr int answers_per_question_max = 10;
inline constexpr int questions_per_contribution_max = 20;
inline constexpr base::Duration question_reminder_after = base::Duration::days(7);

struct Answer {
    PersonId by;
    base::Instant at;
    std::string text;
};
struct Question {
    base::Id<Question> id;
    base::Id<Contribution> contribution;
    std::string text;
    base::Instant asked_at;
    std::optional<base::Instant> reminded_at;
    std::optional<base::Instant> answered_at;
    std::optional<base::Instant> closed_at;
    std::vector<Answer> answers;  // oldest first
    bool stands() const { return !closed_at; }
};

/// "/contributions/C-2026-0001/question".
std::string address_of_question(std::string_view reference);

}  // namespace consultation
