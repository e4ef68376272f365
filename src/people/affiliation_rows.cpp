// The SQL of affiliations.
#include "people/affiliation_rows.hpp"

#include <algorithm>
#include <deque>

#include "base/text.hpp"
#include "people/affiliation_columns.hpp"
#include "people/quality.hpp"
#include "territories/several_departments.hpp"

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

constexpr std::size_t filter_characters_max = 100;

}  // namespace

std::string like_anywhere(std::string_view text) {
    std::string pattern = "%";
    for (char const c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern.push_back('\\');
        pattern.push_back(c);
    }
    return pattern + "%";
}

std::string affiliation_columns() {
    return "f.id, f.person_id, f.authority_id, f.partner_id, f.quality, f.function, f.state, f.method, "
           "f.requested_at, f.decided_at, f.decided_by, f.reason, f.administrator_since, f.suspended_at, "
           "f.confirmed_at, f.lapsed_at, f.lapsed_election";
}

std::string affiliation_line_columns() {
    return affiliation_columns() +
           ", p.email, coalesce(a.long_name, r.name, ''), a.reference, a.department_code, "
           "(SELECT max(c.created_at) FROM official_codes c WHERE c.affiliation_id = f.id), "
           "f.address_doubted_at";
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
    one.administrator_since = row.maybe_instant(12);
    one.suspended_at = row.maybe_instant(13);
    one.confirmed_at = row.maybe_instant(14);
    one.lapsed_at = row.maybe_instant(15);
    one.lapsed_election = row.maybe_integer(16).value_or(0);
    return one;
}

AffiliationLine affiliation_line_from(db::Row const& row) {
    return {affiliation_from(row),
            row.string(affiliation_columns_count),
            row.string(affiliation_columns_count + 1),
            row.maybe_string(affiliation_columns_count + 2).value_or(""),
            row.maybe_string(affiliation_columns_count + 3).value_or(""),
            row.maybe_instant(affiliation_columns_count + 4),
            row.maybe_instant(affiliation_columns_count + 5)};
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
        "requested_at, decided_at, decided_by, reason, administrator_since) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING id",
        {claim.person, or_null(claim.authority), or_null(claim.partner), code(claim.quality), claim.function,
         code(claim.state), code(claim.method), claim.requested_at, claim.decided_at,
         or_null(claim.decided_by), claim.reason, claim.administrator_since},
        [](db::Row const& row) { return row.id<Affiliation>(0); });
}

