// The finished campaign of 2021: 476 contributions, 67 proposals, 531 supports, 17 selected (seeds/000,
// seeds/002).
#pragma once

#include "consultation/figures.hpp"
#include "demo/authors.hpp"
#include "demo/plan.hpp"

namespace demo {

/// What the sources say came out, and what the demonstration must show.
inline constexpr std::int64_t contributions_of_2021 = 476;
inline constexpr std::int64_t reoriented_of_2021 = 81;
inline constexpr std::int64_t rejected_of_2021 = 4;
inline constexpr std::int64_t grouped_of_2021 = 391;
inline constexpr std::int64_t proposals_of_2021 = 67;
inline constexpr std::int64_t supports_of_2021 = 531;
inline constexpr std::int64_t selected_of_2021 = 17;

/// Puts the whole campaign on the timeline. `every` is the register of that year.
void plan_2021(Script& script, Texts const& texts, std::vector<Place> const& every, Directory& directory,
               base::Random& random);

/// Refused, with both figures, unless they are exactly those above.
base::Result<base::Done> check_figures_of_2021(consultation::CampaignFigures const& figures);

}  // namespace demo
