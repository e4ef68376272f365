// The SQL of a département's participation.
#include <algorithm>
#include <deque>
#include <map>

#include "base/text.hpp"
#include "consultation/of_day_rows.hpp"
#include "people/affiliation_columns.hpp"
#include "relay/participation.hpp"

namespace relay {
namespace {

namespace of_day = consultation::of_day;
using consultation::Campaign;

constexpr std::int64_t us_per_hour = 3'600'000'000;
constexpr std::size_t text_characters_max = 100;

std::string s(std::string_view text) {
    return std::string(text);
}

/// An act of a commune that has merged since counts for its successor, unless the register is frozen.
constexpr std::string_view who =
    "CASE WHEN y.in_force = 0 AND y.successor_id IS NOT NULL AND (SELECT id FROM ed) IS NULL "
    "THEN y.successor_id ELSE y.id END AS who";

/// $1 is the campaign: `sup` counts supports, `con` contributions, by the authority of the day.
std::string acts() {
    return "WITH ed AS (SELECT max(e.id) AS id FROM campaigns g JOIN editions e ON e.year = g.edition "
           "WHERE g.id = $1), "
           "sup AS (SELECT x.who, sum(x.counted) AS counted, sum(1 - x.counted) AS pending FROM (SELECT " +
           s(who) +
           ", CASE WHEN s.state = 'counted' THEN 1 ELSE 0 END AS counted FROM proposals p JOIN supports s "
           "ON s.proposal_id = p.id AND s.state IN ('counted', 'pending') JOIN authorities y "
           "ON y.id = s.authority_id WHERE p.campaign_id = $1) x GROUP BY x.who), "
           "con AS (SELECT x.who, count(*) AS n FROM (SELECT " +
           s(who) +
           ", c.id AS act FROM contributions c JOIN authorities y ON y.id = c.authority_id "
           "WHERE c.campaign_id = $1 AND c.state = 'published' UNION SELECT " +
           s(who) +
           ", c.id FROM contributions c JOIN contribution_bodies b ON b.contribution_id = c.id "
           "JOIN authorities y ON y.id = b.authority_id WHERE c.campaign_id = $1 AND c.state = 'published') "
           "x GROUP BY x.who) ";
}

constexpr std::string_view of_that_day =
    "LEFT JOIN authority_editions ae ON ae.edition_id = (SELECT id FROM ed) AND ae.authority_id = a.id ";

/// Communes are those of the frozen edition where there is one; all else is what stands in the register now.
std::string is_there() {
    return "(CASE WHEN (SELECT id FROM ed) IS NOT NULL AND " + s(of_day::kind) +
           " = 'commune' THEN ae.authority_id IS NOT NULL ELSE a.in_force = 1 END) ";
}

/// $2 is the département, $3 the reference of the authority that it shares with another.
constexpr std::string_view is_here = "(a.department_code = $2 OR a.reference = $3) ";

std::string from_here() {
    return "FROM authorities a " + s(of_that_day) +
           "LEFT JOIN con ON con.who = a.id LEFT JOIN sup ON sup.who = a.id "
           "LEFT JOIN authorities m ON m.id = coalesce(ae.epci_id, a.epci_id) ";
}

std::string line_columns() {
    return "a.id, a.reference, a.long_name, " + s(of_day::kind) + ", " + s(of_day::population) +
           ", coalesce(m.long_name, ''), coalesce(con.n, 0), coalesce(sup.counted, 0), coalesce(sup.pending, "
           "0), "
           "(SELECT count(*) FROM affiliations f WHERE f.authority_id = a.id AND f.state = 'verified'), "
           "(SELECT count(*) FROM affiliations f WHERE f.authority_id = a.id AND f.state = 'pending'), "
           "(SELECT count(*) FROM official_emails o WHERE o.authority_id = a.id AND o.wrong_since IS NULL)";
}
constexpr int line_columns_count = 12;

Line line_from(db::Row const& row) {
    Line line;
    line.id = row.id<territories::Authority>(0);
    line.reference = row.string(1);
    line.name = row.string(2);
    line.kind = territories::kind_from(row.text(3)).value_or(territories::Kind::commune);
    line.population = row.maybe_integer(4);
    line.epci_name = row.string(5);
    line.contributions = row.integer(6);
    line.supports = row.integer(7);
    line.pending_supports = row.integer(8);
    line.members = row.integer(9);
    line.waiting_members = row.integer(10);
    line.addresses = row.integer(11);
    return line;
}

std::string_view condition(Took took) {
    switch (took) {
        case Took::any:
            return "";
        case Took::silent:
            return "AND con.who IS NULL AND coalesce(sup.counted, 0) = 0 ";
        case Took::took_part:
            return "AND (con.who IS NOT NULL OR sup.counted > 0) ";
        case Took::contributed:
            return "AND con.who IS NOT NULL ";
        case Took::supported:
            return "AND sup.counted > 0 ";
        case Took::pending:
            return "AND sup.pending > 0 ";
    }
    return "";
}

std::string condition(Account account) {
    auto const some = [](std::string_view states) {
        return "EXISTS (SELECT 1 FROM affiliations f WHERE f.authority_id = a.id AND f.state IN (" +
               s(states) + ")) ";
    };
    switch (account) {
        case Account::any:
            return "";
        case Account::verified:
            return "AND " + some("'verified'");
        case Account::waiting:
            return "AND " + some("'pending'");
        case Account::none:
            return "AND NOT " + some("'verified', 'pending'");
    }
    return "";
}

std::string_view condition(Address address) {
    switch (address) {
        case Address::any:
            return "";
        case Address::known:
            return "AND EXISTS (SELECT 1 FROM official_emails o WHERE o.authority_id = a.id AND "
                   "o.wrong_since IS NULL) ";
        case Address::unknown:
            return "AND NOT EXISTS (SELECT 1 FROM official_emails o WHERE o.authority_id = a.id AND "
                   "o.wrong_since IS NULL) ";
    }
    return "";
}

std::string order(Sort sort) {
    switch (sort) {
        case Sort::name:
            return "ORDER BY a.name_key, a.id ";
        case Sort::population:
            // A body without a population comes last on both engines.
            return "ORDER BY coalesce(" + s(of_day::population) + ", -1) DESC, a.name_key, a.id ";
        case Sort::acts:
            return "ORDER BY coalesce(con.n, 0) + coalesce(sup.counted, 0) DESC, a.name_key, a.id ";
    }
    return "";
}

/// The condition with its values, each parameter once and in order: both engines number them alike.
struct Where {
    std::string sql;
    std::vector<db::Value> values;
    std::deque<std::string> kept;  // texts that values point to

