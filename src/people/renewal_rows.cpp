// The SQL of yearly renewal and of elections.
#include "people/renewal_rows.hpp"

#include "people/affiliation_columns.hpp"

namespace people {
namespace {

std::string lines(std::string_view rest) {
    return "SELECT " + affiliation_line_columns() +
           " FROM affiliations f JOIN persons p ON p.id = f.person_id "
           "LEFT JOIN authorities a ON a.id = f.authority_id LEFT JOIN partners r ON r.id = f.partner_id "
           "WHERE f.state = 'verified' " +
           std::string(rest);
}

constexpr std::string_view election_columns = "SELECT id, kind, held_at, label FROM elections ";

Election election_from(db::Row const& row) {
    return {row.id<Election>(0), territories::kind_from(row.text(1)).value(), row.instant(2), row.string(3)};
}

}  // namespace

std::vector<AffiliationLine> to_remind(db::Reader const& reader, base::Instant until, int days_before,
                                       int most) {
    return reader.list<AffiliationLine>(
        lines("AND coalesce(f.confirmed_at, f.decided_at) <= $1 "
              "AND (f.reminded_days IS NULL OR f.reminded_days > $2) "
              "ORDER BY coalesce(f.confirmed_at, f.decided_at), f.id LIMIT $3"),
        {until, days_before, most}, affiliation_line_from);
}

std::vector<AffiliationLine> to_lapse(db::Reader const& reader, base::Instant until,
                                      base::Instant reminded_until, int most) {
    return reader.list<AffiliationLine>(
        lines("AND coalesce(f.confirmed_at, f.decided_at) <= $1 AND f.reminded_at <= $2 "
              "ORDER BY coalesce(f.confirmed_at, f.decided_at), f.id LIMIT $3"),
        {until, reminded_until, most}, affiliation_line_from);
}

std::vector<AffiliationLine> to_lapse_by(db::Reader const& reader, Election const& election, int most) {
    return reader.list<AffiliationLine>(
        lines("AND f.quality = 'elected' AND a.kind = $1 AND coalesce(f.confirmed_at, f.decided_at) < $2 "
              "ORDER BY f.id LIMIT $3"),
        {territories::code(election.kind), election.held_at, most}, affiliation_line_from);
}

void note_reminder(db::Tx& tx, base::Id<Affiliation> id, int days_before, base::Instant at) {
    tx.execute("UPDATE affiliations SET reminded_days = $1, reminded_at = $2 WHERE id = $3",
               {days_before, at, id});
}

bool note_confirmation(db::Tx& tx, base::Id<Affiliation> id, base::Instant at) {
    return tx.execute(
               "UPDATE affiliations SET confirmed_at = $1, reminded_days = NULL, reminded_at = NULL "
               "WHERE id = $2 AND state = 'verified'",
               {at, id}) == 1;
}

std::vector<Election> elections(db::Reader const& reader) {
    return reader.list<Election>(std::string(election_columns) + "ORDER BY held_at DESC, id DESC LIMIT $1",
                                 {elections_listed_max}, election_from);
}

std::optional<Election> election_by_id(db::Reader const& reader, std::int64_t id) {
    return reader.first<Election>(std::string(election_columns) + "WHERE id = $1", {id}, election_from);
}

std::optional<base::Id<Election>> insert_election(db::Tx& tx, Election const& election, base::Instant at,
                                                  base::Id<Person> by) {
    return tx.first<base::Id<Election>>(
        "INSERT INTO elections (kind, held_at, label, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT DO NOTHING RETURNING id",
        {territories::code(election.kind), election.held_at, election.label, at, by},
        [](db::Row const& row) { return row.id<Election>(0); });
}

}  // namespace people
