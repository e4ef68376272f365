// The figures of campaigns, counted from the rows themselves, and the checks that they are right.
#pragma once

#include <string>
#include <vector>

#include "consultation/decision.hpp"
#include "db/database.hpp"

namespace consultation {

struct CampaignFigures {
    base::Id<Campaign> campaign;
    Conservation conservation;
    std::int64_t proposals = 0;  // public
    std::int64_t supports = 0;   // counted: distinct authority × proposal
    std::int64_t selected = 0;   // once published
};
/// One statement.
CampaignFigures campaign_figures(db::Reader const& reader, base::Id<Campaign> campaign);
/// Of every campaign that the public sees, in the order of `campaigns`. One statement.
std::vector<CampaignFigures> every_campaign_figures(db::Reader const& reader);

/// Distinct authorities with a counted support in the campaign. One statement.
std::int64_t supporting_authorities(db::Reader const& reader, base::Id<Campaign> campaign);

/// What contradicts itself, in sentences; empty: all is well. For `tremplin verify`. Recomputes every support
/// from its casts, every outcome from its standing decision, every affiliation's effect, in constant memory.
inline constexpr std::size_t problems_max = 100;
std::vector<std::string> problems(db::Reader const& reader);

}  // namespace consultation
