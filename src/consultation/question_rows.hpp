// The SQL of questions to authors and their answers.
#pragma once

#include "consultation/question.hpp"
#include "db/database.hpp"

namespace consultation {

base::Id<Question> insert_question(db::Tx& tx, base::Id<Contribution> contribution, std::string_view text,
                                   PersonId by, base::Instant at);
void close_questions(db::Tx& tx, base::Id<Contribution> contribution, base::Instant at);
void insert_answer(db::Tx& tx, base::Id<Question> question, std::string_view text, PersonId by,
                   base::Instant at);
/// False when it was reminded before, answered or closed.
bool mark_reminded(db::Tx& tx, base::Id<Question> question, base::Instant at);

/// Every question on a contribution with its answers, oldest first. Two statements.
std::vector<Question> questions_on(db::Reader const& reader, base::Id<Contribution> contribution);
std::optional<Question> standing_question(db::Reader const& reader, base::Id<Contribution> contribution);
/// Of a question that is still to be answered, of a contribution that is still public: for the reminder.
std::optional<base::Id<Contribution>> unanswered_contribution(db::Reader const& reader,
                                                              base::Id<Question> question);

/// Whether the person is its author, or a verified colleague of the same authority or partner.
bool is_of_author_side(db::Reader const& reader, base::Id<Contribution> contribution, PersonId person);

}  // namespace consultation
