#include "site/banner_rows.hpp"

#include "base/check.hpp"

namespace site {
namespace {

Banner banner_from(db::Row const& row) {
    Banner banner;
    banner.id = row.id<Banner>(0);
    auto const kind = banner_kind_from(row.text(1));
    base::check(kind.has_value(), "a stored banner has a known kind");
    banner.kind = *kind;
    banner.text = row.string(2);
    banner.campaign = row.string(3);
    banner.starts_at = row.instant(4);
    banner.ends_at = row.instant(5);
    banner.created_at = row.instant(6);
    banner.created_by = row.id<people::Person>(7);
    banner.ended_by = row.maybe_id<people::Person>(8);
    return banner;
}

}  // namespace

BannerPage banners(db::Reader const& reader, int page) {
    BannerPage found;
    found.total = reader.integer("SELECT count(*) FROM banners");
    std::int64_t const skipped = (static_cast<std::int64_t>(page) - 1) * banners_per_page;
    found.lines = reader.list<BannerLine>(
        "SELECT b.id, b.kind, b.text, b.campaign, b.starts_at, b.ends_at, b.created_at, b.created_by, "
        "b.ended_by, coalesce(p.email, '') "
        "FROM banners b LEFT JOIN persons p ON p.id = b.created_by "
        "ORDER BY b.id DESC LIMIT $1 OFFSET $2",
        {banners_per_page, skipped}, [](db::Row const& row) {
            return BannerLine{banner_from(row), row.string(9)};
        });
    return found;
}

std::optional<Banner> banner(db::Reader const& reader, base::Id<Banner> id) {
    return reader.first<Banner>(
        "SELECT id, kind, text, campaign, starts_at, ends_at, created_at, created_by, ended_by "
        "FROM banners WHERE id = $1",
        {id}, banner_from);
}

web::Notices standing_notices(db::Reader const& reader, base::Instant now) {
    return reader.list<web::Notice>(
        "SELECT kind, text, campaign, starts_at, ends_at FROM banners WHERE ends_at > $1 "
        "ORDER BY CASE WHEN kind = 'incident' THEN 0 ELSE 1 END, id DESC LIMIT $2",
        {now, web::notices_max}, [](db::Row const& row) {
            std::string const campaign = row.string(2);
            return web::Notice{row.text(0) == "incident", row.string(1),
                               campaign.empty() ? std::string() : "/campagnes/" + campaign, row.instant(3),
                               row.instant(4)};
        });
}

std::int64_t count_unended(db::Reader const& reader, base::Instant now) {
    return reader.integer("SELECT count(*) FROM banners WHERE ends_at > $1", {now});
}

void lock_banners(db::Tx& tx) {
    tx.execute("INSERT INTO banner_lock (id) VALUES (1) ON CONFLICT DO NOTHING");
    tx.lock("SELECT id FROM banner_lock WHERE id = $1", {1});
}

base::Id<Banner> insert_banner(db::Tx& tx, Banner const& banner) {
    return base::Id<Banner>(
        tx.insert("INSERT INTO banners (kind, text, campaign, starts_at, ends_at, created_at, created_by) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                  {code(banner.kind), banner.text, banner.campaign, banner.starts_at, banner.ends_at,
                   banner.created_at, banner.created_by}));
}

bool end_banner_row(db::Tx& tx, base::Id<Banner> id, base::Id<people::Person> by, base::Instant now) {
    // One that never began ends where it began: it was shown for no time.
    return tx.execute(
               "UPDATE banners SET starts_at = CASE WHEN starts_at > $1 THEN $2 ELSE starts_at END, "
               "ends_at = $3, ended_by = $4 WHERE id = $5 AND ends_at > $6",
               {now, now, now, by, id, now}) == 1;
}

}  // namespace site
