// The SQL of affiliations.
#include "people/affiliation_rows.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "people/affiliation_columns.hpp"
#include "people/quality.hpp"

namespace people {
namespace {

// Both branches give the same columns, so that one function reads them.
constexpr std::string_view line_from =
    " FROM affiliations f JOIN persons p ON p.id = f.person_id "
    "LEFT JOIN authorities a ON a.id = f.authority_id "
    "LEFT JOIN partners r ON r.id = f.partner_id ";

std::string select_lines(std::string_view rest) {
    return "SELECT " + affiliation_line_columns() + std::string(line_from) + std::string(rest);
}

base::Id<territories::Authority> authority_of(std::int64_t body) {
    return base::Id<territories::Authority>(body > 0 ? body : 0);
}
base::Id<Partner> partner_of(std::int64_t body) {
    return base::Id<Partner>(body < 0 ? -body : 0);
}

template<class T>
std::optional<base::Id<T>> or_null(base::Id<T> id) {
    return id.exists() ? std::optional(id) : std::nullopt;
}

constexpr std::size_t filter_characters_max = 100;

/// A LIKE pattern that finds `text` anywhere, its own % and _ taken literally.
std::string anywhere(std::string_view text) {
    std::string pattern = "%";
    for (char const c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern.push_back('\\');
        pattern.push_back(c);
    }
    return pattern + "%";
}

}  // namespace

std::string affiliation_columns() {
    return "f.id, f.person_id, f.authority_id, f.partner_id, f.quality, f.function, f.state, f.method, "
           "f.requested_at, f.decided_at, f.decided_by, f.reason";
}

std::string affiliation_line_columns() {
    return affiliation_columns() +
           ", p.email, coalesce(a.long_name, r.name, ''), a.reference, a.department_code, "
           "(SELECT max(c.created_at) FROM official_codes c WHERE c.affiliation_id = f.id)";
}

Affiliation affiliation_from(db::Row const& row) {
    Affiliation one;
    one.id = row.id<Affiliation>(0);
    one.person = row.id<Person>(1);
    one.authority = row.maybe_id<territories::Authority>(2).value_or(base::Id<territories::Authority>());
    one.partner = row.maybe_id<Partner>(3).value_or(base::Id<Partner>());
    one.quality = quality_from(row.text(4)).value();
    one.function = row.string(5);
    one.state = affiliation_state_from(row.text(6)).value();
    one.method = method_from(row.text(7)).value();
    one.requested_at = row.instant(8);
    one.decided_at = row.maybe_instant(9);
    one.decided_by = row.maybe_id<Person>(10).value_or(base::Id<Person>());
    one.reason = row.string(11);
    return one;
}

AffiliationLine affiliation_line_from(db::Row const& row) {
    return {affiliation_from(row),
            row.string(12),
            row.string(13),
            row.maybe_string(14).value_or(""),
            row.maybe_string(15).value_or(""),
            row.maybe_instant(16)};
}

std::optional<Affiliation> affiliation_by_id(db::Reader const& reader, base::Id<Affiliation> id) {
    return reader.first<Affiliation>(
        "SELECT " + affiliation_columns() + " FROM affiliations f WHERE f.id = $1", {id}, affiliation_from);
}

std::optional<AffiliationLine> affiliation_line(db::Reader const& reader, base::Id<Affiliation> id) {
    return reader.first<AffiliationLine>(select_lines("WHERE f.id = $1"), {id}, affiliation_line_from);
}

std::optional<Affiliation> standing_affiliation(db::Reader const& reader, base::Id<Person> person,
                                                std::int64_t body) {
    return reader.first<Affiliation>(
        "SELECT " + affiliation_columns() +
            " FROM affiliations f WHERE f.person_id = $1 AND (f.authority_id = $2 OR f.partner_id = $3) "
            "AND f.state IN ('pending', 'verified')",
        {person, authority_of(body), partner_of(body)}, affiliation_from);
}

std::vector<Affiliation> standing_affiliations(db::Reader const& reader, base::Id<Person> person) {
    return reader.list<Affiliation>(
        "SELECT " + affiliation_columns() +
            " FROM affiliations f WHERE f.person_id = $1 AND f.state IN ('pending', 'verified') "
            "ORDER BY f.id LIMIT $2",
        {person, affiliations_listed_max}, affiliation_from);
}

bool was_turned_away(db::Reader const& reader, base::Id<Person> person, std::int64_t body) {
    auto const last = reader.first<Affiliation>(
        "SELECT " + affiliation_columns() +
            " FROM affiliations f WHERE f.person_id = $1 AND (f.authority_id = $2 OR f.partner_id = $3) "
            "AND f.state IN ('refused', 'ended') ORDER BY f.id DESC LIMIT 1",
        {person, authority_of(body), partner_of(body)}, affiliation_from);
    return last && (last->state == AffiliationState::refused || last->decided_by != person);
}

bool is_verified_colleague(db::Reader const& reader, base::Id<Person> person, std::int64_t body) {
    auto const standing = standing_affiliation(reader, person, body);
    return standing && standing->state == AffiliationState::verified;
}

std::optional<base::Id<Affiliation>> insert_affiliation(db::Tx& tx, Affiliation const& claim) {
    return tx.first<base::Id<Affiliation>>(
        "INSERT INTO affiliations (person_id, authority_id, partner_id, quality, function, state, method, "
        "requested_at, decided_at, decided_by, reason) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING id",
        {claim.person, or_null(claim.authority), or_null(claim.partner), code(claim.quality), claim.function,
         code(claim.state), code(claim.method), claim.requested_at, claim.decided_at,
         or_null(claim.decided_by), claim.reason},
        [](db::Row const& row) { return row.id<Affiliation>(0); });
}

bool move_affiliation(db::Tx& tx, AffiliationState from, Affiliation const& changed) {
    return tx.execute(
               "UPDATE affiliations SET state = $1, method = $2, decided_at = $3, decided_by = $4, reason = "
               "$5 "
               "WHERE id = $6 AND state = $7",
               {code(changed.state), code(changed.method), changed.decided_at, or_null(changed.decided_by),
                changed.reason, changed.id, code(from)}) == 1;
}

std::vector<AffiliationLine> affiliations_of(db::Reader const& reader, base::Id<Person> person) {
    return reader.list<AffiliationLine>(
        select_lines("WHERE f.person_id = $1 ORDER BY f.requested_at DESC, f.id DESC LIMIT $2"),
        {person, affiliations_listed_max}, affiliation_line_from);
}

std::vector<AffiliationLine> members_of(db::Reader const& reader,
                                        base::Id<territories::Authority> authority) {
    return reader.list<AffiliationLine>(
        select_lines("WHERE f.authority_id = $1 AND f.state IN ('pending', 'verified') "
                     "ORDER BY f.requested_at, f.id LIMIT $2"),
        {authority, affiliations_listed_max}, affiliation_line_from);
}

WaitingPage waiting_affiliations(db::Reader const& reader, WaitingFilter const& filter, int page) {
    std::string where = "WHERE f.state = 'pending' ";
    std::vector<db::Value> values;
    auto const next = [&] { return "$" + std::to_string(values.size()); };
    if (!filter.department_code.empty()) {
        values.emplace_back(filter.department_code);
        where += "AND a.department_code = " + next() + " ";
    }
    std::string const text =
        base::shortened(base::tidied_line(filter.text).value_or(""), filter_characters_max);
    std::string const key = base::name_key(text);
    std::string const by_name = key.empty() ? "" : anywhere(key);
    std::string const by_address = anywhere(base::email_key(text));
    if (!text.empty()) {
        // Each parameter appears once, in order: SQLite and PostgreSQL then number them alike.
        values.emplace_back(by_name);
        where += "AND (a.name_key LIKE " + next() + " ESCAPE '\\' ";
        values.emplace_back(by_name);
        where += "OR r.name_key LIKE " + next() + " ESCAPE '\\' ";
        values.emplace_back(by_address);
        where += "OR p.email_key LIKE " + next() + " ESCAPE '\\') ";
    }

    WaitingPage waiting;
    reader.each("SELECT count(*), min(f.requested_at)" + std::string(line_from) + where, values,
                [&](db::Row const& row) {
                    waiting.total = row.integer(0);
                    waiting.oldest = row.maybe_instant(1);
                });
    std::int64_t const skipped = (std::max<std::int64_t>(1, page) - 1) * affiliations_per_page;
    values.emplace_back(affiliations_per_page);
    std::string rest = where + "ORDER BY f.requested_at, f.id LIMIT " + next();
    values.emplace_back(skipped);
    rest += " OFFSET " + next();
    reader.each(select_lines(rest), values,
                [&](db::Row const& row) { waiting.lines.push_back(affiliation_line_from(row)); });
    return waiting;
}

}  // namespace people
