// The SQL of bounces, suspensions and stops.
#include "base/check.hpp"
#include "base/text.hpp"
#include "messaging/bounce.hpp"
#include "messaging/mails_rows.hpp"
#include "messaging/stop.hpp"

namespace messaging {
namespace {

bool has_bounced_too_often(db::Reader const& reader, std::string const& key, base::Instant now) {
    std::int64_t const permanent =
        reader.integer("SELECT count(*) FROM mail_bounces WHERE to_key = $1 AND permanent = 1", {key});
    if (permanent >= permanent_bounces_max) return true;
    return reader.integer("SELECT count(*) FROM mail_bounces WHERE to_key = $1 AND at >= $2",
                          {key, now - soft_bounces_window}) >= soft_bounces_max;
}

}  // namespace

void note_bounce(db::Tx& tx, base::Id<Mail> mail, Bounce const& bounce, base::Instant now) {
    auto const key = tx.first<std::string>("SELECT to_key FROM mails WHERE id = $1", {mail},
                                           [](db::Row const& row) { return row.string(0); });
    if (!key) return;
    bool const is_new = tx.execute(
                            "INSERT INTO mail_bounces (mail_id, to_key, at, permanent, status) "
                            "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                            {mail, *key, now, bounce.is_permanent, bounce.status}) == 1;
    if (!is_new || !has_bounced_too_often(tx, *key, now)) return;
    tx.execute(
        "INSERT INTO mail_suspensions (to_key, since, permanent, status) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT DO NOTHING",
        {*key, now, bounce.is_permanent, bounce.status});
}

std::optional<Suspension> suspension_of(db::Reader const& reader, std::string_view email) {
    return reader.first<Suspension>("SELECT since, permanent, status FROM mail_suspensions WHERE to_key = $1",
                                    {base::email_key(email)}, [](db::Row const& row) {
                                        return Suspension{row.instant(0), row.boolean(1), row.string(2)};
                                    });
}

bool lift_suspension(db::Tx& tx, std::string_view email) {
    std::string const key = base::email_key(email);
    bool const stood = tx.execute("DELETE FROM mail_suspensions WHERE to_key = $1", {key}) == 1;
    if (stood) tx.execute("DELETE FROM mail_bounces WHERE to_key = $1", {key});
    return stood;
}

FailingPage failing_addresses(db::Reader const& reader, int page, int per_page) {
    base::check(page >= 1 && per_page >= 1 && per_page <= mails_per_page_max, "no such page of addresses");
    FailingPage found;
    found.total = reader.integer("SELECT count(DISTINCT to_key) FROM mail_bounces");
    found.addresses = reader.list<FailingAddress>(
        "SELECT g.to_key, g.permanent, g.soft, b.status, g.last_at, s.since FROM "
        "(SELECT to_key, count(CASE WHEN permanent = 1 THEN 1 END) AS permanent, "
        "count(CASE WHEN permanent = 0 THEN 1 END) AS soft, max(at) AS last_at, "
        "max(id) AS last_id FROM mail_bounces GROUP BY to_key) g "
        "JOIN mail_bounces b ON b.id = g.last_id LEFT JOIN mail_suspensions s ON s.to_key = g.to_key "
        "ORDER BY g.last_at DESC, g.to_key LIMIT $1 OFFSET $2",
        {per_page, std::int64_t{page - 1} * per_page}, [](db::Row const& row) {
            return FailingAddress{row.string(0), row.integer(1), row.integer(2),
                                  row.string(3), row.instant(4), row.maybe_instant(5)};
        });
    return found;
}

void forget_bounces_of(db::Tx& tx, std::string_view email) {
    std::string const key = base::email_key(email);
    tx.execute("DELETE FROM mail_suspensions WHERE to_key = $1", {key});
    tx.execute("DELETE FROM mail_bounces WHERE to_key = $1", {key});
}

std::int64_t forget_old_bounces(db::Tx& tx, base::Instant before, int limit) {
    return tx.execute(
        "DELETE FROM mail_bounces WHERE id IN (SELECT b.id FROM mail_bounces b WHERE b.at < $1 AND NOT "
        "EXISTS "
        "(SELECT 1 FROM mail_suspensions s WHERE s.to_key = b.to_key) ORDER BY b.at LIMIT $2)",
        {before, limit});
}

void record_stop(db::Tx& tx, Stop const& stop, base::Instant now) {
    tx.execute("INSERT INTO mail_stops (address, kind, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
               {stop.address, stop.kind, now});
}

void forget_stop(db::Tx& tx, Stop const& stop) {
    tx.execute("DELETE FROM mail_stops WHERE address = $1 AND kind = $2", {stop.address, stop.kind});
}

bool is_stopped(db::Reader const& reader, Stop const& stop) {
    return reader.exists("SELECT 1 FROM mail_stops WHERE address = $1 AND kind = $2",
                         {stop.address, stop.kind});
}

std::vector<KeptStop> stops_of(db::Reader const& reader, std::string_view secret, std::string_view email) {
    return reader.list<KeptStop>(
        "SELECT kind, at FROM mail_stops WHERE address = $1 ORDER BY at DESC, kind LIMIT $2",
        {address_hash(secret, email), stops_listed_max}, [](db::Row const& row) {
            return KeptStop{row.string(0), row.instant(1)};
        });
}

bool may_receive(db::Reader const& reader, std::string_view secret, std::string_view email,
                 std::string_view kind) {
    if (suspension_of(reader, email)) return false;
    return !reader.exists("SELECT 1 FROM mail_stops WHERE address = $1 AND (kind = $2 OR kind = $3)",
                          {address_hash(secret, email), kind, every_kind});
}

}  // namespace messaging
