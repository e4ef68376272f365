#include "consultation/export_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "consultation/late_request.hpp"

namespace consultation {
namespace {

/// Needs the aliases `a` (authorities) and `e` (what the frozen edition said of it). A commune that has
/// merged since acted as a commune.
constexpr std::string_view authority_columns =
    "a.reference, a.insee_code, coalesce(e.name, a.name), "
    "CASE WHEN e.kind IS NULL AND a.kind = 'former_commune' THEN 'commune' ELSE coalesce(e.kind, a.kind) "
    "END, "
    "coalesce(e.department_code, a.department_code), coalesce(e.region_code, a.region_code), "
    "coalesce(e.population, a.population)";
constexpr int authority_column_count = 7;

/// Its parameter is the year of the campaign's edition, or NULL. Of several versions of a year, the last one
/// loaded.
constexpr std::string_view edition_join =
    "LEFT JOIN authority_editions e ON e.authority_id = a.id "
    "  AND e.edition_id = (SELECT max(id) FROM editions WHERE year = $#) ";

/// A proposal's place among the published ones.
constexpr std::string_view proposal_key = "(coalesce(p.published_at, p.created_at), p.id)";

/// A statement that grows by conditions; parameters are written $# and numbered as they come.
class Statement {
  public:
    Statement(std::string_view sql, std::vector<db::Value> const& values) { add(sql, values); }
    Statement& add(std::string_view sql, std::vector<db::Value> const& values) {
        std::size_t next = 0;
        for (std::size_t at = sql.find("$#"); at != std::string_view::npos; at = sql.find("$#")) {
            values_.push_back(values.at(next++));
            sql_ += sql.substr(0, at);
            sql_ += fmt::format("${}", values_.size());
            sql.remove_prefix(at + 2);
        }
        base::check(next == values.size(), "as many parameters as values");
        sql_ += sql;
        return *this;
    }
    /// AND `condition`, which holds one "$#", when something is asked for. `value` must outlive this.
    Statement& where(std::string_view condition, std::string const& value) {
        return value.empty() ? *this : add(fmt::format("AND {} ", condition), {value});
    }
    std::string const& sql() const { return sql_; }
    std::vector<db::Value> const& values() const { return values_; }
    std::int64_t integer(db::Reader const& reader) const {
        std::int64_t found = 0;
        reader.each(sql_, values_, [&](db::Row const& row) { found = row.integer(0); });
        return found;
    }

