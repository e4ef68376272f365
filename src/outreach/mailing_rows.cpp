#include "outreach/mailing_rows.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "messaging/stop.hpp"

namespace outreach {
namespace {

constexpr std::string_view columns =
    "SELECT g.id, g.campaign_id, g.kind, g.segment, g.filters, g.audience, g.scope, g.subject, g.text, "
    "g.state, "
    "g.slice, g.until, g.written_by, coalesce(p.email, ''), g.changed_at, g.started_at, g.ended_at, "
    "g.recipients, "
    "g.posted, g.forgotten_at FROM mailings g LEFT JOIN persons p ON p.id = g.written_by ";

Mailing mailing_from(db::Row const& row) {
    Mailing one;
    one.id = row.id<Mailing>(0);
    one.campaign = row.id<consultation::Campaign>(1);
    one.kind = mailing_kind(row.text(2));
    one.segment = row.string(3);
    one.filters = row.string(4);
    one.audience = row.string(5);
    one.scope = row.string(6);
    one.subject = row.string(7);
    one.text = row.string(8);
    one.state = mailing_state(row.text(9));
    one.slice = row.integer(10);
    one.until = row.maybe_instant(11);
    one.written_by = PersonId(row.integer(12));
    one.by_email = row.string(13);
    one.changed_at = row.instant(14);
    one.started_at = row.maybe_instant(15);
    one.ended_at = row.maybe_instant(16);
    one.recipients = row.integer(17);
    one.posted = row.integer(18);
    one.forgotten_at = row.maybe_instant(19);
    return one;
}

/// What became of a line, from its own state and its mail's; a mail that is not kept any more had left.
constexpr std::string_view fortune_column =
    "CASE WHEN r.state <> 'posted' THEN r.state WHEN m.state = 'waiting' THEN 'queued' "
    "WHEN m.state IS NULL THEN 'sent' ELSE m.state END";

std::int64_t skipped(int page, int per_page) {
    base::check(page >= 1, "pages count from one");
    return std::int64_t{page - 1} * per_page;
}

}  // namespace

std::string_view name_of(Fortune fortune) {
    constexpr std::string_view names[] = {"waiting", "queued",  "sent",   "failed",
                                          "bounced", "refused", "dropped"};
    return names[static_cast<std::size_t>(fortune)];
}

std::optional<Fortune> fortune(std::string_view name) {
    for (Fortune const one : every_fortune)
        if (name_of(one) == name) return one;
    return std::nullopt;
}

std::string_view title_of(Fortune fortune) {
    constexpr std::string_view titles[] = {
        "À envoyer", "Sur le départ", "Parti", "Échec", "Revenu", "Désabonné ou injoignable", "Abandonné"};
    return titles[static_cast<std::size_t>(fortune)];
}

std::optional<Mailing> mailing_by_id(db::Reader const& reader, base::Id<Mailing> id) {
    return reader.first<Mailing>(std::string(columns) + "WHERE g.id = $1", {id}, mailing_from);
}

MailingPage mailings_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign, int page) {
    MailingPage found;
    found.total = reader.integer(
        "SELECT count(*) FROM mailings WHERE campaign_id = $1 AND kind IN ('segment', 'reminder')",
        {campaign});
    found.mailings =
        reader.list<Mailing>(std::string(columns) +
                                 "WHERE g.campaign_id = $1 AND g.kind IN ('segment', 'reminder') ORDER BY "
                                 "g.id DESC LIMIT $2 OFFSET $3",
                             {campaign, mailings_per_page, skipped(page, mailings_per_page)}, mailing_from);
    return found;
}

MailingPage mailings_of_scope(db::Reader const& reader, MailingKind kind, std::string_view scope, int page) {
    MailingPage found;
    found.total = reader.integer("SELECT count(*) FROM mailings WHERE kind = $1 AND scope = $2",
                                 {name_of(kind), scope});
    found.mailings = reader.list<Mailing>(
        std::string(columns) + "WHERE g.kind = $1 AND g.scope = $2 ORDER BY g.id DESC LIMIT $3 OFFSET $4",
        {name_of(kind), scope, mailings_per_page, skipped(page, mailings_per_page)}, mailing_from);
    return found;
}

