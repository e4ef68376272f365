#include "consultation/validation_actions.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/announcement.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_actions.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/mails_validation.hpp"
#include "consultation/validation_rows.hpp"
#include "journal/jobs.hpp"
#include "journal/journal.hpp"
#include "messaging/mail.hpp"
#include "people/administrator_rows.hpp"
#include "people/affiliation_rows.hpp"
#include "people/letters_member.hpp"
#include "people/person_rows.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

base::Refusal not_yours() {
    return base::refuse(RefusalCode::not_found, "Cette page n’existe pas, ou n’est pas la vôtre.");
}

std::string title_or_none(std::string const& title) {
    return title.empty() ? "sans titre" : title;
}

void record(db::Tx& tx, base::World const& world, base::Instant at, std::string_view act, PersonId person,
            AuthorityId authority, std::string subject) {
    journal::record_at(tx, at, world.random, {act, person.value, authority.value, std::move(subject), {}});
}

void post_to(db::Tx& tx, base::World const& world, std::string const& email, std::string subject,
             std::string text, std::string_view why) {
    messaging::Mail mail;
    mail.to = email;
    mail.subject = std::move(subject);
    mail.text = std::move(text);
    mail.kind = "consultation.validation";
    mail.why = why;
    messaging::post(tx, world, mail);
}

constexpr std::string_view why_author =
    "Vous recevez ce message parce que vous avez écrit cette contribution.";
constexpr std::string_view why_colleague =
    "Vous recevez ce message parce que vous agissez pour cette collectivité.";

}  // namespace

base::Result<base::Done> choose_validation(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                           AuthorityId authority, bool required) {
    if (!people::is_administrator(tx, actor.person, authority)) return not_yours();
    base::Instant const now = world.clock.now();
    if (set_requires_validation(tx, authority, required, now))
        record(tx, world, now, required ? "validation.required" : "validation.not_required", actor.person,
               authority, fmt::format("authority:{}", authority.value));
    return base::Done{};
}

void submit_for_validation(db::Tx& tx, base::World const& world, people::Actor const& actor,
                           Contribution const& draft, base::Instant now) {
    Validation validation;
    validation.contribution = draft.id;
    validation.authority = draft.authority;
    validation.submitted_at = now;
    validation.submitted_by = actor.person;
    auto const id = insert_validation(tx, validation);
    if (!id) return;
    record(tx, world, now, "validation.submitted", actor.person, draft.authority,
           fmt::format("validation:{}", id->value));
    std::string const payload = std::to_string(id->value);
    journal::enqueue(tx, {validation_mails_job, payload, payload, now});
}

base::Result<Contribution> decide_validation(db::Tx& tx, base::World const& world, Settings const& settings,
                                             people::Actor const& actor, DecideValidation const& command) {
    auto const validation = validation_by_id(tx, command.validation);
    if (!validation || !people::is_administrator(tx, actor.person, validation->authority)) return not_yours();
    auto const held = lock_contribution(tx, validation->contribution);
    if (!held) return not_yours();
    std::string const comment = base::tidied(command.comment).value_or("");
    if (!command.publishes && comment.empty())
        return base::refuse_field("comment", "Dites ce qui est à revoir\u00a0: c’est envoyé à l’auteur.");
    if (base::length_in_characters(comment) > validation_comment_max)
        return base::refuse_field("comment",
                                  "Le commentaire dépasse 1\u202f000 caractères. Raccourcissez-le.");
    if (validation_by_id(tx, command.validation)->state != ValidationState::waiting)
        return base::refuse(RefusalCode::conflict, "Cette contribution n’attend plus de validation.");
    if (command.publishes && held->changed_at != command.seen_at)
        return base::refuse(RefusalCode::conflict, "Le texte a changé depuis que vous l’avez lu.",
                            "Relisez-le, puis validez de nouveau.");
    base::Instant const now = world.clock.now();
    auto const author = people::person_by_id(tx, held->author);
    Contribution published = *held;
    if (command.publishes) {
        auto done = publish_validated(tx, world, actor, held->id, now);
        if (!done.ok()) return done;
        published = std::move(done).value();
    }
    close_validation(tx, command.validation,
                     command.publishes ? ValidationState::validated : ValidationState::sent_back, now,
                     actor.person, comment);
    record(tx, world, now, command.publishes ? "validation.given" : "validation.sent_back", actor.person,
           validation->authority, fmt::format("validation:{}", command.validation.value));
    if (author && author->id != actor.person) {
        std::string const title = title_or_none(held->text.title);
        std::string const answer =
            command.publishes
                ? fmt::format("Votre contribution «\u00a0{}\u00a0» est validée et publiée ({}).", title,
                              published.reference)
                : fmt::format("Votre contribution «\u00a0{}\u00a0» est à revoir avant publication.", title);
        post_to(tx, world, author->email, answer,
                mails::validation(
                    answer, comment,
                    settings.origin + (command.publishes
                                           ? address_of_contribution(published.reference)
                                           : fmt::format("/mes-contributions/{}/apercu", held->id.value))),
                why_author);
    }
    return published;
}