    std::string next(db::Value value) {
        values.push_back(std::move(value));
        return "$" + std::to_string(values.size());
    }
    std::string next_text(std::string text) { return next(db::Value(kept.emplace_back(std::move(text)))); }
};

void add_filter(Where& on, base::Id<Campaign> campaign, Scope const& scope, Filter const& filter) {
    on.next(campaign);
    on.next_text(scope.code);
    on.next_text(scope.shared_reference);
    on.sql = "WHERE " + s(is_here) + "AND " + is_there();
    std::string const text =
        base::shortened(base::tidied_line(filter.text).value_or(""), text_characters_max);
    if (!text.empty()) {
        std::string const key = base::name_key(text);
        on.sql += "AND (a.name_key LIKE " + on.next_text(key.empty() ? "" : people::like_anywhere(key)) +
                  " ESCAPE '\\' ";
        on.sql += "OR a.reference = " + on.next_text(text) + " ";
        on.sql += "OR a.siren = " + on.next_text(text) + ") ";
    }
    if (filter.kind)
        on.sql += "AND " + s(of_day::kind) + " = " + on.next_text(s(territories::code(*filter.kind))) + " ";
    if (filter.size)
        on.sql += "AND " + of_day::size() + " = " + on.next_text(s(territories::code(*filter.size))) + " ";
    if (filter.epci.exists()) on.sql += "AND coalesce(ae.epci_id, a.epci_id) = " + on.next(filter.epci) + " ";
    on.sql += s(condition(filter.took)) + condition(filter.account) + s(condition(filter.address));
}

void add_hour(std::vector<consultation::DayCount>& days, std::int64_t hour, std::int64_t count) {
    std::int64_t const day = base::local_day({hour * us_per_hour});
    if (days.empty() || days.back().day != day) days.push_back({day, 0});
    days.back().count += count;
}

/// 'kind': the bodies of the département. 'size': every commune of the country. 'took': those that took part.
/// 'c' and 's': acts of the département by hour.
std::string overview_sql() {
    std::string const hour = std::to_string(us_per_hour);
    std::string const place = "CASE WHEN a.department_code = $2 THEN 'here' WHEN " + s(of_day::region) +
                              " = $4 THEN 'region' ELSE 'country' END";
    std::string const part = "CASE WHEN con.who IS NOT NULL OR sup.counted > 0 THEN 1 ELSE 0 END";
    return acts() + "SELECT 'kind', " + s(of_day::kind) +
           ", '', 0, count(*), count(con.who), sum(CASE WHEN sup.counted > 0 THEN 1 ELSE 0 END), sum(" +
           part + ") " + from_here() + "WHERE " + s(is_here) + "AND " + is_there() +
           "GROUP BY 2 "
           "UNION ALL SELECT 'size', " +
           of_day::size() + ", " + place + ", 0, count(*), 0, 0, 0 FROM authorities a " + s(of_that_day) +
           "WHERE a.kind IN ('commune', 'former_commune') AND " + is_there() +
           "GROUP BY 2, 3 "
           "UNION ALL SELECT 'took', " +
           of_day::size() + ", " + place +
           ", 0, count(*), 0, 0, 0 FROM (SELECT who FROM con UNION SELECT who FROM sup WHERE counted > 0) t "
           "JOIN authorities a ON a.id = t.who " +
           s(of_that_day) + "WHERE " + s(of_day::kind) + " = 'commune' AND " + is_there() +
           "GROUP BY 2, 3 "
           "UNION ALL SELECT 'c', '', '', c.published_at / " +
           hour +
           ", count(*), 0, 0, 0 FROM contributions c JOIN authorities a ON a.id = c.authority_id "
           "WHERE c.campaign_id = $1 AND c.state = 'published' AND " +
           s(is_here) +
           "GROUP BY 4 "
           "UNION ALL SELECT 's', '', '', s.since / " +
           hour +
           ", count(*), 0, 0, 0 FROM proposals p JOIN supports s ON s.proposal_id = p.id "
           "AND s.state = 'counted' JOIN authorities a ON a.id = s.authority_id WHERE p.campaign_id = $1 "
           "AND " +
           s(is_here) + "GROUP BY 4 ORDER BY 1, 4";
}

/// Where a row of sizes counts: the département is in its région, the région in the country.
void add_share(SizeShare& share, std::string_view place, std::int64_t Share::*member, std::int64_t count) {
    share.country.*member += count;
    if (place == "country") return;
    share.region.*member += count;
    if (place == "here") share.here.*member += count;
}

}  // namespace

LinePage lines_of(db::Reader const& reader, base::Id<Campaign> campaign, Scope const& scope,
                  Filter const& filter, int page) {
    Where on;
    add_filter(on, campaign, scope, filter);
    std::string sql = acts() + "SELECT " + line_columns() + ", count(*) OVER () " + from_here() + on.sql +
                      order(filter.sort) + "LIMIT " + on.next(lines_per_page);
    std::int64_t const skipped = (std::max<std::int64_t>(1, page) - 1) * lines_per_page;
    sql += " OFFSET " + on.next(skipped);
    LinePage found;
    reader.each(sql, on.values, [&](db::Row const& row) {
        found.lines.push_back(line_from(row));
        found.total = row.integer(line_columns_count);
    });
    return found;
}

void each_line(db::Reader const& reader, base::Id<Campaign> campaign, Scope const& scope,
               Filter const& filter, std::function<void(Line const&)> const& each) {
    Where on;
    add_filter(on, campaign, scope, filter);
    std::string const sql = acts() + "SELECT " + line_columns() + " " + from_here() + on.sql +
                            order(filter.sort) + "LIMIT " + on.next(lines_exported_max);
    reader.stream(sql, on.values, [&](db::Row const& row) { each(line_from(row)); });
}

void each_address(db::Reader const& reader, base::Id<Campaign> campaign, Scope const& scope,
                  Filter const& filter,
                  std::function<void(Line const&, std::string const& address)> const& each) {
    Where on;
    add_filter(on, campaign, scope, filter);
    std::string const sql =
        acts() + "SELECT " + line_columns() + ", coalesce(u.email, '') " + from_here() +
        "LEFT JOIN official_emails u ON u.authority_id = a.id AND u.wrong_since IS NULL " + on.sql +
        order(filter.sort) + "LIMIT " + on.next(lines_exported_max);
    reader.stream(sql, on.values,
                  [&](db::Row const& row) { each(line_from(row), row.string(line_columns_count)); });
}

std::optional<Line> line_of_reference(db::Reader const& reader, base::Id<Campaign> campaign,
                                      Scope const& scope, std::string_view reference) {
    Where on;
    add_filter(on, campaign, scope, {});
    std::string const sql = acts() + "SELECT " + line_columns() + " " + from_here() + on.sql +
                            "AND a.reference = " + on.next_text(s(reference));
    std::optional<Line> found;
    reader.each(sql, on.values, [&](db::Row const& row) { found = line_from(row); });
    return found;
}

Line done_by(db::Reader const& reader, base::Id<Campaign> campaign, base::Id<territories::Authority> body) {
    Line line;
    line.id = body;
    reader.each(
        "SELECT (SELECT count(*) FROM contributions c WHERE c.campaign_id = $1 AND c.authority_id = $2 "
        "AND c.state = 'published'), (SELECT count(*) FROM supports s JOIN proposals p "
        "ON p.id = s.proposal_id WHERE s.authority_id = $2 AND s.state = 'counted' AND p.campaign_id = $1)",
        {campaign, body}, [&](db::Row const& row) {
            line.contributions = row.integer(0);
            line.supports = row.integer(1);
        });
    return line;
}

std::vector<Grouping> groupings_of(db::Reader const& reader, Scope const& scope) {
    return reader.list<Grouping>(
        "SELECT DISTINCT m.id, m.name, m.name_key FROM authorities a JOIN authorities m ON m.id = a.epci_id "
        "WHERE a.kind = 'commune' AND a.department_code = $1 AND a.in_force = 1 ORDER BY m.name_key LIMIT $2",
        {scope.code, groupings_max}, [](db::Row const& row) {
            return Grouping{row.id<territories::Authority>(0), row.string(1)};
        });
}

Overview overview(db::Reader const& reader, base::Id<Campaign> campaign, Scope const& scope) {
    static std::string const sql = overview_sql();
    std::map<std::string, SizeShare> sizes;
    std::map<std::string, KindShare> kinds;
    Overview found;
    reader.each(sql, {campaign, scope.code, scope.shared_reference, scope.region_code},
                [&](db::Row const& row) {
                    std::string_view const what = row.text(0);
                    std::int64_t const count = row.integer(4);
                    if (what == "kind") {
                        KindShare& kind = kinds[row.string(1)];
                        kind.whole = count;
                        kind.contributors = row.integer(5);
                        kind.supporters = row.integer(6);
                        kind.participants = row.integer(7);
                    } else if (what == "size" || what == "took") {
                        auto const member = what == "size" ? &Share::whole : &Share::part;
                        add_share(sizes[row.string(1)], row.text(2), member, count);
                        add_share(found.communes, row.text(2), member, count);
                    } else {
                        add_hour(what == "c" ? found.contributions_by_day : found.supports_by_day,
                                 row.integer(3), count);
                    }
                });
    for (territories::Kind const kind : territories::all_kinds())
        if (auto const one = kinds.find(s(territories::code(kind))); one != kinds.end()) {
            found.kinds.push_back(one->second);
            found.kinds.back().kind = kind;
        }
    for (territories::SizeClass const size : territories::all_size_classes())
        if (auto const one = sizes.find(s(territories::code(size)));
            one != sizes.end() && one->second.here.whole > 0) {
            found.sizes.push_back(one->second);
            found.sizes.back().size = size;
        }
    return found;
}

}  // namespace relay
