// The SQL of API tokens.
#include "people/api_token_rows.hpp"

#include "people/affiliation_columns.hpp"
#include "people/secrets.hpp"

namespace people {
namespace {

constexpr std::size_t token_bytes_max = 100;

}  // namespace

std::vector<ApiToken> tokens_of(db::Reader const& reader, base::Id<Person> person) {
    return reader.list<ApiToken>(
        "SELECT t.id, t.affiliation_id, coalesce(a.long_name, r.name, ''), t.label, t.created_at, "
        "t.last_used_day, t.revoked_at, "
        "CASE WHEN t.revoked_at IS NULL AND f.state IN ('pending', 'verified') THEN 1 ELSE 0 END AS works "
        "FROM api_tokens t JOIN affiliations f ON f.id = t.affiliation_id "
        "LEFT JOIN authorities a ON a.id = f.authority_id "
        "LEFT JOIN partners r ON r.id = f.partner_id "
        "WHERE t.person_id = $1 ORDER BY works DESC, t.created_at DESC, t.id DESC LIMIT $2",
        {person, tokens_listed_max}, [](db::Row const& row) {
            return ApiToken{row.id<ApiToken>(0),  row.id<Affiliation>(1), row.string(2),
                            row.string(3),        row.instant(4),         row.maybe_integer(5),
                            row.maybe_instant(6), row.boolean(7)};
        });
}

std::optional<TokenActor> actor_of_token(db::Reader const& reader, std::string_view token,
                                         base::Instant now) {
    if (!token.starts_with(api_token_mark) || token.size() > token_bytes_max) return std::nullopt;
    base::Sha256 const hash = hash_of_token(token);
    return reader.first<TokenActor>(
        "SELECT " + affiliation_columns() +
            ", t.id, t.last_used_day FROM api_tokens t "
            "JOIN affiliations f ON f.id = t.affiliation_id AND f.person_id = t.person_id "
            "WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND f.state IN ('pending', 'verified')",
        {db::Blob{base::as_bytes(hash)}}, [&](db::Row const& row) {
            TokenActor found;
            Affiliation const affiliation = affiliation_from(row);
            found.actor.person = affiliation.person;
            act_under(found.actor, affiliation);
            found.token = row.id<ApiToken>(affiliation_columns_count);
            found.is_noted_today = row.maybe_integer(affiliation_columns_count + 1) == base::local_day(now);
            return found;
        });
}

std::int64_t count_tokens(db::Reader const& reader, base::Id<Person> person) {
    return reader.integer("SELECT count(*) FROM api_tokens WHERE person_id = $1 AND revoked_at IS NULL",
                          {person});
}

base::Id<ApiToken> insert_token(db::Tx& tx, base::Sha256 const& hash, base::Id<Person> person,
                                base::Id<Affiliation> affiliation, std::string_view label, base::Instant at) {
    return base::Id<ApiToken>(
        tx.insert("INSERT INTO api_tokens (token_hash, person_id, affiliation_id, label, created_at) "
                  "VALUES ($1, $2, $3, $4, $5) RETURNING id",
                  {db::Blob{base::as_bytes(hash)}, person, affiliation, label, at}));
}

bool end_token(db::Tx& tx, base::Id<Person> person, base::Id<ApiToken> token, base::Instant at) {
    return tx.execute(
               "UPDATE api_tokens SET revoked_at = $1 WHERE id = $2 AND person_id = $3 AND revoked_at IS "
               "NULL",
               {at, token, person}) == 1;
}

bool owns_token(db::Reader const& reader, base::Id<Person> person, base::Id<ApiToken> token) {
    return reader.exists("SELECT 1 FROM api_tokens WHERE id = $1 AND person_id = $2", {token, person});
}

void lock_person(db::Tx& tx, base::Id<Person> person) {
    base::check(tx.lock("SELECT id FROM persons WHERE id = $1", {person}), "a person who acts exists");
}

void note_token_used(db::Tx& tx, base::Id<ApiToken> token, base::Instant now) {
    tx.execute("UPDATE api_tokens SET last_used_day = $1 WHERE id = $2", {base::local_day(now), token});
}

}  // namespace people
