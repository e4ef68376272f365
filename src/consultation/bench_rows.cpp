#include "consultation/bench_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/in_list.hpp"

namespace consultation {
namespace {

// Lines of the frame, told apart by their first column: what, id, text, text, text, number.
enum Part { outcome_count = 1, assigned_count, attention_count, rule, colleague, proposal, undoable_batch };

void set_count(Conservation& line, Outcome outcome, std::int64_t count) {
    line.contributions += count;
    switch (outcome) {
        case Outcome::pending:
            line.pending = count;
            break;
        case Outcome::reoriented:
            line.reoriented = count;
            break;
        case Outcome::rejected:
            line.rejected = count;
            break;
        case Outcome::grouped:
            line.grouped = count;
            break;
    }
}

void set_attention(BenchFrame& frame, std::string_view name, std::int64_t count) {
    switch (attention(name)) {
        case Attention::all:
            break;
        case Attention::flagged:
            frame.flagged = count;
            break;
        case Attention::overdue:
            frame.overdue = count;
            break;
        case Attention::asked:
            frame.asked = count;
            break;
        case Attention::answered:
            frame.answered = count;
            break;
        case Attention::to_read:
            frame.to_read = count;
            break;
    }
}

/// Here, not in the statement: PostgreSQL orders no union of columns with different collations.
void sort_by_title(BenchFrame& frame) {
    std::vector<std::pair<std::string, std::size_t>> order;
    for (std::size_t i = 0; i < frame.proposals.size(); ++i)
        order.emplace_back(base::name_key(frame.proposals[i].title), i);
    std::ranges::sort(order);
    std::vector<ProposalName> proposals;
    std::vector<std::string> summaries;
    for (auto const& [key, i] : order) {
        proposals.push_back(std::move(frame.proposals[i]));
        summaries.push_back(std::move(frame.summaries[i]));
    }
    frame.proposals = std::move(proposals);
    frame.summaries = std::move(summaries);
}

}  // namespace

BenchFrame bench_frame(db::Reader const& reader, base::Id<Campaign> campaign, PersonId me, base::Instant now,
                       base::Id<Batch> taken) {
    BenchFrame frame;
    std::int64_t assigned = 0;
    reader.each(
        "SELECT 1 AS what, 0 AS id, outcome AS a, '' AS b, '' AS c, count(*) AS n FROM "
        "contributions "
        "WHERE campaign_id = $1 AND state = 'published' GROUP BY outcome "
        "UNION ALL SELECT 2, s.person_id, '', '', '', count(*) FROM contributions c "
        "JOIN assignments s ON s.contribution_id = c.id AND s.ended_at IS NULL "
        "WHERE c.campaign_id = $2 AND c.state = 'published' AND c.outcome = 'pending' GROUP BY s.person_id "
        "UNION ALL SELECT 3, 0, 'a-revoir', '', '', count(*) FROM flags f JOIN contributions c "
        "ON c.id = f.contribution_id WHERE f.lifted_at IS NULL AND c.campaign_id = $3 AND c.state = "
        "'published' "
        "UNION ALL SELECT 3, 0, 'echeance', '', '', count(*) FROM flags f JOIN contributions c "
        "ON c.id = f.contribution_id WHERE f.lifted_at IS NULL AND f.due_at <= $4 AND c.campaign_id = $5 "
        "AND c.state = 'published' "
        "UNION ALL SELECT 3, 0, CASE WHEN q.answered_at IS NULL THEN 'question' ELSE 'reponse' END, '', '', "
        "count(*) FROM questions q JOIN contributions c ON c.id = q.contribution_id WHERE q.closed_at IS "
        "NULL "
        "AND c.campaign_id = $6 AND c.state = 'published' "
        "GROUP BY CASE WHEN q.answered_at IS NULL THEN 'question' ELSE 'reponse' END "
        "UNION ALL SELECT 3, 0, 'a-relire', '', '', count(*) FROM second_readings r JOIN contributions c "
        "ON c.id = r.contribution_id WHERE r.state = 'waiting' AND c.campaign_id = $7 AND c.state = "
        "'published' "
        "UNION ALL SELECT 4, rereads_rejections, '', '', '', grace_minutes FROM triage_rules "
        "WHERE campaign_id = $8 "
        "UNION ALL SELECT 5, p.id, p.email, '', '', 0 FROM roles r JOIN persons p ON p.id = "
        "r.person_id "
        "WHERE r.role = 'operator' AND r.taken_at IS NULL "
        "UNION ALL SELECT 6, id, reference, title, summary, CASE WHEN state = 'draft' THEN 1 ELSE 0 END "
        "FROM proposals WHERE campaign_id = $9 AND state IN ('draft', 'open') "
        "UNION ALL SELECT 7, b.id, '', '', '', b.tell_at FROM decision_batches b WHERE b.id = $10 "
        "AND b.campaign_id = $11 AND b.undone_at IS NULL AND b.tell_at > $12 AND EXISTS (SELECT 1 FROM "
        "decisions d WHERE d.batch_id = b.id AND d.replaced_by IS NULL) "
        "ORDER BY what, id LIMIT $13",
        {campaign, campaign, campaign, now, campaign, campaign, campaign, campaign, campaign, taken, campaign,
         now, changeable_proposals_max + static_cast<int>(3 * colleagues_max)},
        [&](db::Row const& row) {
            std::int64_t const count = row.integer(5);
            switch (row.integer(0)) {
                case outcome_count:
                    set_count(frame.line, *outcome(row.text(2)), count);
                    break;
                case assigned_count:
                    assigned += count;
                    (row.integer(1) == me.value ? frame.mine : frame.others) += count;
                    frame.colleagues.push_back({PersonId(row.integer(1)), {}, count});
                    break;
                case attention_count:
                    set_attention(frame, row.text(2), count);
                    break;
                case rule:
                    frame.rules = {static_cast<int>(count), row.boolean(1)};
                    break;
                case colleague: {
                    PersonId const person(row.integer(1));
                    auto const known = std::ranges::find(frame.colleagues, person, &Colleague::person);
                    if (known == frame.colleagues.end())
                        frame.colleagues.push_back({person, row.string(2), 0});
                    else
                        known->email = row.string(2);
                    break;
                }
                case proposal:
                    frame.proposals.push_back(
                        {row.id<Proposal>(1), row.string(2), row.string(3), row.integer(5) == 0});
                    frame.summaries.push_back(row.string(4));
                    break;
                case undoable_batch:
                    frame.undo_until = row.instant(5);
                    break;
            }
        });
    frame.nobodys = frame.line.pending - assigned;
    // Who is no operator any more keeps what was theirs until somebody takes it, but receives nothing.
    std::erase_if(frame.colleagues, [](Colleague const& one) { return one.email.empty(); });
    std::ranges::sort(frame.colleagues, {}, &Colleague::email);
    sort_by_title(frame);
    return frame;
}

std::vector<Colleague> colleagues(db::Reader const& reader) {
    return reader.list<Colleague>(
        "SELECT p.id, p.email FROM roles r JOIN persons p ON p.id = r.person_id "
        "WHERE r.role = 'operator' AND r.taken_at IS NULL ORDER BY p.email_key LIMIT $1",
        {static_cast<int>(colleagues_max)}, [](db::Row const& row) {
            return Colleague{PersonId(row.integer(0)), row.string(1), 0};
        });
}

void assign_rows(db::Tx& tx, ContributionIds contributions, PersonId to, PersonId by, base::Instant at) {
    std::vector<db::Value> values{at, by};
    std::string ids = in_list(values, contributions);
    tx.execute(fmt::format("UPDATE assignments SET ended_at = $1, ended_by = $2 WHERE ended_at IS NULL "
                           "AND contribution_id IN ({})",
                           ids),
               values);
    if (!to.exists()) return;
    values = {to, by, at};
    ids = in_list(values, contributions);
    tx.execute(fmt::format("INSERT INTO assignments (contribution_id, person_id, given_by, given_at) "
                           "SELECT c.id, CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT) "
                           "FROM contributions c WHERE c.id IN ({})",
                           ids),
               values);
}

PersonId assignee(db::Reader const& reader, base::Id<Contribution> contribution) {
    return PersonId(reader.integer(
        "SELECT person_id FROM assignments WHERE contribution_id = $1 AND ended_at IS NULL", {contribution}));
}

bool is_operator(db::Reader const& reader, PersonId person) {
    return reader.exists(
        "SELECT 1 FROM roles WHERE person_id = $1 AND role = 'operator' AND taken_at IS NULL", {person});
}

std::int64_t insert_flag(db::Tx& tx, base::Id<Contribution> contribution, std::string_view reason,
                         std::optional<base::Instant> due, PersonId by, base::Instant at) {
    return tx.insert(
        "INSERT INTO flags (contribution_id, reason, due_at, set_by, set_at) VALUES ($1, $2, $3, $4, $5) "
        "RETURNING id",
        {contribution, reason, due, by, at});
}

bool lift_flag(db::Tx& tx, base::Id<Contribution> contribution, PersonId by, base::Instant at) {
    return tx.execute(
               "UPDATE flags SET lifted_at = $1, lifted_by = $2 WHERE contribution_id = $3 AND lifted_at IS "
               "NULL",
               {at, by, contribution}) == 1;
}

std::int64_t insert_note(db::Tx& tx, base::Id<Contribution> contribution, std::string_view text, PersonId by,
                         base::Instant at) {
    return tx.insert(
        "INSERT INTO notes (contribution_id, person_id, at, text) VALUES ($1, $2, $3, $4) RETURNING id",
        {contribution, by, at, text});
}

std::int64_t notes_of(db::Reader const& reader, base::Id<Contribution> contribution) {
    return reader.integer("SELECT count(*) FROM notes WHERE contribution_id = $1", {contribution});
}

void settle(db::Tx& tx, ContributionIds contributions, PersonId by, base::Instant at) {
    std::vector<db::Value> values{at, by};
    std::string ids = in_list(values, contributions);
    tx.execute(fmt::format("UPDATE flags SET lifted_at = $1, lifted_by = $2 WHERE lifted_at IS NULL "
                           "AND contribution_id IN ({})",
                           ids),
               values);
    values = {at};
    ids = in_list(values, contributions);
    tx.execute(
        fmt::format("UPDATE questions SET closed_at = $1 WHERE closed_at IS NULL AND contribution_id IN ({})",
                    ids),
        values);
}

}  // namespace consultation
