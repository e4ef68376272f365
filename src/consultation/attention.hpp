// Attention: what operators keep about a contribution while they work on it: who has it, why to come back to
// it, what they told each other. None of it is public.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/contribution.hpp"
#include "consultation/decision.hpp"

namespace consultation {

inline constexpr std::size_t flag_reason_min = 5;
inline constexpr std::size_t flag_reason_max = 500;
inline constexpr std::size_t note_max = 4000;
inline constexpr int notes_per_contribution_max = 200;
inline constexpr std::size_t shared_out_max = 500;  // contributions shared out at once
inline constexpr std::size_t colleagues_max = 100;  // listed

/// An operator, as colleagues see them.
struct Colleague {
    PersonId person;
    std::string email;
    std::int64_t waiting = 0;  // contributions to be decided that are theirs
};

/// Marks on an item of the bench. Emails of operators are seen by operators and auditors only.
struct Marks {
    PersonId assignee;  // none: nobody's
    std::string assignee_email;
    std::optional<base::Instant> assigned_at;
    std::string flag_reason;  // empty: not marked "à revoir"
    std::optional<base::Instant> flag_due;
    bool is_asked = false;     // a question without an answer
    bool is_answered = false;  // an answer, and no decision since
    bool waits_for_reading = false;
    bool is_flagged() const { return !flag_reason.empty(); }
};

/// Which of the marked ones a list shows.
enum class Attention { all, flagged, overdue, asked, answered, to_read };
std::string_view name_of(
    Attention attention);                    // "", "a-revoir", "echeance", "question", "reponse", "a-relire"
Attention attention(std::string_view name);  // an unknown name is `all`

/// Whose each item is when they are dealt in turn: shares differ by one at most.
std::vector<PersonId> shared_out(std::size_t items, std::vector<PersonId> const& among);

}  // namespace consultation
