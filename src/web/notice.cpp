#include "web/notice.hpp"

#include <algorithm>

namespace web {
namespace {

bool is_at_or_below(std::string_view address, std::string_view scope) {
    address = address.substr(0, address.find_first_of("?#"));
    return address.starts_with(scope) && (address.size() == scope.size() || address[scope.size()] == '/');
}

}  // namespace

std::shared_ptr<Notices const> NoticeBoard::at(std::optional<std::int64_t> version,
                                               std::function<db::Reader const&()> const& reader,
                                               base::Instant now) {
    if (!load_) return std::make_shared<Notices const>();
    if (version) {
        std::lock_guard const lock(mutex_);
        if (kept_ && kept_version_ == *version) return kept_;
    }
    auto fresh = std::make_shared<Notices const>(load_(reader(), now));
    if (version) {
        std::lock_guard const lock(mutex_);
        kept_ = fresh;
        kept_version_ = *version;
    }
    return fresh;
}

bool concerns(std::string_view scope, std::string_view path, std::vector<std::string> const& ways_up) {
    return scope.empty() || is_at_or_below(path, scope) ||
           std::any_of(ways_up.begin(), ways_up.end(),
                       [&](std::string const& way) { return is_at_or_below(way, scope); });
}

}  // namespace web
