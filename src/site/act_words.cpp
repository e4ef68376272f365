#include "site/act_words.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace site {
namespace {

constexpr std::array nouns{
    NounWords{"contribution", "Contributions"},
    NounWords{"proposal", "Propositions"},
    NounWords{"support", "Soutiens"},
    NounWords{"review", "Demandes de réexamen"},
    NounWords{"late_request", "Demandes tardives"},
    NounWords{"question", "Questions aux auteurs"},
    NounWords{"reading", "Secondes lectures"},
    NounWords{"triage", "Tri"},
    NounWords{"note", "Notes internes"},
    NounWords{"validation", "Validations"},
    NounWords{"selection", "Choix du comité"},
    NounWords{"results", "Résultats"},
    NounWords{"snapshot", "Chiffres arrêtés"},
    NounWords{"campaign", "Consultations"},
    NounWords{"affiliation", "Rattachements"},
    NounWords{"official_email", "Adresses officielles"},
    NounWords{"election", "Élections"},
    NounWords{"partner", "Partenaires"},
    NounWords{"role", "Rôles"},
    NounWords{"person", "Comptes"},
    NounWords{"factor", "Seconds facteurs"},
    NounWords{"token", "Jetons d’API"},
    NounWords{"message", "Messages de contact"},
    NounWords{"banner", "Bandeaux"},
    NounWords{"mail", "E-mails et courriers"},
    NounWords{"register", "Référentiel"},
    NounWords{"contacts", "Annuaire"},
    NounWords{"bodies", "Autres structures"},
};

struct ActWords {
    std::string_view act;
    std::string_view label;
};

constexpr std::array acts{
    ActWords{"affiliation.claim", "Rattachement demandé"},
    ActWords{"affiliation.doubt_address", "Adresse officielle mise en doute"},
    ActWords{"affiliation.end", "Rattachement terminé"},
    ActWords{"affiliation.invite", "Collègue invité"},
    ActWords{"affiliation.lapse", "Rattachement à reconfirmer"},
    ActWords{"affiliation.name_administrator", "Administrateur nommé"},
    ActWords{"affiliation.reconfirm", "Rattachement reconfirmé"},
    ActWords{"affiliation.refuse", "Rattachement refusé"},
    ActWords{"affiliation.reinstate", "Rattachement rétabli"},
    ActWords{"affiliation.release_administrator", "Administrateur déchargé"},
    ActWords{"affiliation.send_official_code", "Code envoyé à l’adresse officielle"},
    ActWords{"affiliation.suspend", "Rattachement suspendu"},
    ActWords{"affiliation.verify", "Rattachement vérifié"},
    ActWords{"affiliation.withdraw_invitation", "Invitation retirée"},
    ActWords{"banner.end", "Bandeau arrêté"},
    ActWords{"banner.publish", "Bandeau publié"},
    ActWords{"bodies.loaded", "Structures chargées"},
    ActWords{"campaign.archived", "Consultation archivée"},
    ActWords{"campaign.changed", "Consultation modifiée"},
    ActWords{"campaign.corrected", "Textes corrigés après l’ouverture"},
    ActWords{"campaign.created", "Consultation créée"},
    ActWords{"campaign.extended", "Phase prolongée"},
    ActWords{"campaign.published", "Consultation publiée"},
    ActWords{"campaign.unpublished", "Consultation dépubliée"},
    ActWords{"contacts.loaded", "Annuaire chargé"},
    ActWords{"contribution.decision_undone", "Décision annulée avant envoi"},
    ActWords{"contribution.edited", "Contribution modifiée"},
    ActWords{"contribution.file_added", "Fichier joint"},
    ActWords{"contribution.file_removed", "Fichier retiré"},
    ActWords{"contribution.grouped", "Contribution regroupée"},
    ActWords{"contribution.handed_over", "Brouillon transmis"},
    ActWords{"contribution.published", "Contribution publiée"},
    ActWords{"contribution.rejected", "Contribution rejetée"},
    ActWords{"contribution.reopened", "Contribution remise à traiter"},
    ActWords{"contribution.reoriented", "Contribution réorientée"},
    ActWords{"contribution.withdrawn", "Contribution retirée"},
    ActWords{"election.record", "Élection enregistrée"},
    ActWords{"factor.activate", "Second facteur activé"},
    ActWords{"factor.remove", "Second facteur retiré"},
    ActWords{"factor.renew_codes", "Codes de secours renouvelés"},
    ActWords{"factor.reset", "Second facteur remis à zéro"},
    ActWords{"late_request.accepted", "Demande tardive acceptée"},
    ActWords{"late_request.made", "Demande tardive faite"},
    ActWords{"late_request.refused", "Demande tardive refusée"},
    ActWords{"late_request.withdrawn", "Demande tardive retirée"},
    ActWords{"mail.reminder_held", "Rappels retenus"},
    ActWords{"mail.reminder_released", "Rappels rétablis"},
    ActWords{"mail.retry", "E-mail renvoyé"},
    ActWords{"mail.segment_paused", "Courrier mis en pause"},
    ActWords{"mail.segment_resumed", "Courrier repris"},
    ActWords{"mail.segment_sent", "Courrier envoyé"},
    ActWords{"mail.segment_stopped", "Courrier arrêté"},
    ActWords{"message.add", "Message complété par son auteur"},
    ActWords{"message.answer", "Message répondu"},
    ActWords{"message.assign", "Message attribué"},
    ActWords{"message.close", "Message clos"},
    ActWords{"message.note", "Note sur un message"},
    ActWords{"message.receive", "Message reçu"},
    ActWords{"message.release", "Message rendu à l’équipe"},
    ActWords{"message.reopen", "Message rouvert"},
    ActWords{"note.written", "Note interne écrite"},
    ActWords{"official_email.accept_report", "Adresse signalée acceptée"},
    ActWords{"official_email.correct", "Adresse officielle corrigée"},
    ActWords{"official_email.refuse_report", "Adresse signalée refusée"},
    ActWords{"official_email.report", "Adresse officielle signalée"},
    ActWords{"partner.create", "Partenaire déclaré"},
    ActWords{"person.ask_erasure", "Suppression de compte demandée"},
    ActWords{"person.cancel_erasure", "Suppression de compte annulée"},
    ActWords{"person.change_address", "Adresse du compte changée"},
    ActWords{"person.erase", "Compte supprimé"},
    ActWords{"proposal.created", "Proposition créée"},
    ActWords{"proposal.deleted", "Brouillon de proposition supprimé"},
    ActWords{"proposal.edited", "Proposition modifiée"},
    ActWords{"proposal.published", "Proposition publiée"},
    ActWords{"question.answered", "Question répondue"},
    ActWords{"question.asked", "Question posée à l’auteur"},
    ActWords{"reading.asked", "Seconde lecture demandée"},
    ActWords{"reading.confirmed", "Seconde lecture confirmée"},
    ActWords{"reading.sent_back", "Seconde lecture renvoyée"},
    ActWords{"reading.taken_back", "Seconde lecture reprise"},
    ActWords{"register.loaded", "Référentiel chargé"},
    ActWords{"results.published", "Résultats publiés"},
    ActWords{"review.answered", "Réexamen répondu"},
    ActWords{"review.requested", "Réexamen demandé"},
    ActWords{"role.give", "Rôle confié"},
    ActWords{"role.take", "Rôle retiré"},
    ActWords{"selection.recorded", "Choix du comité inscrit"},
    ActWords{"snapshot.made", "Chiffres arrêtés"},
    ActWords{"support.cast", "Soutien donné"},
    ActWords{"support.contested", "Soutien écarté contesté"},
    ActWords{"support.restored", "Soutien rétabli"},
    ActWords{"support.set_aside", "Soutien écarté"},
    ActWords{"support.withdrawn", "Soutien retiré"},
    ActWords{"token.make", "Jeton d’API créé"},
    ActWords{"token.revoke", "Jeton d’API révoqué"},
    ActWords{"triage.assigned", "Contribution attribuée"},
    ActWords{"triage.flagged", "Contribution mise à revoir"},
    ActWords{"triage.given_back", "Contribution rendue à l’équipe"},
    ActWords{"triage.rules_set", "Règles du tri changées"},
    ActWords{"triage.unflagged", "Marque «\u00a0à revoir\u00a0» ôtée"},
    ActWords{"validation.given", "Validation donnée"},
    ActWords{"validation.not_required", "Validation plus exigée"},
    ActWords{"validation.required", "Validation exigée"},
    ActWords{"validation.sent_back", "Validation refusée"},
    ActWords{"validation.submitted", "Validation demandée"},
};
static_assert(std::is_sorted(acts.begin(), acts.end(),
                             [](ActWords const& a, ActWords const& b) { return a.act < b.act; }));

}  // namespace