Figures figures_of(db::Reader const& reader, Mailing const& mailing) {
    Figures figures;
    if (mailing.forgotten_at) {
        reader.each(
            "SELECT sent, failed, bounced, refused, dropped FROM mailings WHERE id = $1", {mailing.id},
            [&](db::Row const& row) {
                figures = {
                    0, 0, row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4)};
            });
        return figures;
    }
    reader.each(fmt::format("SELECT {} AS fortune, count(*) FROM mailing_recipients r LEFT JOIN mails m "
                            "ON m.id = r.mail_id WHERE r.mailing_id = $1 GROUP BY 1",
                            fortune_column),
                {mailing.id}, [&](db::Row const& row) {
                    std::int64_t const number = row.integer(1);
                    switch (fortune(row.text(0)).value()) {
                        case Fortune::waiting:
                            figures.waiting = number;
                            break;
                        case Fortune::queued:
                            figures.queued = number;
                            break;
                        case Fortune::sent:
                            figures.sent = number;
                            break;
                        case Fortune::failed:
                            figures.failed = number;
                            break;
                        case Fortune::bounced:
                            figures.bounced = number;
                            break;
                        case Fortune::refused:
                            figures.refused = number;
                            break;
                        case Fortune::dropped:
                            figures.dropped = number;
                            break;
                    }
                });
    return figures;
}

std::vector<Part> parts_of(db::Reader const& reader, base::Id<Mailing> id) {
    return reader.list<Part>(
        "SELECT lead, why FROM mailing_parts WHERE mailing_id = $1 ORDER BY part LIMIT $2", {id, parts_max},
        [](db::Row const& row) {
            return Part{row.string(0), row.string(1)};
        });
}

RecipientPage recipients_of(db::Reader const& reader, base::Id<Mailing> id, std::optional<Fortune> wanted,
                            int page) {
    std::string const from = fmt::format(
        "FROM mailing_recipients r LEFT JOIN mails m ON m.id = r.mail_id LEFT JOIN authorities a ON a.id = "
        "r.authority_id WHERE r.mailing_id = $1 AND ($2 = '' OR {} = $3) ",
        fortune_column);
    std::string_view const name = wanted ? name_of(*wanted) : std::string_view();
    RecipientPage found;
    found.total = reader.integer("SELECT count(*) " + from, {id, name, name});
    found.lines = reader.list<RecipientLine>(
        fmt::format("SELECT r.email, coalesce(a.long_name, ''), coalesce(a.reference, ''), {}, r.at {} "
                    "ORDER BY r.email_key LIMIT $4 OFFSET $5",
                    fortune_column, from),
        {id, name, name, recipients_per_page, skipped(page, recipients_per_page)}, [](db::Row const& row) {
            return RecipientLine{row.string(0), row.string(1), row.string(2), fortune(row.text(3)).value(),
                                 row.maybe_instant(4)};
        });
    return found;
}

std::vector<LastWritten> last_written(db::Reader const& reader, MailingKind kind,
                                      std::span<AuthorityId const> ids) {
    base::check(ids.size() <= addressees_max, "too many authorities at once");
    if (ids.empty()) return {};
    std::vector<db::Value> values{name_of(kind)};
    std::string list;
    for (AuthorityId const id : ids) {
        values.emplace_back(id);
        list += fmt::format("{}${}", list.empty() ? "" : ", ", values.size());
    }
    std::vector<LastWritten> found;
    reader.each(
        fmt::format("SELECT r.authority_id, max(g.started_at) FROM mailing_recipients r "
                    "JOIN mailings g ON g.id = r.mailing_id WHERE g.kind = $1 AND r.state <> 'dropped' "
                    "AND g.started_at IS NOT NULL AND r.authority_id IN ({}) GROUP BY r.authority_id",
                    list),
        std::span<db::Value const>(values), [&](db::Row const& row) {
            found.push_back({AuthorityId(row.integer(0)), row.instant(1)});
        });
    return found;
}

