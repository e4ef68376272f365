// The SQL of reading supports.
#include "consultation/support_lists.hpp"

#include <map>
#include <set>

#include "base/text.hpp"
#include "consultation/conditions.hpp"
#include "territories/authority.hpp"

namespace consultation {
namespace {

// The edition of the register that is frozen for the campaign, if it is loaded: of support s, of proposal $1.
constexpr std::string_view edition_of_support =
    "(SELECT max(e.id) FROM proposals q JOIN campaigns g ON g.id = q.campaign_id "
    "JOIN editions e ON e.year = g.edition WHERE q.id = s.proposal_id)";
constexpr std::string_view edition_of_proposal =
    "(SELECT max(e.id) FROM proposals q JOIN campaigns g ON g.id = q.campaign_id "
    "JOIN editions e ON e.year = g.edition WHERE q.id = $1)";

// A commune that has merged since keeps the kind of its day.
constexpr std::string_view kind_of_day =
    "CASE WHEN coalesce(ae.kind, a.kind) = 'former_commune' THEN 'commune' ELSE coalesce(ae.kind, a.kind) "
    "END";
constexpr std::string_view population_of_day = "coalesce(ae.population, a.population)";
constexpr std::string_view department_of_day = "coalesce(ae.department_code, a.department_code, '')";
constexpr std::string_view region_of_day = "coalesce(ae.region_code, a.region_code, '')";

std::string with_edition(std::string_view edition) {
    return "LEFT JOIN authority_editions ae ON ae.edition_id = " + std::string(edition) +
           " AND ae.authority_id = a.id ";
}

/// CASE … that names the size class of a commune; '' for other bodies.
std::string size_of_day() {
    std::string sql = "CASE WHEN " + std::string(kind_of_day) + " <> 'commune' THEN '' ";
    for (territories::SizeClass const size : territories::all_size_classes()) {
        auto const range = territories::range_of(size);
        if (!range) continue;
        sql += "WHEN " + std::string(population_of_day) + " >= " + std::to_string(range->least);
        if (range->most)
            sql += " AND " + std::string(population_of_day) + " <= " + std::to_string(*range->most);
        sql += " THEN '" + std::string(territories::code(size)) + "' ";
    }
    return sql + "ELSE '" + std::string(territories::code(territories::SizeClass::unknown)) + "' END";
}

ListedSupport listed_from(db::Row const& row) {
    ListedSupport one;
    one.body = {AuthorityId(row.integer(0)), row.string(1), row.string(2), row.string(3), row.string(4)};
    one.code = row.string(5);
    one.kind = row.string(6);
    one.region_code = row.string(7);
    one.region_name = row.string(8);
    one.population = row.maybe_integer(9);
    one.standing = {*support_state(row.text(10)), row.instant(11), row.string(12)};
    return one;
}

/// A LIKE pattern that finds `text` anywhere, its own % and _ taken literally.
std::string anywhere(std::string_view text) {
    std::string pattern = "%";
    for (char const c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern.push_back('\\');
        pattern.push_back(c);
    }
    return pattern + "%";
}

constexpr std::size_t name_bytes_max = 100;

/// Counts by code, in order of first appearance; sorted by the caller.
class Shares {
  public:
    void add(std::string const& code, std::string const& name, std::int64_t count) {
        auto const [at, is_new] = places_.try_emplace(code, shares_.size());
        if (is_new) shares_.push_back({code, name, 0});
        shares_[at->second].supports += count;
    }
    std::vector<Share> most_first() && {
        std::ranges::stable_sort(shares_, [](Share const& a, Share const& b) {
            return a.supports != b.supports ? a.supports > b.supports : a.code < b.code;
        });
        return std::move(shares_);
    }
    std::vector<Share> by_code() && {
        std::ranges::sort(shares_, {}, &Share::code);
        return std::move(shares_);
    }
    std::vector<Share> by_size() && {
        std::vector<Share> ordered;
        for (territories::SizeClass const size : territories::all_size_classes())
            for (Share& share : shares_)
                if (share.code == territories::code(size)) ordered.push_back(std::move(share));
        return ordered;
    }

