#include <algorithm>

#include "people/role_rows.hpp"
#include "relay/scope.hpp"
#include "territories/several_departments.hpp"

namespace relay {
namespace {

/// The reference of Corse or Alsace, beside each of their départements.
std::string shared_case() {
    std::string sql = "CASE d.code";
    for (territories::SeveralDepartments const& one : territories::authorities_of_several_departments())
        for (std::string_view const department : {one.first, one.second})
            sql += " WHEN '" + std::string(department) + "' THEN '" + std::string(one.reference) + "'";
    return sql + " ELSE '' END";
}

std::string scopes_sql() {
    std::string const waiting =
        "FROM affiliations f JOIN authorities a ON a.id = f.authority_id WHERE f.state = 'pending' "
        "AND f.lapsed_at IS NULL AND (a.department_code = d.code OR a.reference = " +
        shared_case() + ")";
    return "SELECT d.code, d.name, d.region_code, coalesce(r.name, ''), " + shared_case() +
           ", (SELECT count(*) " + waiting + "), (SELECT min(f.requested_at) " + waiting +
           ") FROM roles o JOIN departments d ON d.code = o.scope LEFT JOIN regions r ON r.code = "
           "d.region_code WHERE o.person_id = $1 AND o.role = 'relay' AND o.taken_at IS NULL "
           "ORDER BY d.code LIMIT $2";
}

}  // namespace

std::vector<Scope> scopes_of(db::Reader const& reader, base::Id<people::Person> person) {
    static std::string const sql = scopes_sql();
    return reader.list<Scope>(sql, {person, people::roles_of_one_max}, [](db::Row const& row) {
        return Scope{row.string(0), row.string(1),  row.string(2),       row.string(3),
                     row.string(4), row.integer(5), row.maybe_instant(6)};
    });
}

std::optional<Scope> scope_of(db::Reader const& reader, base::Id<people::Person> person,
                              std::string_view code) {
    std::vector<Scope> all = scopes_of(reader, person);
    auto const found = std::ranges::find(all, code, &Scope::code);
    if (found == all.end()) return std::nullopt;
    return std::move(*found);
}

}  // namespace relay
