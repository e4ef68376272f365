// The SQL of an authority's administrators.
#include "people/administrator_rows.hpp"

#include "people/affiliation_columns.hpp"
#include "people/affiliation_rows.hpp"

namespace people {

void lock_members(db::Tx& tx, base::Id<territories::Authority> authority) {
    tx.execute("INSERT INTO member_locks (authority_id) VALUES ($1) ON CONFLICT DO NOTHING", {authority});
    tx.lock("SELECT authority_id FROM member_locks WHERE authority_id = $1", {authority});
}

bool has_administrator(db::Reader const& reader, base::Id<territories::Authority> authority) {
    return reader.exists(
        "SELECT 1 FROM affiliations WHERE authority_id = $1 AND state = 'verified' "
        "AND administrator_since IS NOT NULL",
        {authority});
}

bool is_administrator(db::Reader const& reader, base::Id<Person> person,
                      base::Id<territories::Authority> authority) {
    return reader.exists(
        "SELECT 1 FROM affiliations WHERE person_id = $1 AND authority_id = $2 AND state = 'verified' "
        "AND administrator_since IS NOT NULL",
        {person, authority});
}

std::vector<std::string> administrator_addresses(db::Reader const& reader,
                                                 base::Id<territories::Authority> authority) {
    return reader.list<std::string>(
        "SELECT p.email FROM affiliations f JOIN persons p ON p.id = f.person_id "
        "WHERE f.authority_id = $1 AND f.state = 'verified' AND f.administrator_since IS NOT NULL "
        "ORDER BY f.id LIMIT $2",
        {authority, administrators_listed_max}, [](db::Row const& row) { return row.string(0); });
}

bool set_administrator(db::Tx& tx, base::Id<Affiliation> affiliation, std::optional<base::Instant> since) {
    std::string const sql =
        std::string(
            "UPDATE affiliations SET administrator_since = $1 WHERE id = $2 AND state = 'verified' "
            "AND administrator_since IS ") +
        (since ? "NULL" : "NOT NULL");
    return tx.execute(sql, {since, affiliation}) == 1;
}

std::vector<AffiliationLine> suspended_of(db::Reader const& reader,
                                          base::Id<territories::Authority> authority) {
    return reader.list<AffiliationLine>(
        "SELECT " + affiliation_line_columns() +
            " FROM affiliations f JOIN persons p ON p.id = f.person_id "
            "LEFT JOIN authorities a ON a.id = f.authority_id LEFT JOIN partners r ON r.id = f.partner_id "
            "WHERE f.authority_id = $1 AND f.state = 'ended' AND f.suspended_at IS NOT NULL "
            "ORDER BY f.suspended_at DESC, f.id DESC LIMIT $2",
        {authority, administrators_listed_max}, affiliation_line_from);
}

bool is_suspended(db::Reader const& reader, base::Id<Person> person, std::int64_t body) {
    if (body <= 0) return false;
    return reader.exists(
        "SELECT 1 FROM affiliations WHERE person_id = $1 AND authority_id = $2 AND state = 'ended' "
        "AND suspended_at IS NOT NULL",
        {person, base::Id<territories::Authority>(body)});
}

std::vector<LastAct> last_acts(db::Reader const& reader, base::Id<territories::Authority> authority) {
    return reader.list<LastAct>(
        "SELECT person_id, max(at) FROM journal_entries WHERE person_id IN "
        "(SELECT f.person_id FROM affiliations f WHERE f.authority_id = $1 "
        "AND f.state IN ('pending', 'verified')) AND body_id = $2 GROUP BY person_id LIMIT $3",
        {authority, authority, affiliations_listed_max}, [](db::Row const& row) {
            return LastAct{row.id<Person>(0), row.instant(1)};
        });
}

}  // namespace people
