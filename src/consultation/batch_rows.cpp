#include "consultation/batch_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "consultation/in_list.hpp"
#include "consultation/triage_rules.hpp"

namespace consultation {
namespace {

OutcomeChoice choice_from(db::Row const& row, int at) {
    switch (*outcome(row.text(at))) {
        case Outcome::reoriented:
            return Reoriented{row.id<Desk>(at + 1)};
        case Outcome::rejected:
            return Rejected{row.id<Ground>(at + 2)};
        case Outcome::grouped:
            return Grouped{};
        case Outcome::pending:
            return Reopened{};
    }
    base::fail("an unknown outcome");
}

constexpr std::string_view batch_columns =
    "SELECT b.id, b.campaign_id, b.name, b.decided_by, coalesce(p.email, ''), b.decided_at, b.tell_at, "
    "b.undone_at, (SELECT count(*) FROM decisions d WHERE d.batch_id = b.id), "
    "(SELECT count(*) FROM decisions d WHERE d.batch_id = b.id AND d.replaced_by IS NULL), "
    "(SELECT count(*) FROM decisions d WHERE d.batch_id = b.id AND d.told_at IS NOT NULL) "
    "FROM decision_batches b LEFT JOIN persons p ON p.id = b.decided_by ";

Batch batch_from(db::Row const& row) {
    return {row.id<Batch>(0), row.id<Campaign>(1), row.string(2),  PersonId(row.integer(3)),
            row.string(4),    row.instant(5),      row.instant(6), row.maybe_instant(7),
            row.integer(8),   row.integer(9),      row.integer(10)};
}

constexpr std::string_view item_columns =
    "SELECT c.id, d.id, c.reference, c.title, d.outcome, CASE WHEN d.replaced_by IS NULL THEN 1 ELSE 0 END, "
    "CASE WHEN d.undone_at IS NULL THEN 0 ELSE 1 END, CASE WHEN d.told_at IS NULL THEN 0 ELSE 1 END "
    "FROM decisions d JOIN contributions c ON c.id = d.contribution_id ";

BatchItem item_from(db::Row const& row) {
    return {row.id<Contribution>(0), row.id<Decision>(1), row.string(2),  row.string(3),
            *outcome(row.text(4)),   row.boolean(5),      row.boolean(6), row.boolean(7)};
}

/// Only one may stand at any moment: the old ones step aside (replaced by themselves) before the new ones are
/// there.
std::vector<base::Id<Decision>> set_aside_standing(db::Tx& tx, ContributionIds contributions) {
    std::vector<db::Value> values;
    std::string const ids = in_list(values, contributions);
    std::vector<base::Id<Decision>> old;
    tx.each(
        fmt::format("UPDATE decisions SET replaced_by = id WHERE replaced_by IS NULL AND contribution_id IN "
                    "({}) RETURNING id",
                    ids),
        values, [&](db::Row const& row) { old.push_back(row.id<Decision>(0)); });
    return old;
}

void replace_by_standing(db::Tx& tx, std::vector<base::Id<Decision>> const& old) {
    if (old.empty()) return;
    std::vector<db::Value> values;
    std::string const ids = in_list(values, old);
    tx.execute(fmt::format("UPDATE decisions SET replaced_by = (SELECT n.id FROM decisions n "
                           "WHERE n.contribution_id = decisions.contribution_id AND n.replaced_by IS NULL) "
                           "WHERE id IN ({})",
                           ids),
               values);
}

void set_outcome(db::Tx& tx, std::string_view outcome, ContributionIds contributions) {
    if (contributions.empty()) return;
    std::vector<db::Value> values{outcome};
    std::string const ids = in_list(values, contributions);
    tx.execute(fmt::format("UPDATE contributions SET outcome = $1 WHERE id IN ({})", ids), values);
}

/// "($1, $2, $3), ($4, …": as many lines as there are values for.
std::string lines_of_parameters(std::size_t values, std::size_t width) {
    std::string lines;
    for (std::size_t i = 0; i < values; ++i) {
        lines += i % width == 0 ? (i == 0 ? "(" : "), (") : ", ";
        lines += "$" + std::to_string(i + 1);
    }
    return lines + ")";
}

void insert_block(db::Tx& tx, std::span<NewDecision const> block, TakenTogether const& together,
                  std::map<base::Id<Contribution>, base::Id<Decision>>& made) {
    std::vector<base::Id<Contribution>> ids;
    std::map<Outcome, std::vector<base::Id<Contribution>>> by_outcome;
    std::vector<db::Value> values;
    for (NewDecision const& one : block) {
        Reoriented const* const reoriented = std::get_if<Reoriented>(&one.choice);
        Rejected const* const rejected = std::get_if<Rejected>(&one.choice);
        Outcome const outcome = outcome_of(one.choice);
        ids.push_back(one.contribution);
        by_outcome[outcome].push_back(one.contribution);
        for (db::Value const& value :
             std::initializer_list<db::Value>{one.contribution, name_of(outcome),
                                              reoriented ? std::optional(reoriented->desk) : std::nullopt,
                                              rejected ? std::optional(rejected->ground) : std::nullopt,
                                              one.reason, together.at, together.by, together.batch})
            values.push_back(value);
    }
    std::vector<base::Id<Decision>> const old = set_aside_standing(tx, ids);
    constexpr std::size_t width = 8;
    tx.each(
        "INSERT INTO decisions (contribution_id, outcome, desk_id, ground_id, reason, decided_at, "
        "decided_by, batch_id) VALUES " +
            lines_of_parameters(values.size(), width) + " RETURNING contribution_id, id",
        values, [&](db::Row const& row) { made.emplace(row.id<Contribution>(0), row.id<Decision>(1)); });
    replace_by_standing(tx, old);
    std::vector<db::Value> pairs;
    for (NewDecision const& one : block)
        if (Grouped const* const grouped = std::get_if<Grouped>(&one.choice))
            for (base::Id<Proposal> const proposal : grouped->proposals) {
                pairs.emplace_back(made.at(one.contribution));
                pairs.emplace_back(proposal);
            }
    if (!pairs.empty())
        tx.execute("INSERT INTO decision_proposals (decision_id, proposal_id) VALUES " +
                       lines_of_parameters(pairs.size(), 2),
                   pairs);
    for (auto const& [outcome, own] : by_outcome) set_outcome(tx, name_of(outcome), own);
}

}  // namespace

TriageRules triage_rules(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader
        .first<TriageRules>(
            "SELECT grace_minutes, rereads_rejections FROM triage_rules WHERE campaign_id = $1", {campaign},
            [](db::Row const& row) {
                return TriageRules{static_cast<int>(row.integer(0)), row.boolean(1)};
            })
        .value_or(TriageRules{});
}

void save_triage_rules(db::Tx& tx, base::Id<Campaign> campaign, TriageRules const& rules) {
    tx.execute(
        "INSERT INTO triage_rules (campaign_id, grace_minutes, rereads_rejections) VALUES ($1, $2, $3) "
        "ON CONFLICT (campaign_id) DO UPDATE SET grace_minutes = excluded.grace_minutes, "
        "rereads_rejections = excluded.rereads_rejections",
        {campaign, rules.grace_minutes, rules.rereads_rejections});
}

std::map<base::Id<Contribution>, StandingDecision> standing_decisions(db::Reader const& reader,
                                                                      ContributionIds contributions) {
    std::map<base::Id<Contribution>, StandingDecision> standing;
    std::map<std::int64_t, base::Id<Contribution>> grouped;
    std::vector<db::Value> values;
    std::string const ids = in_list(values, contributions);
    reader.each(fmt::format("SELECT contribution_id, id, reason, outcome, desk_id, ground_id FROM decisions "
                            "WHERE replaced_by IS NULL AND contribution_id IN ({})",
                            ids),
                values, [&](db::Row const& row) {
                    StandingDecision one{row.id<Decision>(1), choice_from(row, 3), row.string(2)};
                    if (std::holds_alternative<Grouped>(one.choice))
                        grouped.emplace(one.id.value, row.id<Contribution>(0));
                    standing.emplace(row.id<Contribution>(0), std::move(one));
                });
    if (grouped.empty()) return standing;
    reader.each(fmt::format("SELECT dp.decision_id, dp.proposal_id FROM decisions d "
                            "JOIN decision_proposals dp ON dp.decision_id = d.id "
                            "WHERE d.replaced_by IS NULL AND d.contribution_id IN ({}) "
                            "ORDER BY dp.decision_id, dp.proposal_id",
                            ids),
                values, [&](db::Row const& row) {
                    auto& choice = standing.at(grouped.at(row.integer(0))).choice;
                    std::get<Grouped>(choice).proposals.push_back(row.id<Proposal>(1));
                });
    return standing;
}

std::optional<StandingDecision> standing_decision(db::Reader const& reader,
                                                  base::Id<Contribution> contribution) {
    std::vector<base::Id<Contribution>> const one{contribution};
    auto found = standing_decisions(reader, one);
    if (found.empty()) return std::nullopt;
    return std::move(found.begin()->second);
}

base::Id<Batch> insert_batch(db::Tx& tx, Batch const& batch) {
    return base::Id<Batch>(
        tx.insert("INSERT INTO decision_batches (campaign_id, name, decided_by, decided_at, tell_at) "
                  "VALUES ($1, $2, $3, $4, $5) RETURNING id",
                  {batch.campaign, batch.name, batch.by, batch.at, batch.tell_at}));
}

std::map<base::Id<Contribution>, base::Id<Decision>> insert_decisions(db::Tx& tx,
                                                                      ContributionIds contributions,
                                                                      NewDecisions const& decisions) {
    std::vector<base::Id<Decision>> const old = set_aside_standing(tx, contributions);
    Reoriented const* const reoriented = std::get_if<Reoriented>(&decisions.choice);
    Rejected const* const rejected = std::get_if<Rejected>(&decisions.choice);
    std::string_view const outcome = name_of(outcome_of(decisions.choice));
    db::Value const read_by = decisions.read_by.exists() ? db::Value(decisions.read_by) : db::Value(nullptr);
    // PostgreSQL must be told the type of a parameter that stands in a SELECT list.
    std::vector<db::Value> values{outcome,
                                  reoriented ? std::optional(reoriented->desk) : std::nullopt,
                                  rejected ? std::optional(rejected->ground) : std::nullopt,
                                  decisions.reason,
                                  decisions.at,
                                  decisions.by,
                                  decisions.batch,
                                  read_by};
    std::string ids = in_list(values, contributions);
    std::map<base::Id<Contribution>, base::Id<Decision>> made;
    tx.each(fmt::format(
                "INSERT INTO decisions (contribution_id, outcome, desk_id, ground_id, reason, decided_at, "
                "decided_by, batch_id, read_by) "
                "SELECT c.id, CAST($1 AS TEXT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS TEXT), "
                "CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS BIGINT), CAST($8 AS BIGINT) "
                "FROM contributions c WHERE c.id IN ({}) ORDER BY c.id RETURNING contribution_id, id",
                ids),
            values, [&](db::Row const& row) { made.emplace(row.id<Contribution>(0), row.id<Decision>(1)); });
    replace_by_standing(tx, old);
    if (Grouped const* const grouped = std::get_if<Grouped>(&decisions.choice)) {
        values = {decisions.batch};
        ids = in_list(values, grouped->proposals);
        tx.execute(fmt::format("INSERT INTO decision_proposals (decision_id, proposal_id) "
                               "SELECT d.id, p.id FROM decisions d CROSS JOIN proposals p "
                               "WHERE d.batch_id = $1 AND p.id IN ({})",
                               ids),
                   values);
    }
    set_outcome(tx, outcome, contributions);
    return made;
}

std::map<base::Id<Contribution>, base::Id<Decision>> insert_each_decision(
    db::Tx& tx, std::span<NewDecision const> decisions, TakenTogether const& together) {
    std::map<base::Id<Contribution>, base::Id<Decision>> made;
    for (; !decisions.empty(); decisions = decisions.subspan(std::min(decisions.size(), decided_at_once_max)))
        insert_block(tx, decisions.first(std::min(decisions.size(), decided_at_once_max)), together, made);
    return made;
}

std::optional<Batch> lock_batch(db::Tx& tx, base::Id<Batch> id) {
    if (!tx.lock("SELECT id FROM decision_batches WHERE id = $1", {id})) return std::nullopt;
    return batch_by_id(tx, id);
}

std::optional<Batch> batch_by_id(db::Reader const& reader, base::Id<Batch> id) {
    static std::string const sql = std::string(batch_columns) + "WHERE b.id = $1";
    return reader.first<Batch>(sql, {id}, batch_from);
}

Listed<Batch> batches_page(db::Reader const& reader, base::Id<Campaign> campaign, int page) {
    static std::string const sql =
        std::string(batch_columns) +
        "WHERE b.campaign_id = $1 AND b.name <> '' ORDER BY b.id DESC LIMIT $2 OFFSET $3";
    Listed<Batch> listed;
    listed.total = reader.integer(
        "SELECT count(*) FROM decision_batches WHERE campaign_id = $1 AND name <> ''", {campaign});
    listed.page = std::clamp(page, 1, std::min(listed.pages(), pages_max));
    listed.items =
        reader.list<Batch>(sql, {campaign, items_per_page, (listed.page - 1) * items_per_page}, batch_from);
    return listed;
}

Listed<BatchItem> batch_items_page(db::Reader const& reader, base::Id<Batch> batch, int page) {
    static std::string const sql =
        std::string(item_columns) + "WHERE d.batch_id = $1 ORDER BY c.reference, d.id LIMIT $2 OFFSET $3";
    Listed<BatchItem> listed;
    listed.total = reader.integer("SELECT count(*) FROM decisions WHERE batch_id = $1", {batch});
    listed.page = std::clamp(page, 1, std::min(listed.pages(), pages_max));
    listed.items =
        reader.list<BatchItem>(sql, {batch, items_per_page, (listed.page - 1) * items_per_page}, item_from);
    return listed;
}

std::vector<base::Id<Contribution>> standing_items(db::Reader const& reader, base::Id<Batch> batch) {
    return reader.list<base::Id<Contribution>>(
        "SELECT contribution_id FROM decisions WHERE batch_id = $1 AND replaced_by IS NULL "
        "ORDER BY contribution_id LIMIT $2",
        {batch, static_cast<int>(decided_at_once_max)},
        [](db::Row const& row) { return row.id<Contribution>(0); });
}

std::vector<BatchItem> lock_standing_items(db::Tx& tx, base::Id<Batch> batch) {
    if (tx.engine() == db::Engine::postgresql)
        tx.each(
            "SELECT id FROM contributions WHERE id IN (SELECT contribution_id FROM decisions "
            "WHERE batch_id = $1) ORDER BY id FOR UPDATE",
            {batch}, [](db::Row const&) {});
    // A later statement: it sees what those who held the locks have committed.
    static std::string const sql =
        std::string(item_columns) + "WHERE d.batch_id = $1 AND d.replaced_by IS NULL ORDER BY c.id LIMIT $2";
    return tx.list<BatchItem>(sql, {batch, static_cast<int>(batch_decisions_max)}, item_from);
}

std::vector<base::Id<Batch>> undo_decisions(db::Tx& tx, Batch const& batch, ContributionIds contributions,
                                            PersonId by, base::Instant at) {
    std::vector<db::Value> values{at, batch.id};
    std::string ids = in_list(values, contributions);
    tx.execute(fmt::format("UPDATE decisions SET replaced_by = id, undone_at = $1 "
                           "WHERE batch_id = $2 AND replaced_by IS NULL AND contribution_id IN ({})",
                           ids),
               values);
    values = {batch.id};
    ids = in_list(values, contributions);
    std::vector<base::Id<Batch>> again;
    // What the batch had replaced is replaced by none of the living: it stands again.
    tx.each(fmt::format("UPDATE decisions SET replaced_by = NULL WHERE undone_at IS NULL AND replaced_by IN "
                        "(SELECT u.id FROM decisions u WHERE u.batch_id = $1 AND u.undone_at IS NOT NULL "
                        "AND u.contribution_id IN ({})) RETURNING batch_id, told_at",
                        ids),
            values, [&](db::Row const& row) {
                if (row.is_null(0) || !row.is_null(1)) return;
                if (auto const id = row.id<Batch>(0); std::ranges::find(again, id) == again.end())
                    again.push_back(id);
            });
    values.clear();
    ids = in_list(values, contributions);
    tx.execute(
        fmt::format("UPDATE contributions SET outcome = coalesce((SELECT d.outcome FROM decisions d "
                    "WHERE d.contribution_id = contributions.id AND d.replaced_by IS NULL), 'pending') "
                    "WHERE id IN ({})",
                    ids),
        values);
    tx.execute("UPDATE decision_batches SET undone_at = $1, undone_by = $2 WHERE id = $3",
               {at, by, batch.id});
    return again;
}

std::vector<Untold> untold(db::Reader const& reader, base::Id<Batch> batch, int limit) {
    auto all = reader.list<Untold>(
        "SELECT d.id, c.id, c.author_person_id, d.decided_by, d.decided_at, c.reference, c.title, p.email, "
        "coalesce(a.long_name, r.name, ''), d.outcome, d.reason, "
        "coalesce(k.name, ''), coalesce(k.url, ''), coalesce(g.name, ''), "
        "CASE WHEN EXISTS (SELECT 1 FROM decisions e WHERE e.contribution_id = d.contribution_id "
        "AND e.told_at IS NOT NULL) THEN 1 ELSE 0 END "
        "FROM decisions d JOIN contributions c ON c.id = d.contribution_id AND c.state = 'published' "
        "JOIN persons p ON p.id = c.author_person_id LEFT JOIN authorities a ON a.id = c.authority_id "
        "LEFT JOIN partners r ON r.id = c.partner_id LEFT JOIN desks k ON k.id = d.desk_id "
        "LEFT JOIN grounds g ON g.id = d.ground_id "
        "WHERE d.batch_id = $1 AND d.replaced_by IS NULL AND d.told_at IS NULL ORDER BY d.id LIMIT $2",
        {batch, limit}, [](db::Row const& row) {
            Untold one;
            one.decision = row.id<Decision>(0);
            one.contribution = row.id<Contribution>(1);
            one.author = PersonId(row.integer(2));
            one.by = PersonId(row.integer(3));
            one.at = row.instant(4);
            one.reference = row.string(5);
            one.title = row.string(6);
            one.email = row.string(7);
            one.body_name = row.string(8);
            one.outcome = *outcome(row.text(9));
            one.reason = row.string(10);
            one.desk_name = row.string(11);
            one.desk_url = row.string(12);
            one.ground_name = row.string(13);
            one.is_replacement = row.boolean(14);
            return one;
        });
    if (all.empty()) return all;
    reader.each(
        "SELECT dp.decision_id, p.id, p.reference, p.title, p.state FROM decision_proposals dp "
        "JOIN proposals p ON p.id = dp.proposal_id JOIN decisions d ON d.id = dp.decision_id "
        "WHERE d.batch_id = $1 AND d.id >= $2 AND d.id <= $3 ORDER BY dp.decision_id, p.id",
        {batch, all.front().decision, all.back().decision}, [&](db::Row const& row) {
            auto const found = std::ranges::find(all, row.id<Decision>(0), &Untold::decision);
            if (found != all.end())
                found->proposals.push_back(
                    {row.id<Proposal>(1), row.string(2), row.string(3), row.text(4) != "draft"});
        });
    return all;
}

void mark_told(db::Tx& tx, std::span<base::Id<Decision> const> decisions, base::Instant at) {
    std::vector<db::Value> values{at};
    std::string const ids = in_list(values, decisions);
    tx.execute(fmt::format("UPDATE decisions SET told_at = $1 WHERE id IN ({})", ids), values);
}

}  // namespace consultation
