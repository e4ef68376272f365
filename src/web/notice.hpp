// NoticeBoard: the sentences that the operator puts above pages (an incident, an information), from one
// instant to another.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "db/database.hpp"

namespace web {

/// No page shows more; the action that writes them refuses more that have not ended.
inline constexpr int notices_max = 3;

struct Notice {
    bool is_incident = false;  // else an information
    std::string text;          // plain, one line
    std::string scope;  // a path: the pages at it, below it, or that lead back to it; empty: every page
    base::Instant from;
    base::Instant until;

    bool stands_at(base::Instant now) const { return from <= now && now < until; }
};

using Notices = std::vector<Notice>;

/// What stands or is to come, read once per version of the data: a page costs no statement for it.
class NoticeBoard {
  public:
    /// The notices that end after `now`, at most notices_max.
    using Load = std::function<Notices(db::Reader const& reader, base::Instant now)>;

    void load_with(Load load) { load_ = std::move(load); }
    /// `version` was read before the snapshot of `reader` was opened; nothing: always loaded.
    std::shared_ptr<Notices const> at(std::optional<std::int64_t> version,
                                      std::function<db::Reader const&()> const& reader, base::Instant now);

  private:
    Load load_;
    std::mutex mutex_;
    std::shared_ptr<Notices const> kept_;
    std::int64_t kept_version_ = 0;
};

/// Whether a page at `path`, whose breadcrumbs or back link lead to `ways_up`, is one that `scope` means.
bool concerns(std::string_view scope, std::string_view path, std::vector<std::string> const& ways_up);

}  // namespace web
