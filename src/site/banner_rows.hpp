// The SQL of banners.
#pragma once

#include <vector>

#include "db/database.hpp"
#include "site/banner.hpp"
#include "web/notice.hpp"

namespace site {

inline constexpr int banners_per_page = 20;

/// A banner with the address of who published it, for the team; empty once that account is erased.
struct BannerLine {
    Banner banner;
    std::string created_by_email;
};
struct BannerPage {
    std::vector<BannerLine> lines;  // newest first
    std::int64_t total = 0;
};
BannerPage banners(db::Reader const& reader, int page);
std::optional<Banner> banner(db::Reader const& reader, base::Id<Banner> id);

/// What pages show now or later: at most web::notices_max (web::NoticeBoard::Load).
web::Notices standing_notices(db::Reader const& reader, base::Instant now);
/// Those that have not ended; publishing counts them under the lock.
std::int64_t count_unended(db::Reader const& reader, base::Instant now);
void lock_banners(db::Tx& tx);

base::Id<Banner> insert_banner(db::Tx& tx, Banner const& banner);
/// False when it is over already.
bool end_banner_row(db::Tx& tx, base::Id<Banner> id, base::Id<people::Person> by, base::Instant now);

}  // namespace site
