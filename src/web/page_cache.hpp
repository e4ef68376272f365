// PageCache: the bytes of public pages, valid for one data version and until the next instant that changes
// them.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/instant.hpp"
#include "http/message.hpp"

namespace web {

struct CachedPage {
    std::string content_type;
    std::string content_encoding;
    std::shared_ptr<std::string const> bytes;
    std::string etag;
    std::string route = {};  // that made it, for the access log
};

class PageCache {
  public:
    explicit PageCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    /// The page of `key`, if it was made from data of this version and still holds at `now`.
    std::optional<CachedPage> find(std::string const& key, std::int64_t version, base::Instant now);
    /// Keeps a page made from data at least as new as `version`. The oldest used go first when full.
    void keep(std::string const& key, std::int64_t version, base::Instant until, CachedPage page);
    std::size_t bytes() const;
    std::uint64_t hits() const { return hits_; }
    std::uint64_t misses() const { return misses_; }

  private:
    struct Entry {
        std::string key;
        std::int64_t version;
        base::Instant until;
        CachedPage page;
    };
    void drop(std::list<Entry>::iterator entry);
    std::size_t bytes_max_;
    mutable std::mutex mutex_;
    std::list<Entry> entries_;  // most recently used first
    std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
    std::size_t bytes_ = 0;
    std::atomic<std::uint64_t> hits_{0}, misses_{0};
};

}  // namespace web
