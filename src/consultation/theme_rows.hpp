// The themes of a campaign alone: what a list shows to choose from, without desks and grounds (`choices`).
#pragma once

#include <vector>

#include "consultation/campaign.hpp"
#include "db/database.hpp"

namespace consultation {

/// In the campaign's order. One statement.
std::vector<Theme> themes_by_rank(db::Reader const& reader, base::Id<Campaign> campaign);

}  // namespace consultation
