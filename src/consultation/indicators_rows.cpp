// The SQL of the indicators.
#include "consultation/indicators.hpp"

#include <algorithm>
#include <map>

#include "base/check.hpp"
#include "consultation/of_day_rows.hpp"
#include "consultation/population.hpp"
#include "territories/authority.hpp"

namespace consultation {
namespace {

constexpr std::int64_t us_per_hour = 3'600'000'000;
constexpr int policies_max = 50;

std::string s(std::string_view text) {
    return std::string(text);
}

/// Of what the figures are: the authorities with a counted support (each once), and the frozen edition.
struct Scope {
    std::string supporters;
    std::string_view edition;
    std::string policies_of;  // the campaign's id
};
Scope of_proposal() {
    return {"SELECT authority_id FROM supports WHERE proposal_id = $1 AND state = 'counted'",
            of_day::edition_of_proposal, "(SELECT campaign_id FROM proposals WHERE id = $1)"};
}
Scope of_campaign() {
    return {
        "SELECT DISTINCT s.authority_id FROM proposals p JOIN supports s ON s.proposal_id = p.id "
        "AND s.state = 'counted' WHERE p.campaign_id = $1",
        of_day::edition_of_campaign, "$1"};
}

/// 1: communes that support and whose grouping does not. 2: communes of supporting groupings. 3: larger
/// units. 4: every région and overseas territory, whole.
std::string coverage_sql(Scope const& scope) {
    std::string const edition = of_day::with_edition(scope.edition);
    std::string const place = s(of_day::region) + ", " + s(of_day::department) +
                              ", CASE WHEN m.kind = 'collectivite_particuliere' THEN 1 ELSE 0 END, '', '', "
                              "coalesce(sum(" +
                              s(of_day::population) + "), 0) ";
    return "WITH sup AS (" + scope.supporters + ") SELECT 1, " + place +
           "FROM sup JOIN authorities a ON a.id = sup.authority_id " + edition +
           "LEFT JOIN authorities m ON m.id = coalesce(ae.epci_id, a.epci_id) WHERE " + s(of_day::kind) +
           " = 'commune' AND (m.id IS NULL OR m.id NOT IN (SELECT authority_id FROM sup)) "
           // Merged since into a commune that supports too: counted there. NOT IN: looked up, not walked, for
           // each.
           "AND (ae.kind IS NOT NULL OR a.successor_id IS NULL OR a.successor_id NOT IN "
           "(SELECT authority_id FROM sup)) "
           "GROUP BY 2, 3, 4 "
           "UNION ALL SELECT 2, " +
           place +
           // CROSS JOIN: SQLite begins with the supporters, not with every grouping of the country (4 ms a
           // page).
           "FROM sup CROSS JOIN authorities m JOIN authorities a ON a.epci_id = m.id " + edition +
           "WHERE m.id = sup.authority_id AND m.kind IN ('epci', 'collectivite_particuliere') AND " +
           s(of_day::kind) +
           " = 'commune' AND coalesce(ae.epci_id, a.epci_id) = m.id AND (a.in_force = 1 OR ae.kind IS NOT "
           "NULL) "
           "GROUP BY 2, 3, 4 "
           "UNION ALL SELECT 3, " +
           s(of_day::region) + ", " + s(of_day::department) + ", 0, " + s(of_day::kind) +
           ", coalesce(a.insee_code, ''), coalesce(" + s(of_day::population) +
           ", 0) FROM sup JOIN authorities a ON a.id = sup.authority_id " + edition +
           "WHERE a.kind IN ('departement', 'region', 'collectivite_particuliere') "
           "UNION ALL SELECT 4, " +
           s(of_day::region) + ", coalesce(r.name, a.name), 0, " + s(of_day::kind) +
           ", coalesce(a.insee_code, ''), coalesce(" + s(of_day::population) + ", 0) FROM authorities a " +
           edition + "LEFT JOIN regions r ON r.code = " + s(of_day::region) +
           " WHERE a.kind IN ('region', 'collectivite_particuliere') AND a.in_force = 1";
}

Coverage coverage_of(db::Reader const& reader, std::string const& sql, std::int64_t id) {
    Population population;
    Coverage coverage;
    reader.each(sql, {id}, [&](db::Row const& row) {
        std::int64_t const inhabitants = row.integer(6);
        if (row.integer(0) == 4) {
            if (!Population::is_whole_region(row.text(4), row.text(5))) return;
            coverage.regions.push_back({row.string(1), row.string(2), 0, inhabitants});
            coverage.inhabitants += inhabitants;
        } else if (row.integer(0) == 3) {
            population.unit(row.string(4), row.string(5), row.string(1), row.string(2), inhabitants);
        } else {
            population.communes(row.string(1), row.string(2), row.boolean(3), inhabitants);
        }
    });
    auto const by_region = population.by_region();
    for (RegionCoverage& region : coverage.regions)
        if (auto const found = by_region.find(region.code); found != by_region.end())
            region.covered = found->second;
    std::ranges::sort(coverage.regions, {}, &RegionCoverage::code);
    coverage.covered = population.total();
    return coverage;
}

/// Hours of UTC become days of Paris: its clock differs from UTC by whole hours.
void add_hour(std::vector<DayCount>& days, std::int64_t hour, std::int64_t count) {
    std::int64_t const day = base::local_day({hour * us_per_hour});
    if (days.empty() || days.back().day != day) days.push_back({day, 0});
    days.back().count += count;
}

std::string policies_sql(Scope const& scope) {
    return "SELECT 'policy', y.slug, y.name, y.source, count(*), count(sup.authority_id) FROM policies y "
           "JOIN policy_members m ON m.policy_id = y.id LEFT JOIN sup ON sup.authority_id = m.authority_id "
           "WHERE y.campaign_id = " +
           scope.policies_of + " GROUP BY y.slug, y.name, y.source ";
}

void add_policy(std::vector<PolicyCount>& policies, db::Row const& row) {
    if (policies.size() < policies_max)
        policies.push_back({row.string(1), row.string(2), row.string(3), row.integer(4), row.integer(5)});
}

/// Lines by code, made at first need.
class Lines {
  public:
    ParticipationLine& at(std::string const& code, std::string const& name) {
        ParticipationLine& line = lines_[code];
        line.code = code;
        if (!name.empty()) line.name = name;
        return line;
    }
    std::vector<ParticipationLine> by_code() && {
        std::vector<ParticipationLine> all;
        for (auto& [code, line] : lines_) all.push_back(std::move(line));
        return all;
    }
    std::vector<ParticipationLine> most_first() && {
        auto all = std::move(*this).by_code();
        std::ranges::stable_sort(all, std::greater{}, &ParticipationLine::participants);
        return all;
    }
    std::vector<ParticipationLine> by_size() && {
        std::vector<ParticipationLine> all;
        for (territories::SizeClass const size : territories::all_size_classes())
            if (auto const found = lines_.find(s(territories::code(size))); found != lines_.end())
                all.push_back(found->second);
        return all;
    }

