// The SQL of reading proposals.
#include "consultation/proposal_lists.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "consultation/conditions.hpp"
#include "consultation/proposal_rows.hpp"
#include "consultation/search_documents.hpp"

namespace consultation {
namespace {

// What the standing decisions group into proposal p, of what is still public.
constexpr std::string_view gathered_count =
    "(SELECT count(*) FROM decision_proposals dp JOIN decisions s ON s.id = dp.decision_id "
    "AND s.replaced_by IS NULL JOIN contributions c ON c.id = s.contribution_id AND c.state = 'published' "
    "WHERE dp.proposal_id = p.id)";
// The same for the list of one campaign, which is its first parameter (`conditions_of`): a contribution is
// withdrawn after it was grouped once in a thousand, so these few are found once a statement instead of
// looking at every contribution.
constexpr std::string_view gathered_in_campaign =
    "(SELECT count(*) FROM decision_proposals dp JOIN decisions s ON s.id = dp.decision_id "
    "AND s.replaced_by IS NULL WHERE dp.proposal_id = p.id AND s.contribution_id NOT IN "
    "(SELECT c.id FROM contributions c WHERE c.campaign_id = $1 AND c.state = 'withdrawn' "
    "AND c.outcome = 'grouped'))";
constexpr std::string_view counted =
    "(SELECT count(*) FROM supports u WHERE u.proposal_id = p.id AND u.state = 'counted')";

/// A list's statement around its conditions. The inner select finds and sorts the page with what its order
/// needs and no more; texts, counts and what each proposal gathers are read for the rows of the page only.
struct Shape {
    std::string head;
    std::string_view order;  // of the inner select; the outer one repeats it
    std::string closing;
};

Shape shape_of(ProposalSort sort, bool is_of_campaign) {
    std::string const outer = "SELECT p.id, p.reference, p.state, p.title, p.summary, {}, " +
                              std::string(is_of_campaign ? gathered_in_campaign : gathered_count) +
                              ", p.published_at FROM (SELECT p.id AS listed_id, {} FROM proposals p";
    auto const shape = [&](std::string_view supports, std::string_view inner, std::string_view order) {
        return Shape{fmt::format(fmt::runtime(outer), supports, inner), order,
                     ") l JOIN proposals p ON p.id = l.listed_id" + std::string(order)};
    };
    std::string const listed_supports = std::string(counted) + " AS supports, p.title_key AS listed_title";
    switch (sort) {
        case ProposalSort::supports:
            return shape("supports", listed_supports, " ORDER BY supports DESC, listed_title, listed_id");
        case ProposalSort::title:
            return shape(counted, "p.title_key AS listed_title", " ORDER BY listed_title, listed_id");
        case ProposalSort::recent:
            return shape(counted, "coalesce(p.published_at, p.created_at) AS listed_at",
                         " ORDER BY listed_at DESC, listed_id DESC");
    }
    base::fail("an unknown order of proposals");
}

Conditions conditions_of(db::Reader const& reader, ProposalFilter const& filter) {
    Conditions where;
    // First: `gathered_in_campaign` says $1.
    if (filter.campaign.exists()) where.add("p.campaign_id = $#", {filter.campaign});
    if (filter.state) where.add("p.state = $#", {name_of(*filter.state)});
    if (!filter.with_drafts) where.add("p.state <> 'draft'");
    if (filter.theme.exists())
        where.add("p.id IN (SELECT t.proposal_id FROM proposal_themes t WHERE t.theme_id = $#)",
                  {filter.theme});
    if (filter.supported_by.exists())
        where.add(
            "p.id IN (SELECT u.proposal_id FROM supports u WHERE u.authority_id = $# "
            "AND u.state IN ('counted', 'pending'))",
            {filter.supported_by});
    where.add_text(reader.engine(), proposal_documents, "p.id", filter.text);
    return where;
}

struct ThemeOfProposal {
    std::int64_t rank;
    std::int64_t theme;
    base::Id<Proposal> proposal;
    std::string name;
};

/// The themes of a page of proposals, by their rank: one statement for all.
void add_theme_names(db::Reader const& reader, std::vector<ListedProposal>& proposals) {
    if (proposals.empty()) return;
    std::string sql =
        "SELECT t.rank, t.id, pt.proposal_id, t.name FROM proposal_themes pt JOIN themes t ON t.id = "
        "pt.theme_id "
        "WHERE pt.proposal_id IN (";
    std::vector<db::Value> values;
    for (ListedProposal const& proposal : proposals) {
        values.emplace_back(proposal.id);
        sql += (values.size() == 1 ? "$" : ", $") + std::to_string(values.size());
    }
    // Sorted here: the engine would set up a sorter for these few.
    std::vector<ThemeOfProposal> found;
    reader.each(sql + ")", values, [&](db::Row const& row) {
        found.push_back({row.integer(0), row.integer(1), row.id<Proposal>(2), row.string(3)});
    });
    std::ranges::sort(found, {}, [](ThemeOfProposal const& one) { return std::pair(one.rank, one.theme); });
    for (ThemeOfProposal& one : found)
        for (ListedProposal& proposal : proposals)
            if (proposal.id == one.proposal) proposal.theme_names.push_back(one.name);
}

}  // namespace

Listed<ListedProposal> proposals_page(db::Reader const& reader, ProposalFilter const& filter,
                                      ProposalSort sort, int page) {
    Shape const shape = shape_of(sort, filter.campaign.exists());
    auto listed = conditions_of(reader, filter)
                      .page<ListedProposal>(
                          reader, "SELECT count(*) FROM proposals p", shape.head, shape.order, page,
                          [](db::Row const& row) {
                              ListedProposal one;
                              one.id = row.id<Proposal>(0);
                              one.reference = row.string(1);
                              one.state = *proposal_state(row.text(2));
                              one.title = row.string(3);
                              one.summary = row.string(4);
                              one.supports = row.integer(5);
                              one.contributions = row.integer(6);
                              one.published_at = row.maybe_instant(7);
                              return one;
                          },
                          shape.closing);
    add_theme_names(reader, listed.items);
    return listed;
}

std::optional<ProposalRead> proposal_by_reference(db::Reader const& reader, std::string_view reference,
                                                  Visibility visibility) {
    static std::string const sql =
        "SELECT p.id, p.reference, p.campaign_id, p.state, p.title, p.summary, p.problem, p.maturity, "
        "p.build_cost_cents, p.deploy_cost_cents, p.created_at, p.published_at, p.changed_at, g.slug, "
        "g.title, " +
        std::string(counted) +
        ", (SELECT count(*) FROM supports u WHERE u.proposal_id = p.id AND u.state = 'pending'), "
        "s.choice, s.reason, s.recorded_at, s.published_at, " +
        std::string(gathered_count) +
        ", p.version FROM proposals p "
        "JOIN campaigns g ON g.id = p.campaign_id "
        "LEFT JOIN selections s ON s.proposal_id = p.id AND s.published_at IS NOT NULL WHERE p.reference = "
        "$1";
    auto read = reader.first<ProposalRead>(sql, {reference}, [](db::Row const& row) {
        ProposalRead one;
        Proposal& proposal = one.proposal;
        proposal.id = row.id<Proposal>(0);
        proposal.reference = row.string(1);
        proposal.campaign = row.id<Campaign>(2);
        proposal.state = *proposal_state(row.text(3));
        proposal.title = row.string(4);
        proposal.summary = row.string(5);
        proposal.problem = row.string(6);
        proposal.maturity = row.string(7);
        if (auto const cents = row.maybe_integer(8)) proposal.build_cost = base::Euros::cents(*cents);
        if (auto const cents = row.maybe_integer(9)) proposal.deploy_cost = base::Euros::cents(*cents);
        proposal.created_at = row.instant(10);
        proposal.published_at = row.maybe_instant(11);
        proposal.changed_at = row.instant(12);
        one.campaign_slug = row.string(13);
        one.campaign_title = row.string(14);
        one.supports = row.integer(15);
        one.pending = row.integer(16);
        if (!row.is_null(17))
            one.selection =
                Selection{*choice(row.text(17)), row.string(18), row.instant(19), row.maybe_instant(20)};
        one.contributions = row.integer(21);
        proposal.version = static_cast<int>(row.integer(22));
        return one;
    });
    if (!read || (visibility == Visibility::public_only && !read->proposal.is_public())) return std::nullopt;
    reader.each(
        "SELECT t.id, t.name FROM proposal_themes pt JOIN themes t ON t.id = pt.theme_id "
        "WHERE pt.proposal_id = $1 ORDER BY t.rank, t.id",
        {read->proposal.id}, [&](db::Row const& row) {
            read->proposal.themes.push_back(row.id<Theme>(0));
            read->theme_names.push_back(row.string(1));
        });
    read->gathers = gathered_contributions(reader, read->proposal.id);
    return read;
}

std::optional<base::Id<Proposal>> proposal_id(db::Reader const& reader, std::string_view reference) {
    return reader.first<base::Id<Proposal>>("SELECT id FROM proposals WHERE reference = $1", {reference},
                                            [](db::Row const& row) { return row.id<Proposal>(0); });
}

Listed<ProposalToChoose> proposals_to_choose(db::Reader const& reader, base::Id<Campaign> campaign,
                                             int page) {
    static std::string const list_head =
        "SELECT p.id, p.reference, p.title, p.state, " + std::string(counted) +
        ", s.choice, s.reason, s.recorded_at, s.published_at FROM proposals p "
        "LEFT JOIN selections s ON s.proposal_id = p.id";
    Conditions where;
    where.add("p.campaign_id = $#", {campaign});
    where.add("p.state <> 'draft'");
    return where.page<ProposalToChoose>(reader, "SELECT count(*) FROM proposals p", list_head,
                                        " ORDER BY 5 DESC, p.title_key, p.id", page, [](db::Row const& row) {
                                            ProposalToChoose one;
                                            one.id = row.id<Proposal>(0);
                                            one.reference = row.string(1);
                                            one.title = row.string(2);
                                            one.state = *proposal_state(row.text(3));
                                            one.supports = row.integer(4);
                                            if (!row.is_null(5))
                                                one.selection =
                                                    Selection{*choice(row.text(5)), row.string(6),
                                                              row.instant(7), row.maybe_instant(8)};
                                            return one;
                                        });
}

std::vector<PublishedChoice> published_choices(db::Reader const& reader, base::Id<Campaign> campaign) {
    static std::string const sql =
        "SELECT p.reference, p.title, s.choice, s.reason, " + std::string(counted) +
        " FROM proposals p JOIN selections s ON s.proposal_id = p.id AND s.published_at IS NOT NULL "
        "WHERE p.campaign_id = $1 ORDER BY CASE s.choice WHEN 'selected' THEN 1 WHEN 'deferred' THEN 2 ELSE "
        "3 "
        "END, 5 DESC, p.title_key, p.id LIMIT $2";
    return reader.list<PublishedChoice>(sql, {campaign, published_choices_max}, [](db::Row const& row) {
        return PublishedChoice{row.string(0), row.string(1), *choice(row.text(2)), row.string(3),
                               row.integer(4)};
    });
}

}  // namespace consultation
