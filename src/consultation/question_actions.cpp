#include "consultation/question_actions.hpp"

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/mails_question.hpp"
#include "consultation/question_rows.hpp"
#include "consultation/rights.hpp"
#include "journal/jobs.hpp"
#include "journal/journal.hpp"
#include "messaging/mail.hpp"
#include "territories/in_sentence.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

base::Refusal unknown() {
    return base::refuse(RefusalCode::not_found, "Cette page n’existe pas.");
}

std::vector<std::pair<std::string, std::string>> facts_of(base::Id<Question> question,
                                                          std::string const& text) {
    return {{"question", std::to_string(question.value)}, {"sha256", base::sha256_hex(text)}};
}

void write_to_author(db::Tx& tx, base::World const& world, Settings const& settings,
                     Contribution const& about, std::string const& question, bool is_reminder) {
    auto const author = author_of(tx, about.id);
    if (!author || !base::is_email(author->email)) return;  // erased meanwhile
    messaging::Mail mail;
    mail.to = author->email;
    mail.subject = is_reminder
                       ? fmt::format("{}\u00a0: une question attend toujours votre réponse", about.reference)
                       : fmt::format("{}\u00a0: une question sur votre contribution", about.reference);
    std::string const opening =
        fmt::format("{} sur votre contribution «\u00a0{}\u00a0», faite pour {}.",
                    is_reminder ? "Il y a une semaine, l’équipe de la consultation vous a posé une question"
                                : "Avant de décider, l’équipe de la consultation vous pose une question",
                    about.text.title, territories::in_sentence(author->body_name));
    mail.text = mails::question(opening, question, settings.origin + address_of_question(about.reference));
    mail.kind = is_reminder ? "question.reminder" : "question.asked";
    mail.why = "Vous recevez ce message parce que vous avez publié cette contribution.";
    messaging::post(tx, world, mail);
}

}  // namespace

std::string address_of_question(std::string_view reference) {
    return "/contributions/" + std::string(reference) + "/question";
}

base::Result<base::Id<Question>> ask(db::Tx& tx, base::World const& world, Settings const& settings,
                                     people::Actor const& actor, base::Id<Contribution> id,
                                     std::string const& typed) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const contribution = lock_contribution(tx, id);
    if (!contribution || contribution->state != ContributionState::published) return unknown();
    auto const text = base::tidied(typed);
    std::size_t const length = text ? base::length_in_characters(*text) : 0;
    if (length < question_min || length > question_max)
        return base::refuse_field(
            "question", fmt::format("Posez la question en {} à {} caractères.", question_min, question_max));
    auto const all = questions_on(tx, id);
    if (!all.empty() && all.back().stands() && !all.back().answered_at)
        return base::refuse(RefusalCode::conflict, "Une question attend déjà la réponse de l’auteur.");
    if (static_cast<int>(all.size()) >= questions_per_contribution_max)
        return base::refuse(RefusalCode::too_many, "L’auteur a déjà reçu trop de questions.");
    base::Instant const now = world.clock.now();
    close_questions(tx, id, now);
    auto const question = insert_question(tx, id, *text, actor.person, now);
    journal::record_at(
        tx, now, world.random,
        {"question.asked", actor.person.value, 0, contribution->reference, facts_of(question, *text)});
    write_to_author(tx, world, settings, *contribution, *text, false);
    std::string const number = std::to_string(question.value);
    journal::enqueue(tx, {question_job, number, number, now + question_reminder_after});
    return question;
}

base::Result<base::Done> answer(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                base::Id<Contribution> id, std::string const& typed) {
    auto const contribution = lock_contribution(tx, id);
    if (!contribution || contribution->state != ContributionState::published ||
        !is_of_author_side(tx, id, actor.person))
        return unknown();
    auto const question = standing_question(tx, id);
    if (!question)
        return base::refuse(RefusalCode::conflict,
                            "Une décision a été prise\u00a0: la question n’attend plus de réponse.",
                            "La page de la contribution dit ce qu’elle est devenue.");
    auto const text = base::tidied(typed);
    if (!text || text->empty() || base::length_in_characters(*text) > answer_max)
        return base::refuse_field("reponse",
                                  fmt::format("Écrivez une réponse de {} caractères au plus.", answer_max));
    auto const all = questions_on(tx, id);
    if (static_cast<int>(all.back().answers.size()) >= answers_per_question_max)
        return base::refuse(RefusalCode::too_many, "Vous avez déjà répondu plusieurs fois à cette question.",
                            "L’équipe de la consultation lira vos réponses.");
    base::Instant const now = world.clock.now();
    insert_answer(tx, question->id, *text, actor.person, now);
    journal::record_at(tx, now, world.random,
                       {"question.answered", actor.person.value, actor.body(), contribution->reference,
                        facts_of(question->id, *text)});
    return base::Done{};
}

void remind(db::Database& database, base::World const& world, Settings const& settings,
            std::string const& payload) {
    auto const number = base::parse_int(payload);
    base::check(number.has_value(), "the job of a question carries its number");
    base::Id<Question> const id(*number);
    auto const reminded = database.write([&](db::Tx& tx) -> base::Result<base::Done> {
        auto const contribution = unanswered_contribution(tx, id);
        if (!contribution || !mark_reminded(tx, id, world.clock.now())) return base::Done{};
        auto const about = contribution_by_id(tx, *contribution);
        auto const question = standing_question(tx, *contribution);
        if (about && question) write_to_author(tx, world, settings, *about, question->text, true);
        return base::Done{};
    });
    if (!reminded.ok()) throw std::runtime_error("question " + payload + ": the database takes no writes");
}

}  // namespace consultation
