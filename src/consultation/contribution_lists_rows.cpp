// The SQL of reading contributions.
#include "consultation/contribution_lists.hpp"

#include <fmt/format.h>

#include <map>

#include "base/text.hpp"
#include "consultation/bench_rows.hpp"
#include "consultation/conditions.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/decision_rows.hpp"
#include "consultation/search_documents.hpp"
#include "consultation/validation_rows.hpp"
#include "people/quality.hpp"

namespace consultation {
namespace {

/// The authority beside each contribution costs most of a count: it is joined when a condition names it.
constexpr std::string_view count_head = "SELECT count(*) FROM contributions c";
constexpr std::string_view count_head_with_authority =
    "SELECT count(*) FROM contributions c LEFT JOIN authorities a ON a.id = c.authority_id";
bool names_authority(ContributionFilter const& filter) {
    return !filter.region_code.empty() || !filter.department_code.empty() || !filter.authority_kind.empty() ||
           !filter.anything.empty();
}

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

/// Whatever an operator may know a contribution by.
void add_anything(Conditions& where, db::Reader const& reader, std::string_view typed) {
    std::string upper(typed);
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    std::string_view const reference = where.kept(std::move(upper));
    std::string_view const name = where.kept(base::name_key(typed));
    std::string_view const email = where.kept(base::email_key(typed));
    std::string_view const whole = where.kept(std::string(typed));
    // What is in a note is found by the same words as what is public, in its own documents.
    auto const notes = search::condition(reader.engine(), note_documents, typed, 1);
    std::string others =
        "c.reference = $# OR a.insee_code = $# OR a.siren = $# OR a.name_key = $# "
        "OR c.author_person_id IN (SELECT x.id FROM persons x WHERE x.email_key = $#) "
        "OR c.id IN (SELECT x.contribution_id FROM decisions x JOIN persons y ON y.id = x.decided_by "
        "WHERE y.email_key = $# AND x.replaced_by IS NULL) "
        "OR c.theme_id IN (SELECT x.id FROM themes x WHERE x.slug = $# OR x.name = $#)";
    std::vector<db::Value> values{reference, whole, whole, name, email, email, whole, whole};
    if (notes) {
        // Written with "$1 …" from 1: numbered again behind what stands before.
        std::string sql = notes->sql;
        for (std::size_t at = sql.find('$'); at != std::string::npos; at = sql.find('$', at + 1)) {
            std::size_t end = at + 1;
            while (end < sql.size() && sql[end] >= '0' && sql[end] <= '9') ++end;
            std::size_t const number = std::stoul(sql.substr(at + 1, end - at - 1));
            sql.replace(at, end - at, "$#");
            values.emplace_back(where.kept(notes->values.at(number - 1)));
        }
        others += " OR c.id IN (SELECT x.contribution_id FROM notes x WHERE x.id IN " + sql + ")";
    }
    where.add_text_or(reader.engine(), contribution_documents, "c.id", typed, others, values);
}

void add_bench_conditions(Conditions& where, db::Reader const& reader, ContributionFilter const& filter) {
    if (!filter.anything.empty()) add_anything(where, reader, filter.anything);
    if (filter.assignee && filter.assignee->exists())
        where.add(
            "c.id IN (SELECT x.contribution_id FROM assignments x WHERE x.person_id = $# AND x.ended_at IS "
            "NULL)",
            {*filter.assignee});
    else if (filter.assignee)
        where.add(
            "NOT EXISTS (SELECT 1 FROM assignments x WHERE x.contribution_id = c.id AND x.ended_at IS NULL)");
    if (filter.not_assignee.exists())
        where.add(
            "c.id IN (SELECT x.contribution_id FROM assignments x WHERE x.person_id <> $# AND x.ended_at IS "
            "NULL)",
            {filter.not_assignee});
    switch (filter.attention) {
        case Attention::all:
            break;
        case Attention::flagged:
            where.add("c.id IN (SELECT x.contribution_id FROM flags x WHERE x.lifted_at IS NULL)");
            break;
        case Attention::overdue:
            where.add(
                "c.id IN (SELECT x.contribution_id FROM flags x WHERE x.lifted_at IS NULL AND x.due_at <= "
                "$#)",
                {filter.now});
            break;
        case Attention::asked:
            where.add(
                "c.id IN (SELECT x.contribution_id FROM questions x WHERE x.closed_at IS NULL "
                "AND x.answered_at IS NULL)");
            break;
        case Attention::answered:
            where.add(
                "c.id IN (SELECT x.contribution_id FROM questions x WHERE x.closed_at IS NULL "
                "AND x.answered_at IS NOT NULL)");
            break;
        case Attention::to_read:
            where.add("c.id IN (SELECT x.contribution_id FROM second_readings x WHERE x.state = 'waiting')");
            break;
    }
}

constexpr std::string_view marks_columns =
    "coalesce(ms.person_id, 0), coalesce(mp.email, ''), ms.given_at, coalesce(mf.reason, ''), mf.due_at, "
    "coalesce(mq.id, 0), mq.answered_at, coalesce(mr.id, 0)";
constexpr std::string_view marks_joins =
    " LEFT JOIN assignments ms ON ms.contribution_id = c.id AND ms.ended_at IS NULL "
    "LEFT JOIN persons mp ON mp.id = ms.person_id "
    "LEFT JOIN flags mf ON mf.contribution_id = c.id AND mf.lifted_at IS NULL "
    "LEFT JOIN questions mq ON mq.contribution_id = c.id AND mq.closed_at IS NULL "
    "LEFT JOIN second_readings mr ON mr.contribution_id = c.id AND mr.state = 'waiting'";
constexpr int question_column = 5;  // of marks_columns
constexpr int reading_column = 7;

Marks marks_from(db::Row const& row, int at) {
    Marks marks;
    marks.assignee = PersonId(row.integer(at));
    marks.assignee_email = row.string(at + 1);
    marks.assigned_at = row.maybe_instant(at + 2);
    marks.flag_reason = row.string(at + 3);
    marks.flag_due = row.maybe_instant(at + 4);
    bool const has_question = row.integer(at + question_column) != 0;
    marks.is_asked = has_question && row.is_null(at + 6);
    marks.is_answered = has_question && !row.is_null(at + 6);
    marks.waits_for_reading = row.integer(at + reading_column) != 0;
    return marks;
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
    add_bench_conditions(where, reader, filter);
    return where;
}

// Behind contribution_columns: what a page about one contribution shows besides.
constexpr std::string_view read_columns =
    ", g.slug, g.title, coalesce(t.name, ''), CASE WHEN f.state = 'pending' THEN 1 ELSE 0 END, "
    "coalesce(c.authority_id, 0), coalesce(a.long_name, r.name, ''), coalesce(a.reference, ''), "
    "coalesce(a.department_code, ''), coalesce(d.name, ''), lr.filed_at, lr.decided_at, "
    "coalesce(lr.answer, '')";
constexpr int read_columns_count = 12;
constexpr std::string_view read_tables =
    " FROM contributions c JOIN campaigns g ON g.id = c.campaign_id LEFT JOIN themes t ON t.id = c.theme_id "
    "LEFT JOIN authorities a ON a.id = c.authority_id "
    "LEFT JOIN departments d ON d.code = a.department_code LEFT JOIN partners r ON r.id = c.partner_id "
    "LEFT JOIN affiliations f ON f.id = c.author_affiliation_id "
    "LEFT JOIN late_requests lr ON lr.contribution_id = c.id AND lr.state = 'accepted'";

ContributionRead read_from(db::Row const& row) {
    constexpr int more = contribution_columns_count;
    ContributionRead one;
    one.contribution = contribution_from(row);
    one.campaign_slug = row.string(more);
    one.campaign_title = row.string(more + 1);
    one.theme_name = row.string(more + 2);
    one.is_affiliation_pending = row.boolean(more + 3);
    one.body = body_from(row, more + 4);
    if (!row.is_null(more + 10))
        one.late = {row.instant(more + 9), row.instant(more + 10), row.string(more + 11)};
    return one;
}

constexpr std::string_view own_head =
    "SELECT c.id, c.reference, c.campaign_id, g.slug, g.title, c.kind, c.state, c.outcome, c.title, "
    "coalesce(a.long_name, r.name, ''), c.changed_at, coalesce(c.published_at, c.changed_at), c.version, "
    "CASE WHEN EXISTS (SELECT 1 FROM validations v WHERE v.contribution_id = c.id "
    "AND v.state = 'waiting') THEN 1 ELSE 0 END "
    "FROM contributions c JOIN campaigns g ON g.id = c.campaign_id LEFT JOIN authorities a ON a.id = "
    "c.authority_id "
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
            row.instant(10),
            row.instant(11),
            row.integer(12),
            row.boolean(13)};
}

}  // namespace

