#include "web/rate_limiter.hpp"

#include <algorithm>
#include <cmath>

namespace web {

int RateLimiter::take(Rate const& rate, std::string_view key, base::Instant now) {
    std::string full(rate.name);
    full.push_back('\0');
    full += key;
    Shard& shard = shards_[std::hash<std::string>{}(full) % shards_.size()];
    double const per_us = rate.count / static_cast<double>(rate.window.us);
    std::lock_guard const lock(shard.mutex);
    if (shard.buckets.size() >= keys_max && !shard.buckets.contains(full)) {
        std::erase_if(shard.buckets,
                      [&](auto const& entry) { return (now - entry.second.at) > rate.window; });
        if (shard.buckets.size() >= keys_max) full = "overflow";
    }
    auto const [found, is_new] =
        shard.buckets.try_emplace(full, Bucket{static_cast<double>(rate.count), now});
    Bucket& bucket = found->second;
    double const elapsed = static_cast<double>(std::max<std::int64_t>(0, (now - bucket.at).us));
    bucket.tokens = std::min(static_cast<double>(rate.count), bucket.tokens + elapsed * per_us);
    bucket.at = now;
    if (bucket.tokens < 1.0) return static_cast<int>(std::ceil((1.0 - bucket.tokens) / per_us / 1e6));
    bucket.tokens -= 1.0;
    return 0;
}

}  // namespace web
