// The SQL of the triage bench: what stands around its list, one item with its marks, its whole story;
// assignments, flags and notes. A page of the bench takes six statements (campaign, choices, list, frame,
// item, story).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/attention.hpp"
#include "consultation/batch_rows.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/question.hpp"
#include "consultation/second_reading.hpp"
#include "consultation/triage_rules.hpp"
#include "db/database.hpp"

namespace consultation {

/// What stands around the list.
struct BenchFrame {
    Conservation line;
    std::int64_t mine = 0;     // to be decided, and assigned to me
    std::int64_t nobodys = 0;  // to be decided, assigned to nobody
    std::int64_t others = 0;   // to be decided, assigned to a colleague
    std::int64_t flagged = 0;
    std::int64_t overdue = 0;
    std::int64_t asked = 0;
    std::int64_t answered = 0;
    std::int64_t to_read = 0;
    TriageRules rules;
    std::vector<Colleague> colleagues;        // operators, oneself too
    std::vector<ProposalName> proposals;      // that receive contributions, by title
    std::vector<std::string> summaries;       // of those, for what is near
    std::optional<base::Instant> undo_until;  // of the batch asked about; none: it cannot be undone any more
};
/// One statement. `taken`: the batch that was just decided, if any.
BenchFrame bench_frame(db::Reader const& reader, base::Id<Campaign> campaign, PersonId me, base::Instant now,
                       base::Id<Batch> taken = {});

/// Standing operators, oneself too, by address; at most colleagues_max.
std::vector<Colleague> colleagues(db::Reader const& reader);

/// A published contribution as the bench shows it; `read` without others and history. One statement.
struct BenchItem {
    ContributionRead read;
    Marks marks;
    base::Id<Decision> standing;
    base::Id<Question> question;
    base::Id<SecondReading> reading;
};
std::optional<BenchItem> bench_item(db::Reader const& reader, std::string_view reference);

/// One line of an item's story, newest first.
struct StoryEntry {
    enum class Kind {
        decision,
        assignment,
        given_back,
        flag,
        flag_lifted,
        note,
        question,
        answer,
        reading,
        read,
        version,
        undone
    };
    Kind kind = Kind::decision;
    std::int64_t id = 0;
    base::Instant at;
    std::string who;    // an e-mail address
    std::string what;   // outcome, assignee, state of a reading, number of a version
    std::string where;  // desk, ground
    std::string text;   // reason, note, question, answer, comment
    std::int64_t desk = 0;
    std::int64_t ground = 0;
    bool is_standing = false;
    std::vector<ProposalName> proposals;
};
struct ItemStory {
    std::vector<StoryEntry> entries;  // at most story_max
    std::vector<std::string> others;  // the other bodies for which the contribution was made
};
inline constexpr int story_max = 300;
/// One statement.
ItemStory item_story(db::Reader const& reader, base::Id<Contribution> contribution);

// Writes, for the actions.

/// Ends the standing assignments and, unless `to` is none, gives the contributions to `to`.
void assign_rows(db::Tx& tx, ContributionIds contributions, PersonId to, PersonId by, base::Instant at);
PersonId assignee(db::Reader const& reader, base::Id<Contribution> contribution);
bool is_operator(db::Reader const& reader, PersonId person);
std::int64_t insert_flag(db::Tx& tx, base::Id<Contribution> contribution, std::string_view reason,
                         std::optional<base::Instant> due, PersonId by, base::Instant at);
bool lift_flag(db::Tx& tx, base::Id<Contribution> contribution, PersonId by, base::Instant at);
std::int64_t insert_note(db::Tx& tx, base::Id<Contribution> contribution, std::string_view text, PersonId by,
                         base::Instant at);
std::int64_t notes_of(db::Reader const& reader, base::Id<Contribution> contribution);
/// A decision settles what was marked or asked before it.
void settle(db::Tx& tx, ContributionIds contributions, PersonId by, base::Instant at);

}  // namespace consultation
