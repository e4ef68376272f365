#include "site/contact_rows.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "site/contest_rows.hpp"

namespace site {
namespace {

constexpr std::string_view message_columns =
    "m.id, m.reference, m.topic, m.text, m.body, m.email, m.state, m.assigned_to, m.created_at, "
    "m.waiting_since, m.closed_at";

ContactMessage message_from(db::Row const& row) {
    ContactMessage message;
    message.id = row.id<ContactMessage>(0);
    message.reference = row.string(1);
    auto const topic = topic_from(row.text(2));
    auto const state = message_state_from(row.text(6));
    base::check(topic && state, "a stored message has a known topic and state");
    message.topic = *topic;
    message.text = row.string(3);
    message.body = row.string(4);
    message.email = row.string(5);
    message.state = *state;
    message.assigned_to = row.maybe_id<people::Person>(7);
    message.created_at = row.instant(8);
    message.waiting_since = row.instant(9);
    message.closed_at = row.maybe_instant(10);
    return message;
}

constexpr int columns_of_message = 11;

MessageLine line_from(db::Row const& row) {
    return {message_from(row), row.string(columns_of_message), row.integer(columns_of_message + 1)};
}

std::string lines_sql() {
    return "SELECT " + std::string(message_columns) +
           ", coalesce(p.email, ''), (SELECT count(*) FROM contact_posts o WHERE o.message_id = m.id) "
           "FROM contact_messages m LEFT JOIN persons p ON p.id = m.assigned_to ";
}

/// A contest is a message whose act says which support it is about (contest_actions). Once its author is
/// erased, the act says it no more and the message, if one is left, is like any other.
constexpr std::string_view not_a_contest =
    "NOT EXISTS (SELECT 1 FROM journal_entries e WHERE e.subject = m.reference AND e.act = "
    "'support.contested' "
    "AND e.payload <> '') ";
constexpr std::string_view contest_columns =
    ", coalesce(q.email, ''), p.id, p.reference, p.title, a.id, a.long_name, a.reference, s.state, s.since, "
    "s.reason ";
/// The one fact of the act is the proposal: "proposal=P-2026-012" and a newline; its body is the authority.
constexpr std::string_view contest_joins =
    "FROM contact_messages m "
    "JOIN journal_entries e ON e.subject = m.reference AND e.act = 'support.contested' "
    "JOIN proposals p ON p.reference = rtrim(substr(e.payload, 10), '\n') "
    "JOIN authorities a ON a.id = e.body_id "
    "JOIN supports s ON s.proposal_id = p.id AND s.authority_id = a.id "
    "LEFT JOIN persons q ON q.id = m.assigned_to ";

Contest contest_from(db::Row const& row) {
    Contest one;
    one.message = message_from(row);
    int at = columns_of_message;
    one.assigned_email = row.string(at);
    one.proposal = row.id<consultation::Proposal>(++at);
    one.proposal_reference = row.string(++at);
    one.proposal_title = row.string(++at);
    one.authority = row.id<territories::Authority>(++at);
    one.authority_name = row.string(++at);
    one.authority_reference = row.string(++at);
    auto const state = consultation::support_state(row.text(++at));
    base::check(state.has_value(), "a stored support has a known state");
    one.standing.state = *state;
    one.standing.since = row.instant(++at);
    one.standing.reason = row.string(++at);
    return one;
}

std::string contests_sql() {
    return "SELECT " + std::string(message_columns) + std::string(contest_columns) +
           std::string(contest_joins);
}

/// The conditions of a filter with their values, which it owns.
class Where {
  public:
    explicit Where(MessageFilter const& filter) : person_(filter.person.value) {
        if (filter.state) add("m.state = ", code(*filter.state));
        if (filter.topic) add("m.topic = ", code(*filter.topic));
        if (filter.whose == Whose::one) add("m.assigned_to = ", person_);
        if (filter.whose == Whose::nobody) also("m.assigned_to IS NULL ");
        if (!filter.text.empty()) {
            pattern_ = "%";
            for (char const c : base::folded(filter.text)) {
                if (c == '%' || c == '_' || c == '!') pattern_.push_back('!');
                pattern_.push_back(c);
            }
            pattern_.push_back('%');
            add("m.search_key LIKE ", pattern_);
            sql_ += "ESCAPE '!' ";
        }
    }
    Where(Where const&) = delete;
    Where& operator=(Where const&) = delete;