Listed<ListedContribution> contributions_page(db::Reader const& reader, ContributionFilter const& filter,
                                              ContributionSort sort, int page) {
    return conditions_of(reader, filter)
        .page<ListedContribution>(reader, names_authority(filter) ? count_head_with_authority : count_head,
                                  list_head, order_of(sort), page, listed_from);
}

Listed<BenchLine> triage_page(db::Reader const& reader, ContributionFilter const& filter, int page) {
    Conditions const where = conditions_of(reader, filter);
    std::string const plain(list_head);
    std::size_t const from = plain.find(" FROM contributions c");
    std::string const head = plain.substr(0, from) + ", " + std::string(marks_columns) +
                             ", count(*) OVER ()" + plain.substr(from) + std::string(marks_joins);
    constexpr int marks_at = 16;
    constexpr int total_at = marks_at + 8;
    auto const listed_at = [&](int wanted) {
        Listed<BenchLine> listed;
        listed.page = std::clamp(wanted, 1, pages_max);
        std::vector<db::Value> values = where.values();
        std::string const sql = where.statement(head, order_of(ContributionSort::triage)) +
                                fmt::format(" LIMIT ${} OFFSET ${}", values.size() + 1, values.size() + 2);
        values.emplace_back(items_per_page);
        values.emplace_back((listed.page - 1) * items_per_page);
        reader.each(sql, values, [&](db::Row const& row) {
            listed.items.push_back({listed_from(row), marks_from(row, marks_at)});
            listed.total = row.integer(total_at);
        });
        return listed;
    };
    Listed<BenchLine> listed = listed_at(page);
    if (!listed.items.empty() || page <= 1) return listed;
    // Beyond the last page: what was decided meanwhile has left the list.
    listed = listed_at(1);
    return listed.pages() > 1 ? listed_at(std::min(listed.pages(), page)) : listed;
}

