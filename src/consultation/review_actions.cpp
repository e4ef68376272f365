#include "consultation/review_actions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/batch_rows.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/decision_rows.hpp"
#include "consultation/event.hpp"
#include "consultation/mails_review_answered.hpp"
#include "consultation/mails_review_requested.hpp"
#include "consultation/review_rows.hpp"
#include "consultation/rights.hpp"
#include "journal/journal.hpp"
#include "messaging/mail.hpp"
#include "people/role_rows.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

constexpr std::string_view why_told =
    "Vous recevez ce message parce que vous êtes l’auteur de cette contribution ou avez demandé son "
    "réexamen.";

void record(db::Tx& tx, base::World const& world, base::Instant now, std::string_view act,
            people::Actor const& actor, std::int64_t body, std::string const& reference,
            ReviewRequest const& request, ReviewState state) {
    journal::record_at(tx, now, world.random,
                       {act,
                        actor.person.value,
                        body,
                        reference,
                        {{"review", std::to_string(request.id.value)},
                         {"decision", std::to_string(request.decision.value)},
                         {"state", std::string(name_of(state))}}});
}

void tell(db::Tx& tx, base::World const& world, std::vector<std::string> addresses, std::string subject,
          std::string const& text, char const* kind) {
    std::ranges::sort(addresses);
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    for (std::string const& address : addresses) {
        if (address.empty()) continue;  // erased since
        messaging::Mail mail;
        mail.to = address;
        mail.subject = subject;
        mail.text = text;
        mail.kind = kind;
        mail.why = why_told;
        messaging::post(tx, world, mail);
    }
}

base::Result<Contribution> reviewed(db::Tx& tx, base::Id<Contribution> id) {
    auto contribution = lock_contribution(tx, id);
    if (!contribution || contribution->state != ContributionState::published)
        return base::refuse(RefusalCode::not_found, "Cette contribution n’existe pas.");
    return std::move(*contribution);
}

}  // namespace

base::Result<base::Done> may_request_review(db::Reader const& reader, people::Actor const& actor,
                                            Contribution const& contribution) {
    bool const is_author = actor.person.exists() && contribution.author == actor.person;
    if (!is_author && !is_verified_for(reader, actor, contribution))
        return base::refuse(
            RefusalCode::forbidden,
            "Le réexamen est demandé par l’auteur de la contribution, ou par une personne dont le "
            "rattachement "
            "à la même structure est vérifié.",
            "Si c’est votre cas, choisissez cette structure dans «\u00a0Mon compte\u00a0» et recommencez.");
    return base::Done{};
}

base::Result<ReviewRequest> request_review(db::Tx& tx, base::World const& world, Settings const& settings,
                                           people::Actor const& actor, RequestReview const& command) {
    auto const contribution = reviewed(tx, command.contribution);
    if (!contribution.ok()) return contribution.refusal();
    if (auto const allowed = may_request_review(tx, actor, *contribution); !allowed.ok())
        return allowed.refusal();
    auto const reason = base::tidied(command.reason);
    std::size_t const length = reason ? base::length_in_characters(*reason) : 0;
    if (length < review_reason_min || length > review_reason_max)
        return base::refuse_field(
            "reason", fmt::format("Dites en {} à {} caractères pourquoi la décision doit être revue.",
                                  review_reason_min,
                                  base::french_number(static_cast<std::int64_t>(review_reason_max))));
    auto const standing = standing_decision(tx, contribution->id);
    if (!standing || outcome_of(standing->choice) == Outcome::pending)
        return base::refuse(RefusalCode::conflict,
                            "Aucune décision n’est prise sur cette contribution\u00a0: elle est à l’étude.");
    if (standing->id != command.decision)
        return base::refuse(
            RefusalCode::conflict,
            "La décision a été remplacée par une autre depuis que vous avez ouvert cette page.",
            "Lisez la nouvelle décision ci-dessous\u00a0: vous pouvez en demander le réexamen.");
    Campaign const campaign = *campaign_by_id(tx, contribution->campaign);
    base::Instant const now = world.clock.now();
    base::Instant const until = campaign.review_until(decision_taken(tx, standing->id)->at);
    if (now >= until)
        return base::refuse(
            RefusalCode::late,
            fmt::format("Le réexamen pouvait être demandé jusqu’au {}.", base::french_deadline(until)),
            "Vous pouvez encore écrire à l’équipe de la consultation.");
    auto const id = insert_review(tx, standing->id, contribution->id, actor.person, *reason, now);
    if (!id)
        return base::refuse(
            RefusalCode::conflict, "Un réexamen de cette décision a déjà été demandé.",
            "Il n’en est demandé qu’un par décision. La réponse sera publiée sur la page de la "
            "contribution.");
    ReviewRequest request{
        *id, standing->id, contribution->id, actor.person, *reason, now, ReviewState::waiting, {}, {}};
    record(tx, world, now, "review.requested", actor, actor.body(), contribution->reference, request,
           ReviewState::waiting);
    tell(tx, world, {author_of(tx, contribution->id)->email, email_of(tx, actor.person)},
         fmt::format("{}\u00a0: votre demande de réexamen est reçue", contribution->reference),
         mails::review_requested(base::french_date_time(now), contribution->text.title, *reason,
                                 settings.origin + address_of_contribution(contribution->reference)),
         "review.requested");
    return request;
}

