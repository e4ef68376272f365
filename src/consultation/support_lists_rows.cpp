// The SQL of reading supports.
#include "consultation/support_lists.hpp"

#include <map>

#include "base/text.hpp"
#include "consultation/conditions.hpp"
#include "consultation/of_day_rows.hpp"
#include "territories/authority.hpp"

namespace consultation {
namespace {

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

}  // namespace

Listed<ListedSupport> supports_of(db::Reader const& reader, base::Id<Proposal> proposal,
                                  SupportFilter const& filter, int page) {
    static std::string const from = "FROM supports s JOIN authorities a ON a.id = s.authority_id " +
                                    of_day::with_edition(of_day::edition_of_support);
    static std::string const count_head = "SELECT count(*) " + from;
    static std::string const list_head =
        "SELECT a.id, a.long_name, a.reference, " + std::string(of_day::department) +
        ", coalesce(d.name, ''), coalesce(a.insee_code, a.siren, ''), " + std::string(of_day::kind) + ", " +
        std::string(of_day::region) + ", coalesce(r.name, ''), " + std::string(of_day::population) +
        ", s.state, s.since, s.reason " + from +
        "LEFT JOIN departments d ON d.code = " + std::string(of_day::department) +
        " LEFT JOIN regions r ON r.code = " + std::string(of_day::region);
    Conditions where;
    where.add("s.proposal_id = $#", {proposal});
    if (filter.state) where.add("s.state = $#", {name_of(*filter.state)});
    if (!filter.kind.empty()) where.add(std::string(of_day::kind) + " = $#", {filter.kind});
    if (!filter.region_code.empty()) where.add(std::string(of_day::region) + " = $#", {filter.region_code});
    if (!filter.department_code.empty())
        where.add(std::string(of_day::department) + " = $#", {filter.department_code});
    std::string const name = base::name_key(std::string_view(filter.name).substr(0, name_bytes_max));
    if (!name.empty()) where.add("a.name_key LIKE $# ESCAPE '\\'", {where.kept(anywhere(name))});
    return where.page<ListedSupport>(reader, count_head, list_head, " ORDER BY a.name_key, a.id", page,
                                     listed_from);
}

SupportBreakdown shares_of_supports(db::Reader const& reader, base::Id<Proposal> proposal) {
    static std::string const sql =
        "SELECT s.state, " + std::string(of_day::kind) + ", " + of_day::size() + ", " +
        std::string(of_day::region) + ", coalesce(r.name, ''), " + std::string(of_day::department) +
        ", coalesce(d.name, ''), count(*) FROM supports s JOIN authorities a ON a.id = s.authority_id " +
        of_day::with_edition(of_day::edition_of_proposal) +
        "LEFT JOIN departments d ON d.code = " + std::string(of_day::department) +
        " LEFT JOIN regions r ON r.code = " + std::string(of_day::region) +
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
    return breakdown;
}

std::int64_t supports_in_department(db::Reader const& reader, base::Id<Proposal> proposal,
                                    std::string_view department_code) {
    static std::string const sql =
        "SELECT count(*) FROM supports s JOIN authorities a ON a.id = s.authority_id " +
        of_day::with_edition(of_day::edition_of_proposal) +
        "WHERE s.proposal_id = $1 AND s.state = 'counted' AND " + std::string(of_day::department) + " = $2";
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
