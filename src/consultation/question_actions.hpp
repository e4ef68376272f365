// The writes of questions to authors: asked by an operator, answered by the author's side, reminded of once.
#pragma once

#include "base/world.hpp"
#include "consultation/question.hpp"
#include "consultation/settings.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

/// Asks, and writes to the author with one link. A question that was answered is closed by the next. Refused:
/// not an operator, an unknown or withdrawn contribution (not_found), one that waits for its answer already
/// (conflict), a text of other than 10–2 000 characters (field "question").
base::Result<base::Id<Question>> ask(db::Tx& tx, base::World const& world, Settings const& settings,
                                     people::Actor const& actor, base::Id<Contribution> contribution,
                                     std::string const& text);

/// The author, or a verified colleague, answers the standing question; more than once while nothing is
/// decided. Refused: anybody else (not_found: they shall not learn that there is a question), none that
/// stands (conflict), an empty or too long text (field "reponse").
base::Result<base::Done> answer(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                base::Id<Contribution> contribution, std::string const& text);

/// The job that reminds of a question once, a week after it; its payload is the question's number.
inline constexpr char const* question_job = "consultation.question";
void remind(db::Database& database, base::World const& world, Settings const& settings,
            std::string const& payload);

}  // namespace consultation