bool must_leave_to_another(db::Reader const& reader, people::Actor const& actor,
                           base::Id<Decision> decision) {
    auto const taken = decision_taken(reader, decision);
    if (!taken || taken->by != actor.person) return false;
    return std::ranges::any_of(people::operators(reader),
                               [&](people::RoleLine const& line) { return line.person != actor.person; });
}

base::Result<base::Done> answer_review(db::Tx& tx, base::World const& world, Settings const& settings,
                                       people::Actor const& actor, AnswerReview const& command) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    auto const subject = contribution_of_review(tx, command.request);
    if (!subject) return base::refuse(RefusalCode::not_found, "Cette demande de réexamen n’existe pas.");
    // Contributions are locked before what hangs on them.
    auto const contribution = reviewed(tx, *subject);
    if (!contribution.ok()) return contribution.refusal();
    ReviewRequest const request = *lock_review(tx, command.request);
    if (request.state == ReviewState::lapsed)
        return base::refuse(RefusalCode::conflict,
                            "La décision a été remplacée par une autre\u00a0: cette demande est sans objet.");
    if (request.state != ReviewState::waiting)
        return base::refuse(RefusalCode::conflict, fmt::format("Cette demande a déjà reçu sa réponse, le {}.",
                                                               base::french_date_time(*request.answered_at)));
    if (must_leave_to_another(tx, actor, request.decision))
        return base::refuse(
            RefusalCode::forbidden,
            "Vous avez pris la décision contestée\u00a0: le réexamen revient à un autre membre de "
            "l’équipe.",
            "Signalez-lui cette demande\u00a0: elle l’attend dans «\u00a0Réexamens demandés\u00a0».");
    auto const answer = base::tidied(command.answer);
    std::size_t const length = answer ? base::length_in_characters(*answer) : 0;
    if (length < decision_reason_min || length > decision_reason_max)
        return base::refuse_field(
            "reason",
            fmt::format("Motivez la réponse en {} à {} caractères\u00a0: elle est publique et envoyée à "
                        "l’auteur.",
                        decision_reason_min,
                        base::french_number(static_cast<std::int64_t>(decision_reason_max))));
    base::Instant const now = world.clock.now();
    ReviewState const state = command.new_outcome ? ReviewState::replaced : ReviewState::maintained;
    close_review(tx, request.id, state, *answer, now, actor.person);
    std::string const author = author_of(tx, contribution->id)->email;
    std::vector<std::string> told{email_of(tx, request.person)};
    if (command.new_outcome) {
        auto const decided = decide(tx, world, settings, actor,
                                    {.contributions = {contribution->id},
                                     .choice = *command.new_outcome,
                                     .reason = *answer,
                                     .answers_review = true});
        if (!decided.ok()) return decided.refusal();
        if (decided->changed == 0)
            return base::refuse(RefusalCode::conflict, "C’est la décision qui est déjà prise.",
                                "Pour la confirmer, choisissez «\u00a0Maintenir la décision\u00a0».");
        set_new_decision(tx, request.id, standing_decision(tx, contribution->id)->id);
        // `decide` has written to the author already.
        std::erase(told, author);
    } else {
        told.push_back(author);
        // A new decision is a fact of its own. Who asked has a mail, as the author has.
        announce(tx, now, request.person,
                 {{.kind = EventKind::review_answered,
                   .campaign = contribution->campaign,
                   .contribution = contribution->id,
                   .author = contribution->author}});
    }
    record(tx, world, now, "review.answered", actor, 0, contribution->reference, request, state);
    tell(tx, world, std::move(told),
         fmt::format("{}\u00a0: réponse à la demande de réexamen", contribution->reference),
         mails::review_answered(contribution->text.title,
                                state == ReviewState::maintained ? "La décision est maintenue."
                                                                 : "Une nouvelle décision est prise.",
                                *answer, settings.origin + address_of_contribution(contribution->reference)),
         "review.answered");
    return base::Done{};
}

}  // namespace consultation
