// The SQL of streams.
#include "consultation/streams.hpp"

#include "consultation/conditions.hpp"

namespace consultation {
namespace {

/// The values of `column` of a subquery, in its order, separated by spaces: the engines name this
/// differently.
std::string words_of(db::Engine engine, std::string_view column, std::string_view from) {
    std::string const words(column);
    if (engine == db::Engine::postgresql)
        return "coalesce((SELECT string_agg(" + words + ", ' ' ORDER BY " + words + ") " + std::string(from) +
               "), '')";
    return "coalesce((SELECT group_concat(w, ' ') FROM (SELECT " + words + " AS w " + std::string(from) +
           " ORDER BY 1)), '')";
}

std::string targets_of(db::Engine engine) {
    return "coalesce(k.slug, o.slug, " +
           words_of(
               engine, "p.reference",
               "FROM decision_proposals dp JOIN proposals p ON p.id = dp.proposal_id AND p.state <> 'draft' "
               "WHERE dp.decision_id = s.id") +
           ")";
}

std::string contributions_head(db::Engine engine) {
    return "SELECT c.id, c.reference, c.kind, coalesce(t.slug, ''), c.title, c.problem, c.audience, "
           "c.territory, "
           "c.service_name, c.maturity, c.licence, c.source_url, c.cost, c.hosting, "
           "coalesce(a.insee_code, a.siren, ''), coalesce(a.long_name, r.name, ''), coalesce(a.kind, "
           "'partner'), "
           "coalesce(a.department_code, ''), coalesce(a.region_code, ''), c.quality, c.function, "
           "c.outcome, " +
           targets_of(engine) +
           ", coalesce(s.reason, ''), s.decided_at, c.published_at, c.version FROM contributions c "
           "LEFT JOIN themes t ON t.id = c.theme_id LEFT JOIN authorities a ON a.id = c.authority_id "
           "LEFT JOIN partners r ON r.id = c.partner_id "
           "LEFT JOIN decisions s ON s.contribution_id = c.id AND s.replaced_by IS NULL "
           "LEFT JOIN desks k ON k.id = s.desk_id LEFT JOIN grounds o ON o.id = s.ground_id";
}

ContributionRecord contribution_record(db::Row const& row) {
    ContributionRecord one;
    one.id = row.id<Contribution>(0);
    one.reference = row.string(1);
    one.kind = *contribution_kind(row.text(2));
    one.theme = row.string(3);
    one.title = row.string(4);
    one.problem = row.string(5);
    one.audience = row.string(6);
    one.territory = row.string(7);
    one.service_name = row.string(8);
    one.maturity = row.string(9);
    one.licence = row.string(10);
    one.source_url = row.string(11);
    one.cost = row.string(12);
    one.hosting = row.string(13);
    one.body_code = row.string(14);
    one.body_name = row.string(15);
    one.body_kind = row.string(16);
    one.department_code = row.string(17);
    one.region_code = row.string(18);
    one.quality = row.string(19);
    one.function = row.string(20);
    one.outcome = *outcome(row.text(21));
    one.outcome_target = row.string(22);
    one.outcome_reason = row.string(23);
    one.decided_at = row.maybe_instant(24);
    one.published_at = row.instant(25);
    one.version = static_cast<int>(row.integer(26));
    return one;
}

std::string proposals_head(db::Engine engine) {
    return "SELECT p.id, p.reference, p.state, p.title, p.summary, p.problem, p.maturity, " +
           words_of(
               engine, "t.slug",
               "FROM proposal_themes pt JOIN themes t ON t.id = pt.theme_id WHERE pt.proposal_id = p.id") +
           ", p.build_cost_cents, p.deploy_cost_cents, "
           "(SELECT count(*) FROM decision_proposals dp JOIN decisions d ON d.id = dp.decision_id "
           "AND d.replaced_by IS NULL JOIN contributions c ON c.id = d.contribution_id AND c.state = "
           "'published' "
           "WHERE dp.proposal_id = p.id), "
           "(SELECT count(*) FROM supports u WHERE u.proposal_id = p.id AND u.state = 'counted'), "
           "coalesce(s.reason, ''), p.published_at FROM proposals p "
           "LEFT JOIN selections s ON s.proposal_id = p.id AND s.published_at IS NOT NULL";
}

ProposalRecord proposal_record(db::Row const& row) {
    ProposalRecord one;
    one.id = row.id<Proposal>(0);
    one.reference = row.string(1);
    one.state = *proposal_state(row.text(2));
    one.title = row.string(3);
    one.summary = row.string(4);
    one.problem = row.string(5);
    one.maturity = row.string(6);
    one.themes = row.string(7);
    if (auto const cents = row.maybe_integer(8)) one.build_cost = base::Euros::cents(*cents);
    if (auto const cents = row.maybe_integer(9)) one.deploy_cost = base::Euros::cents(*cents);
    one.contributions = row.integer(10);
    one.supports = row.integer(11);
    one.selection_reason = row.string(12);
    one.published_at = row.maybe_instant(13);
    return one;
}

// The edition is that of the campaign $1, if it is loaded.
constexpr std::string_view supports_head =
    "SELECT s.proposal_id, s.authority_id, p.reference, coalesce(a.insee_code, a.siren, ''), a.long_name, "
    "CASE WHEN coalesce(ae.kind, a.kind) = 'former_commune' THEN 'commune' ELSE coalesce(ae.kind, a.kind) "
    "END, "
    "coalesce(ae.department_code, a.department_code, ''), coalesce(ae.region_code, a.region_code, ''), "
    "coalesce(ae.population, a.population), s.since FROM proposals p "
    "JOIN supports s ON s.proposal_id = p.id AND s.state = 'counted' "
    "JOIN authorities a ON a.id = s.authority_id LEFT JOIN authority_editions ae ON ae.authority_id = a.id "
    "AND ae.edition_id = (SELECT max(e.id) FROM campaigns g JOIN editions e ON e.year = g.edition "
    "WHERE g.id = $1)";

SupportRecord support_record(db::Row const& row) {
    return {{row.id<Proposal>(0), AuthorityId(row.integer(1))},
            row.string(2),
            row.string(3),
            row.string(4),
            row.string(5),
            row.string(6),
            row.string(7),
            row.maybe_integer(8),
            row.instant(9)};
}

void check_bound(int per_page) {
    base::check(per_page >= 1 && per_page <= per_page_max, "a part of at most per_page_max");
}

/// Keeps one row more than asked for: whether something follows.
template<class T, class Key>
void close_part(Part<T, Key>& part, int per_page, Key T::*key) {
    if (static_cast<int>(part.items.size()) <= per_page) return;
    part.items.pop_back();
    part.next = part.items.back().*key;
}

}  // namespace

void each_contribution(db::Reader const& reader, base::Id<Campaign> campaign,
                       std::function<void(ContributionRecord const&)> const& each) {
    reader.stream(contributions_head(reader.engine()) +
                      " WHERE c.campaign_id = $1 AND c.state = 'published' ORDER BY c.id",
                  std::vector<db::Value>{campaign},
                  [&](db::Row const& row) { each(contribution_record(row)); });
}

void each_proposal(db::Reader const& reader, base::Id<Campaign> campaign,
                   std::function<void(ProposalRecord const&)> const& each) {
    reader.stream(
        proposals_head(reader.engine()) + " WHERE p.campaign_id = $1 AND p.state <> 'draft' ORDER BY p.id",
        std::vector<db::Value>{campaign}, [&](db::Row const& row) { each(proposal_record(row)); });
}

void each_support(db::Reader const& reader, base::Id<Campaign> campaign,
                  std::function<void(SupportRecord const&)> const& each) {
    reader.stream(
        std::string(supports_head) + " WHERE p.campaign_id = $2 ORDER BY s.proposal_id, s.authority_id",
        std::vector<db::Value>{campaign, campaign}, [&](db::Row const& row) { each(support_record(row)); });
}

void each_decision(db::Reader const& reader, base::Id<Campaign> campaign,
                   std::function<void(DecisionRecord const&)> const& each) {
    reader.stream("SELECT s.id, c.reference, s.outcome, " + targets_of(reader.engine()) +
                      ", s.reason, s.decided_at, CASE WHEN s.replaced_by IS NULL THEN 1 ELSE 0 END "
                      "FROM contributions c JOIN decisions s ON s.contribution_id = c.id "
                      "LEFT JOIN desks k ON k.id = s.desk_id LEFT JOIN grounds o ON o.id = s.ground_id "
                      "WHERE c.campaign_id = $1 AND c.state = 'published' ORDER BY s.id",
                  std::vector<db::Value>{campaign}, [&](db::Row const& row) {
                      each({row.id<Decision>(0), row.string(1), *outcome(row.text(2)), row.string(3),
                            row.string(4), row.instant(5), row.boolean(6)});
                  });
}

Part<ContributionRecord, base::Id<Contribution>> contributions_after(db::Reader const& reader,
                                                                     base::Id<Campaign> campaign,
                                                                     base::Id<Contribution> after,
                                                                     int per_page) {
    check_bound(per_page);
    Part<ContributionRecord, base::Id<Contribution>> part;
    part.total = reader.integer(
        "SELECT count(*) FROM contributions WHERE campaign_id = $1 AND state = 'published'", {campaign});
    part.items = reader.list<ContributionRecord>(
        contributions_head(reader.engine()) +
            " WHERE c.campaign_id = $1 AND c.state = 'published' AND c.id > $2 ORDER BY c.id LIMIT $3",
        {campaign, after, per_page + 1}, contribution_record);
    close_part(part, per_page, &ContributionRecord::id);
    return part;
}

Part<ProposalRecord, base::Id<Proposal>> proposals_after(db::Reader const& reader,
                                                         base::Id<Campaign> campaign,
                                                         base::Id<Proposal> after, int per_page) {
    check_bound(per_page);
    Part<ProposalRecord, base::Id<Proposal>> part;
    part.total = reader.integer("SELECT count(*) FROM proposals WHERE campaign_id = $1 AND state <> 'draft'",
                                {campaign});
    part.items = reader.list<ProposalRecord>(
        proposals_head(reader.engine()) +
            " WHERE p.campaign_id = $1 AND p.state <> 'draft' AND p.id > $2 ORDER BY p.id LIMIT $3",
        {campaign, after, per_page + 1}, proposal_record);
    close_part(part, per_page, &ProposalRecord::id);
    return part;
}

Part<SupportRecord, Pair> supports_after(db::Reader const& reader, base::Id<Campaign> campaign, Pair after,
                                         int per_page) {
    check_bound(per_page);
    Part<SupportRecord, Pair> part;
    part.total = reader.integer(
        "SELECT count(*) FROM proposals p JOIN supports s ON s.proposal_id = p.id AND s.state = 'counted' "
        "WHERE p.campaign_id = $1",
        {campaign});
    part.items = reader.list<SupportRecord>(
        std::string(supports_head) +
            " WHERE p.campaign_id = $2 AND (s.proposal_id, s.authority_id) > ($3, $4) "
            "ORDER BY s.proposal_id, s.authority_id LIMIT $5",
        {campaign, campaign, after.proposal, after.authority, per_page + 1}, support_record);
    close_part(part, per_page, &SupportRecord::key);
    return part;
}

}  // namespace consultation