std::int64_t drafts_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign) {
    return reader.integer("SELECT count(*) FROM mailings WHERE campaign_id = $1 AND state = 'draft'",
                          {campaign});
}

std::int64_t segments_sent_since(db::Reader const& reader, base::Id<consultation::Campaign> campaign,
                                 base::Instant since) {
    return reader.integer(
        "SELECT count(*) FROM mailings WHERE campaign_id = $1 AND kind = 'segment' AND started_at >= $2",
        {campaign, since});
}

std::string list_hash(db::Reader const& reader, base::Id<Mailing> id, std::string_view secret) {
    base::Sha256Stream hash;
    std::string after;
    constexpr int keys_at_once = 5000;
    for (bool is_more = true; is_more;) {
        auto const keys = reader.list<std::string>(
            "SELECT email_key FROM mailing_recipients WHERE mailing_id = $1 AND email_key > $2 ORDER BY "
            "email_key "
            "LIMIT $3",
            {id, after, keys_at_once}, [](db::Row const& row) { return row.string(0); });
        for (std::string const& key : keys) hash.add(messaging::address_hash(secret, key));
        is_more = static_cast<int>(keys.size()) == keys_at_once;
        if (is_more) after = keys.back();
    }
    return base::hex(base::as_bytes(hash.finish()));
}

base::Id<Mailing> insert_mailing(db::Tx& tx, Mailing const& one) {
    return base::Id<Mailing>(
        tx.insert("INSERT INTO mailings (campaign_id, kind, segment, filters, audience, scope, subject, "
                  "text, state, slice, "
                  "until, written_by, changed_at, started_at, ended_at, recipients, posted, sent, failed, "
                  "bounced, refused, "
                  "dropped, forgotten_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', 0, $9, $10, $11, "
                  "NULL, NULL, 0, 0, "
                  "0, 0, 0, 0, 0, NULL) RETURNING id",
                  {one.campaign, name_of(one.kind), one.segment, one.filters, one.audience, one.scope,
                   one.subject, one.text, one.until, one.written_by, one.changed_at}));
}

bool lock_mailing(db::Tx& tx, base::Id<Mailing> id) {
    return tx.lock("SELECT id FROM mailings WHERE id = $1", {id});
}

void update_draft(db::Tx& tx, Mailing const& one) {
    tx.execute(
        "UPDATE mailings SET segment = $1, filters = $2, audience = $3, subject = $4, text = $5, written_by "
        "= $6, "
        "changed_at = $7 WHERE id = $8 AND state = 'draft'",
        {one.segment, one.filters, one.audience, one.subject, one.text, one.written_by, one.changed_at,
         one.id});
}

void delete_draft(db::Tx& tx, base::Id<Mailing> id) {
    tx.execute("DELETE FROM mailing_parts WHERE mailing_id = $1", {id});
    tx.execute("DELETE FROM mailings WHERE id = $1 AND state = 'draft'", {id});
}

void insert_part(db::Tx& tx, base::Id<Mailing> id, int part, Part const& words) {
    tx.execute("INSERT INTO mailing_parts (mailing_id, part, lead, why) VALUES ($1, $2, $3, $4)",
               {id, part, words.lead, words.why});
}

bool insert_recipient(db::Tx& tx, base::Id<Mailing> id, Addressee const& one) {
    std::optional<std::int64_t> person;
    std::optional<std::int64_t> authority;
    if (one.person.exists()) person = one.person.value;
    if (one.authority.exists()) authority = one.authority.value;
    return tx.execute(
               "INSERT INTO mailing_recipients (mailing_id, email_key, email, person_id, authority_id, part, "
               "state, "
               "mail_id, at) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', NULL, NULL) ON CONFLICT DO NOTHING",
               {id, base::email_key(one.email), one.email, person, authority, one.part}) == 1;
}

