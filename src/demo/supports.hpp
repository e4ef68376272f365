// Supports: which authorities support which proposals of a campaign, exactly as many as wished, and around
// them what is not counted: pending, withdrawn, set aside, cast again by colleagues.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "demo/plan.hpp"

namespace demo {

struct SupportWishes {
    std::int64_t counted = 0;        // distinct authority × proposal, exactly
    std::size_t authorities = 0;     // with a counted support
    std::size_t pending = 0;         // authorities whose only person is not verified in time
    std::size_t withdrawn = 0;       // supports taken back
    std::size_t set_aside = 0;       // by the operator, with a reason
    std::size_t contested = 0;       // of these, by who gave them: the contest waits
    std::size_t colleagues = 0;      // authorities where a second person casts too
    std::size_t verified_later = 0;  // authorities whose person is verified days afterwards
    std::int64_t first_day = 0;
    std::int64_t last_day = 0;
    std::int64_t last_verification_day = 0;
    /// When the operator clears what was not verified in time: too late to count, so that those supports stay
    /// pending and say why; one in five is refused. Nothing: they wait.
    std::optional<std::int64_t> too_late_day;
};

/// `known`: authorities that took part already; about a third of those that support come from them.
void plan_supports(Script& script, Places& places, std::vector<Place> const& known, Directory& directory,
                   SupportWishes const& wishes, base::Random& random);

/// A support cast at that instant by this person for the authority of theirs.
void cast_at(Script& script, base::Instant when, Someone const& someone,
             std::vector<PlannedProposal*> proposals);

}  // namespace demo
