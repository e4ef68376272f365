// The SQL of closing day: what happened hour by hour, what waits.
#pragma once

#include <vector>

#include "consultation/campaign.hpp"
#include "db/database.hpp"

namespace consultation {

/// Acts of one hour; Paris and UTC share their hours' beginnings.
struct HourCount {
    base::Instant hour;
    std::int64_t contributions = 0;  // published
    std::int64_t supports = 0;       // cast, standing, counted or not
};
/// Every hour of [from, until), from the first, at most 200. One statement.
std::vector<HourCount> acts_by_hour(db::Reader const& reader, base::Id<Campaign> campaign, base::Instant from,
                                    base::Instant until);

/// What waits for somebody.
struct Waiting {
    std::int64_t affiliations = 0;
    std::optional<base::Instant> oldest_affiliation;
    std::int64_t pending_supports = 0;  // of the campaign
    std::int64_t late_requests = 0;     // of the campaign
    std::optional<base::Instant> oldest_late_request;
};
/// One statement.
Waiting waiting_on_closing_day(db::Reader const& reader, base::Id<Campaign> campaign);

}  // namespace consultation
