#include "bench/table.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>

namespace bench {
namespace {

/// Resident, and of them those that a file backs (proc(5), statm).
std::pair<double, double> memory_pages() {
    std::ifstream stream("/proc/self/statm");
    std::int64_t total = 0;
    std::int64_t resident = 0;
    std::int64_t shared = 0;
    stream >> total >> resident >> shared;
    return {static_cast<double>(resident), static_cast<double>(shared)};
}

double page_mib() {
    return static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

}  // namespace

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double wall_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double resident_mib() {
    return memory_pages().first * page_mib();
}

double private_mib() {
    auto const [resident, shared] = memory_pages();
    return (resident - shared) * page_mib();
}

void title(std::string const& text) {
    fmt::print("\n{}\n", text);
}

void row(std::string const& name, double value, std::string const& unit, double limit,
         std::string const& limit_name, std::string const& budget) {
    std::string beside;
    if (limit > 0)
        beside = fmt::format("  {:>10.1f} {} {:<34} ratio {:.2f}", limit, unit, limit_name, value / limit);
    fmt::print("  {:<58} {:>10.1f} {:<6}{}{}\n", name, value, unit, beside,
               budget.empty() ? "" : "  [budget " + budget + "]");
    std::fflush(stdout);
}

Cost cost_of(std::int64_t count, std::function<void()> const& body) {
    double const cpu = cpu_seconds();
    double const wall = wall_seconds();
    body();
    double const things = static_cast<double>(count);
    double const elapsed = wall_seconds() - wall;
    return {(cpu_seconds() - cpu) * 1e6 / things, elapsed * 1e6 / things, things / elapsed};
}

}  // namespace bench
