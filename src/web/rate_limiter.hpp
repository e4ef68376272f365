// RateLimiter: how often one key (a network address, an account) may do one thing. In memory, bounded.
#pragma once

#include <array>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/instant.hpp"

namespace web {

/// `count` acts per `window`; a token bucket, so that a burst is allowed and a flood is not.
struct Rate {
    std::string_view name;
    int count;
    base::Duration window;
};

class RateLimiter {
  public:
    /// Takes one act; 0 when allowed, else after how many seconds to try again.
    int take(Rate const& rate, std::string_view key, base::Instant now);

  private:
    struct Bucket {
        double tokens = 0;
        base::Instant at;
    };
    /// Past this many keys in a shard, those that are full again are forgotten; if all are in use, new keys
    /// share one.
    static constexpr std::size_t keys_max = 20'000;
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Bucket> buckets;
    };
    std::array<Shard, 8> shards_;
};

}  // namespace web
