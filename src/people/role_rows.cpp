// The SQL of roles.
#include "people/role_rows.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "people/affiliation_columns.hpp"
#include "people/quality.hpp"

namespace people {

bool Rights::is_relay_of(std::string_view department_code) const {
    return !department_code.empty() &&
           std::find(relay_of.begin(), relay_of.end(), department_code) != relay_of.end();
}

Rights rights_of(db::Reader const& reader, base::Id<Person> person) {
    Rights rights;
    reader.each(
        "SELECT role, scope FROM roles WHERE person_id = $1 AND taken_at IS NULL ORDER BY scope LIMIT $2",
        {person, roles_of_one_max}, [&](db::Row const& row) {
            auto const role = role_from(row.text(0));
            base::check(role.has_value(), "a role that the program knows");
            switch (*role) {
                case Role::operator_:
                    rights.is_operator = true;
                    break;
                case Role::auditor:
                    rights.is_auditor = true;
                    break;
                case Role::relay:
                    rights.relay_of.push_back(row.string(1));
                    break;
            }
        });
    return rights;
}

std::vector<RoleLine> holders_of(db::Reader const& reader, Role role) {
    return reader.list<RoleLine>(
        "SELECT o.person_id, p.email, o.scope, o.given_at FROM roles o JOIN persons p ON p.id = o.person_id "
        "WHERE o.role = $1 AND o.taken_at IS NULL ORDER BY p.email_key, o.scope LIMIT $2",
        {code(role), roles_listed_max}, [&](db::Row const& row) {
            return RoleLine{row.id<Person>(0), row.string(1), role, row.string(2), row.instant(3), {}};
        });
}

std::vector<RoleLine> operators(db::Reader const& reader) {
    return holders_of(reader, Role::operator_);
}

void lock_operators(db::Tx& tx) {
    (void)tx.lock("SELECT id FROM roles WHERE role = $1 AND taken_at IS NULL ORDER BY id",
                  {code(Role::operator_)});
}

bool insert_role(db::Tx& tx, base::Id<Person> person, Role role, std::string_view scope, base::Instant at,
                 base::Id<Person> given_by, std::string_view reason) {
    return tx.execute(
               "INSERT INTO roles (person_id, role, scope, given_at, given_by, reason) "
               "VALUES ($1, $2, $3, $4, $5, $6) "
               "ON CONFLICT DO NOTHING",
               {person, code(role), scope, at, given_by, reason}) == 1;
}

bool has_role(db::Reader const& reader, base::Id<Person> person, Role role, std::string_view scope) {
    return reader.exists(
        "SELECT 1 FROM roles WHERE person_id = $1 AND role = $2 AND scope = $3 AND taken_at IS NULL",
        {person, code(role), scope});
}

RolePage standing_roles(db::Reader const& reader, std::string_view text, int page) {
    std::string const part = like_anywhere(base::email_key(base::shortened(text, 100)));
    RolePage found;
    found.total = reader.integer(
        "SELECT count(*) FROM roles o JOIN persons p ON p.id = o.person_id "
        "WHERE o.taken_at IS NULL AND p.email_key LIKE $1 ESCAPE '\\'",
        {part});
    std::int64_t const skipped = (std::max<std::int64_t>(1, page) - 1) * roles_per_page;
    found.lines = reader.list<RoleLine>(
        "SELECT o.person_id, p.email, o.role, o.scope, o.given_at, o.reason FROM roles o "
        "JOIN persons p ON p.id = o.person_id WHERE o.taken_at IS NULL AND p.email_key LIKE $1 ESCAPE '\\' "
        "ORDER BY o.role, p.email_key, o.scope, o.id LIMIT $2 OFFSET $3",
        {part, roles_per_page, skipped}, [](db::Row const& row) {
            return RoleLine{row.id<Person>(0), row.string(1),  role_from(row.text(2)).value(),
                            row.string(3),     row.instant(4), row.string(5)};
        });
    return found;
}

bool end_role(db::Tx& tx, base::Id<Person> person, Role role, std::string_view scope, base::Instant at,
              base::Id<Person> taken_by) {
    return tx.execute(
               "UPDATE roles SET taken_at = $1, taken_by = $2 WHERE person_id = $3 AND role = $4 AND scope = "
               "$5 "
               "AND taken_at IS NULL",
               {at, taken_by, person, code(role), scope}) == 1;
}

}  // namespace people
