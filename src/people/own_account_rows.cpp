// The SQL of one's own account.
#include "people/own_account_rows.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

namespace people {

void put_own_code(db::Tx& tx, base::Id<Person> person, OwnPurpose purpose, OwnCode const& sent) {
    tx.execute(
        "INSERT INTO account_codes (person_id, purpose, email, code_hash, tries, created_at, expires_at) "
        "VALUES ($1, $2, $3, $4, 0, $5, $6) ON CONFLICT (person_id, purpose) DO UPDATE SET "
        "email = excluded.email, code_hash = excluded.code_hash, tries = 0, created_at = "
        "excluded.created_at, "
        "expires_at = excluded.expires_at",
        {person, code(purpose), sent.email, db::Blob{base::as_bytes(sent.code_hash)}, sent.created_at,
         sent.expires_at});
}

std::optional<OwnCode> own_code(db::Reader const& reader, base::Id<Person> person, OwnPurpose purpose) {
    return reader.first<OwnCode>(
        "SELECT email, code_hash, created_at, expires_at, tries FROM account_codes "
        "WHERE person_id = $1 AND purpose = $2",
        {person, code(purpose)}, [](db::Row const& row) {
            return OwnCode{row.string(0), base::sha256_from(row.bytes(1)).value(), row.instant(2),
                           row.instant(3), row.integer(4)};
        });
}

bool take_own_try(db::Tx& tx, base::Id<Person> person, OwnPurpose purpose, base::Instant now) {
    return tx.execute(
               "UPDATE account_codes SET tries = tries + 1 "
               "WHERE person_id = $1 AND purpose = $2 AND tries < $3 AND expires_at > $4",
               {person, code(purpose), own_code_tries_max, now}) == 1;
}

void delete_own_code(db::Tx& tx, base::Id<Person> person, OwnPurpose purpose) {
    tx.execute("DELETE FROM account_codes WHERE person_id = $1 AND purpose = $2", {person, code(purpose)});
}

std::int64_t forget_own_codes(db::Tx& tx, base::Instant now, int most) {
    return tx.execute(
        "DELETE FROM account_codes WHERE (person_id, purpose) IN "
        "(SELECT person_id, purpose FROM account_codes WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
        {now, most});
}

bool change_email(db::Tx& tx, base::Id<Person> person, std::string_view email, base::Instant now) {
    // The key is taken by a row of its own first: who takes it at the same instant waits, then finds it
    // taken.
    std::string const key = base::email_key(email);
    if (tx.execute(
            "INSERT INTO persons (email, email_key, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            {email, key, now}) == 0)
        return false;
    tx.execute("DELETE FROM persons WHERE email_key = $1", {key});
    tx.execute("UPDATE persons SET email = $1, email_key = $2 WHERE id = $3", {email, key, person});
    return true;
}

void forget_email_key(db::Tx& tx, base::Id<Person> person) {
    tx.execute("UPDATE persons SET email_key = $1 WHERE id = $2",
               {"compte supprimé " + std::to_string(person.value), person});
}

std::optional<Erasure> waiting_erasure(db::Reader const& reader, base::Id<Person> person) {
    return reader.first<Erasure>(
        "SELECT person_id, asked_at, due_at FROM erasures WHERE person_id = $1 AND done_at IS NULL", {person},
        [](db::Row const& row) {
            return Erasure{row.id<Person>(0), row.instant(1), row.maybe_instant(2)};
        });
}

void put_erasure(db::Tx& tx, Erasure const& erasure) {
    tx.execute(
        "INSERT INTO erasures (person_id, asked_at, due_at) VALUES ($1, $2, $3) "
        "ON CONFLICT (person_id) DO UPDATE SET asked_at = excluded.asked_at, due_at = excluded.due_at",
        {erasure.person, erasure.asked_at, erasure.due_at});
}

bool delete_erasure(db::Tx& tx, base::Id<Person> person) {
    return tx.execute("DELETE FROM erasures WHERE person_id = $1 AND done_at IS NULL", {person}) == 1;
}

bool finish_erasure(db::Tx& tx, base::Id<Person> person, base::Instant now) {
    return tx.execute("UPDATE erasures SET done_at = $1 WHERE person_id = $2 AND done_at IS NULL",
                      {now, person}) == 1;
}

std::vector<Erasure> erasures_to_look_at(db::Reader const& reader, base::Instant now, int most) {
    return reader.list<Erasure>(
        "SELECT person_id, asked_at, due_at FROM erasures "
        "WHERE done_at IS NULL AND (due_at IS NULL OR due_at <= $1) ORDER BY asked_at LIMIT $2",
        {now, most}, [](db::Row const& row) {
            return Erasure{row.id<Person>(0), row.instant(1), row.maybe_instant(2)};
        });
}

}  // namespace people