std::int64_t count_recipients(db::Reader const& reader, base::Id<Mailing> id) {
    return reader.integer("SELECT count(*) FROM mailing_recipients WHERE mailing_id = $1", {id});
}

void start(db::Tx& tx, base::Id<Mailing> id, std::int64_t recipients, PersonId by, base::Instant now) {
    tx.execute(
        "UPDATE mailings SET state = 'sending', slice = 1, recipients = $1, written_by = $2, started_at = $3 "
        "WHERE "
        "id = $4 AND state = 'draft'",
        {recipients, by, now, id});
}

void set_state(db::Tx& tx, base::Id<Mailing> id, MailingState state, std::optional<base::Instant> ended_at) {
    tx.execute("UPDATE mailings SET state = $1, ended_at = $2 WHERE id = $3", {name_of(state), ended_at, id});
}

std::int64_t next_slice(db::Tx& tx, base::Id<Mailing> id, std::int64_t posted_more) {
    return tx
        .first<std::int64_t>(
            "UPDATE mailings SET slice = slice + 1, posted = posted + $1 WHERE id = $2 RETURNING slice",
            {posted_more, id}, [](db::Row const& row) { return row.integer(0); })
        .value();
}

std::int64_t drop_waiting(db::Tx& tx, base::Id<Mailing> id, base::Instant now) {
    return tx.execute(
        "UPDATE mailing_recipients SET state = 'dropped', at = $1 WHERE mailing_id = $2 AND state = "
        "'waiting'",
        {now, id});
}

std::vector<Turn> next_turns(db::Reader const& reader, base::Id<Mailing> id, int limit) {
    return reader.list<Turn>(
        "SELECT r.email_key, r.email, r.part, coalesce(a.long_name, ''), coalesce(a.reference, '') "
        "FROM mailing_recipients r LEFT JOIN authorities a ON a.id = r.authority_id "
        "WHERE r.mailing_id = $1 AND r.state = 'waiting' ORDER BY r.email_key LIMIT $2",
        {id, limit}, [](db::Row const& row) {
            return Turn{row.string(0), row.string(1), static_cast<int>(row.integer(2)), row.string(3),
                        row.string(4)};
        });
}

void mark(db::Tx& tx, base::Id<Mailing> id, std::string const& email_key, std::int64_t mail,
          base::Instant now) {
    std::optional<std::int64_t> posted;
    if (mail != 0) posted = mail;
    tx.execute(
        "UPDATE mailing_recipients SET state = $1, mail_id = $2, at = $3 WHERE mailing_id = $4 AND email_key "
        "= $5",
        {posted ? "posted" : "refused", posted, now, id, email_key});
}

int forget_old_lists(db::Tx& tx, base::Instant before, base::Instant now, int limit) {
    auto const old = tx.list<base::Id<Mailing>>(
        "SELECT id FROM mailings WHERE ended_at < $1 AND forgotten_at IS NULL ORDER BY ended_at LIMIT $2",
        {before, limit}, [](db::Row const& row) { return row.id<Mailing>(0); });
    for (base::Id<Mailing> const id : old) {
        Figures const figures = figures_of(tx, *mailing_by_id(tx, id));
        tx.execute(
            "UPDATE mailings SET sent = $1, failed = $2, bounced = $3, refused = $4, dropped = $5, "
            "forgotten_at = $6 "
            "WHERE id = $7",
            {figures.sent + figures.queued, figures.failed, figures.bounced, figures.refused, figures.dropped,
             now, id});
        tx.execute("DELETE FROM mailing_recipients WHERE mailing_id = $1", {id});
    }
    return static_cast<int>(old.size());
}

}  // namespace outreach
