#include "consultation/question_rows.hpp"

#include <algorithm>

namespace consultation {
namespace {

constexpr std::string_view question_columns =
    "SELECT id, contribution_id, text, asked_at, reminded_at, answered_at, closed_at FROM questions ";

Question question_from(db::Row const& row) {
    Question one;
    one.id = row.id<Question>(0);
    one.contribution = row.id<Contribution>(1);
    one.text = row.string(2);
    one.asked_at = row.instant(3);
    one.reminded_at = row.maybe_instant(4);
    one.answered_at = row.maybe_instant(5);
    one.closed_at = row.maybe_instant(6);
    return one;
}

}  // namespace

base::Id<Question> insert_question(db::Tx& tx, base::Id<Contribution> contribution, std::string_view text,
                                   PersonId by, base::Instant at) {
    return base::Id<Question>(
        tx.insert("INSERT INTO questions (contribution_id, text, asked_by, asked_at) VALUES ($1, $2, $3, $4) "
                  "RETURNING id",
                  {contribution, text, by, at}));
}

void close_questions(db::Tx& tx, base::Id<Contribution> contribution, base::Instant at) {
    tx.execute("UPDATE questions SET closed_at = $1 WHERE contribution_id = $2 AND closed_at IS NULL",
               {at, contribution});
}

void insert_answer(db::Tx& tx, base::Id<Question> question, std::string_view text, PersonId by,
                   base::Instant at) {
    (void)tx.insert(
        "INSERT INTO answers (question_id, person_id, at, text) VALUES ($1, $2, $3, $4) RETURNING id",
        {question, by, at, text});
    tx.execute("UPDATE questions SET answered_at = $1 WHERE id = $2", {at, question});
}

bool mark_reminded(db::Tx& tx, base::Id<Question> question, base::Instant at) {
    return tx.execute(
               "UPDATE questions SET reminded_at = $1 WHERE id = $2 AND reminded_at IS NULL "
               "AND answered_at IS NULL AND closed_at IS NULL",
               {at, question}) == 1;
}

std::vector<Question> questions_on(db::Reader const& reader, base::Id<Contribution> contribution) {
    static std::string const sql =
        std::string(question_columns) + "WHERE contribution_id = $1 ORDER BY id LIMIT $2";
    auto all = reader.list<Question>(sql, {contribution, questions_per_contribution_max}, question_from);
    reader.each(
        "SELECT w.question_id, w.person_id, w.at, w.text FROM answers w "
        "JOIN questions q ON q.id = w.question_id WHERE q.contribution_id = $1 ORDER BY w.id LIMIT $2",
        {contribution, questions_per_contribution_max * answers_per_question_max}, [&](db::Row const& row) {
            auto const found = std::ranges::find(all, row.id<Question>(0), &Question::id);
            if (found != all.end())
                found->answers.push_back({PersonId(row.integer(1)), row.instant(2), row.string(3)});
        });
    return all;
}

std::optional<Question> standing_question(db::Reader const& reader, base::Id<Contribution> contribution) {
    static std::string const sql =
        std::string(question_columns) + "WHERE contribution_id = $1 AND closed_at IS NULL";
    return reader.first<Question>(sql, {contribution}, question_from);
}

std::optional<base::Id<Contribution>> unanswered_contribution(db::Reader const& reader,
                                                              base::Id<Question> question) {
    return reader.first<base::Id<Contribution>>(
        "SELECT c.id FROM questions q JOIN contributions c ON c.id = q.contribution_id WHERE q.id = $1 "
        "AND q.answered_at IS NULL AND q.closed_at IS NULL AND c.state = 'published'",
        {question}, [](db::Row const& row) { return row.id<Contribution>(0); });
}

bool is_of_author_side(db::Reader const& reader, base::Id<Contribution> contribution, PersonId person) {
    return reader.exists(
        "SELECT 1 FROM contributions c WHERE c.id = $1 AND (c.author_person_id = $2 OR EXISTS "
        "(SELECT 1 FROM affiliations f WHERE f.person_id = $3 AND f.state = 'verified' "
        "AND (f.authority_id = c.authority_id OR f.partner_id = c.partner_id)))",
        {contribution, person, person});
}

}  // namespace consultation
