#include "consultation/decision.hpp"

namespace consultation {

Outcome outcome_of(OutcomeChoice const& choice) {
    if (std::holds_alternative<Reoriented>(choice)) return Outcome::reoriented;
    if (std::holds_alternative<Rejected>(choice)) return Outcome::rejected;
    if (std::holds_alternative<Grouped>(choice)) return Outcome::grouped;
    return Outcome::pending;
}

}  // namespace consultation