  private:
    std::map<std::string, ParticipationLine> lines_;
};

/// Who took part, grouped. `what`: supporter, contributor, either.
std::string participants_sql() {
    Scope const scope = of_campaign();
    return "WITH sup AS (SELECT s.authority_id, count(*) AS acts FROM proposals p JOIN supports s "
           "ON s.proposal_id = p.id AND s.state = 'counted' WHERE p.campaign_id = $1 GROUP BY "
           "s.authority_id), "
           "con AS (SELECT c.authority_id FROM contributions c WHERE c.campaign_id = $1 "
           "AND c.state = 'published' AND c.authority_id IS NOT NULL "
           "UNION SELECT b.authority_id FROM contributions c JOIN contribution_bodies b "
           "ON b.contribution_id = c.id WHERE c.campaign_id = $1 AND c.state = 'published'), "
           "acts AS (SELECT 1 AS what, authority_id, acts FROM sup "
           "UNION ALL SELECT 2, authority_id, 0 FROM con "
           "UNION ALL SELECT 3, authority_id, 0 FROM (SELECT authority_id FROM sup "
           "UNION SELECT authority_id FROM con) either) "
           "SELECT w.what, " +
           s(of_day::kind) + ", " + of_day::size() + ", " + s(of_day::region) + ", coalesce(r.name, ''), " +
           s(of_day::department) +
           ", coalesce(d.name, ''), count(*), CAST(sum(w.acts) AS BIGINT) FROM acts w "
           "JOIN authorities a ON a.id = w.authority_id " +
           of_day::with_edition(scope.edition) +
           "LEFT JOIN departments d ON d.code = " + s(of_day::department) +
           " LEFT JOIN regions r ON r.code = " + s(of_day::region) + " GROUP BY 1, 2, 3, 4, 5, 6, 7";
}

void add_participants(Participation& found, Lines& departments, db::Reader const& reader,
                      base::Id<Campaign> campaign) {
    static std::string const sql = participants_sql();
    Lines kinds;
    Lines sizes;
    Lines regions;
    reader.each(sql, {campaign}, [&](db::Row const& row) {
        std::int64_t const what = row.integer(0);
        std::int64_t const bodies = row.integer(7);
        auto const add = [&](ParticipationLine& line) {
            if (what == 1) {
                line.supporters += bodies;
                line.supports += row.integer(8);
            }
            if (what == 2) line.contributors += bodies;
            if (what == 3) line.participants += bodies;
        };
        add(found.all);
        add(kinds.at(row.string(1), {}));
        if (!row.text(2).empty()) add(sizes.at(row.string(2), {}));
        add(regions.at(row.string(3), row.string(4)));
        if (row.text(5).empty()) return;
        ParticipationLine& department = departments.at(row.string(5), row.string(6));
        add(department);
        if (what == 3 && row.text(1) == "commune") department.silent -= bodies;
    });
    found.by_kind = std::move(kinds).most_first();
    found.by_size = std::move(sizes).by_size();
    found.by_region = std::move(regions).by_code();
}

/// Days, policies, what waits, and how many communes each département has.
std::string tallies_sql() {
    Scope const scope = of_campaign();
    std::string const hour = std::to_string(us_per_hour);
    return "WITH sup AS (" + scope.supporters + ") SELECT 'contribution', '', '', '', c.published_at / " +
           hour +
           ", count(*) FROM contributions c WHERE c.campaign_id = $1 AND c.state = 'published' GROUP BY 5 "
           "UNION ALL SELECT 'support', '', '', '', s.since / " +
           hour +
           ", count(*) FROM proposals p JOIN supports s ON s.proposal_id = p.id AND s.state = 'counted' "
           "WHERE p.campaign_id = $1 GROUP BY 5 "
           "UNION ALL SELECT 'state', s.state, '', '', 0, count(*) FROM proposals p JOIN supports s "
           "ON s.proposal_id = p.id AND s.state IN ('pending', 'set_aside') WHERE p.campaign_id = $1 "
           "GROUP BY s.state "
           "UNION ALL SELECT 'partners', '', '', '', 0, count(DISTINCT c.partner_id) FROM contributions c "
           "WHERE c.campaign_id = $1 AND c.state = 'published' "
           "UNION ALL SELECT 'proposals', '', '', '', 0, count(*) FROM proposals p WHERE p.campaign_id = $1 "
           "AND p.state <> 'draft' "
           "UNION ALL SELECT 'communes', d.code, d.name, '', 0, x.communes FROM (SELECT ae.department_code "
           "AS code, "
           "count(*) AS communes FROM authority_editions ae WHERE ae.edition_id = " +
           s(scope.edition) +
           " AND ae.kind = 'commune' GROUP BY ae.department_code) x JOIN departments d ON d.code = x.code "
           "UNION ALL SELECT 'communes', d.code, d.name, '', 0, count(*) FROM departments d "
           "JOIN authorities a ON a.kind = 'commune' AND a.department_code = d.code AND a.in_force = 1 "
           "WHERE " +
           s(scope.edition) + " IS NULL GROUP BY d.code, d.name UNION ALL " + policies_sql(scope) +
           "ORDER BY 1, 3, 5";
}

void add_tallies(Participation& found, Lines& departments, db::Reader const& reader,
                 base::Id<Campaign> campaign) {
    static std::string const sql = tallies_sql();
    reader.each(sql, {campaign}, [&](db::Row const& row) {
        std::string_view const what = row.text(0);
        std::int64_t const count = row.integer(5);
        if (what == "contribution") {
            found.contributions += count;
            add_hour(found.contributions_by_day, row.integer(4), count);
        } else if (what == "support") {
            add_hour(found.supports_by_day, row.integer(4), count);
        } else if (what == "state") {
            (row.text(1) == "pending" ? found.pending : found.set_aside) += count;
        } else if (what == "partners") {
            found.partners = count;
        } else if (what == "proposals") {
            found.proposals = count;
        } else if (what == "communes") {
            ParticipationLine& line = departments.at(row.string(1), row.string(2));
            line.communes += count;
            line.silent += count;
        } else {
            add_policy(found.policies, row);
        }
    });
}

std::string proposal_tallies_sql() {
    Scope const scope = of_proposal();
    return "WITH sup AS (" + scope.supporters + ") SELECT 'support', '', '', '', s.since / " +
           std::to_string(us_per_hour) +
           ", count(*) FROM supports s WHERE s.proposal_id = $1 AND s.state = 'counted' GROUP BY 5 UNION "
           "ALL " +
           policies_sql(scope) + "ORDER BY 1, 3, 5";
}

}  // namespace

ProposalFigures proposal_figures(db::Reader const& reader, base::Id<Proposal> proposal) {
    static std::string const coverage = coverage_sql(of_proposal());
    static std::string const tallies = proposal_tallies_sql();
    ProposalFigures figures;
    figures.supports = shares_of_supports(reader, proposal);
    figures.coverage = coverage_of(reader, coverage, proposal.value);
    figures.supports.population = figures.coverage.covered;
    reader.each(tallies, {proposal}, [&](db::Row const& row) {
        if (row.text(0) == "support")
            add_hour(figures.supports_by_day, row.integer(4), row.integer(5));
        else
            add_policy(figures.policies, row);
    });
    return figures;
}

Participation participation(db::Reader const& reader, base::Id<Campaign> campaign) {
    static std::string const coverage = coverage_sql(of_campaign());
    Participation found;
    Lines departments;
    add_participants(found, departments, reader, campaign);
    add_tallies(found, departments, reader, campaign);
    found.by_department = std::move(departments).by_code();
    found.coverage = coverage_of(reader, coverage, campaign.value);
    return found;
}

SupportBreakdown support_breakdown(db::Reader const& reader, base::Id<Proposal> proposal) {
    static std::string const coverage = coverage_sql(of_proposal());
    SupportBreakdown breakdown = shares_of_supports(reader, proposal);
    breakdown.population = coverage_of(reader, coverage, proposal.value).covered;
    return breakdown;
}

}  // namespace consultation
