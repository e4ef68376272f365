// Metrics: the page that Prometheus reads; what it says is listed in docs/operations/monitoring.md.
#pragma once

#include <string>

#include "app/config.hpp"
#include "app/traffic.hpp"
#include "base/instant.hpp"
#include "db/database.hpp"
#include "http/server.hpp"
#include "web/page_cache.hpp"
#include "web/room.hpp"

namespace app {

/// Series of one scrape, whatever the data: reliability.md O4.
inline constexpr int series_max = 300;

/// What a serving process knows of itself.
struct Served {
    Traffic const& traffic;
    web::PageCache const& cache;
    http::ServerCounters counters;
    bool is_ready = true;
};

/// Prometheus' text. When the database does not answer, tremplin_database_up is 0 and what would be counted
/// there is left out; never throws for that.
std::string metrics_text(Config const& config, db::Database& database, std::vector<web::Room> const& rooms,
                         base::Instant now, Served const& served);

}  // namespace app
