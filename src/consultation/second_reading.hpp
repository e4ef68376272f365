// SecondReading: a decision that counts once a colleague of who took it has read it (docs/decisions/0005).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "consultation/decision.hpp"

namespace consultation {

inline constexpr std::size_t reading_comment_min = 10;
inline constexpr std::size_t reading_comment_max = 2000;

struct SecondReading {
    enum class State { waiting, confirmed, sent_back, taken_back };
    base::Id<SecondReading> id;
    base::Id<Contribution> contribution;
    OutcomeChoice choice;  // of a grouping: existing proposals only
    std::string reason;
    PersonId asked_by;
    PersonId reader;  // none: whichever colleague
    State state = State::waiting;
};
std::string_view name_of(SecondReading::State state);

}  // namespace consultation