  private:
    std::map<std::string, std::size_t> places_;
    std::vector<Share> shares_;
};

// Which larger authorities lie where, for the population covered (src/territories: the derivation).
constexpr std::string_view lyon = "69M";  // its communes' grouping, inside département 69 but not of it
constexpr std::string_view paris_city = "75056";
constexpr std::string_view alsace = "6AE";  // départements 67 and 68
/// Collectivities that are a whole région (or an overseas territory) with communes inside.
bool is_whole_region(std::string_view insee_code) {
    return insee_code != lyon && insee_code != paris_city && insee_code != alsace;
}

/// Adds up inhabitants, each once.
class Population {
  public:
    void unit(std::string kind, std::string code, std::string region, std::string department,
              std::int64_t inhabitants) {
        if (kind == "region" || (kind == "collectivite_particuliere" && is_whole_region(code)))
            regions_.insert(region);
        if (kind == "departement") departments_.insert(department);
        if (code == alsace && kind != "departement") departments_.insert({"67", "68"});
        units_.push_back(
            {std::move(kind), std::move(code), std::move(region), std::move(department), inhabitants});
    }
    void communes(std::string region, std::string department, bool in_lyon, std::int64_t inhabitants) {
        communes_.push_back(
            {in_lyon ? "lyon" : "", {}, std::move(region), std::move(department), inhabitants});
    }
    std::int64_t total() const {
        std::int64_t sum = 0;
        for (Place const& place : communes_)
            if (!regions_.contains(place.region) &&
                (place.kind == "lyon" || !departments_.contains(place.department)))
                sum += place.inhabitants;
        for (Place const& unit : units_) {
            if (unit.code == lyon && unit.kind == "collectivite_particuliere") continue;  // by its communes
            bool const is_region = unit.kind == "region" ||
                                   (unit.kind == "collectivite_particuliere" && is_whole_region(unit.code));
            if (is_region || !regions_.contains(unit.region)) sum += unit.inhabitants;
        }
        return sum;
    }