std::span<NounWords const> act_nouns() {
    return nouns;
}

std::string act_label(std::string_view act) {
    auto const known =
        std::lower_bound(acts.begin(), acts.end(), act,
                         [](ActWords const& one, std::string_view name) { return one.act < name; });
    if (known != acts.end() && known->act == act) return std::string(known->label);
    std::string_view const noun = act.substr(0, act.find('.'));
    auto const group =
        std::find_if(nouns.begin(), nouns.end(), [&](NounWords const& one) { return one.noun == noun; });
    if (group == nouns.end()) return std::string(act);
    return std::string(group->label) + " (" + std::string(act) + ")";
}

std::string words_of_subject(std::string_view subject) {
    constexpr std::array words{
        NounWords{"affiliation", "rattachement"},
        NounWords{"authority", "collectivité"},
        NounWords{"banner", "bandeau"},
        NounWords{"campaign", "consultation"},
        NounWords{"edition", "édition"},
        NounWords{"mailing", "courrier"},
        NounWords{"partner", "partenaire"},
        NounWords{"person", "personne"},
        NounWords{"register", "référentiel"},
        NounWords{"validation", "validation"},
        NounWords{"token", "jeton"},
    };
    std::size_t const colon = subject.find(':');
    if (colon == std::string_view::npos) return std::string(subject);
    for (NounWords const& one : words)
        if (one.noun == subject.substr(0, colon))
            return std::string(one.label) + " " + std::string(subject.substr(colon + 1));
    return std::string(subject);
}

std::string address_of_subject(std::string_view subject) {
    std::string const text(subject);
    if (subject.starts_with("C-")) return "/contributions/" + text;
    if (subject.starts_with("P-")) return "/propositions/" + text;
    if (subject.starts_with("M-")) return "/operateur/messages/" + text;
    std::size_t const colon = subject.find(':');
    if (colon == std::string_view::npos) return {};
    std::string_view const kind = subject.substr(0, colon);
    std::string const name(subject.substr(colon + 1));
    if (kind == "campaign") return "/operateur/campagnes/" + name;
    if (kind == "affiliation") return "/operateur/rattachements/" + name;
    if (kind == "banner") return "/operateur/bandeau";
    return {};
}

}  // namespace site