void each_bench_line(db::Reader const& reader, ContributionFilter const& filter, std::int64_t limit,
                     std::function<void(BenchSheetLine const&)> const& each) {
    // First: nothing else may be asked while lines are streamed.
    std::map<std::int64_t, std::string> grouped;
    reader.stream(
        "SELECT g.decision_id, p.reference FROM decisions s JOIN decision_proposals g ON g.decision_id = "
        "s.id "
        "JOIN proposals p ON p.id = g.proposal_id WHERE s.replaced_by IS NULL AND p.campaign_id = $1 "
        "ORDER BY g.decision_id, p.reference",
        std::vector<db::Value>{filter.campaign}, [&](db::Row const& row) {
            std::string& references = grouped[row.integer(0)];
            if (!references.empty()) references += " ; ";
            references += row.text(1);
        });
    Conditions const where = conditions_of(reader, filter);
    std::vector<db::Value> values = where.values();
    std::string const sql =
        where.statement(
            "SELECT c.id, c.reference, c.title, c.problem, coalesce(a.long_name, r.name, ''), "
            "coalesce(a.insee_code, ''), coalesce(a.department_code, ''), c.quality, c.function, "
            "coalesce(t.name, ''), c.published_at, c.outcome, coalesce(k.name, g.name, ''), "
            "coalesce(s.reason, ''), coalesce(w.email, ''), c.version, coalesce(s.id, 0) "
            "FROM contributions c LEFT JOIN themes t ON t.id = c.theme_id "
            "LEFT JOIN authorities a ON a.id = c.authority_id "
            "LEFT JOIN partners r ON r.id = c.partner_id "
            "LEFT JOIN decisions s ON s.contribution_id = c.id AND s.replaced_by IS NULL "
            "LEFT JOIN desks k ON k.id = s.desk_id LEFT JOIN grounds g ON g.id = s.ground_id "
            "LEFT JOIN assignments y ON y.contribution_id = c.id AND y.ended_at IS NULL "
            "LEFT JOIN persons w ON w.id = y.person_id",
            order_of(ContributionSort::triage)) +
        fmt::format(" LIMIT ${}", values.size() + 1);
    values.emplace_back(limit);
    reader.stream(sql, values, [&](db::Row const& row) {
        BenchSheetLine one;
        one.id = row.id<Contribution>(0);
        one.reference = row.string(1);
        one.title = row.string(2);
        one.problem = row.string(3);
        one.body_name = row.string(4);
        one.insee_code = row.string(5);
        one.department_code = row.string(6);
        if (auto const quality = people::quality_from(row.text(7)))
            one.profile = people::public_description(*quality, row.text(8));
        one.theme_name = row.string(9);
        one.published_at = row.instant(10);
        one.outcome = *outcome(row.text(11));
        one.target = row.string(12);
        one.reason = row.string(13);
        one.assignee_email = row.string(14);
        one.version = row.integer(15);
        one.standing = row.id<Decision>(16);
        if (auto const found = grouped.find(one.standing.value); found != grouped.end())
            one.target = found->second;
        each(one);
    });
}

