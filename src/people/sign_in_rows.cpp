// The SQL of sign-ins.
#include "people/sign_in_rows.hpp"

#include "base/text.hpp"
#include "people/affiliation_columns.hpp"
#include "people/affiliation_rows.hpp"
#include "people/kept_form_rows.hpp"
#include "people/quality.hpp"
#include "people/role_rows.hpp"
#include "people/secrets.hpp"

namespace people {
namespace {

constexpr std::string_view request_columns =
    "id, email, authority_id, tries, created_at, sent_at, expires_at, used_at, intent, purpose";

SignInRequest request_from(db::Row const& row) {
    return {row.id<SignInRequest>(0),
            row.string(1),
            row.maybe_id<territories::Authority>(2).value_or(base::Id<territories::Authority>()),
            row.integer(3),
            row.instant(4),
            row.instant(5),
            row.instant(6),
            row.maybe_instant(7),
            row.string(8),
            row.string(9)};
}

std::int64_t day_of(base::Instant at) {
    return at.us / base::Duration::days(1).us;
}

}  // namespace

void insert_request(db::Tx& tx, base::Sha256 const& browser_hash, SignInRequest const& request,
                    SentCode const& sent) {
    tx.execute(
        "INSERT INTO sign_in_requests (browser_hash, link_hash, email, email_key, authority_id, code_hash, "
        "tries, created_at, sent_at, expires_at, intent, purpose) "
        "VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11)",
        {db::Blob{base::as_bytes(browser_hash)}, db::Blob{base::as_bytes(sent.link_hash)}, sent.email,
         base::email_key(sent.email), or_null(request.authority), db::Blob{base::as_bytes(sent.code_hash)},
         request.created_at, sent.sent_at, sent.expires_at, request.intent, request.purpose});
}

bool replace_code(db::Tx& tx, base::Id<SignInRequest> request, SentCode const& sent) {
    return tx.execute(
               "UPDATE sign_in_requests SET email = $1, email_key = $2, code_hash = $3, link_hash = $4, "
               "tries = 0, sent_at = $5, expires_at = $6 WHERE id = $7 AND used_at IS NULL",
               {sent.email, base::email_key(sent.email), db::Blob{base::as_bytes(sent.code_hash)},
                db::Blob{base::as_bytes(sent.link_hash)}, sent.sent_at, sent.expires_at, request}) == 1;
}

std::optional<SignInRequest> request_of_browser(db::Reader const& reader, base::Sha256 const& browser_hash) {
    return reader.first<SignInRequest>(
        "SELECT " + std::string(request_columns) + " FROM sign_in_requests WHERE browser_hash = $1",
        {db::Blob{base::as_bytes(browser_hash)}}, request_from);
}

std::optional<SignInRequest> request_of_link(db::Reader const& reader, base::Sha256 const& link_hash) {
    return reader.first<SignInRequest>(
        "SELECT " + std::string(request_columns) + " FROM sign_in_requests WHERE link_hash = $1",
        {db::Blob{base::as_bytes(link_hash)}}, request_from);
}

bool take_try(db::Tx& tx, base::Id<SignInRequest> request, base::Instant now) {
    return tx.execute(
               "UPDATE sign_in_requests SET tries = tries + 1 "
               "WHERE id = $1 AND tries < $2 AND used_at IS NULL AND expires_at > $3",
               {request, code_tries_max, now}) == 1;
}

base::Sha256 code_hash_of(db::Reader const& reader, base::Id<SignInRequest> request) {
    auto const hash = reader.first<base::Sha256>(
        "SELECT code_hash FROM sign_in_requests WHERE id = $1", {request},
        [](db::Row const& row) { return base::sha256_from(row.bytes(0)).value(); });
    base::check(hash.has_value(), "a request that was found can be read");
    return *hash;
}

bool use_request(db::Tx& tx, base::Id<SignInRequest> request, base::Instant now) {
    return tx.execute(
               "UPDATE sign_in_requests SET used_at = $1 "
               "WHERE id = $2 AND used_at IS NULL AND expires_at > $3",
               {now, request, now}) == 1;
}

bool use_link(db::Tx& tx, base::Sha256 const& link_hash, base::Instant now) {
    return tx.execute(
               "UPDATE sign_in_requests SET used_at = $1 "
               "WHERE link_hash = $2 AND used_at IS NULL AND expires_at > $3",
               {now, db::Blob{base::as_bytes(link_hash)}, now}) == 1;
}

void insert_sign_in(db::Tx& tx, base::Sha256 const& token_hash, base::Id<Person> person,
                    base::Id<Affiliation> acting, std::string_view browser, base::Instant now) {
    tx.execute(
        "INSERT INTO sign_ins (token_hash, person_id, acting_affiliation_id, browser, created_at, "
        "expires_at, last_seen_day) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {db::Blob{base::as_bytes(token_hash)}, person, or_null(acting), browser, now, now + sign_in_kept,
         day_of(now)});
}

