#include "consultation/contribution_rows.hpp"

#include <boost/json.hpp>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "consultation/in_list.hpp"

namespace consultation {
namespace {

namespace json = boost::json;

std::string const& row_query() {
    static std::string const sql =
        "SELECT " + std::string(contribution_columns) + " FROM contributions c WHERE c.id = $1";
    return sql;
}

std::string content_of(ContributionText const& text) {
    json::array bodies;
    for (AuthorityId const body : text.bodies) bodies.push_back(body.value);
    return json::serialize(json::object{{"kind", name_of(text.kind)},
                                        {"theme", text.theme.value},
                                        {"title", text.title},
                                        {"problem", text.problem},
                                        {"audience", text.audience},
                                        {"territory", text.territory},
                                        {"service_name", text.service_name},
                                        {"maturity", text.maturity},
                                        {"licence", text.licence},
                                        {"source_url", text.source_url},
                                        {"cost", text.cost},
                                        {"hosting", text.hosting},
                                        {"bodies", bodies}});
}

ContributionText text_of(std::string_view content) {
    json::object const object = json::parse(content).as_object();
    auto const word = [&](char const* name) { return std::string(object.at(name).as_string()); };
    ContributionText text;
    text.kind = *contribution_kind(word("kind"));
    text.theme = base::Id<Theme>(object.at("theme").as_int64());
    text.title = word("title");
    text.problem = word("problem");
    text.audience = word("audience");
    text.territory = word("territory");
    text.service_name = word("service_name");
    text.maturity = word("maturity");
    text.licence = word("licence");
    text.source_url = word("source_url");
    text.cost = word("cost");
    text.hosting = word("hosting");
    for (json::value const& body : object.at("bodies").as_array()) text.bodies.emplace_back(body.as_int64());
    return text;
}

}  // namespace

Contribution contribution_from(db::Row const& row) {
    Contribution one;
    one.id = row.id<Contribution>(0);
    one.reference = row.string(1);
    one.campaign = row.id<Campaign>(2);
    one.state = *contribution_state(row.text(3));
    one.outcome = *outcome(row.text(4));
    one.text.kind = *contribution_kind(row.text(5));
    one.text.theme = row.maybe_id<Theme>(6).value_or(base::Id<Theme>());
    one.text.title = row.string(7);
    one.text.problem = row.string(8);
    one.text.audience = row.string(9);
    one.text.territory = row.string(10);
    one.text.service_name = row.string(11);
    one.text.maturity = row.string(12);
    one.text.licence = row.string(13);
    one.text.source_url = row.string(14);
    one.text.cost = row.string(15);
    one.text.hosting = row.string(16);
    one.author = PersonId(row.integer(17));
    one.affiliation = row.id<people::Affiliation>(18);
    one.authority = AuthorityId(row.maybe_integer(19).value_or(0));
    one.partner = row.maybe_id<people::Partner>(20).value_or(base::Id<people::Partner>());
    one.quality = row.string(21);
    one.function = row.string(22);
    one.version = static_cast<int>(row.integer(23));
    one.created_at = row.instant(24);
    one.published_at = row.maybe_instant(25);
    one.changed_at = row.instant(26);
    return one;
}

std::optional<Contribution> contribution_by_id(db::Reader const& reader, base::Id<Contribution> id) {
    auto one = reader.first<Contribution>(row_query(), {id}, contribution_from);
    if (one)
        one->text.bodies = reader.list<AuthorityId>(
            "SELECT authority_id FROM contribution_bodies WHERE contribution_id = $1 ORDER BY authority_id",
            {id}, [](db::Row const& row) { return AuthorityId(row.integer(0)); });
    return one;
}

std::optional<Contribution> lock_contribution(db::Tx& tx, base::Id<Contribution> id) {
    if (tx.engine() == db::Engine::sqlite)
        return tx.first<Contribution>(row_query(), {id}, contribution_from);
    static std::string const held = row_query() + " FOR UPDATE";
    return tx.first<Contribution>(held, {id}, contribution_from);
}

std::vector<Contribution> lock_contributions(db::Tx& tx, std::vector<base::Id<Contribution>> const& ids) {
    std::vector<Contribution> all;
    std::vector<db::Value> values;
    std::string const listed = in_list(values, ids);
    tx.each("SELECT " + std::string(contribution_columns) + " FROM contributions c WHERE c.id IN (" + listed +
                ") ORDER BY c.id" + (tx.engine() == db::Engine::postgresql ? " FOR UPDATE" : ""),
            values, [&](db::Row const& row) { all.push_back(contribution_from(row)); });
    return all;
}

base::Id<Contribution> insert_contribution(db::Tx& tx, Contribution const& one) {
    return base::Id<Contribution>(tx.insert(
        "INSERT INTO contributions (reference, campaign_id, kind, state, outcome, theme_id, title, "
        "title_key, "
        "problem, audience, territory, service_name, maturity, licence, source_url, cost, hosting, "
        "author_person_id, author_affiliation_id, authority_id, partner_id, quality, function, version, "
        "created_at, published_at, changed_at) VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, "
        "$11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26) RETURNING id",
        {one.reference,
         one.campaign,
         name_of(one.text.kind),
         name_of(one.state),
         or_null(one.text.theme),
         one.text.title,
         base::name_key(one.text.title),
         one.text.problem,
         one.text.audience,
         one.text.territory,
         one.text.service_name,
         one.text.maturity,
         one.text.licence,
         one.text.source_url,
         one.text.cost,
         one.text.hosting,
         one.author,
         one.affiliation,
         or_null(one.authority),
         or_null(one.partner),
         one.quality,
         one.function,
         one.version,
         one.created_at,
         one.published_at,
         one.changed_at}));
}

void save_contribution(db::Tx& tx, Contribution const& one) {
    tx.execute(
        "UPDATE contributions SET reference = $1, kind = $2, state = $3, theme_id = $4, title = $5, "
        "title_key = $6, problem = $7, audience = $8, territory = $9, service_name = $10, maturity = $11, "
        "licence = $12, source_url = $13, cost = $14, hosting = $15, quality = $16, function = $17, "
        "version = $18, published_at = $19, changed_at = $20 WHERE id = $21",
        {one.reference,
         name_of(one.text.kind),
         name_of(one.state),
         or_null(one.text.theme),
         one.text.title,
         base::name_key(one.text.title),
         one.text.problem,
         one.text.audience,
         one.text.territory,
         one.text.service_name,
         one.text.maturity,
         one.text.licence,
         one.text.source_url,
         one.text.cost,
         one.text.hosting,
         one.quality,
         one.function,
         one.version,
         one.published_at,
         one.changed_at,
         one.id});
}

void delete_draft(db::Tx& tx, base::Id<Contribution> id) {
    tx.execute("DELETE FROM contribution_bodies WHERE contribution_id = $1", {id});
    tx.execute("DELETE FROM contributions WHERE id = $1 AND state = 'draft'", {id});
}

void save_bodies(db::Tx& tx, base::Id<Contribution> id, std::vector<AuthorityId> const& bodies) {
    tx.execute("DELETE FROM contribution_bodies WHERE contribution_id = $1", {id});
    for (AuthorityId const body : bodies)
        tx.execute("INSERT INTO contribution_bodies (contribution_id, authority_id) VALUES ($1, $2)",
                   {id, body});
}

void insert_version(db::Tx& tx, Contribution const& one, PersonId person, base::Instant at) {
    tx.execute(
        "INSERT INTO contribution_versions (contribution_id, version, at, person_id, content) "
        "VALUES ($1, $2, $3, $4, $5)",
        {one.id, one.version, at, person, content_of(one.text)});
}

std::vector<ContributionVersion> versions_of(db::Reader const& reader, base::Id<Contribution> id) {
    return reader.list<ContributionVersion>(
        "SELECT version, at, content FROM contribution_versions WHERE contribution_id = $1 "
        "ORDER BY version LIMIT $2",
        {id, versions_max}, [](db::Row const& row) {
            return ContributionVersion{static_cast<int>(row.integer(0)), row.instant(1),
                                       text_of(row.text(2))};
        });
}

std::int64_t drafts_of(db::Reader const& reader, PersonId person) {
    return reader.integer(
        "SELECT count(*) FROM contributions WHERE author_person_id = $1 AND state = 'draft'", {person});
}

std::size_t known_authorities(db::Reader const& reader, std::vector<AuthorityId> const& authorities) {
    std::size_t known = 0;
    for (AuthorityId const authority : authorities)
        if (reader.exists("SELECT 1 FROM authorities WHERE id = $1", {authority})) ++known;
    return known;
}

std::string hash_of(ContributionText const& text) {
    return base::hex(base::as_bytes(base::sha256(content_of(text))));
}

std::optional<ActingAs> acting_as(db::Reader const& reader, people::Actor const& actor) {
    return reader.first<ActingAs>(
        "SELECT f.quality, f.function, coalesce(a.long_name, r.name) FROM affiliations f "
        "LEFT JOIN authorities a ON a.id = f.authority_id LEFT JOIN partners r ON r.id = f.partner_id "
        "WHERE f.id = $1 AND f.person_id = $2 AND f.state IN ('pending', 'verified')",
        {actor.affiliation, actor.person}, [](db::Row const& row) {
            return ActingAs{row.string(0), row.string(1), row.string(2)};
        });
}

std::optional<Addressee> author_of(db::Reader const& reader, base::Id<Contribution> id) {
    return reader.first<Addressee>(
        "SELECT p.email, coalesce(a.long_name, r.name, '') FROM contributions c "
        "JOIN persons p ON p.id = c.author_person_id LEFT JOIN authorities a ON a.id = c.authority_id "
        "LEFT JOIN partners r ON r.id = c.partner_id WHERE c.id = $1",
        {id}, [](db::Row const& row) {
            return Addressee{row.string(0), row.string(1)};
        });
}

}  // namespace consultation