std::vector<base::Id<Contribution>> triage_ids(db::Reader const& reader, ContributionFilter const& filter,
                                               int limit) {
    Conditions const where = conditions_of(reader, filter);
    std::vector<db::Value> values = where.values();
    std::string const sql =
        where.statement("SELECT c.id FROM contributions c LEFT JOIN authorities a ON a.id = c.authority_id",
                        order_of(ContributionSort::triage)) +
        fmt::format(" LIMIT ${}", values.size() + 1);
    values.emplace_back(limit);
    std::vector<base::Id<Contribution>> ids;
    reader.each(sql, values, [&](db::Row const& row) { ids.push_back(row.id<Contribution>(0)); });
    return ids;
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
    static std::string const sql = "SELECT " + std::string(contribution_columns) + std::string(read_columns) +
                                   std::string(read_tables) +
                                   " WHERE c.reference = $1 AND c.state = 'published'";
    auto read = reader.first<ContributionRead>(sql, {reference}, read_from);
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

std::optional<BenchItem> bench_item(db::Reader const& reader, std::string_view reference) {
    static std::string const sql = "SELECT " + std::string(contribution_columns) + std::string(read_columns) +
                                   ", " + std::string(marks_columns) +
                                   ", coalesce((SELECT x.id FROM decisions x WHERE x.contribution_id = c.id "
                                   "AND x.replaced_by IS NULL), 0)" +
                                   std::string(read_tables) + std::string(marks_joins) +
                                   " WHERE c.reference = $1 AND c.state = 'published'";
    return reader.first<BenchItem>(sql, {reference}, [](db::Row const& row) {
        constexpr int marks_at = contribution_columns_count + read_columns_count;
        BenchItem one;
        one.read = read_from(row);
        one.marks = marks_from(row, marks_at);
        one.question = row.id<Question>(marks_at + question_column);
        one.reading = row.id<SecondReading>(marks_at + reading_column);
        one.standing = row.id<Decision>(marks_at + 8);
        return one;
    });
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

std::vector<OwnContribution> authority_drafts(db::Reader const& reader, PersonId person,
                                              AuthorityId authority) {
    static std::string const sql =
        std::string(own_head) +
        " WHERE c.author_person_id = $1 AND c.authority_id = $2 AND c.state = 'draft' "
        "ORDER BY c.changed_at DESC, c.id DESC LIMIT $3";
    return reader.list<OwnContribution>(sql, {person, authority, drafts_per_person_max}, own_from);
}

std::optional<Contribution> own_contribution(db::Reader const& reader, PersonId person,
                                             base::Id<Contribution> id) {
    auto one = contribution_by_id(reader, id);
    if (one && one->author != person && !may_take_over(reader, *one, person)) return std::nullopt;
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
