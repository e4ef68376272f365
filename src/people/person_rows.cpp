// The SQL of persons.
#include "people/person_rows.hpp"

#include "base/text.hpp"

namespace people {
namespace {

Person person_from(db::Row const& row) {
    return {row.id<Person>(0), row.string(1), row.string(2), row.instant(3), row.maybe_instant(4)};
}

}  // namespace

FoundPerson find_or_create_person(db::Tx& tx, base::Instant now, std::string_view email) {
    base::check(base::is_email(email), "a person has an e-mail address");
    std::string const key = base::email_key(email);
    bool const is_new = tx.execute(
                            "INSERT INTO persons (email, email_key, created_at) VALUES ($1, $2, $3) "
                            "ON CONFLICT DO NOTHING",
                            {email, key, now}) == 1;
    auto found = person_by_email(tx, email);
    base::check(found.has_value(), "a person just made or found can be read");
    return {std::move(*found), is_new};
}

std::optional<Person> person_by_id(db::Reader const& reader, base::Id<Person> id) {
    return reader.first<Person>(
        "SELECT id, email, email_key, created_at, last_sign_in_at FROM persons WHERE id = $1", {id},
        person_from);
}

std::optional<Person> person_by_email(db::Reader const& reader, std::string_view email) {
    return reader.first<Person>(
        "SELECT id, email, email_key, created_at, last_sign_in_at FROM persons WHERE email_key = $1",
        {base::email_key(email)}, person_from);
}

void note_sign_in(db::Tx& tx, base::Id<Person> person, base::Instant now) {
    tx.execute("UPDATE persons SET last_sign_in_at = $1 WHERE id = $2", {now, person});
}

}  // namespace people
