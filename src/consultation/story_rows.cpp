// The SQL of one item of the bench: its marks, and everything that happened to it.
#include <algorithm>

#include "base/check.hpp"
#include "consultation/bench_rows.hpp"

namespace consultation {
namespace {

// Kinds in the order of StoryEntry::Kind; 90: a proposal of a decision, 91: another body.
constexpr int proposal_line = 90;
constexpr int body_line = 91;

constexpr std::string_view story_sql =
    "SELECT 0 AS kind, d.id AS id, d.decided_at AS at, coalesce(p.email, '') AS who, d.outcome AS what, "
    "coalesce(k.name, g.name, '') AS place, d.reason AS text, coalesce(d.desk_id, 0) AS x, "
    "coalesce(d.ground_id, 0) AS y, CASE WHEN d.replaced_by IS NULL THEN 1 ELSE 0 END AS z "
    "FROM decisions d LEFT JOIN persons p ON p.id = d.decided_by LEFT JOIN desks k ON k.id = d.desk_id "
    "LEFT JOIN grounds g ON g.id = d.ground_id WHERE d.contribution_id = $1 "
    "UNION ALL SELECT 11, d.id, d.undone_at, coalesce(p.email, ''), d.outcome, '', '', 0, 0, 0 FROM "
    "decisions d "
    "LEFT JOIN decision_batches b ON b.id = d.batch_id LEFT JOIN persons p ON p.id = b.undone_by "
    "WHERE d.contribution_id = $2 AND d.undone_at IS NOT NULL "
    "UNION ALL SELECT 90, d.id, d.decided_at, r.reference, r.title, '', '', r.id, "
    "CASE WHEN r.state = 'draft' THEN 0 ELSE 1 END, 0 FROM decisions d "
    "JOIN decision_proposals dp ON dp.decision_id = d.id JOIN proposals r ON r.id = dp.proposal_id "
    "WHERE d.contribution_id = $3 "
    "UNION ALL SELECT 1, s.id, s.given_at, coalesce(b.email, ''), coalesce(p.email, ''), '', '', "
    "s.person_id, "
    "s.given_by, CASE WHEN s.ended_at IS NULL THEN 1 ELSE 0 END FROM assignments s "
    "LEFT JOIN persons p ON p.id = s.person_id LEFT JOIN persons b ON b.id = s.given_by "
    "WHERE s.contribution_id = $4 "
    "UNION ALL SELECT 2, s.id, s.ended_at, coalesce(b.email, ''), coalesce(p.email, ''), '', '', 0, 0, 0 "
    "FROM assignments s LEFT JOIN persons p ON p.id = s.person_id LEFT JOIN persons b ON b.id = s.ended_by "
    "WHERE s.contribution_id = $5 AND s.ended_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM assignments n "
    "WHERE n.contribution_id = s.contribution_id AND n.given_at = s.ended_at AND n.id > s.id) "
    "UNION ALL SELECT 3, f.id, f.set_at, coalesce(p.email, ''), '', '', f.reason, coalesce(f.due_at, 0), 0, "
    "CASE WHEN f.lifted_at IS NULL THEN 1 ELSE 0 END FROM flags f LEFT JOIN persons p ON p.id = f.set_by "
    "WHERE f.contribution_id = $6 "
    "UNION ALL SELECT 4, f.id, f.lifted_at, coalesce(p.email, ''), '', '', '', 0, 0, 0 FROM flags f "
    "LEFT JOIN persons p ON p.id = f.lifted_by WHERE f.contribution_id = $7 AND f.lifted_at IS NOT NULL "
    "UNION ALL SELECT 5, n.id, n.at, coalesce(p.email, ''), '', '', n.text, 0, 0, 0 FROM notes n "
    "LEFT JOIN persons p ON p.id = n.person_id WHERE n.contribution_id = $8 "
    "UNION ALL SELECT 6, q.id, q.asked_at, coalesce(p.email, ''), '', '', q.text, 0, 0, "
    "CASE WHEN q.closed_at IS NULL THEN 1 ELSE 0 END FROM questions q LEFT JOIN persons p ON p.id = "
    "q.asked_by "
    "WHERE q.contribution_id = $9 "
    "UNION ALL SELECT 7, w.id, w.at, coalesce(p.email, ''), '', '', w.text, 0, 0, 0 FROM answers w "
    "JOIN questions q ON q.id = w.question_id LEFT JOIN persons p ON p.id = w.person_id "
    "WHERE q.contribution_id = $10 "
    "UNION ALL SELECT 8, r.id, r.asked_at, coalesce(p.email, ''), r.outcome, coalesce(k.name, g.name, ''), "
    "r.reason, coalesce(r.reader_id, 0), r.asked_by, CASE WHEN r.state = 'waiting' THEN 1 ELSE 0 END "
    "FROM second_readings r LEFT JOIN persons p ON p.id = r.asked_by LEFT JOIN desks k ON k.id = r.desk_id "
    "LEFT JOIN grounds g ON g.id = r.ground_id WHERE r.contribution_id = $11 "
    "UNION ALL SELECT 9, r.id, r.read_at, coalesce(p.email, ''), r.state, '', r.comment, 0, 0, 0 "
    "FROM second_readings r LEFT JOIN persons p ON p.id = r.read_by "
    "WHERE r.contribution_id = $12 AND r.read_at IS NOT NULL "
    "UNION ALL SELECT 10, v.version, v.at, coalesce(p.email, ''), '', '', '', 0, 0, 0 FROM "
    "contribution_versions v "
    "LEFT JOIN persons p ON p.id = v.person_id WHERE v.contribution_id = $13 "
    "UNION ALL SELECT 91, a.id, 0, a.long_name, '', '', '', 0, 0, 0 FROM contribution_bodies b "
    "JOIN authorities a ON a.id = b.authority_id WHERE b.contribution_id = $14 "
    "ORDER BY at DESC, kind DESC, id DESC LIMIT $15";

StoryEntry entry_from(db::Row const& row) {
    StoryEntry one;
    one.kind = static_cast<StoryEntry::Kind>(row.integer(0));
    one.id = row.integer(1);
    one.at = row.instant(2);
    one.who = row.string(3);
    one.what = row.string(4);
    one.where = row.string(5);
    one.text = row.string(6);
    one.desk = row.integer(7);
    one.ground = row.integer(8);
    one.is_standing = row.boolean(9);
    return one;
}

}  // namespace

ItemStory item_story(db::Reader const& reader, base::Id<Contribution> id) {
    ItemStory story;
    std::vector<std::pair<std::int64_t, ProposalName>> proposals;
    reader.each(story_sql, {id, id, id, id, id, id, id, id, id, id, id, id, id, id, story_max},
                [&](db::Row const& row) {
                    if (row.integer(0) == proposal_line)
                        proposals.emplace_back(
                            row.integer(1),
                            ProposalName{row.id<Proposal>(7), row.string(3), row.string(4), row.boolean(8)});
                    else if (row.integer(0) == body_line)
                        story.others.push_back(row.string(3));
                    else
                        story.entries.push_back(entry_from(row));
                });
    for (auto& [decision, name] : proposals) {
        auto const found = std::ranges::find_if(story.entries, [&, id = decision](StoryEntry const& one) {
            return one.kind == StoryEntry::Kind::decision && one.id == id;
        });
        if (found != story.entries.end()) found->proposals.push_back(std::move(name));
    }
    for (StoryEntry& one : story.entries) std::ranges::sort(one.proposals, {}, &ProposalName::reference);
    std::ranges::sort(story.others);
    return story;
}

}  // namespace consultation