bool move_affiliation(db::Tx& tx, AffiliationState from, Affiliation const& changed) {
    return tx.execute(
               "UPDATE affiliations SET state = $1, method = $2, decided_at = $3, decided_by = $4, reason = "
               "$5, requested_at = $6, administrator_since = $7, suspended_at = $8, confirmed_at = $9, "
               "lapsed_at = $10, lapsed_election = $11, reminded_days = NULL, reminded_at = NULL "
               "WHERE id = $12 AND state = $13",
               {code(changed.state), code(changed.method), changed.decided_at, or_null(changed.decided_by),
                changed.reason, changed.requested_at, changed.administrator_since, changed.suspended_at,
                changed.confirmed_at, changed.lapsed_at,
                changed.lapsed_election > 0 ? std::optional(changed.lapsed_election) : std::nullopt,
                changed.id, code(from)}) == 1;
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

namespace {

/// The queue's condition with its values, each parameter once and in order: both engines number them alike.
struct Waiting {
    std::string where = "WHERE f.state = 'pending' ";
    std::vector<db::Value> values;
    std::deque<std::string> kept;  // texts that values point to
    std::size_t before = 0;        // parameters of the same statement that stand in front

    std::string next(db::Value value) {
        values.push_back(std::move(value));
        return "$" + std::to_string(before + values.size());
    }
    std::string next_text(std::string text) { return next(db::Value(kept.emplace_back(std::move(text)))); }
};

Waiting waiting_where(WaitingFilter const& filter, std::size_t before = 0) {
    Waiting on;
    on.before = before;
    switch (filter.state) {
        case WaitingState::to_verify:
            on.where += "AND f.lapsed_at IS NULL ";
            break;
        case WaitingState::to_reconfirm:
            on.where += "AND f.lapsed_at IS NOT NULL ";
            break;
    }
    constexpr std::string_view code_sent =
        "EXISTS (SELECT 1 FROM official_codes k WHERE k.affiliation_id = f.id) ";
    switch (filter.tried) {
        case WayTried::any:
            break;
        case WayTried::none:
            on.where += "AND NOT " + std::string(code_sent) + "AND f.address_doubted_at IS NULL ";
            break;
        case WayTried::official_code:
            on.where += "AND " + std::string(code_sent);
            break;
        case WayTried::doubted_address:
            on.where += "AND f.address_doubted_at IS NOT NULL ";
            break;
    }
    if (filter.requested_until) on.where += "AND f.requested_at <= " + on.next(*filter.requested_until) + " ";
    if (!filter.department_code.empty()) {
        on.where += "AND (a.department_code = " + on.next_text(filter.department_code) + " ";
        // Corse and Alsace are filed under no département: they wait in both of theirs.
        on.where += "OR a.reference = " +
                    on.next_text(std::string(territories::shared_authority_of(filter.department_code))) +
                    ") ";
    }
    std::string const text =
        base::shortened(base::tidied_line(filter.text).value_or(""), filter_characters_max);
    if (!text.empty()) {
        std::string const key = base::name_key(text);
        std::string const by_name = key.empty() ? "" : like_anywhere(key);
        on.where += "AND (a.name_key LIKE " + on.next_text(by_name) + " ESCAPE '\\' ";
        on.where += "OR r.name_key LIKE " + on.next_text(by_name) + " ESCAPE '\\' ";
        on.where +=
            "OR p.email_key LIKE " + on.next_text(like_anywhere(base::email_key(text))) + " ESCAPE '\\') ";
    }
    return on;
}

}  // namespace

WaitingPage waiting_count(db::Reader const& reader, WaitingFilter const& filter) {
    Waiting const on = waiting_where(filter);
    WaitingPage waiting;
    reader.each("SELECT count(*), min(f.requested_at)" + std::string(line_from) + on.where, on.values,
                [&](db::Row const& row) {
                    waiting.total = row.integer(0);
                    waiting.oldest = row.maybe_instant(1);
                });
    return waiting;
}

WaitingPage waiting_affiliations(db::Reader const& reader, WaitingFilter const& filter, int page) {
    WaitingPage waiting = waiting_count(reader, filter);
    Waiting on = waiting_where(filter);
    std::int64_t const skipped = (std::max<std::int64_t>(1, page) - 1) * affiliations_per_page;
    std::string rest = on.where + "ORDER BY f.requested_at, f.id LIMIT " + on.next(affiliations_per_page);
    rest += " OFFSET " + on.next(skipped);
    reader.each(select_lines(rest), on.values,
                [&](db::Row const& row) { waiting.lines.push_back(affiliation_line_from(row)); });
    return waiting;
}

void each_waiting(db::Reader const& reader, WaitingFilter const& filter,
                  std::function<void(AffiliationLine const&)> const& each) {
    Waiting on = waiting_where(filter);
    std::string const rest =
        on.where + "ORDER BY f.requested_at, f.id LIMIT " + on.next(waiting_exported_max);
    reader.stream(select_lines(rest), on.values,
                  [&](db::Row const& row) { each(affiliation_line_from(row)); });
}

Neighbours waiting_neighbours(db::Reader const& reader, WaitingFilter const& filter,
                              Affiliation const& affiliation) {
    std::vector<db::Value> values;
    std::deque<Waiting> sides;
    auto const beside = [&](std::string_view name, std::string_view side, std::string_view order) {
        Waiting& on = sides.emplace_back(waiting_where(filter, values.size()));
        std::string sql = "SELECT * FROM (SELECT f.id, '" + std::string(name) + "' AS side" +
                          std::string(line_from) + on.where + "AND (f.requested_at " + std::string(side) +
                          " " + on.next(affiliation.requested_at);
        sql += " OR (f.requested_at = " + on.next(affiliation.requested_at);
        sql += " AND f.id " + std::string(side) + " " + on.next(affiliation.id);
        sql += ")) ORDER BY f.requested_at " + std::string(order) + ", f.id " + std::string(order) +
               " LIMIT 1) " + std::string(name);
        values.insert(values.end(), on.values.begin(), on.values.end());
        return sql;
    };
    std::string const earlier = beside("earlier", "<", "DESC");
    std::string const sql = earlier + " UNION ALL " + beside("later", ">", "ASC");
    Neighbours found;
    reader.each(sql, values, [&](db::Row const& row) {
        (row.text(1) == "earlier" ? found.previous : found.next) = row.id<Affiliation>(0);
    });
    return found;
}

bool note_doubted_address(db::Tx& tx, base::Id<Affiliation> id, base::Instant at) {
    return tx.execute(
               "UPDATE affiliations SET address_doubted_at = $1 WHERE id = $2 AND state = 'pending' "
               "AND address_doubted_at IS NULL",
               {at, id}) == 1;
}

}  // namespace people
