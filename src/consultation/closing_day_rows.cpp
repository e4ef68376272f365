#include "consultation/closing_day_rows.hpp"

namespace consultation {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000;
constexpr std::size_t hours_max = 200;

}  // namespace

std::vector<HourCount> acts_by_hour(db::Reader const& reader, base::Id<Campaign> campaign, base::Instant from,
                                    base::Instant until) {
    std::vector<HourCount> hours;
    for (std::int64_t at = from.us - from.us % hour_us; at < until.us && hours.size() < hours_max;
         at += hour_us)
        hours.push_back({base::Instant{at}});
    if (hours.empty()) return hours;
    base::Instant const first = hours.front().hour;
    base::Instant const end{hours.back().hour.us + hour_us};
    reader.each(
        "SELECT 0, c.published_at / 3600000000, count(*) FROM contributions c "
        "WHERE c.campaign_id = $1 AND c.state = 'published' AND c.published_at >= $2 AND c.published_at < $3 "
        "GROUP BY 1, 2 UNION ALL "
        "SELECT 1, k.cast_at / 3600000000, count(*) FROM support_casts k "
        "JOIN proposals p ON p.id = k.proposal_id "
        "WHERE p.campaign_id = $4 AND k.withdrawn_at IS NULL AND k.cast_at >= $5 AND k.cast_at < $6 "
        "GROUP BY 1, 2",
        {campaign, first, end, campaign, first, end}, [&](db::Row const& row) {
            auto const at = static_cast<std::size_t>(row.integer(1) - first.us / hour_us);
            if (at >= hours.size()) return;
            (row.integer(0) == 0 ? hours[at].contributions : hours[at].supports) = row.integer(2);
        });
    return hours;
}

Waiting waiting_on_closing_day(db::Reader const& reader, base::Id<Campaign> campaign) {
    Waiting waiting;
    reader.each(
        "SELECT 0, count(*), min(requested_at) FROM affiliations WHERE state = 'pending' UNION ALL "
        "SELECT 1, count(*), min(s.since) FROM proposals p JOIN supports s ON s.proposal_id = p.id "
        "AND s.state = 'pending' WHERE p.campaign_id = $1 UNION ALL "
        "SELECT 2, count(*), min(filed_at) FROM late_requests WHERE campaign_id = $2 AND state = 'waiting'",
        {campaign, campaign}, [&](db::Row const& row) {
            switch (row.integer(0)) {
                case 0:
                    waiting.affiliations = row.integer(1);
                    waiting.oldest_affiliation = row.maybe_instant(2);
                    break;
                case 1:
                    waiting.pending_supports = row.integer(1);
                    break;
                default:
                    waiting.late_requests = row.integer(1);
                    waiting.oldest_late_request = row.maybe_instant(2);
            }
        });
    return waiting;
}

}  // namespace consultation
