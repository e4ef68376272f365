#include <algorithm>

#include "consultation/campaign_rows.hpp"
#include "consultation/desk_queues.hpp"

namespace consultation {
namespace {

enum What : std::int64_t { reviews = 1, pending = 2, late = 3 };
constexpr int queues_of_a_campaign = 2;

CampaignQueues& queues_of(DeskQueues& all, db::Row const& row) {
    // The rows of a campaign follow each other.
    std::string slug = row.string(2);
    if (all.campaigns.empty() || all.campaigns.back().slug != slug)
        all.campaigns.push_back({std::move(slug), row.string(3), {}, {}});
    return all.campaigns.back();
}

}  // namespace

DeskQueues desk_queues(db::Reader const& reader) {
    DeskQueues all;
    reader.each(
        "SELECT 1 AS what, 0 AS id, '' AS slug, '' AS title, count(*) AS waiting, min(requested_at) AS "
        "oldest, 0 AS created FROM review_requests WHERE state = 'waiting' "
        "UNION ALL SELECT 2, g.id, g.slug, g.title, count(*), min(coalesce(d.decided_at, c.published_at)), "
        "g.created_at FROM campaigns g "
        "JOIN contributions c ON c.campaign_id = g.id AND c.state = 'published' AND c.outcome = 'pending' "
        "LEFT JOIN decisions d ON d.contribution_id = c.id AND d.replaced_by IS NULL "
        "WHERE g.state <> 'draft' AND g.results_published_at IS NULL GROUP BY g.id "
        "UNION ALL SELECT 3, g.id, g.slug, g.title, count(*), min(l.filed_at), g.created_at "
        "FROM late_requests l JOIN campaigns g ON g.id = l.campaign_id "
        "WHERE l.state = 'waiting' AND g.state <> 'draft' AND g.results_published_at IS NULL GROUP BY g.id "
        "ORDER BY created DESC, id DESC, what LIMIT $1",
        {1 + queues_of_a_campaign * campaigns_max}, [&](db::Row const& row) {
            Queue const queue{row.integer(4), row.maybe_instant(5)};
            switch (row.integer(0)) {
                case What::reviews:
                    all.reviews = queue;
                    break;
                case What::pending:
                    queues_of(all, row).pending = queue;
                    break;
                case What::late:
                    queues_of(all, row).late = queue;
                    break;
            }
        });
    return all;
}

Queue late_requests_in_all(DeskQueues const& queues) {
    Queue all;
    for (CampaignQueues const& one : queues.campaigns) {
        all.count += one.late.count;
        if (one.late.oldest && (!all.oldest || *one.late.oldest < *all.oldest)) all.oldest = one.late.oldest;
    }
    return all;
}

}  // namespace consultation
