// What this room keeps about persons.
#include "consultation/personal_rows.hpp"

#include "consultation/attachment_actions.hpp"
#include "people/own_account.hpp"

namespace consultation {
namespace {

/// A campaign whose results never come does not hold an address for ever.
constexpr base::Duration without_results = base::Duration::days(365);
constexpr int holdings_max = 100;

}  // namespace

std::vector<journal::PersonalTable> personal_tables() {
    using journal::Fate;
    using journal::Key;
    using journal::Kind;
    using journal::Retention;
    constexpr std::string_view who_decided = "Savoir qui a décidé, et permettre un recours.";
    return {
        {"contributions",
         "Vos contributions",
         "Acte de la collectivité ou de l’organisme au nom duquel vous agissiez.",
         Key::person,
         "author_person_id = $1",
         {{"reference", "Référence"},
          {"author_person_id", "Votre numéro", Kind::number},
          {"author_affiliation_id", "Rattachement", Kind::number},
          {"state", "État"},
          {"title", "Titre"},
          {"problem", "Besoin"},
          {"audience", "Public"},
          {"territory", "Territoire"},
          {"service_name", "Service"},
          {"quality", "Qualité"},
          {"function", "Fonction", Kind::text, ""},
          {"created_at", "Écrite le", Kind::instant},
          {"published_at", "Publiée le", Kind::instant},
          {"changed_at", "Modifiée le", Kind::instant}},
         Fate::replaced,
         Retention::act},
        {"contribution_versions",
         "Les versions que vous avez écrites",
         "Montrer ce qui a changé, et quand.",
         Key::person,
         "person_id = $1",
         {{"contribution_id", "Contribution", Kind::number},
          {"version", "Version", Kind::number},
          {"person_id", "Votre numéro", Kind::number},
          {"at", "Le", Kind::instant},
          {"content", "Texte"}},
         Fate::replaced,
         Retention::act},
        {"support_casts",
         "Les soutiens que vous avez donnés",
         "Acte de la collectivité, compté une fois.",
         Key::person,
         "person_id = $1",
         {{"proposal_id", "Proposition", Kind::number},
          {"authority_id", "Collectivité", Kind::number},
          {"person_id", "Votre numéro", Kind::number},
          {"cast_at", "Donné le", Kind::instant},
          {"verified_at", "Compté depuis", Kind::instant},
          {"withdrawn_at", "Retiré le", Kind::instant}},
         Fate::replaced,
         Retention::act},
        {"contributions",
         "Les brouillons que vous avez commencés puis transmis",
         "Dire au collègue qui les reprend d’où ils viennent.",
         Key::person,
         "begun_by = $1",
         {{"begun_by", "Votre numéro", Kind::number},
          {"title", "Titre"},
          {"created_at", "Commencé le", Kind::instant}},
         Fate::replaced,
         Retention::act},
        {"validations",
         "Les contributions que vous avez soumises à validation",
         "Publier sous l’accord d’un administrateur de la collectivité.",
         Key::person,
         "submitted_by = $1",
         {{"submitted_by", "Votre numéro", Kind::number},
          {"contribution_id", "Contribution", Kind::number},
          {"state", "État"},
          {"submitted_at", "Le", Kind::instant},
          {"comment", "Commentaire reçu", Kind::text, ""}},
         Fate::replaced,
         Retention::act},
        {"validations",
         "Les validations que vous avez décidées",
         who_decided,
         Key::person,
         "decided_by = $1",
         {{"decided_by", "Votre numéro", Kind::number},
          {"contribution_id", "Contribution", Kind::number},
          {"decided_at", "Le", Kind::instant},
          {"comment", "Commentaire", Kind::text, ""}},
         Fate::replaced,
         Retention::act},
        {"decisions",
         "Les décisions que vous avez prises",
         who_decided,
         Key::person,
         "decided_by = $1",
         {{"contribution_id", "Contribution", Kind::number},
          {"decided_by", "Votre numéro", Kind::number},
          {"outcome", "Suite"},
          {"reason", "Motif"},
          {"decided_at", "Le", Kind::instant}},
         Fate::replaced,
         Retention::act},
        {"phases",
         "Les dates que vous avez fixées",
         who_decided,
         Key::person,
         "decided_by = $1",
         {{"campaign_id", "Consultation", Kind::number},
          {"kind", "Étape"},
          {"decided_by", "Votre numéro", Kind::number},
          {"decided_at", "Le", Kind::instant}},
         Fate::replaced,
         Retention::act},
        {"selections",
         "Les choix du comité que vous avez saisis",
         who_decided,
         Key::person,
         "recorded_by = $1",
         {{"proposal_id", "Proposition", Kind::number},
          {"recorded_by", "Votre numéro", Kind::number},
          {"recorded_at", "Le", Kind::instant}},
         Fate::replaced,
         Retention::act},
        {"contribution_attachments",
         "Les fichiers joints à vos contributions",
         "Acte de la collectivité ou de l’organisme au nom duquel vous agissiez.",
         Key::person,
         "contribution_id IN (SELECT id FROM contributions WHERE author_person_id = $1)",
         {{"contribution_id", "Contribution", Kind::number},
          {"name", "Nom"},
          {"type", "Type"},
          {"size", "Octets", Kind::number},
          {"added_at", "Ajouté le", Kind::instant}},
         Fate::replaced,
         Retention::act},
        {"follows",
         "Ce que vous suivez",
         "Vous prévenir de ce que vous avez choisi.",
         Key::person,
         "person_id = $1",
         {{"person_id", "Votre numéro", Kind::number},
          {"topic", "Objet"},
          {"frequency", "Rythme"},
          {"since", "Depuis", Kind::instant}},
         Fate::removed,
         Retention::account},
        {"follow_events",
         "Les annonces de ce que vous avez fait ou écrit",
         "Prévenir une seule fois ceux qui suivent.",
         Key::person,
         "$1 IN (actor_id, author_id)",
         {{"kind", "Fait"},
          {"actor_id", "Auteur de l’acte", Kind::number},
          {"author_id", "Auteur de la contribution", Kind::number},
          {"at", "Le", Kind::instant}},
         Fate::replaced,
         Retention::events},
        {"review_requests",
         "Les réexamens que vous avez demandés",
         "Répondre, et montrer ce qui a été répondu.",
         Key::person,
         "person_id = $1",
         {{"decision_id", "Décision", Kind::number},
          {"person_id", "Votre numéro", Kind::number},
          {"reason", "Raison", Kind::text, ""},
          {"requested_at", "Le", Kind::instant},
          {"state", "État"},
          {"answer", "Réponse"}},
         Fate::replaced,
         Retention::act},
        {"review_requests",
         "Les réexamens auxquels vous avez répondu",
         who_decided,
         Key::person,
         "answered_by = $1",
         {{"decision_id", "Décision", Kind::number},
          {"answered_by", "Votre numéro", Kind::number},
          {"answered_at", "Le", Kind::instant}},
         Fate::replaced,
         Retention::act},
        {"campaign_changes",
         "Les changements que vous avez faits à une consultation",
         who_decided,
         Key::person,
         "changed_by = $1",
         {{"campaign_id", "Consultation", Kind::number},
          {"section", "Partie"},
          {"version", "Version", Kind::number},
          {"changed_by", "Votre numéro", Kind::number},
          {"reason", "Motif"},
          {"changed_at", "Le", Kind::instant}},
         Fate::replaced,
         Retention::act},
    };
}

void erase_drafts(db::Tx& tx, base::Id<people::Person> person) {
    auto const drafts = tx.list<base::Id<Contribution>>(
        "SELECT id FROM contributions WHERE author_person_id = $1 AND state = 'draft'", {person},
        [](db::Row const& row) { return row.id<Contribution>(0); });
    for (base::Id<Contribution> const draft : drafts) forget_attachments(tx, draft);
    for (char const* child :
         {"DELETE FROM contribution_versions WHERE contribution_id IN "
          "(SELECT id FROM contributions WHERE author_person_id = $1 AND state = 'draft')",
          "DELETE FROM contribution_bodies WHERE contribution_id IN "
          "(SELECT id FROM contributions WHERE author_person_id = $1 AND state = 'draft')",
          "DELETE FROM contributions WHERE author_person_id = $1 AND state = 'draft'"})
        tx.execute(child, {person});
}

std::vector<journal::Holding> holdings(db::Reader const& reader, base::Id<people::Person> person,
                                       base::Instant now) {
    std::vector<journal::Holding> all;
    reader.each(
        "SELECT c.title, c.results_published_at, "
        "(SELECT max(p.closes_at) FROM phases p WHERE p.campaign_id = c.id) "
        "FROM campaigns c WHERE c.id IN ("
        "SELECT campaign_id FROM contributions WHERE author_person_id = $1 AND state <> 'draft' "
        "UNION SELECT o.campaign_id FROM support_casts k JOIN proposals o ON o.id = k.proposal_id "
        "WHERE k.person_id = $2) ORDER BY c.id LIMIT $3",
        {person, person, holdings_max}, [&](db::Row const& row) {
            auto const results = row.maybe_instant(1);
            auto const closed = row.maybe_instant(2);
            std::optional<base::Instant> until;
            if (results)
                until = *results + people::recourse_time;
            else if (closed && *closed + without_results <= now)
                return;
            if (until && *until <= now) return;
            all.push_back({"consultation «\u00a0" + row.string(0) + "\u00a0»", until});
        });
    return all;
}

}  // namespace consultation