  private:
    struct Place {
        std::string kind;
        std::string code;
        std::string region;
        std::string department;
        std::int64_t inhabitants = 0;
    };
    std::set<std::string> regions_;
    std::set<std::string> departments_;
    std::vector<Place> units_;
    std::vector<Place> communes_;
};

std::int64_t population_covered(db::Reader const& reader, base::Id<Proposal> proposal) {
    // 1: communes that support and whose grouping does not. 2: communes of supporting groupings. 3: larger
    // units.
    static std::string const sql =
        "SELECT 1, " + std::string(region_of_day) + ", " + std::string(department_of_day) +
        ", CASE WHEN m.kind = 'collectivite_particuliere' THEN 1 ELSE 0 END, '', '', sum(coalesce(" +
        std::string(population_of_day) +
        ", 0)) FROM supports s JOIN authorities a ON a.id = s.authority_id " +
        with_edition(edition_of_proposal) +
        "LEFT JOIN authorities m ON m.id = coalesce(ae.epci_id, a.epci_id) "
        "WHERE s.proposal_id = $1 AND s.state = 'counted' AND " +
        std::string(kind_of_day) +
        " = 'commune' AND NOT EXISTS (SELECT 1 FROM supports x WHERE x.proposal_id = $1 "
        "AND x.authority_id = m.id AND x.state = 'counted') GROUP BY 2, 3, 4 "
        "UNION ALL SELECT 2, " +
        std::string(region_of_day) + ", " + std::string(department_of_day) +
        ", CASE WHEN m.kind = 'collectivite_particuliere' THEN 1 ELSE 0 END, '', '', sum(coalesce(" +
        std::string(population_of_day) +
        ", 0)) FROM supports s JOIN authorities m ON m.id = s.authority_id "
        "AND m.kind IN ('epci', 'collectivite_particuliere') "
        "JOIN authorities a ON a.epci_id = m.id " +
        with_edition(edition_of_proposal) + "WHERE s.proposal_id = $1 AND s.state = 'counted' AND " +
        std::string(kind_of_day) +
        " = 'commune' AND coalesce(ae.epci_id, a.epci_id) = m.id AND (a.in_force = 1 OR ae.kind IS NOT NULL) "
        "GROUP BY 2, 3, 4 "
        "UNION ALL SELECT 3, " +
        std::string(region_of_day) + ", " + std::string(department_of_day) + ", 0, " +
        std::string(kind_of_day) + ", coalesce(a.insee_code, ''), coalesce(" +
        std::string(population_of_day) + ", 0) FROM supports s JOIN authorities a ON a.id = s.authority_id " +
        with_edition(edition_of_proposal) +
        "WHERE s.proposal_id = $1 AND s.state = 'counted' "
        "AND a.kind IN ('departement', 'region', 'collectivite_particuliere')";
    Population population;
    reader.each(sql, {proposal}, [&](db::Row const& row) {
        if (row.integer(0) == 3)
            population.unit(row.string(4), row.string(5), row.string(1), row.string(2), row.integer(6));
        else
            population.communes(row.string(1), row.string(2), row.boolean(3), row.integer(6));
    });
    return population.total();
}

}  // namespace

Listed<ListedSupport> supports_of(db::Reader const& reader, base::Id<Proposal> proposal,
                                  SupportFilter const& filter, int page) {
    static std::string const from =
        "FROM supports s JOIN authorities a ON a.id = s.authority_id " + with_edition(edition_of_support);
    static std::string const count_head = "SELECT count(*) " + from;
    static std::string const list_head =
        "SELECT a.id, a.long_name, a.reference, " + std::string(department_of_day) +
        ", coalesce(d.name, ''), coalesce(a.insee_code, a.siren, ''), " + std::string(kind_of_day) + ", " +
        std::string(region_of_day) + ", coalesce(r.name, ''), " + std::string(population_of_day) +
        ", s.state, s.since, s.reason " + from +
        "LEFT JOIN departments d ON d.code = " + std::string(department_of_day) +
        " LEFT JOIN regions r ON r.code = " + std::string(region_of_day);
    Conditions where;
    where.add("s.proposal_id = $#", {proposal});
    if (filter.state) where.add("s.state = $#", {name_of(*filter.state)});
    if (!filter.kind.empty()) where.add(std::string(kind_of_day) + " = $#", {filter.kind});
    if (!filter.region_code.empty()) where.add(std::string(region_of_day) + " = $#", {filter.region_code});
    if (!filter.department_code.empty())
        where.add(std::string(department_of_day) + " = $#", {filter.department_code});
    std::string const name = base::name_key(std::string_view(filter.name).substr(0, name_bytes_max));
    if (!name.empty()) where.add("a.name_key LIKE $# ESCAPE '\\'", {where.kept(anywhere(name))});
    return where.page<ListedSupport>(reader, count_head, list_head, " ORDER BY a.name_key, a.id", page,
                                     listed_from);
}

SupportBreakdown support_breakdown(db::Reader const& reader, base::Id<Proposal> proposal) {
    static std::string const sql =
        "SELECT s.state, " + std::string(kind_of_day) + ", " + size_of_day() + ", " +
        std::string(region_of_day) + ", coalesce(r.name, ''), " + std::string(department_of_day) +
        ", coalesce(d.name, ''), count(*) FROM supports s JOIN authorities a ON a.id = s.authority_id " +
        with_edition(edition_of_proposal) +
        "LEFT JOIN departments d ON d.code = " + std::string(department_of_day) +
        " LEFT JOIN regions r ON r.code = " + std::string(region_of_day) +
        " WHERE s.proposal_id = $1 AND s.state IN ('counted', 'pending', 'set_aside') "
        "GROUP BY 1, 2, 3, 4, 5, 6, 7";
    SupportBreakdown breakdown;
    Shares kinds;
    Shares sizes;
    Shares regions;
    Shares departments;
    reader.each(sql, {proposal}, [&](db::Row const& row) {
        std::int64_t const count = row.integer(7);
        SupportState const state = *support_state(row.text(0));
        if (state == SupportState::pending) breakdown.pending += count;
        if (state == SupportState::set_aside) breakdown.set_aside += count;
        if (state != SupportState::counted) return;
        breakdown.counted += count;
        kinds.add(row.string(1), {}, count);
        if (!row.text(2).empty()) sizes.add(row.string(2), {}, count);
        regions.add(row.string(3), row.string(4), count);
        if (!row.text(5).empty()) departments.add(row.string(5), row.string(6), count);
    });
    breakdown.by_kind = std::move(kinds).most_first();
    breakdown.by_size = std::move(sizes).by_size();
    breakdown.by_region = std::move(regions).most_first();
    breakdown.by_department = std::move(departments).by_code();
    breakdown.population = population_covered(reader, proposal);
    return breakdown;
}

std::int64_t supports_in_department(db::Reader const& reader, base::Id<Proposal> proposal,
                                    std::string_view department_code) {
    static std::string const sql =
        "SELECT count(*) FROM supports s JOIN authorities a ON a.id = s.authority_id " +
        with_edition(edition_of_proposal) + "WHERE s.proposal_id = $1 AND s.state = 'counted' AND " +
        std::string(department_of_day) + " = $2";
    return reader.integer(sql, {proposal, department_code});
}

Listed<AuthoritySupport> what_an_authority_supports(db::Reader const& reader, AuthorityId authority,
                                                    SupportsShown shown, int page) {
    Conditions where;
    where.add("s.authority_id = $#", {authority});
    where.add(shown == SupportsShown::counted_only ? "s.state = 'counted'" : "s.state <> 'withdrawn'");
    return where.page<AuthoritySupport>(
        reader, "SELECT count(*) FROM supports s",
        "SELECT p.reference, p.title, p.state, g.slug, g.title, s.state, s.since, s.reason FROM supports s "
        "JOIN proposals p ON p.id = s.proposal_id JOIN campaigns g ON g.id = p.campaign_id",
        " ORDER BY s.since DESC, p.id DESC", page, [](db::Row const& row) {
            return AuthoritySupport{
                row.string(0), row.string(1), *proposal_state(row.text(2)),
                row.string(3), row.string(4), {*support_state(row.text(5)), row.instant(6), row.string(7)}};
        });
}

AuthorityActs authority_acts(db::Reader const& reader, AuthorityId authority) {
    AuthorityActs acts;
    acts.supports = reader.integer(
        "SELECT count(*) FROM supports WHERE authority_id = $1 AND state = 'counted'", {authority});
    ContributionFilter filter;
    filter.authority = authority;
    auto listed = contributions_page(reader, filter, ContributionSort::recent, 1);
    acts.contributions = listed.total;
    acts.last_contributions = std::move(listed.items);
    return acts;
}

}  // namespace consultation
