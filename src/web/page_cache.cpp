#include "web/page_cache.hpp"

namespace web {
namespace {

/// What an entry costs beside its bytes.
constexpr std::size_t entry_overhead_bytes = 300;

}  // namespace

std::optional<CachedPage> PageCache::find(std::string const& key, std::int64_t version, base::Instant now) {
    std::lock_guard const lock(mutex_);
    auto const found = by_key_.find(key);
    if (found == by_key_.end()) {
        ++misses_;
        return std::nullopt;
    }
    if (found->second->version != version || found->second->until <= now) {
        ++misses_;
        drop(found->second);
        return std::nullopt;
    }
    ++hits_;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->page;
}

void PageCache::keep(std::string const& key, std::int64_t version, base::Instant until, CachedPage page) {
    std::size_t const size = key.size() * 2 + page.bytes->size() + entry_overhead_bytes;
    if (size > bytes_max_ / 4) return;
    std::lock_guard const lock(mutex_);
    if (auto const found = by_key_.find(key); found != by_key_.end()) drop(found->second);
    while (bytes_ + size > bytes_max_ && !entries_.empty()) drop(std::prev(entries_.end()));
    entries_.push_front({key, version, until, std::move(page)});
    by_key_.emplace(key, entries_.begin());
    bytes_ += size;
}

void PageCache::drop(std::list<Entry>::iterator entry) {
    bytes_ -= entry->key.size() * 2 + entry->page.bytes->size() + entry_overhead_bytes;
    by_key_.erase(entry->key);
    entries_.erase(entry);
}

std::size_t PageCache::bytes() const {
    std::lock_guard const lock(mutex_);
    return bytes_;
}

}  // namespace web
