#include "app/metrics.hpp"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/log.hpp"
#include "db/tables.hpp"

namespace app {
namespace {

void put_process(web::Exposition& metrics) {
    std::int64_t whole_pages = 0;
    std::int64_t resident_pages = 0;
    if (std::ifstream statm("/proc/self/statm"); statm >> whole_pages >> resident_pages)
        metrics.gauge("process_resident_memory_bytes", "Memory of this process that is in RAM.")
            .sample(resident_pages * ::sysconf(_SC_PAGESIZE));
    rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) == 0) {
        auto const spent = [](timeval const& time) {
            return static_cast<double>(time.tv_sec) + base::Duration{time.tv_usec}.in_seconds();
        };
        metrics.counter("process_cpu_seconds_total", "Processor time of this process.")
            .seconds(spent(used.ru_utime) + spent(used.ru_stime));
    }
    std::error_code error;
    std::int64_t descriptors = 0;
    for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
         entry.increment(error))
        ++descriptors;
    metrics.gauge("process_open_fds", "Open file descriptors.").sample(descriptors);
}

void put_server(web::Exposition& metrics, Served const& served) {
    http::ServerCounters const& counters = served.counters;
    auto const whole = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
    metrics.gauge("tremplin_ready", "1 when a proxy may send requests here (/readyz).")
        .sample(served.is_ready ? 1 : 0);
    metrics.gauge("tremplin_connections", "Open connections.").sample(whole(counters.connections_open));
    metrics.counter("tremplin_connections_refused_total", "Connections beyond the caps.")
        .sample(whole(counters.connections_refused));
    metrics.counter("tremplin_overloaded_total", "Requests answered 503 because a queue was full.")
        .sample(whole(counters.overloaded));
    metrics.counter("tremplin_timeouts_total", "Requests given up because the peer was too slow.")
        .sample(whole(counters.timeouts));
    metrics.gauge("tremplin_queue", "Requests that wait for a worker.")
        .sample(whole(counters.reads_waiting), {{"pool", "reads"}})
        .sample(whole(counters.writes_waiting), {{"pool", "writes"}});
    metrics.counter("tremplin_page_cache_total", "Look-ups in the page cache.")
        .sample(whole(served.cache.hits()), {{"result", "hit"}})
        .sample(whole(served.cache.misses()), {{"result", "miss"}});
    metrics.gauge("tremplin_page_cache_bytes", "Size of the page cache.").sample(whole(served.cache.bytes()));
    metrics.counter("tremplin_log_lines_dropped_total", "Log lines lost because nobody read them.")
        .sample(whole(log_lines_dropped()));
}

void put_disk(web::Exposition& metrics, Config const& config) {
    struct statvfs disk {};
    if (::statvfs(config.data.c_str(), &disk) == 0)
        metrics.gauge("tremplin_disk_free_bytes", "Free space where the data folder is.")
            .sample(static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize));
    if (config.on_postgresql()) return;
    std::error_code absent;  // no log yet: nothing waits in it
    auto const bytes = std::filesystem::file_size(config.database + "-wal", absent);
    metrics.gauge("tremplin_database_wal_bytes", "Size of SQLite's write-ahead log.")
        .sample(absent ? 0 : static_cast<std::int64_t>(bytes));
}

}  // namespace

std::string metrics_text(Config const& config, db::Database& database, std::vector<web::Room> const& rooms,
                         base::Instant now, Served const& served) {
    web::Exposition metrics;
    metrics.gauge("tremplin_build_info", "1; the version and the engine are in its labels.")
        .sample(
            1, {{"version", TREMPLIN_VERSION}, {"engine", config.on_postgresql() ? "postgresql" : "sqlite"}});
    put_process(metrics);
    put_server(metrics, served);
    served.traffic.put(metrics);
    put_disk(metrics, config);
    // Apart, so that a database lost half-way leaves no family without its samples.
    web::Exposition counted;
    bool is_up = false;
    try {
        auto const reader = database.snapshot();
        counted.gauge("tremplin_database_bytes", "Size of the database.").sample(db::bytes_on_disk(*reader));
        for (web::Room const& room : rooms)
            if (room.metrics) room.metrics(*reader, now, counted);
        is_up = true;
    } catch (db::DatabaseError const& error) {
        log(Level::warning, "metrics without the database", {{"what", error.what()}});
    }
    metrics.gauge("tremplin_database_up", "1 when the database answered this question.")
        .sample(is_up ? 1 : 0);
    base::check(metrics.series() + (is_up ? counted.series() : 0) <= series_max, "metrics are bounded");
    return is_up ? metrics.take() + counted.take() : metrics.take();
}

}  // namespace app
