// The SQL of reading contributions.
#include "consultation/contribution_lists.hpp"

#include "consultation/conditions.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/decision_rows.hpp"
#include "consultation/search_documents.hpp"
#include "people/quality.hpp"

namespace consultation {
namespace {

constexpr std::string_view count_head =
    "SELECT count(*) FROM contributions c LEFT JOIN authorities a ON a.id = c.authority_id";

constexpr std::string_view list_head =
    "SELECT c.id, c.reference, c.kind, c.outcome, c.title, c.problem, coalesce(t.name, ''), c.quality, "
    "c.function, CASE WHEN f.state = 'pending' THEN 1 ELSE 0 END, c.published_at, "
    "coalesce(c.authority_id, 0), coalesce(a.long_name, r.name, ''), coalesce(a.reference, ''), "
    "coalesce(a.department_code, ''), coalesce(d.name, '') "
    "FROM contributions c LEFT JOIN themes t ON t.id = c.theme_id "
    "LEFT JOIN authorities a ON a.id = c.authority_id LEFT JOIN departments d ON d.code = a.department_code "
    "LEFT JOIN partners r ON r.id = c.partner_id LEFT JOIN affiliations f ON f.id = c.author_affiliation_id";

NamedBody body_from(db::Row const& row, int at) {
    return {AuthorityId(row.integer(at)), row.string(at + 1), row.string(at + 2), row.string(at + 3),
            row.string(at + 4)};
}

ListedContribution listed_from(db::Row const& row) {
    ListedContribution one;
    one.id = row.id<Contribution>(0);
    one.reference = row.string(1);
    one.kind = *contribution_kind(row.text(2));
    one.outcome = *outcome(row.text(3));
    one.title = row.string(4);
    one.problem = row.string(5);
    one.theme_name = row.string(6);
    one.quality = row.string(7);
    one.function = row.string(8);
    one.is_affiliation_pending = row.boolean(9);
    one.published_at = row.instant(10);
    one.body = body_from(row, 11);
    return one;
}

std::string_view order_of(ContributionSort sort) {
    switch (sort) {
        case ContributionSort::recent:
            return " ORDER BY c.published_at DESC, c.id DESC";
        case ContributionSort::title:
            return " ORDER BY c.title_key, c.id";
        case ContributionSort::triage:
            return " ORDER BY CASE WHEN c.outcome = 'pending' THEN 0 ELSE 1 END, "
                   "CASE WHEN c.outcome = 'pending' THEN c.published_at ELSE -coalesce((SELECT s.decided_at "
                   "FROM decisions s WHERE s.contribution_id = c.id AND s.replaced_by IS NULL), 0) END, c.id";
    }
    base::fail("an unknown order of contributions");
}

Conditions conditions_of(db::Reader const& reader, ContributionFilter const& filter) {
    Conditions where;
    if (filter.campaign.exists()) where.add("c.campaign_id = $#", {filter.campaign});
    where.add("c.state = 'published'");
    if (filter.outcome) where.add("c.outcome = $#", {name_of(*filter.outcome)});
    if (filter.theme.exists()) where.add("c.theme_id = $#", {filter.theme});
    if (filter.kind) where.add("c.kind = $#", {name_of(*filter.kind)});
    if (filter.profile) where.add("c.quality = $#", {people::code(*filter.profile)});
    if (!filter.region_code.empty()) where.add("a.region_code = $#", {filter.region_code});
    if (!filter.department_code.empty()) where.add("a.department_code = $#", {filter.department_code});
    if (!filter.authority_kind.empty()) where.add("a.kind = $#", {filter.authority_kind});
    if (filter.authority.exists())
        where.add(
            "(c.authority_id = $# OR c.id IN (SELECT b.contribution_id FROM contribution_bodies b "
            "WHERE b.authority_id = $#))",
            {filter.authority, filter.authority});
    if (filter.proposal.exists())
        where.add(
            "c.id IN (SELECT s.contribution_id FROM decision_proposals g "
            "JOIN decisions s ON s.id = g.decision_id AND s.replaced_by IS NULL WHERE g.proposal_id = $#)",
            {filter.proposal});
    where.add_text(reader.engine(), contribution_documents, "c.id", filter.text);
    return where;
}

constexpr std::string_view own_head =
    "SELECT c.id, c.reference, c.campaign_id, g.slug, g.title, c.kind, c.state, c.outcome, c.title, "
    "coalesce(a.long_name, r.name, ''), c.changed_at FROM contributions c "
    "JOIN campaigns g ON g.id = c.campaign_id LEFT JOIN authorities a ON a.id = c.authority_id "
    "LEFT JOIN partners r ON r.id = c.partner_id";

OwnContribution own_from(db::Row const& row) {
    return {row.id<Contribution>(0),
            row.string(1),
            row.id<Campaign>(2),
            row.string(3),
            row.string(4),
            *contribution_kind(row.text(5)),
            *contribution_state(row.text(6)),
            *outcome(row.text(7)),
            row.string(8),
            row.string(9),
            row.instant(10)};
}

}  // namespace

Listed<ListedContribution> contributions_page(db::Reader const& reader, ContributionFilter const& filter,
                                              ContributionSort sort, int page) {
    return conditions_of(reader, filter)
        .page<ListedContribution>(reader, count_head, list_head, order_of(sort), page, listed_from);
}

Listed<ListedContribution> triage_page(db::Reader const& reader, ContributionFilter const& filter, int page) {
    return contributions_page(reader, filter, ContributionSort::triage, page);
}

std::vector<ListedContribution> gathered_contributions(db::Reader const& reader,
                                                       base::Id<Proposal> proposal) {
    static std::string const sql =
        std::string(list_head) +
        " WHERE c.state = 'published' AND c.id IN (SELECT s.contribution_id FROM decision_proposals g "
        "JOIN decisions s ON s.id = g.decision_id AND s.replaced_by IS NULL WHERE g.proposal_id = $1) "
        "ORDER BY c.title_key, c.id LIMIT $2";
    return reader.list<ListedContribution>(sql, {proposal, items_per_page}, listed_from);
}

std::optional<ContributionRead> contribution_by_reference(db::Reader const& reader,
                                                          std::string_view reference) {
    static std::string const sql =
        "SELECT " + std::string(contribution_columns) +
        ", g.slug, g.title, coalesce(t.name, ''), CASE WHEN f.state = 'pending' THEN 1 ELSE 0 END, "
        "coalesce(c.authority_id, 0), coalesce(a.long_name, r.name, ''), coalesce(a.reference, ''), "
        "coalesce(a.department_code, ''), coalesce(d.name, '') "
        "FROM contributions c JOIN campaigns g ON g.id = c.campaign_id LEFT JOIN themes t ON t.id = "
        "c.theme_id "
        "LEFT JOIN authorities a ON a.id = c.authority_id "
        "LEFT JOIN departments d ON d.code = a.department_code LEFT JOIN partners r ON r.id = c.partner_id "
        "LEFT JOIN affiliations f ON f.id = c.author_affiliation_id "
        "WHERE c.reference = $1 AND c.state = 'published'";
    auto read = reader.first<ContributionRead>(sql, {reference}, [](db::Row const& row) {
        constexpr int more = contribution_columns_count;
        ContributionRead one;
        one.contribution = contribution_from(row);
        one.campaign_slug = row.string(more);
        one.campaign_title = row.string(more + 1);
        one.theme_name = row.string(more + 2);
        one.is_affiliation_pending = row.boolean(more + 3);
        one.body = body_from(row, more + 4);
        return one;
    });
    if (!read) return read;
    base::Id<Contribution> const id = read->contribution.id;
    read->others = reader.list<NamedBody>(
        "SELECT a.id, a.long_name, a.reference, coalesce(a.department_code, ''), coalesce(d.name, '') "
        "FROM contribution_bodies b JOIN authorities a ON a.id = b.authority_id "
        "LEFT JOIN departments d ON d.code = a.department_code "
        "WHERE b.contribution_id = $1 ORDER BY a.name_key, a.id",
        {id}, [](db::Row const& row) { return body_from(row, 0); });
    for (NamedBody const& body : read->others) read->contribution.text.bodies.push_back(body.authority);
    read->history = history(reader, id);
    return read;
}

Listed<OwnContribution> person_contributions(db::Reader const& reader, PersonId person, int page) {
    Conditions where;
    where.add("c.author_person_id = $#", {person});
    return where.page<OwnContribution>(
        reader, "SELECT count(*) FROM contributions c", own_head,
        " ORDER BY CASE WHEN c.state = 'draft' THEN 0 ELSE 1 END, c.changed_at DESC, c.id DESC", page,
        own_from);
}

std::vector<OwnContribution> person_drafts(db::Reader const& reader, PersonId person) {
    static std::string const sql =
        std::string(own_head) +
        " WHERE c.author_person_id = $1 AND c.state = 'draft' ORDER BY c.changed_at DESC, c.id DESC LIMIT $2";
    return reader.list<OwnContribution>(sql, {person, drafts_per_person_max}, own_from);
}

std::optional<Contribution> own_contribution(db::Reader const& reader, PersonId person,
                                             base::Id<Contribution> id) {
    auto one = contribution_by_id(reader, id);
    if (one && one->author != person) return std::nullopt;
    return one;
}

std::vector<RecentDecision> last_decisions(db::Reader const& reader, base::Id<Campaign> campaign, int limit) {
    return reader.list<RecentDecision>(
        "SELECT c.reference, c.title, s.outcome, coalesce(k.name, g.name, (SELECT min(p.reference) "
        "FROM decision_proposals dp JOIN proposals p ON p.id = dp.proposal_id AND p.state <> 'draft' "
        "WHERE dp.decision_id = s.id), ''), s.decided_at "
        "FROM decisions s JOIN contributions c ON c.id = s.contribution_id AND c.state = 'published' "
        "LEFT JOIN desks k ON k.id = s.desk_id LEFT JOIN grounds g ON g.id = s.ground_id "
        "WHERE c.campaign_id = $1 AND s.replaced_by IS NULL AND s.outcome <> 'pending' "
        "ORDER BY s.decided_at DESC, s.id DESC LIMIT $2",
        {campaign, std::clamp(limit, 1, recent_decisions_max)}, [](db::Row const& row) {
            return RecentDecision{row.string(0), row.string(1), *outcome(row.text(2)), row.string(3),
                                  row.instant(4)};
        });
}

}  // namespace consultation