base::Result<base::Done> hand_over(db::Tx& tx, base::World const& world, Settings const& settings,
                                   people::Actor const& actor, HandOver const& command) {
    auto const draft = lock_contribution(tx, command.draft);
    if (!draft || !draft->authority.exists()) return not_yours();
    bool const is_author = draft->author == actor.person;
    bool const has_left = !people::standing_affiliation(tx, draft->author, draft->authority.value);
    if (!is_author && !(has_left && draft->state == ContributionState::draft &&
                        people::is_administrator(tx, actor.person, draft->authority)))
        return not_yours();
    if (draft->state != ContributionState::draft)
        return base::refuse(RefusalCode::conflict, "Cette contribution n’est plus un brouillon.");
    auto const to = people::affiliation_line(tx, command.to);
    if (!to || !to->affiliation.is_verified() || to->affiliation.authority != draft->authority ||
        to->affiliation.person == draft->author)
        return base::refuse_field("to", "Choisissez un collègue vérifié de la collectivité.");
    if (drafts_of(tx, to->affiliation.person) >= drafts_per_person_max)
        return base::refuse_field("to", "Ce collègue a déjà trop de brouillons.");
    base::Instant const now = world.clock.now();
    give_draft(tx, draft->id, to->affiliation.person, to->affiliation.id, now);
    record(tx, world, now, "contribution.handed_over", actor.person, draft->authority,
           fmt::format("draft:{}", draft->id.value));
    std::string const title = title_or_none(draft->text.title);
    auto const giver = people::person_by_id(tx, actor.person);
    std::string const subject = fmt::format("Le brouillon «\u00a0{}\u00a0» vous est transmis", title);
    std::string const answer =
        giver ? fmt::format("{} par {}.", subject, giver->email) : fmt::format("{}.", subject);
    post_to(tx, world, to->email, subject,
            mails::validation(answer, "Vous pouvez le compléter, le publier ou le supprimer.",
                              settings.origin + fmt::format("/mes-contributions/{}/apercu", draft->id.value)),
            why_colleague);
    return base::Done{};
}

int send_validation_mails(db::Database& database, base::World const& world, Settings const& settings,
                          std::string const& payload) {
    auto const id = base::parse_int(payload);
    base::check(id.has_value(), "the payload is the validation's id");
    auto const posted = database.write([&](db::Tx& tx) -> base::Result<int> {
        if (!begin_round(tx, validation_mails_job, payload, world.clock.now())) return 0;
        auto const validation = validation_by_id(tx, base::Id<Validation>(*id));
        if (!validation || validation->state != ValidationState::waiting) return 0;
        auto const draft = contribution_by_id(tx, validation->contribution);
        if (!draft) return 0;
        Campaign const campaign = *campaign_by_id(tx, draft->campaign);
        Phase const* const collect = campaign.phase(PhaseKind::collect);
        std::string const answer = fmt::format("La contribution «\u00a0{}\u00a0» attend votre validation.",
                                               title_or_none(draft->text.title));
        std::string const until =
            collect ? fmt::format("Elle doit être validée avant la clôture de la collecte, le {}.",
                                  base::french_deadline(collect->closes_at))
                    : std::string();
        int count = 0;
        for (std::string const& address : people::administrator_addresses(tx, validation->authority)) {
            post_to(tx, world, address, answer,
                    mails::validation(answer, until,
                                      settings.origin + people::authority_page(validation->authority) +
                                          "/validations/" + payload),
                    why_colleague);
            ++count;
        }
        return count;
    });
    base::check(posted.ok(), "mails of a validation could not be written: the queue is full");
    return *posted;
}

}  // namespace consultation
