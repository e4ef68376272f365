#include "web/queue_gauges.hpp"

namespace web {

double seconds_since(std::optional<base::Instant> at, base::Instant now) {
    return at && *at < now ? (now - *at).in_seconds() : 0;
}

void put_queue(Exposition& metrics, std::string_view name, std::string_view who, std::int64_t count,
               std::optional<base::Instant> oldest, base::Instant now) {
    metrics.gauge(name, who).sample(count);
    metrics.gauge(std::string(name) + "_seconds", "For how long the first of them has waited.")
        .seconds(seconds_since(oldest, now));
}

}  // namespace web