  private:
    std::string sql_;
    std::vector<db::Value> values_;
};

constexpr std::string_view department_of_authority = "coalesce(e.department_code, a.department_code) = $#";
constexpr std::string_view region_of_authority = "coalesce(e.region_code, a.region_code) = $#";

void narrow_contributions(Statement& statement, DataFilter const& filter) {
    statement.where("t.slug = $#", filter.theme)
        .where("c.kind = $#", filter.kind)
        .where("c.outcome = $#", filter.outcome)
        .where("a.reference = $#", filter.authority)
        .where(department_of_authority, filter.department)
        .where(region_of_authority, filter.region);
}

void narrow_proposals(Statement& statement, DataFilter const& filter) {
    statement
        .where(
            "EXISTS (SELECT 1 FROM proposal_themes pt JOIN themes t ON t.id = pt.theme_id "
            "WHERE pt.proposal_id = p.id AND t.slug = $#)",
            filter.theme)
        .where("p.state = $#", filter.state);
}

void narrow_supports(Statement& statement, DataFilter const& filter) {
    statement.where("p.reference = $#", filter.proposal)
        .where("a.reference = $#", filter.authority)
        .where(
            "CASE WHEN e.kind IS NULL AND a.kind = 'former_commune' THEN 'commune' "
            "ELSE coalesce(e.kind, a.kind) END = $#",
            filter.kind)
        .where(department_of_authority, filter.department)
        .where(region_of_authority, filter.region);
}

void narrow_decisions(Statement& statement, DataFilter const& filter) {
    statement.where("c.reference = $#", filter.contribution).where("d.outcome = $#", filter.outcome);
}

std::string text_or_empty(db::Row const& row, int column) {
    return row.maybe_string(column).value_or(std::string());
}

PublicAuthority authority_of(db::Row const& row, int column) {
    if (row.is_null(column)) return {};
    return {row.string(column),           text_or_empty(row, column + 1), row.string(column + 2),
            row.string(column + 3),       text_or_empty(row, column + 4), text_or_empty(row, column + 5),
            row.maybe_integer(column + 6)};
}

/// The line with this id among those just read, in any order; nullptr when it is not one of them.
template<class Line>
Line* line_of(std::vector<Line>& lines, std::int64_t id, std::int64_t (*id_of)(Line const&)) {
    auto const found =
        std::find_if(lines.begin(), lines.end(), [&](Line const& line) { return id_of(line) == id; });
    return found == lines.end() ? nullptr : &*found;
}

void check_limit(int limit) {
    base::check(limit >= 1 && limit <= public_lines_max, "a bounded page of public lines");
}

std::string const& contributions_sql() {
    static std::string const sql = fmt::format(
        "SELECT c.id, c.reference, c.kind, c.title, c.problem, t.slug, c.audience, c.territory, "
        "  c.service_name, c.maturity, c.licence, c.source_url, c.cost, c.hosting, {}, r.name, c.quality, "
        "  c.function, f.state, c.version, c.published_at, c.changed_at, c.outcome, d.decided_at, d.reason, "
        "  k.slug, g.slug, lr.decided_at, lr.answer "
        "FROM contributions c "
        "LEFT JOIN late_requests lr ON lr.contribution_id = c.id AND lr.state = 'accepted' "
        "LEFT JOIN themes t ON t.id = c.theme_id "
        "LEFT JOIN authorities a ON a.id = c.authority_id "
        "{}"
        "LEFT JOIN partners r ON r.id = c.partner_id "
        "LEFT JOIN affiliations f ON f.id = c.author_affiliation_id "
        "LEFT JOIN decisions d ON d.contribution_id = c.id AND d.replaced_by IS NULL "
        "LEFT JOIN desks k ON k.id = d.desk_id "
        "LEFT JOIN grounds g ON g.id = d.ground_id "
        "WHERE c.campaign_id = $# AND c.state = 'published' AND (c.published_at, c.id) > ($#, $#) ",
        authority_columns, edition_join);
    return sql;
}

PublicContribution contribution_of(db::Row const& row) {
    PublicContribution line;
    line.id = row.id<Contribution>(0);
    line.reference = row.string(1);
    line.kind = row.string(2);
    line.title = row.string(3);
    line.problem = row.string(4);
    line.theme = text_or_empty(row, 5);
    line.audience = row.string(6);
    line.territory = row.string(7);
    line.service_name = row.string(8);
    line.maturity = row.string(9);
    line.licence = row.string(10);
    line.source_url = row.string(11);
    line.cost = row.string(12);
    line.hosting = row.string(13);
    line.by = authority_of(row, 14);
    int const after = 14 + authority_column_count;
    line.partner = text_or_empty(row, after);
    line.quality = row.string(after + 1);
    line.function = row.string(after + 2);
    line.is_affiliation_pending = row.maybe_string(after + 3) == "pending";
    line.version = row.integer(after + 4);
    line.published_at = row.instant(after + 5);
    line.changed_at = row.instant(after + 6);
    line.outcome = row.string(after + 7);
    line.decided_at = row.maybe_instant(after + 8);
    line.reason = text_or_empty(row, after + 9);
    line.desk = text_or_empty(row, after + 10);
    line.ground = text_or_empty(row, after + 11);
    if (auto const decided_at = row.maybe_instant(after + 12))
        line.late = late_mention(*decided_at, row.text(after + 13));
    return line;
}

}  // namespace

std::vector<PublicContribution> public_contributions(db::Reader const& reader, Campaign const& campaign,
                                                     DataFilter const& filter, LineKey after, int limit) {
    check_limit(limit);
    Statement statement(contributions_sql(), {campaign.edition, campaign.id, after.first, after.second});
    narrow_contributions(statement, filter);
    statement.add("ORDER BY c.published_at, c.id LIMIT $#", {limit});
    std::vector<PublicContribution> lines;
    reader.each(statement.sql(), statement.values(),
                [&](db::Row const& row) { lines.push_back(contribution_of(row)); });
    if (lines.empty()) return lines;
    LineKey const from = lines.front().key();
    LineKey const to = lines.back().key();
    auto const id_of = +[](PublicContribution const& line) { return line.id.value; };
    reader.each(
        "SELECT b.contribution_id, a.reference "
        "FROM contributions c "
        "JOIN contribution_bodies b ON b.contribution_id = c.id "
        "JOIN authorities a ON a.id = b.authority_id "
        "WHERE c.campaign_id = $1 AND c.state = 'published' "
        "  AND (c.published_at, c.id) >= ($2, $3) AND (c.published_at, c.id) <= ($4, $5) "
        "ORDER BY b.contribution_id, a.reference",
        {campaign.id, from.first, from.second, to.first, to.second}, [&](db::Row const& row) {
            if (PublicContribution* const line = line_of(lines, row.integer(0), id_of))
                line->other_authorities.push_back(row.string(1));
        });
    reader.each(
        "SELECT d.contribution_id, p.reference "
        "FROM contributions c "
        "JOIN decisions d ON d.contribution_id = c.id AND d.replaced_by IS NULL "
        "JOIN decision_proposals dp ON dp.decision_id = d.id "
        "JOIN proposals p ON p.id = dp.proposal_id AND p.state <> 'draft' "
        "WHERE c.campaign_id = $1 AND c.state = 'published' "
        "  AND (c.published_at, c.id) >= ($2, $3) AND (c.published_at, c.id) <= ($4, $5) "
        "ORDER BY d.contribution_id, p.reference",
        {campaign.id, from.first, from.second, to.first, to.second}, [&](db::Row const& row) {
            if (PublicContribution* const line = line_of(lines, row.integer(0), id_of))
                line->proposals.push_back(row.string(1));
        });
    return lines;
}

std::vector<PublicProposal> public_proposals(db::Reader const& reader, Campaign const& campaign,
                                             DataFilter const& filter, LineKey after, int limit) {
    check_limit(limit);
    static std::string const sql = fmt::format(
        "SELECT p.id, p.reference, p.title, p.summary, p.problem, p.maturity, p.build_cost_cents, "
        "  p.deploy_cost_cents, p.state, coalesce(p.published_at, p.created_at), p.changed_at, "
        "  (SELECT count(*) FROM decision_proposals dp "
        "   JOIN decisions d ON d.id = dp.decision_id AND d.replaced_by IS NULL "
        "   JOIN contributions c ON c.id = d.contribution_id AND c.state = 'published' "
        "   WHERE dp.proposal_id = p.id), "
        "  (SELECT count(*) FROM supports s WHERE s.proposal_id = p.id AND s.state = 'counted'), "
        "  x.reason, x.published_at, p.version "
        "FROM proposals p "
        "LEFT JOIN selections x ON x.proposal_id = p.id AND x.published_at IS NOT NULL "
        "WHERE p.campaign_id = $# AND p.state <> 'draft' AND {0} > ($#, $#) ",
        proposal_key);
    static std::string const themes_sql = fmt::format(
        "SELECT pt.proposal_id, t.slug "
        "FROM proposals p "
        "JOIN proposal_themes pt ON pt.proposal_id = p.id "
        "JOIN themes t ON t.id = pt.theme_id "
        "WHERE p.campaign_id = $1 AND p.state <> 'draft' AND {0} >= ($2, $3) AND {0} <= ($4, $5) "
        "ORDER BY pt.proposal_id, t.rank, t.id",
        proposal_key);
    Statement statement(sql, {campaign.id, after.first, after.second});
    narrow_proposals(statement, filter);
    statement.add("ORDER BY coalesce(p.published_at, p.created_at), p.id LIMIT $#", {limit});
    std::vector<PublicProposal> lines;
    reader.each(statement.sql(), statement.values(), [&](db::Row const& row) {
        lines.push_back({row.id<Proposal>(0),
                         row.string(1),
                         row.string(2),
                         row.string(3),
                         row.string(4),
                         row.string(5),
                         row.maybe_integer(6),
                         row.maybe_integer(7),
                         {},
                         row.string(8),
                         row.integer(11),
                         row.integer(12),
                         row.instant(9),
                         row.instant(10),
                         text_or_empty(row, 13),
                         row.maybe_instant(14),
                         row.integer(15)});
    });
    if (lines.empty()) return lines;
    LineKey const from = lines.front().key();
    LineKey const to = lines.back().key();
    auto const id_of = +[](PublicProposal const& line) { return line.id.value; };
    reader.each(themes_sql, {campaign.id, from.first, from.second, to.first, to.second},
                [&](db::Row const& row) {
                    if (PublicProposal* const line = line_of(lines, row.integer(0), id_of))
                        line->themes.push_back(row.string(1));
                });
    return lines;
}

std::vector<PublicDecision> public_decisions(db::Reader const& reader, Campaign const& campaign,
                                             DataFilter const& filter, LineKey after, int limit) {
    check_limit(limit);
    Statement statement(
        "SELECT d.id, c.reference, d.outcome, k.slug, g.slug, d.reason, d.decided_at, d.replaced_by "
        "FROM decisions d "
        "JOIN contributions c ON c.id = d.contribution_id "
        "LEFT JOIN desks k ON k.id = d.desk_id "
        "LEFT JOIN grounds g ON g.id = d.ground_id "
        "WHERE c.campaign_id = $# AND c.state = 'published' AND d.undone_at IS NULL AND d.id > $# ",
        {campaign.id, after.first});
    narrow_decisions(statement, filter);
    statement.add("ORDER BY d.id LIMIT $#", {limit});
    std::vector<PublicDecision> lines;
    reader.each(statement.sql(), statement.values(), [&](db::Row const& row) {
        lines.push_back({row.integer(0),
                         row.string(1),
                         row.string(2),
                         text_or_empty(row, 3),
                         text_or_empty(row, 4),
                         {},
                         row.string(5),
                         row.instant(6),
                         row.is_null(7)});
    });
    if (lines.empty()) return lines;
    reader.each(
        "SELECT dp.decision_id, p.reference "
        "FROM decision_proposals dp "
        "JOIN proposals p ON p.id = dp.proposal_id "
        "WHERE dp.decision_id >= $1 AND dp.decision_id <= $2 AND p.campaign_id = $3 AND p.state <> 'draft' "
        "ORDER BY dp.decision_id, p.reference",
        {lines.front().id, lines.back().id, campaign.id}, [&](db::Row const& row) {
            if (PublicDecision* const line = line_of(
                    lines, row.integer(0), +[](PublicDecision const& known) { return known.id; }))
                line->proposals.push_back(row.string(1));
        });
    return lines;
}

void each_counted_support(db::Reader const& reader, Campaign const& campaign, DataFilter const& filter,
                          LineKey after, std::int64_t limit,
                          std::function<void(CountedSupport const&)> const& each) {
    if (after.first == 0)
        after.first = reader.integer("SELECT min(id) FROM proposals WHERE campaign_id = $1", {campaign.id});
    // A walk along the primary key of supports, from the campaign's first proposal to its last: nothing is
    // sorted, and a page stops after its own lines. CROSS JOIN keeps SQLite from beginning with the
    // proposals, which would need all supports in memory to sort them.
    static std::string const sql = fmt::format(
        "SELECT s.proposal_id, s.authority_id, p.reference, s.since, s.reason, {} "
        "FROM supports s "
        "CROSS JOIN proposals p "
        "CROSS JOIN authorities a "
        "{}"
        "WHERE p.id = s.proposal_id AND a.id = s.authority_id "
        "  AND (s.proposal_id, s.authority_id) > ($#, $#) "
        "  AND s.proposal_id <= (SELECT coalesce(max(id), 0) FROM proposals WHERE campaign_id = $#) "
        "  AND s.state = 'counted' AND p.campaign_id = $# AND p.state <> 'draft' ",
        authority_columns, edition_join);
    Statement statement(sql, {campaign.edition, after.first, after.second, campaign.id, campaign.id});
    narrow_supports(statement, filter);
    statement.add("ORDER BY s.proposal_id, s.authority_id LIMIT $#", {limit});
    reader.stream(statement.sql(), statement.values(), [&](db::Row const& row) {
        each({{row.integer(0), row.integer(1)},
              row.string(2),
              authority_of(row, 5),
              row.instant(3),
              row.string(4)});
    });
}

std::int64_t count_public_contributions(db::Reader const& reader, Campaign const& campaign,
                                        DataFilter const& filter) {
    if (filter == DataFilter())
        return reader.integer(
            "SELECT count(*) FROM contributions WHERE campaign_id = $1 AND state = 'published'",
            {campaign.id});
    Statement statement(fmt::format("SELECT count(*) FROM contributions c "
                                    "LEFT JOIN themes t ON t.id = c.theme_id "
                                    "LEFT JOIN authorities a ON a.id = c.authority_id "
                                    "{}"
                                    "WHERE c.campaign_id = $# AND c.state = 'published' ",
                                    edition_join),
                        {campaign.edition, campaign.id});
    narrow_contributions(statement, filter);
    return statement.integer(reader);
}

std::int64_t count_public_proposals(db::Reader const& reader, Campaign const& campaign,
                                    DataFilter const& filter) {
    Statement statement("SELECT count(*) FROM proposals p WHERE p.campaign_id = $# AND p.state <> 'draft' ",
                        {campaign.id});
    narrow_proposals(statement, filter);
    return statement.integer(reader);
}

std::int64_t count_counted_supports(db::Reader const& reader, Campaign const& campaign,
                                    DataFilter const& filter) {
    if (filter == DataFilter())
        return reader.integer(
            "SELECT CAST(coalesce(sum("
            "  (SELECT count(*) FROM supports s WHERE s.proposal_id = p.id AND s.state = 'counted')), 0) AS "
            "BIGINT) "
            "FROM proposals p WHERE p.campaign_id = $1 AND p.state <> 'draft'",
            {campaign.id});
    Statement statement(fmt::format("SELECT count(*) FROM proposals p "
                                    "JOIN supports s ON s.proposal_id = p.id AND s.state = 'counted' "
                                    "JOIN authorities a ON a.id = s.authority_id "
                                    "{}"
                                    "WHERE p.campaign_id = $# AND p.state <> 'draft' ",
                                    edition_join),
                        {campaign.edition, campaign.id});
    narrow_supports(statement, filter);
    return statement.integer(reader);
}

std::int64_t count_public_decisions(db::Reader const& reader, Campaign const& campaign,
                                    DataFilter const& filter) {
    Statement statement(
        "SELECT count(*) FROM contributions c JOIN decisions d ON d.contribution_id = c.id "
        "AND d.undone_at IS NULL WHERE c.campaign_id = $# AND c.state = 'published' ",
        {campaign.id});
    narrow_decisions(statement, filter);
    return statement.integer(reader);
}

std::optional<ReferredProposal> referred_proposal(db::Reader const& reader, std::string_view reference) {
    return reader.first<ReferredProposal>(
        "SELECT p.id, c.api_supports FROM proposals p JOIN campaigns c ON c.id = p.campaign_id "
        "WHERE p.reference = $1 AND p.state <> 'draft' AND c.state <> 'draft'",
        {reference}, [](db::Row const& row) {
            return ReferredProposal{row.id<Proposal>(0), row.boolean(1)};
        });
}

std::optional<StandingSupport> standing_support(db::Reader const& reader, base::Id<Proposal> proposal,
                                                AuthorityId authority) {
    return reader.first<StandingSupport>(
        "SELECT a.reference, s.state, s.since FROM authorities a "
        "LEFT JOIN supports s ON s.authority_id = a.id AND s.proposal_id = $1 "
        "WHERE a.id = $2",
        {proposal, authority}, [](db::Row const& row) {
            StandingSupport standing{row.string(0), SupportState::withdrawn, {}};
            if (row.is_null(1)) return standing;
            auto const state = support_state(row.text(1));
            base::check(state.has_value(), "a stored state of a support");
            standing.state = *state;
            standing.since = row.instant(2);
            return standing;
        });
}

}  // namespace consultation
