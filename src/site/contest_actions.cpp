#include "site/contest_actions.hpp"

#include <fmt/format.h>

#include "base/french.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/support_rows.hpp"
#include "journal/journal.hpp"
#include "site/contest_rows.hpp"

namespace site {
namespace {

using base::RefusalCode;

base::Refusal not_theirs() {
    return base::refuse(
        RefusalCode::forbidden,
        "Ce soutien se conteste par une personne qui l’a donné, ou dont le rattachement est vérifié.",
        "Demandez à un collègue de le faire, ou faites vérifier votre rattachement dans «\u00a0Mon "
        "compte\u00a0».");
}

base::Refusal not_aside() {
    return base::refuse(RefusalCode::conflict,
                        "Aucun soutien de la collectivité pour laquelle vous agissez n’est écarté ici.",
                        "La page de la proposition dit où en est son soutien.");
}

/// Of one support, that wait at once: one, and those taken up again. More stay in their queue.
constexpr int contests_answered_max = 50;

/// The answer, in the exchange and in the mail.
std::string restored_text(consultation::SupportState state, std::string const& reason) {
    using consultation::SupportState;
    return fmt::format(
        "Votre contestation est acceptée\u00a0: ce soutien n’est plus écarté. {}\n\n"
        "Motif\u00a0: {}",
        state == SupportState::counted ? "Il est compté, à sa date d’origine."
        : state == SupportState::pending
            ? "Il est en attente\u00a0: la page de la proposition dit pourquoi."
            : "Il n’est pas compté\u00a0: depuis, les personnes qui l’avaient donné l’ont "
              "retiré.",
        reason);
}

}  // namespace

base::Result<ContactMessage> contest_support(db::Tx& tx, base::World const& world,
                                             people::Settings const& settings, people::Actor const& actor,
                                             ContestSupport const& command) {
    auto const right = consultation::hold_right(tx, actor.person, command.authority);
    if (!right) return not_theirs();
    consultation::Pair const pair{command.proposal, command.authority};
    // Two who contest at once wait for each other here: the second finds the first one's contest.
    auto const standing = consultation::lock_existing_support(tx, pair);
    auto const proposal = consultation::supported_proposal(tx, command.proposal);
    if (!proposal) return base::refuse(RefusalCode::not_found, "Cette proposition n’existe pas.");
    if (!standing) return not_aside();
    if (!right->is_verified && !consultation::has_standing_cast(tx, pair, actor.person)) return not_theirs();
    if (standing->state != consultation::SupportState::set_aside) return not_aside();
    auto const campaign = consultation::campaign_by_id(tx, proposal->campaign);
    if (!campaign || campaign->has_results())
        return base::refuse(
            RefusalCode::conflict,
            "Les résultats de cette consultation sont publiés\u00a0: les soutiens ne changent plus.",
            "Pour une explication, écrivez à l’équipe par la page Contact.");
    if (auto const waiting = open_contest(tx, command.proposal, command.authority))
        return base::refuse(
            RefusalCode::conflict,
            fmt::format(
                "Ce soutien est déjà contesté, sous la référence {}, depuis le {}\u00a0: l’équipe doit "
                "encore répondre.",
                waiting->message.reference, base::french_date(waiting->message.created_at)),
            "Pour compléter, suivez le lien de l’accusé de réception reçu par e-mail.");
    NewMessage message{std::string(code(Topic::campaign)), command.text, right->authority_name,
                       command.email};
    message.contests = fmt::format("{}, proposition {} «\u00a0{}\u00a0»", right->authority_name,
                                   proposal->reference, proposal->title);
    auto received = receive_message(tx, world, settings, &actor, message);
    if (!received) return received.refusal();
    // The one fact of the act: contest_rows reads from it which support the message is about.
    journal::record_at(tx, received->created_at, world.random,
                       {"support.contested",
                        actor.person.value,
                        command.authority.value,
                        received->reference,
                        {{"proposal", proposal->reference}}});
    return received;
}

consultation::OnRestored contests_answered(people::Settings const& settings) {
    return [&settings](db::Tx& tx, base::World const& world, people::Actor const& actor,
                       consultation::RestoredSupport const& support) {
        std::vector<std::string> told;
        // Each turn ends one; an exchange taken up again may wait beside a newer contest.
        for (int turn = 0; turn < contests_answered_max; ++turn) {
            auto const waiting = open_contest(tx, support.proposal.id, support.authority);
            if (!waiting) break;
            auto message = lock_message(tx, waiting->message.reference);
            if (!message || message->state != MessageState::open) continue;  // closed a moment ago
            told.push_back(
                answer_restored(tx, world, settings, actor, *std::move(message),
                                {fmt::format("{}, proposition {} «\u00a0{}\u00a0»", waiting->authority_name,
                                             support.proposal.reference, support.proposal.title),
                                 restored_text(support.state, support.reason)}));
        }
        return told;
    };
}

}  // namespace site
