// The SQL of mails.
#include "messaging/mails_rows.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

namespace messaging {
namespace {

StoredMail stored_mail(db::Row const& row) {
    StoredMail stored;
    stored.id = row.id<Mail>(0);
    stored.message_id = row.string(1);
    stored.mail = {row.string(2), row.string(3), row.string(4),  row.string(5),  row.string(6),
                   row.string(7), row.string(8), row.boolean(9), row.boolean(15)};
    stored.state = mail_state(row.text(10));
    stored.created_at = row.instant(11);
    stored.sent_at = row.maybe_instant(12);
    stored.attempts = row.integer(13);
    stored.failure = row.string(14);
    return stored;
}

}  // namespace

MailPage mails(db::Reader const& reader, MailState state, std::string_view kind, int page, int per_page) {
    base::check(page >= 1 && per_page >= 1 && per_page <= mails_per_page_max, "no such page of mails");
    std::string_view const name = name_of(state);
    std::int64_t const skipped = std::int64_t{page - 1} * per_page;
    MailPage found;
    if (kind.empty()) {
        found.total = reader.integer("SELECT count(*) FROM mails WHERE state = $1", {name});
        found.mails = reader.list<StoredMail>(
            "SELECT id, message_id, to_address, subject, body, kind, why, stop, unsubscribe_url, secret, "
            "state, created_at, sent_at, attempts, failure, markdown FROM mails "
            "WHERE state = $1 ORDER BY id DESC LIMIT $2 OFFSET $3",
            {name, per_page, skipped}, stored_mail);
    } else {
        found.total =
            reader.integer("SELECT count(*) FROM mails WHERE state = $1 AND kind = $2", {name, kind});
        found.mails = reader.list<StoredMail>(
            "SELECT id, message_id, to_address, subject, body, kind, why, stop, unsubscribe_url, secret, "
            "state, created_at, sent_at, attempts, failure, markdown FROM mails "
            "WHERE state = $1 AND kind = $2 ORDER BY id DESC LIMIT $3 OFFSET $4",
            {name, kind, per_page, skipped}, stored_mail);
    }
    return found;
}

MailPage mails_sent(db::Reader const& reader, std::string_view kind, int page, int per_page) {
    return mails(reader, MailState::sent, kind, page, per_page);
}

std::vector<std::string> kinds_sent(db::Reader const& reader) {
    return reader.list<std::string>("SELECT DISTINCT kind FROM mails WHERE state = 'sent'", {},
                                    [](db::Row const& row) { return row.string(0); });
}

std::optional<StoredMail> mail(db::Reader const& reader, base::Id<Mail> id) {
    return reader.first<StoredMail>(
        "SELECT id, message_id, to_address, subject, body, kind, why, stop, unsubscribe_url, secret, "
        "state, created_at, sent_at, attempts, failure, markdown FROM mails WHERE id = $1",
        {id}, stored_mail);
}

namespace {

/// The same text on both engines; an empty value matches everything.
constexpr std::string_view matching =
    " FROM mails WHERE ($1 = '' OR state = $2) AND ($3 = '' OR kind = $4) AND ($5 = '' OR to_key = $6)";
constexpr std::string_view matching_address =
    " FROM mails WHERE to_key = $1 AND ($2 = '' OR state = $3) AND ($4 = '' OR kind = $5)";
constexpr std::string_view listed_columns =
    "SELECT id, message_id, to_address, subject, '', kind, why, stop, unsubscribe_url, secret, state, "
    "created_at, sent_at, attempts, failure, markdown";

}  // namespace

MailPage mails_matching(db::Reader const& reader, MailFilter const& filter, int page, int per_page) {
    base::check(page >= 1 && per_page >= 1 && per_page <= mails_per_page_max, "no such page of mails");
    std::string_view const state = filter.state ? name_of(*filter.state) : std::string_view();
    std::string const key = filter.to.empty() ? std::string() : base::email_key(filter.to);
    std::int64_t const skipped = std::int64_t{page - 1} * per_page;
    MailPage found;
    if (!key.empty()) {
        found.total = reader.integer("SELECT count(*)" + std::string(matching_address),
                                     {key, state, state, filter.kind, filter.kind});
        found.mails = reader.list<StoredMail>(
            std::string(listed_columns) + std::string(matching_address) +
                " ORDER BY id DESC LIMIT $6 OFFSET $7",
            {key, state, state, filter.kind, filter.kind, per_page, skipped}, stored_mail);
        return found;
    }
    found.total = reader.integer("SELECT count(*)" + std::string(matching),
                                 {state, state, filter.kind, filter.kind, key, key});
    found.mails = reader.list<StoredMail>(
        std::string(listed_columns) + std::string(matching) + " ORDER BY id DESC LIMIT $7 OFFSET $8",
        {state, state, filter.kind, filter.kind, key, key, per_page, skipped}, stored_mail);
    return found;
}

void each_mail(db::Reader const& reader, MailFilter const& filter, int limit,
               std::function<void(StoredMail const&)> const& each) {
    std::string_view const state = filter.state ? name_of(*filter.state) : std::string_view();
    std::string const key = filter.to.empty() ? std::string() : base::email_key(filter.to);
    std::vector<db::Value> const values{state, state, filter.kind, filter.kind, key, key, limit};
    reader.stream(std::string(listed_columns) + std::string(matching) + " ORDER BY id DESC LIMIT $7", values,
                  [&](db::Row const& row) { each(stored_mail(row)); });
}

std::vector<std::string> mail_kinds(db::Reader const& reader) {
    return reader.list<std::string>("SELECT DISTINCT kind FROM mails ORDER BY kind LIMIT 100", {},
                                    [](db::Row const& row) { return row.string(0); });
}

bool wait_again(db::Tx& tx, base::Id<Mail> id, base::Instant now) {
    return tx.execute(
               "UPDATE mails SET state = 'waiting', attempts = 0, sent_at = NULL, failure = '', created_at = "
               "$1 "
               "WHERE id = $2 AND state IN ('failed', 'bounced') AND body <> ''",
               {now, id}) == 1;
}

std::optional<base::Id<Mail>> mail_by_number(db::Reader const& reader, std::string_view message_id) {
    return reader.first<base::Id<Mail>>("SELECT id FROM mails WHERE message_id = $1", {message_id},
                                        [](db::Row const& row) { return row.id<Mail>(0); });
}

MailCounts mail_counts(db::Reader const& reader) {
    MailCounts counts;
    reader.each(
        "SELECT state, count(*) FROM mails GROUP BY state UNION ALL SELECT 'suspended', count(*) FROM "
        "mail_suspensions",
        {}, [&](db::Row const& row) {
            std::int64_t const number = row.integer(1);
            if (row.text(0) == "suspended") {
                counts.suspended_addresses = number;
                return;
            }
            switch (mail_state(row.text(0))) {
                case MailState::waiting:
                    counts.waiting = number;
                    break;
                case MailState::sent:
                    counts.sent = number;
                    break;
                case MailState::failed:
                    counts.failed = number;
                    break;
                case MailState::bounced:
                    counts.bounced = number;
                    break;
            }
        });
    return counts;
}

std::int64_t recent_mails(db::Reader const& reader, std::string_view to, std::string_view kind,
                          base::Instant since) {
    std::string const key = base::email_key(to);
    if (kind.empty())
        return reader.integer("SELECT count(*) FROM mails WHERE to_key = $1 AND created_at >= $2",
                              {key, since});
    return reader.integer("SELECT count(*) FROM mails WHERE to_key = $1 AND created_at >= $2 AND kind = $3",
                          {key, since, kind});
}

std::int64_t forget_mails_to(db::Tx& tx, std::string_view to) {
    return tx.execute("DELETE FROM mails WHERE to_key = $1", {base::email_key(to)});
}

std::int64_t forget_mails_naming(db::Tx& tx, std::string_view address) {
    // No LIKE: "_" is common in addresses.
    std::string const key = base::email_key(address);
    std::string_view const sql =
        tx.engine() == db::Engine::sqlite
            ? "DELETE FROM mails WHERE instr(lower(body), $1) > 0 OR instr(lower(subject), $2) > 0 "
              "OR instr(lower(why), $3) > 0 OR instr(lower(failure), $4) > 0"
            : "DELETE FROM mails WHERE strpos(lower(body), $1) > 0 OR strpos(lower(subject), $2) > 0 "
              "OR strpos(lower(why), $3) > 0 OR strpos(lower(failure), $4) > 0";
    return tx.execute(sql, {key, key, key, key});
}

std::int64_t forget_old_mails(db::Tx& tx, base::Instant before, int limit) {
    return tx.execute(
        "DELETE FROM mails WHERE id IN "
        "(SELECT id FROM mails WHERE created_at < $1 AND state <> 'waiting' ORDER BY created_at LIMIT $2)",
        {before, limit});
}

bool record_bounce(db::Tx& tx, std::string_view message_id, std::string_view failure) {
    return tx.execute(
               "UPDATE mails SET state = 'bounced', failure = $1 WHERE message_id = $2 AND state = 'sent'",
               {failure, message_id}) == 1;
}

base::Id<Mail> insert_mail(db::Tx& tx, StoredMail const& stored) {
    Mail const& content = stored.mail;
    return base::Id<Mail>(tx.insert(
        "INSERT INTO mails (message_id, to_address, to_key, subject, body, kind, why, stop, unsubscribe_url, "
        "secret, state, created_at, sent_at, attempts, failure, markdown) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, NULL, 0, '', $12) RETURNING id",
        {stored.message_id, content.to, base::email_key(content.to), content.subject, content.text,
         content.kind, content.why, content.stop, content.list_unsubscribe_url, content.secret,
         stored.created_at, content.is_markdown}));
}

std::optional<StoredMail> take_waiting(db::Tx& tx, base::Id<Mail> id) {
    return tx.first<StoredMail>(
        "UPDATE mails SET attempts = attempts + 1 WHERE id = $1 AND state = 'waiting' "
        "RETURNING id, message_id, to_address, subject, body, kind, why, stop, unsubscribe_url, secret, "
        "state, created_at, sent_at, attempts, failure, markdown",
        {id}, stored_mail);
}

void record_attempt(db::Tx& tx, base::Id<Mail> id, MailState state, std::optional<base::Instant> sent_at,
                    std::string_view failure) {
    tx.execute("UPDATE mails SET state = $1, sent_at = $2, failure = $3 WHERE id = $4 AND state = 'waiting'",
               {name_of(state), sent_at, failure, id});
}

void wipe_text(db::Tx& tx, base::Id<Mail> id) {
    tx.execute("UPDATE mails SET body = '' WHERE id = $1", {id});
}

}  // namespace messaging
