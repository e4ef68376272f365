#include "journal/personal.hpp"

namespace journal {

std::string_view french(Retention retention) {
    switch (retention) {
        case Retention::codes:
            return "7 jours";
        case Retention::sign_ins:
            return "7 jours après la connexion";
        case Retention::keys:
            return "48 heures";
        case Retention::mail_counts:
            return "2 jours";
        case Retention::mails:
            return "180 jours";
        case Retention::events:
            return "60 jours";
        case Retention::messages:
            return "un an après la clôture";
        case Retention::account:
            return "jusqu’à la suppression du compte";
        case Retention::act:
            return "acte de la collectivité, conservé\u202f; la personne est remplacée par un pseudonyme une "
                   "fois "
                   "les "
                   "délais de recours passés, si elle a supprimé son compte";
    }
    return {};
}

std::vector<PersonalTable> personal_tables() {
    return {
        {"journal_entries",
         "Ce que vous avez fait, dans le journal",
         "Preuve de qui a fait quoi, pour qui et quand\u202f; le contenu est détruit à l’effacement, "
         "l’empreinte "
         "reste.",
         Key::person,
         "person_id = $1",
         {{"at", "Date", Kind::instant},
          {"act", "Acte"},
          {"subject", "Objet"},
          {"person_id", "Votre numéro", Kind::number},
          {"payload", "Contenu", Kind::text, ""},
          {"salt", "Sel", Kind::secret, ""}},
         Fate::replaced,
         Retention::act},
        {"journal_entries",
         "Ce que d’autres ont décidé de vous, dans le journal",
         "Preuve des rôles donnés et retirés\u202f; le contenu est détruit à l’effacement.",
         Key::actor,
         "subject = $1",
         {{"at", "Date", Kind::instant},
          {"act", "Acte"},
          {"payload", "Contenu", Kind::text, ""},
          {"salt", "Sel", Kind::secret, ""}},
         Fate::replaced,
         Retention::act},
        {"idempotency_keys",
         "Vos derniers formulaires envoyés",
         "Un formulaire envoyé deux fois n’agit qu’une fois.",
         Key::actor,
         "actor = $1",
         {{"actor", "Vous"}, {"route", "Formulaire"}, {"answer", "Réponse"}, {"at", "Date", Kind::instant}},
         Fate::removed,
         Retention::keys},
    };
}

}  // namespace journal