std::optional<SignIn> sign_in_of(db::Reader const& reader, std::string_view session_token,
                                 base::Instant now) {
    base::Sha256 const hash = hash_of_token(session_token);
    std::optional<SignIn> found;
    bool has_roles = false;  // most have none: one statement less on each of their pages
    // One row an affiliation; one row with an empty affiliation when there is none.
    reader.each(
        "SELECT " + affiliation_line_columns() +
            ", s.person_id, p.email, s.acting_affiliation_id, s.expires_at, s.last_seen_day, s.factor_at, "
            "t.active_since, "
            "EXISTS (SELECT 1 FROM roles z WHERE z.person_id = s.person_id AND z.taken_at IS NULL) "
            "FROM sign_ins s JOIN persons p ON p.id = s.person_id "
            "LEFT JOIN second_factors t ON t.person_id = s.person_id "
            "LEFT JOIN affiliations f ON f.person_id = s.person_id AND f.state IN ('pending', 'verified') "
            "LEFT JOIN authorities a ON a.id = f.authority_id "
            "LEFT JOIN partners r ON r.id = f.partner_id "
            "WHERE s.token_hash = $1 AND s.expires_at > $2 "
            "ORDER BY a.name_key IS NULL, a.name_key, r.name_key, f.id LIMIT $3",
        {db::Blob{base::as_bytes(hash)}, now, affiliations_listed_max}, [&](db::Row const& row) {
            constexpr int person = affiliation_line_columns_count;
            if (!found) {
                found.emplace();
                found->actor.person = row.id<Person>(person);
                found->email = row.string(person + 1);
                found->expires_at = row.instant(person + 3);
                found->is_seen_today = row.maybe_integer(person + 4) == day_of(now);
                found->factor_at = row.maybe_instant(person + 5);
                found->has_factor = !row.is_null(person + 6);
                has_roles = row.boolean(person + 7);
            }
            if (row.is_null(0)) return;
            AffiliationLine line = affiliation_line_from(row);
            if (row.maybe_integer(person + 2) == line.affiliation.id.value)
                act_under(found->actor, line.affiliation);
            found->affiliations.push_back(std::move(line));
        });
    if (!found) return std::nullopt;
    if (!has_roles) return found;
    reader.each(
        "SELECT role, scope FROM roles WHERE person_id = $1 AND taken_at IS NULL ORDER BY role, scope LIMIT "
        "$2",
        {found->actor.person, roles_of_one_max}, [&](db::Row const& row) {
            StandingRole const standing{role_from(row.text(0)).value(), row.string(1)};
            if (standing.role == Role::operator_) found->actor.is_operator = true;
            if (standing.role == Role::auditor) found->actor.is_auditor = true;
            if (standing.role == Role::relay) found->actor.relay_of.push_back(standing.scope);
            found->roles.push_back(standing);
        });
    return found;
}

bool set_acting(db::Tx& tx, base::Sha256 const& token_hash, base::Id<Affiliation> affiliation,
                base::Instant now) {
    return tx.execute(
               "UPDATE sign_ins SET acting_affiliation_id = $1 WHERE token_hash = $2 AND expires_at > $3 "
               "AND EXISTS (SELECT 1 FROM affiliations f WHERE f.id = $4 AND f.person_id = "
               "sign_ins.person_id "
               "AND f.state IN ('pending', 'verified'))",
               {affiliation, db::Blob{base::as_bytes(token_hash)}, now, affiliation}) == 1;
}

void note_seen(db::Tx& tx, base::Sha256 const& token_hash, base::Instant now) {
    tx.execute("UPDATE sign_ins SET last_seen_day = $1 WHERE token_hash = $2",
               {day_of(now), db::Blob{base::as_bytes(token_hash)}});
}

void note_factor(db::Tx& tx, base::Sha256 const& token_hash, base::Instant now) {
    tx.execute("UPDATE sign_ins SET factor_at = $1 WHERE token_hash = $2",
               {now, db::Blob{base::as_bytes(token_hash)}});
}

void delete_sign_in(db::Tx& tx, base::Sha256 const& token_hash) {
    tx.execute("DELETE FROM sign_ins WHERE token_hash = $1", {db::Blob{base::as_bytes(token_hash)}});
}

std::int64_t delete_sign_ins(db::Tx& tx, base::Id<Person> person) {
    return tx.execute("DELETE FROM sign_ins WHERE person_id = $1", {person});
}

std::int64_t delete_other_sign_ins(db::Tx& tx, base::Id<Person> person, base::Sha256 const& kept) {
    return tx.execute("DELETE FROM sign_ins WHERE person_id = $1 AND token_hash <> $2",
                      {person, db::Blob{base::as_bytes(kept)}});
}

std::vector<SignedInBrowser> browsers_of(db::Reader const& reader, base::Id<Person> person,
                                         base::Instant now) {
    return reader.list<SignedInBrowser>(
        "SELECT browser, created_at, expires_at, last_seen_day, token_hash FROM sign_ins "
        "WHERE person_id = $1 AND expires_at > $2 "
        "ORDER BY created_at DESC, token_hash LIMIT $3",
        {person, now, sign_ins_listed_max}, [](db::Row const& row) {
            base::Sha256 const hash = base::sha256_from(row.bytes(4)).value();
            constexpr std::size_t name_bytes = 12;
            return SignedInBrowser{
                row.string(0),
                row.instant(1),
                row.instant(2),
                row.maybe_integer(3),
                hash,
                base::hex(base::as_bytes(base::sha256(base::as_bytes(hash))).substr(0, name_bytes))};
        });
}

std::int64_t forget_sign_ins(db::Tx& tx, base::Instant now, int most) {
    std::int64_t const requests = tx.execute(
        "DELETE FROM sign_in_requests WHERE id IN "
        "(SELECT id FROM sign_in_requests WHERE created_at < $1 ORDER BY created_at LIMIT $2)",
        {now - request_kept, most});
    note_expired(tx, now, most);
    std::int64_t const sign_ins = tx.execute(
        "DELETE FROM sign_ins WHERE token_hash IN "
        "(SELECT token_hash FROM sign_ins WHERE expires_at <= $1 ORDER BY expires_at, token_hash LIMIT $2)",
        {now, most});
    return requests + sign_ins;
}

}  // namespace people