    void add(std::string_view condition, db::Value value) {
        sql_ += sql_.empty() ? "WHERE " : "AND ";
        put(condition, value);
    }
    void also(std::string_view condition) {
        sql_ += sql_.empty() ? "WHERE " : "AND ";
        sql_ += condition;
    }
    void put(std::string_view words, db::Value value) {
        values_.push_back(value);
        sql_ += std::string(words) + "$" + std::to_string(values_.size()) + " ";
    }
    void put(std::string_view words) { sql_ += words; }
    std::string const& sql() const { return sql_; }
    std::vector<db::Value> const& values() const { return values_; }

  private:
    std::int64_t person_;
    std::string pattern_;
    std::string sql_;
    std::vector<db::Value> values_;
};

}  // namespace

MessagePage messages(db::Reader const& reader, MessageFilter const& filter, int page) {
    Where where(filter);
    where.also(not_a_contest);
    MessagePage found;
    reader.each("SELECT count(*) FROM contact_messages m " + where.sql(), where.values(),
                [&](db::Row const& row) { found.total = row.integer(0); });
    where.put(filter.state == MessageState::open ? "ORDER BY m.waiting_since, m.id " : "ORDER BY m.id DESC ");
    where.put("LIMIT ", messages_per_page);
    where.put("OFFSET ", (static_cast<std::int64_t>(page) - 1) * messages_per_page);
    reader.each(lines_sql() + where.sql(), where.values(),
                [&](db::Row const& row) { found.lines.push_back(line_from(row)); });
    return found;
}

void each_message(db::Reader const& reader, MessageFilter const& filter,
                  std::function<void(MessageLine const&)> const& each) {
    Where where(filter);
    where.also(not_a_contest);
    where.put("ORDER BY m.id");
    reader.stream(lines_sql() + where.sql(), where.values(),
                  [&](db::Row const& row) { each(line_from(row)); });
}

NewMessages open_messages_since(db::Reader const& reader, base::Instant since, int limit) {
    static std::string const sql =
        "SELECT " + std::string(message_columns) +
        " FROM contact_messages m WHERE m.state = 'open' AND m.created_at >= $1 ORDER BY m.id LIMIT $2";
    NewMessages found;
    found.total = reader.integer(
        "SELECT count(*) FROM contact_messages WHERE state = 'open' AND created_at >= $1", {since});
    found.first = reader.list<ContactMessage>(sql, {since, limit}, message_from);
    return found;
}

ContestPage contests(db::Reader const& reader, MessageFilter const& filter, int page) {
    Where where(filter);
    ContestPage found;
    reader.each("SELECT count(*) " + std::string(contest_joins) + where.sql(), where.values(),
                [&](db::Row const& row) { found.total = row.integer(0); });
    where.put(filter.state == MessageState::open ? "ORDER BY m.waiting_since, m.id " : "ORDER BY m.id DESC ");
    where.put("LIMIT ", messages_per_page);
    where.put("OFFSET ", (static_cast<std::int64_t>(page) - 1) * messages_per_page);
    reader.each(contests_sql() + where.sql(), where.values(),
                [&](db::Row const& row) { found.contests.push_back(contest_from(row)); });
    return found;
}

void each_contest(db::Reader const& reader, MessageFilter const& filter,
                  std::function<void(Contest const&)> const& each) {
    Where where(filter);
    where.put("ORDER BY m.waiting_since, m.id");
    reader.stream(contests_sql() + where.sql(), where.values(),
                  [&](db::Row const& row) { each(contest_from(row)); });
}

WaitingDesk waiting_desk(db::Reader const& reader) {
    static std::string const sql =
        "SELECT 1 AS queue, count(*), min(m.waiting_since) FROM contact_messages m WHERE m.state = 'open' "
        "AND " +
        std::string(not_a_contest) + "UNION ALL SELECT 2, count(*), min(m.waiting_since) " +
        std::string(contest_joins) + "WHERE m.state = 'open' ORDER BY queue";
    WaitingDesk desk;
    reader.each(sql, {}, [&](db::Row const& row) {
        Waiting& queue = row.integer(0) == 1 ? desk.messages : desk.contests;
        queue.count = row.integer(1);
        queue.oldest = row.maybe_instant(2);
    });
    return desk;
}

std::optional<Contest> contest_of(db::Reader const& reader, base::Id<ContactMessage> message) {
    static std::string const sql = contests_sql() + "WHERE m.id = $1";
    return reader.first<Contest>(sql, {message}, contest_from);
}

std::optional<Contest> open_contest(db::Reader const& reader, base::Id<consultation::Proposal> proposal,
                                    base::Id<territories::Authority> authority) {
    static std::string const sql =
        contests_sql() +
        "WHERE m.state = 'open' AND s.proposal_id = $1 AND s.authority_id = $2 ORDER BY m.id LIMIT 1";
    return reader.first<Contest>(sql, {proposal, authority}, contest_from);
}

std::optional<ContactMessage> message_by_reference(db::Reader const& reader, std::string_view reference) {
    static std::string const sql =
        "SELECT " + std::string(message_columns) + " FROM contact_messages m WHERE m.reference = $1";
    return reader.first<ContactMessage>(sql, {reference}, message_from);
}

std::vector<Post> posts_of(db::Reader const& reader, base::Id<ContactMessage> id) {
    return reader.list<Post>(
        "SELECT o.id, o.kind, o.person_id, o.text, o.at, coalesce(p.email, '') "
        "FROM contact_posts o LEFT JOIN persons p ON p.id = o.person_id "
        "WHERE o.message_id = $1 ORDER BY o.id LIMIT $2",
        {id, posts_max}, [](db::Row const& row) {
            return Post{row.integer(0),
                        post_kind_from(row.text(1)),
                        row.maybe_id<people::Person>(2),
                        row.string(3),
                        row.instant(4),
                        row.string(5)};
        });
}

std::optional<ContactMessage> lock_message(db::Tx& tx, std::string_view reference) {
    if (!tx.lock("SELECT id FROM contact_messages WHERE reference = $1", {reference})) return std::nullopt;
    return message_by_reference(tx, reference);
}

void insert_message(db::Tx& tx, ContactMessage& message) {
    int const year = base::civil(message.created_at).year;
    std::int64_t const number = tx.insert(
        "INSERT INTO contact_numbers (year, next) VALUES ($1, 2) "
        "ON CONFLICT (year) DO UPDATE SET next = contact_numbers.next + 1 RETURNING next - 1",
        {year});
    message.reference = message_reference(year, number);
    std::string const search_key =
        base::folded(message.reference + " " + message.email + " " + message.body + " " + message.text);
    message.id = base::Id<ContactMessage>(tx.insert(
        "INSERT INTO contact_messages (reference, topic, text, body, email, email_key, search_key, state, "
        "created_at, waiting_since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
        {message.reference, code(message.topic), message.text, message.body, message.email,
         base::email_key(message.email), search_key, code(message.state), message.created_at,
         message.waiting_since}));
}

void save_message(db::Tx& tx, ContactMessage const& message) {
    tx.execute(
        "UPDATE contact_messages SET state = $1, assigned_to = $2, waiting_since = $3, closed_at = $4 "
        "WHERE id = $5",
        {code(message.state), message.assigned_to, message.waiting_since, message.closed_at, message.id});
}

std::int64_t insert_post(db::Tx& tx, base::Id<ContactMessage> id, Post const& post) {
    return tx.insert(
        "INSERT INTO contact_posts (message_id, kind, person_id, text, at) VALUES ($1, $2, $3, $4, $5) "
        "RETURNING id",
        {id, code(post.kind), post.person, post.text, post.at});
}

std::int64_t forget_closed_messages(db::Tx& tx, base::Instant before, int limit) {
    auto const old = tx.list<std::int64_t>(
        "SELECT id FROM contact_messages WHERE state = 'closed' AND closed_at < $1 ORDER BY closed_at LIMIT "
        "$2",
        {before, limit}, [](db::Row const& row) { return row.integer(0); });
    for (std::int64_t const id : old) {
        tx.execute("DELETE FROM contact_posts WHERE message_id = $1", {id});
        tx.execute("DELETE FROM contact_messages WHERE id = $1", {id});
    }
    return static_cast<std::int64_t>(old.size());
}

std::vector<journal::PersonalTable> personal_tables() {
    using journal::Fate;
    using journal::Key;
    using journal::Kind;
    using journal::Retention;
    constexpr std::string_view team_work = "Savoir qui fait quoi dans l’équipe, et ce qui a été fait.";
    return {
        // Children first: rows are deleted in this order.
        {"contact_posts",
         "Ce qui a suivi vos messages à l’équipe",
         "Répondre à vos messages.",
         Key::address,
         "kind <> 'note' AND message_id IN (SELECT id FROM contact_messages WHERE email_key = $1)",
         {{"kind", "Réponse ou complément"}, {"text", "Texte"}, {"at", "Le", Kind::instant}},
         Fate::removed,
         Retention::messages},
        {"contact_posts",
         "Les notes de l’équipe sur vos messages",
         "Répondre à vos messages à plusieurs.",
         Key::address,
         "kind = 'note' AND message_id IN (SELECT id FROM contact_messages WHERE email_key = $1)",
         {{"text", "Note"}, {"at", "Le", Kind::instant}},
         Fate::removed,
         Retention::messages},
        {"contact_messages",
         "Vos messages à l’équipe",
         "Répondre à vos messages.",
         Key::address,
         "email_key = $1",
         {{"reference", "Référence"},
          {"topic", "Objet"},
          {"text", "Message"},
          {"body", "Structure"},
          {"email", "Adresse"},
          {"email_key", "Adresse normalisée"},
          {"search_key", "Le même, pour la recherche", Kind::secret},
          {"state", "État"},
          {"created_at", "Reçu le", Kind::instant}},
         Fate::removed,
         Retention::messages},
        {"contact_posts",
         "Vos réponses et vos notes, dans l’équipe",
         team_work,
         Key::person,
         "person_id = $1",
         {{"kind", "Réponse ou note"},
          {"person_id", "Votre numéro", Kind::number},
          {"text", "Texte"},
          {"at", "Le", Kind::instant}},
         Fate::replaced,
         Retention::messages},
        {"contact_messages",
         "Les messages qui vous sont attribués",
         team_work,
         Key::person,
         "assigned_to = $1",
         {{"reference", "Référence"}, {"assigned_to", "Votre numéro", Kind::number}},
         Fate::replaced,
         Retention::messages},
        {"banners",
         "Les bandeaux que vous avez publiés ou arrêtés",
         team_work,
         Key::person,
         "$1 IN (created_by, ended_by)",
         {{"text", "Message"},
          {"created_at", "Publié le", Kind::instant},
          {"created_by", "Publié par", Kind::number},
          {"ended_by", "Arrêté par", Kind::number}},
         Fate::replaced,
         Retention::act},
    };
}

}  // namespace site
