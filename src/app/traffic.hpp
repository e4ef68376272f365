// Traffic: how many answers, how many failed, how long they took, by route; for /metrics.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "http/server.hpp"
#include "web/exposition.hpp"

namespace app {

/// Counts of this process since its start. Routes beyond the first `routes_max` that were asked for share the
/// label "other": the number of series is bounded whatever comes in (decision 0015).
class Traffic {
  public:
    static constexpr std::size_t routes_max = 64;
    /// Upper bounds in µs; what took longer counts in +Inf only.
    static constexpr std::array<std::int64_t, 9> bounds_us{1'000,   2'500,   5'000,     10'000,   50'000,
                                                           100'000, 500'000, 1'000'000, 5'000'000};

    void count(http::AccessRecord const& record);
    void put(web::Exposition& metrics) const;

  private:
    struct Route {
        std::int64_t answers = 0;
        std::int64_t faults = 0;  // 500 and more
        std::int64_t spent_us = 0;
    };
    mutable std::mutex mutex_;
    std::map<std::string, Route, std::less<>> routes_;
    std::array<std::int64_t, 6> by_class_{};  // 0: no such status; 1xx … 5xx
    std::array<std::int64_t, bounds_us.size() + 1> by_duration_{};
    std::int64_t spent_us_ = 0;
};

}  // namespace app
