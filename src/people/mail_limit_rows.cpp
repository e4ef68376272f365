// The SQL of limits on mails.
#include "people/mail_limit_rows.hpp"

namespace people {

std::optional<base::Instant> count_mail(db::Tx& tx, base::Instant now, std::string_view key,
                                        MailLimit limit) {
    // The upsert is the lock: on PostgreSQL a second transaction waits here for the first one's commit.
    tx.execute(
        "INSERT INTO mail_limits (key, last_at) VALUES ($1, $2) "
        "ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at",
        {key, now});
    // The oldest of the last `most` mails: when it is still within the period, the limit is reached.
    auto const oldest = tx.first<base::Instant>(
        "SELECT at FROM mail_causes WHERE key = $1 AND at > $2 ORDER BY at DESC LIMIT 1 OFFSET $3",
        {key, now - limit.period, limit.most - 1}, [](db::Row const& row) { return row.instant(0); });
    if (oldest) return *oldest + limit.period;
    tx.execute("INSERT INTO mail_causes (key, at) VALUES ($1, $2)", {key, now});
    return std::nullopt;
}

std::int64_t forget_mail_counts(db::Tx& tx, base::Instant before, int most) {
    std::int64_t const forgotten = tx.execute(
        "DELETE FROM mail_causes WHERE id IN "
        "(SELECT id FROM mail_causes WHERE at < $1 ORDER BY at LIMIT $2)",
        {before, most});
    tx.execute(
        "DELETE FROM mail_limits WHERE key IN "
        "(SELECT key FROM mail_limits WHERE last_at < $1 ORDER BY key LIMIT $2)",
        {before, most});
    return forgotten;
}

}  // namespace people
