// The SQL of follows.
#include "consultation/follow_rows.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/text.hpp"
#include "consultation/settings.hpp"

namespace consultation {
namespace {

constexpr std::size_t name_bytes_max = 200;

Subject subject(FollowKind kind, std::int64_t target, std::string name, std::string title, std::string href) {
    return {kind,
            target,
            fmt::format("{}:{}", name_of(kind), target),
            std::move(name),
            std::move(title),
            std::move(href),
            {}};
}

Subject territory(FollowKind kind, std::string_view code, std::string title) {
    bool const is_region = kind == FollowKind::region;
    Subject one;
    one.kind = kind;
    one.topic = fmt::format("{}:{}", name_of(kind), code);
    one.name = fmt::format("{}:{}", is_region ? "region" : "departement", code);
    one.title = std::move(title);
    // A département has no list of its own: its follow's page stands for it.
    one.href = is_region ? fmt::format("/collectivites?region={}", code) : follow_address(one.name);
    return one;
}

Subject campaign_subject(std::int64_t id, std::string const& slug, std::string title) {
    Subject one =
        subject(FollowKind::campaign, id, "campagne:" + slug, std::move(title), address_of_campaign(slug));
    one.campaign_slug = slug;
    return one;
}
Subject theme_subject(std::int64_t id, std::string const& slug, std::string const& theme, std::string title) {
    Subject one = subject(FollowKind::theme, id, fmt::format("theme:{}/{}", slug, theme), std::move(title),
                          fmt::format("{}/propositions?theme={}", address_of_campaign(slug), theme));
    one.campaign_slug = slug;
    return one;
}

std::optional<Subject> proposal_where(db::Reader const& reader, std::string_view condition, db::Value value) {
    return reader.first<Subject>(
        "SELECT p.id, p.reference, p.title FROM proposals p WHERE p.state <> 'draft' AND " +
            std::string(condition),
        {value}, [](db::Row const& row) {
            return subject(FollowKind::proposal, row.integer(0), "proposition:" + row.string(1),
                           row.string(2), address_of_proposal(row.text(1)));
        });
}
std::optional<Subject> contribution_where(db::Reader const& reader, std::string_view condition,
                                          db::Value value) {
    return reader.first<Subject>(
        "SELECT c.id, c.reference, c.title FROM contributions c WHERE c.state = 'published' AND " +
            std::string(condition),
        {value}, [](db::Row const& row) {
            return subject(FollowKind::contribution, row.integer(0), "contribution:" + row.string(1),
                           row.string(2), address_of_contribution(row.text(1)));
        });
}
std::optional<Subject> campaign_where(db::Reader const& reader, std::string_view condition, db::Value value) {
    return reader.first<Subject>(
        "SELECT k.id, k.slug, k.title FROM campaigns k WHERE k.state <> 'draft' AND " +
            std::string(condition),
        {value},
        [](db::Row const& row) { return campaign_subject(row.integer(0), row.string(1), row.string(2)); });
}
std::optional<Subject> theme_where(db::Reader const& reader, std::string_view condition,
                                   std::vector<db::Value> const& values) {
    std::optional<Subject> found;
    reader.each(
        "SELECT t.id, k.slug, t.slug, t.name FROM themes t JOIN campaigns k ON k.id = t.campaign_id "
        "WHERE k.state <> 'draft' AND " +
            std::string(condition),
        values, [&](db::Row const& row) {
            found = theme_subject(row.integer(0), row.string(1), row.string(2), row.string(3));
        });
    return found;
}
std::optional<Subject> authority_where(db::Reader const& reader, std::string_view condition,
                                       db::Value value) {
    return reader.first<Subject>(
        "SELECT a.id, a.reference, a.long_name FROM authorities a WHERE " + std::string(condition), {value},
        [](db::Row const& row) {
            return subject(FollowKind::authority, row.integer(0), "collectivite:" + row.string(1),
                           row.string(2), "/collectivites/" + row.string(1));
        });
}
std::optional<Subject> territory_of(db::Reader const& reader, FollowKind kind, std::string_view code) {
    bool const is_region = kind == FollowKind::region;
    return reader.first<Subject>(is_region ? "SELECT name FROM regions WHERE code = $1"
                                           : "SELECT name FROM departments WHERE code = $1",
                                 {code},
                                 [&](db::Row const& row) { return territory(kind, code, row.string(0)); });
}

/// A follow with what it is about, in one statement; what is not public any more has no title.
constexpr std::string_view listed =
    "SELECT f.id, f.kind, f.topic, f.target_id, f.frequency, f.since, "
    "coalesce(k.slug, tk.slug, p.reference, c.reference, a.reference, d.code, r.code, ''), "
    "coalesce(t.slug, ''), coalesce(k.title, t.name, p.title, c.title, a.long_name, d.name, r.name, '') "
    "FROM follows f "
    "LEFT JOIN campaigns k ON f.kind = 'campaign' AND k.id = f.target_id AND k.state <> 'draft' "
    "LEFT JOIN themes t ON f.kind = 'theme' AND t.id = f.target_id "
    "LEFT JOIN campaigns tk ON tk.id = t.campaign_id "
    "LEFT JOIN proposals p ON f.kind = 'proposal' AND p.id = f.target_id AND p.state <> 'draft' "
    "LEFT JOIN contributions c ON f.kind = 'contribution' AND c.id = f.target_id AND c.state = 'published' "
    "LEFT JOIN authorities a ON f.kind = 'authority' AND a.id = f.target_id "
    "LEFT JOIN departments d ON f.kind = 'department' AND 'department:' || d.code = f.topic "
    "LEFT JOIN regions r ON f.kind = 'region' AND 'region:' || r.code = f.topic ";

Subject listed_subject(FollowKind kind, std::int64_t target, std::string const& reference,
                       std::string const& theme, std::string title) {
    switch (kind) {
        case FollowKind::campaign:
            return campaign_subject(target, reference, std::move(title));
        case FollowKind::theme:
            return theme_subject(target, reference, theme, std::move(title));
        case FollowKind::proposal:
            return subject(kind, target, "proposition:" + reference, std::move(title),
                           address_of_proposal(reference));
        case FollowKind::contribution:
            return subject(kind, target, "contribution:" + reference, std::move(title),
                           address_of_contribution(reference));
        case FollowKind::authority:
            return subject(kind, target, "collectivite:" + reference, std::move(title),
                           "/collectivites/" + reference);
        case FollowKind::department:
        case FollowKind::region:
            return territory(kind, reference, std::move(title));
    }
    base::fail("an unknown kind of follow");
}

Follow follow_from(db::Row const& row) {
    auto const kind = follow_kind(row.text(1));
    auto const how = frequency(row.text(4));
    base::check(kind && how, "a stored follow is whole");
    Follow follow{row.id<Follow>(0),
                  listed_subject(*kind, row.integer(3), row.string(6), row.string(7), row.string(8)), *how,
                  row.instant(5)};
    follow.subject.topic = row.string(2);
    if (follow.subject.title.empty()) follow.subject.href.clear();
    return follow;
}

}  // namespace

std::optional<Subject> subject_named(db::Reader const& reader, std::string_view name) {
    if (name.size() > name_bytes_max) return std::nullopt;
    std::size_t const colon = name.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string_view const kind = name.substr(0, colon);
    std::string_view const what = name.substr(colon + 1);
    if (kind == "proposition") return proposal_where(reader, "p.reference = $1", what);
    if (kind == "contribution") return contribution_where(reader, "c.reference = $1", what);
    if (kind == "campagne") return campaign_where(reader, "k.slug = $1", what);
    if (kind == "collectivite") return authority_where(reader, "a.reference = $1", what);
    if (kind == "departement") return territory_of(reader, FollowKind::department, what);
    if (kind == "region") return territory_of(reader, FollowKind::region, what);
    std::size_t const slash = what.find('/');
    if (kind != "theme" || slash == std::string_view::npos) return std::nullopt;
    return theme_where(reader, "k.slug = $1 AND t.slug = $2",
                       {what.substr(0, slash), what.substr(slash + 1)});
}

std::vector<Subject> themes_of(db::Reader const& reader, Subject const& campaign) {
    return reader.list<Subject>(
        "SELECT t.id, t.slug, t.name FROM themes t WHERE t.campaign_id = $1 ORDER BY t.rank",
        {campaign.target}, [&](db::Row const& row) {
            return theme_subject(row.integer(0), campaign.campaign_slug, row.string(1), row.string(2));
        });
}

std::optional<Subject> subject_of_topic(db::Reader const& reader, std::string_view topic) {
    std::size_t const colon = topic.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    auto const kind = follow_kind(topic.substr(0, colon));
    std::string_view const what = topic.substr(colon + 1);
    if (!kind) return std::nullopt;
    if (*kind == FollowKind::department || *kind == FollowKind::region)
        return territory_of(reader, *kind, what);
    auto const id = base::parse_int(what);
    if (!id) return std::nullopt;
    switch (*kind) {
        case FollowKind::campaign:
            return campaign_where(reader, "k.id = $1", *id);
        case FollowKind::theme:
            return theme_where(reader, "t.id = $1", {*id});
        case FollowKind::proposal:
            return proposal_where(reader, "p.id = $1", *id);
        case FollowKind::contribution:
            return contribution_where(reader, "c.id = $1", *id);
        case FollowKind::authority:
            return authority_where(reader, "a.id = $1", *id);
        case FollowKind::department:
        case FollowKind::region:
            break;
    }
    return std::nullopt;
}

std::optional<Frequency> frequency_of(db::Reader const& reader, PersonId person, std::string_view topic) {
    auto const name =
        reader.first<std::string>("SELECT frequency FROM follows WHERE person_id = $1 AND topic = $2",
                                  {person, topic}, [](db::Row const& row) { return row.string(0); });
    return name ? frequency(*name) : std::nullopt;
}

FollowCounts follow_counts(db::Reader const& reader, PersonId person) {
    FollowCounts counts;
    reader.each("SELECT frequency, count(*) FROM follows WHERE person_id = $1 GROUP BY frequency", {person},
                [&](db::Row const& row) {
                    std::int64_t const number = row.integer(1);
                    if (row.text(0) == "at_once")
                        counts.at_once = number;
                    else if (row.text(0) == "daily")
                        counts.daily = number;
                    else
                        counts.stopped = number;
                });
    return counts;
}

FollowPage follows_of(db::Reader const& reader, PersonId person, std::optional<FollowKind> kind, int page) {
    base::check(page >= 1, "pages count from 1");
    std::string_view const wanted = kind ? name_of(*kind) : std::string_view();
    FollowPage found;
    found.total =
        reader.integer("SELECT count(*) FROM follows WHERE person_id = $1 AND ($2 = '' OR kind = $3)",
                       {person, wanted, wanted});
    found.follows = reader.list<Follow>(
        std::string(listed) +
            "WHERE f.person_id = $1 AND ($2 = '' OR f.kind = $3) ORDER BY f.id DESC LIMIT $4 OFFSET $5",
        {person, wanted, wanted, follows_per_page, std::int64_t{page - 1} * follows_per_page}, follow_from);
    return found;
}

std::int64_t follows_held(db::Reader const& reader, PersonId person) {
    return reader.integer("SELECT count(*) FROM follows WHERE person_id = $1", {person});
}

void put_follow(db::Tx& tx, PersonId person, Subject const& subject, Frequency frequency, base::Instant now) {
    tx.execute(
        "INSERT INTO follows (person_id, kind, target_id, topic, frequency, since) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person_id, topic) DO UPDATE SET "
        "since = CASE WHEN follows.frequency = 'stopped' THEN excluded.since ELSE follows.since END, "
        "frequency = excluded.frequency",
        {person, name_of(subject.kind), subject.target, subject.topic, name_of(frequency), now});
}

bool set_frequency(db::Tx& tx, PersonId person, base::Id<Follow> follow, Frequency frequency,
                   base::Instant now) {
    return tx.execute(
               "UPDATE follows SET since = CASE WHEN frequency = 'stopped' THEN $1 ELSE since END, "
               "frequency = $2 WHERE id = $3 AND person_id = $4",
               {now, name_of(frequency), follow, person}) == 1;
}

std::int64_t set_every_frequency(db::Tx& tx, PersonId person, std::optional<Frequency> from, Frequency to,
                                 base::Instant now) {
    std::string_view const wanted = from ? name_of(*from) : std::string_view();
    return tx.execute(
        "UPDATE follows SET since = CASE WHEN frequency = 'stopped' THEN $1 ELSE since END, frequency = $2 "
        "WHERE person_id = $3 AND frequency <> $4 AND ($5 = '' OR frequency = $6)",
        {now, name_of(to), person, name_of(to), wanted, wanted});
}

bool stop_topic(db::Tx& tx, PersonId person, std::string_view topic) {
    return tx.execute("UPDATE follows SET frequency = 'stopped' WHERE person_id = $1 AND topic = $2",
                      {person, topic}) == 1;
}

void forget_follows_of(db::Tx& tx, PersonId person) {
    tx.execute("DELETE FROM follows WHERE person_id = $1", {person});
}

}  // namespace consultation
