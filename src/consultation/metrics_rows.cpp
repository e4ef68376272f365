#include "consultation/metrics.hpp"

namespace consultation {
namespace {

void put(db::Reader const& reader, web::Exposition& metrics, std::string_view label, std::string_view sql) {
    reader.each(sql, {}, [&](db::Row const& row) { metrics.sample(row.integer(1), {{label, row.text(0)}}); });
}

}  // namespace

void put_metrics(db::Reader const& reader, base::Instant /*now*/, web::Exposition& metrics) {
    metrics.gauge("tremplin_contributions", "Contributions by state, published ones by their outcome.");
    put(reader, metrics, "outcome",
        "SELECT CASE WHEN state = 'published' THEN outcome ELSE state END AS what, count(*) "
        "FROM contributions GROUP BY CASE WHEN state = 'published' THEN outcome ELSE state END ORDER BY "
        "what");
    metrics.gauge("tremplin_proposals", "Proposals by state.");
    put(reader, metrics, "state", "SELECT state, count(*) FROM proposals GROUP BY state ORDER BY state");
    metrics.gauge("tremplin_supports", "Supports (an authority, a proposal) by state.");
    put(reader, metrics, "state", "SELECT state, count(*) FROM supports GROUP BY state ORDER BY state");
}

}  // namespace consultation
