// The SQL of the second factor.
#include "people/second_factor_rows.hpp"

#include "people/second_factor.hpp"

namespace people {

std::optional<SecondFactor> factor_of(db::Reader const& reader, base::Id<Person> person) {
    return reader.first<SecondFactor>(
        "SELECT secret, active_since, last_step FROM second_factors WHERE person_id = $1", {person},
        [](db::Row const& row) {
            return SecondFactor{std::string(row.bytes(0)), row.maybe_instant(1), row.integer(2)};
        });
}

std::vector<base::Id<Person>> role_holders_with_factor(db::Reader const& reader) {
    return reader.list<base::Id<Person>>(
        "SELECT f.person_id FROM second_factors f WHERE f.active_since IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM roles r WHERE r.person_id = f.person_id AND r.taken_at IS NULL) "
        "ORDER BY f.person_id LIMIT $1",
        {roles_with_factor_max}, [](db::Row const& row) { return row.id<Person>(0); });
}

std::int64_t recovery_codes_left(db::Reader const& reader, base::Id<Person> person) {
    return reader.integer("SELECT count(*) FROM recovery_codes WHERE person_id = $1 AND used_at IS NULL",
                          {person});
}

void insert_factor(db::Tx& tx, base::Id<Person> person, std::string_view sealed, base::Instant now) {
    tx.execute(
        "INSERT INTO second_factors (person_id, secret, made_at, last_step, tries, tries_since) "
        "VALUES ($1, $2, $3, 0, 0, 0) ON CONFLICT DO NOTHING",
        {person, db::Blob{sealed}, now});
}

bool take_factor_try(db::Tx& tx, base::Id<Person> person, base::Instant now) {
    base::Instant const window = now - factor_tries_window;
    return tx.execute(
               "UPDATE second_factors SET "
               "tries = CASE WHEN tries_since <= $1 THEN 1 ELSE tries + 1 END, "
               "tries_since = CASE WHEN tries_since <= $2 THEN $3 ELSE tries_since END "
               "WHERE person_id = $4 AND (tries < $5 OR tries_since <= $6)",
               {window, window, now, person, factor_tries_max, window}) == 1;
}

bool use_step(db::Tx& tx, base::Id<Person> person, std::int64_t step) {
    return tx.execute(
               "UPDATE second_factors SET last_step = $1, tries = 0 WHERE person_id = $2 AND last_step < $3",
               {step, person, step}) == 1;
}

bool activate(db::Tx& tx, base::Id<Person> person, base::Instant now) {
    return tx.execute(
               "UPDATE second_factors SET active_since = $1 WHERE person_id = $2 AND active_since IS NULL",
               {now, person}) == 1;
}

void delete_factor(db::Tx& tx, base::Id<Person> person) {
    delete_recovery_codes(tx, person);
    tx.execute("DELETE FROM second_factors WHERE person_id = $1", {person});
}

void insert_recovery_code(db::Tx& tx, base::Id<Person> person, base::Sha256 const& hash) {
    tx.execute("INSERT INTO recovery_codes (person_id, code_hash) VALUES ($1, $2)",
               {person, db::Blob{base::as_bytes(hash)}});
}

bool use_recovery_code(db::Tx& tx, base::Id<Person> person, base::Sha256 const& hash, base::Instant now) {
    return tx.execute(
               "UPDATE recovery_codes SET used_at = $1 WHERE person_id = $2 AND code_hash = $3 AND used_at "
               "IS NULL",
               {now, person, db::Blob{base::as_bytes(hash)}}) == 1;
}

void delete_recovery_codes(db::Tx& tx, base::Id<Person> person) {
    tx.execute("DELETE FROM recovery_codes WHERE person_id = $1", {person});
}

}  // namespace people
