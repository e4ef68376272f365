#include "consultation/metrics.hpp"

#include "consultation/desk_queues.hpp"
#include "web/queue_gauges.hpp"

namespace consultation {
namespace {

void put(db::Reader const& reader, web::Exposition& metrics, std::string_view label, std::string_view sql) {
    reader.each(sql, {}, [&](db::Row const& row) { metrics.sample(row.integer(1), {{label, row.text(0)}}); });
}

}  // namespace

void put_metrics(db::Reader const& reader, base::Instant now, web::Exposition& metrics) {
    metrics.gauge("tremplin_contributions", "Contributions by state, published ones by their outcome.");
    put(reader, metrics, "outcome",
        "SELECT CASE WHEN state = 'published' THEN outcome ELSE state END AS what, count(*) "
        "FROM contributions GROUP BY CASE WHEN state = 'published' THEN outcome ELSE state END ORDER BY "
        "what");
    metrics.gauge("tremplin_proposals", "Proposals by state.");
    put(reader, metrics, "state", "SELECT state, count(*) FROM proposals GROUP BY state ORDER BY state");
    metrics.gauge("tremplin_supports", "Supports (an authority, a proposal) by state.");
    put(reader, metrics, "state", "SELECT state, count(*) FROM supports GROUP BY state ORDER BY state");
    DeskQueues const queues = desk_queues(reader);
    Queue const late = late_requests_in_all(queues);
    web::put_queue(metrics, "tremplin_late_requests_pending", "Late requests that wait for a decision.",
                   late.count, late.oldest, now);
    web::put_queue(metrics, "tremplin_reviews_pending", "Requests for a review that wait for an answer.",
                   queues.reviews.count, queues.reviews.oldest, now);
}

}  // namespace consultation
