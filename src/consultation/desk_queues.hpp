// What waits for the operator's team in all consultations: for the landing page and for who watches the
// service.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consultation/campaign.hpp"
#include "db/database.hpp"

namespace consultation {

struct Queue {
    std::int64_t count = 0;
    std::optional<base::Instant> oldest;  // since when the first of them waits; none: nothing does
};

struct CampaignQueues {
    std::string slug;
    std::string title;
    Queue pending;  // contributions without a decision, since they were published or reopened
    Queue late;     // late requests
};

struct DeskQueues {
    Queue reviews;
    std::vector<CampaignQueues> campaigns;  // public ones without results where something waits; newest first
};
/// One statement.
DeskQueues desk_queues(db::Reader const& reader);

/// The late requests of all of them.
Queue late_requests_in_all(DeskQueues const& queues);

}  // namespace consultation
