#include "outreach/room.hpp"

#include "outreach/mailing_actions.hpp"
#include "outreach/mailing_pages.hpp"
#include "outreach/reminder_actions.hpp"

namespace outreach {

std::vector<journal::PersonalTable> personal_tables() {
    using journal::Fate;
    using journal::Key;
    using journal::Kind;
    using journal::Retention;
    return {
        {"mailing_recipients",
         "Les envois dont vous étiez destinataire",
         "Écrire une seule fois à chacun, et montrer ce qui est parvenu.",
         Key::address,
         "email_key = $1",
         {{"email", "Adresse"},
          {"email_key", "Adresse normalisée"},
          {"person_id", "Votre numéro", Kind::number},
          {"mailing_id", "Envoi", Kind::number},
          {"state", "État"},
          {"at", "Le", Kind::instant}},
         Fate::removed,
         Retention::events},
        {"mailings",
         "Les envois que vous avez écrits",
         "Savoir qui a écrit, quand et combien.",
         Key::person,
         "written_by = $1",
         {{"written_by", "Votre numéro", Kind::number},
          {"subject", "Objet"},
          {"audience", "Destinataires"},
          {"started_at", "Parti le", Kind::instant}},
         Fate::replaced,
         Retention::act},
        {"reminders",
         "Les rappels que vous avez retenus ou rétablis",
         "Savoir qui a décidé.",
         Key::person,
         "decided_by = $1",
         {{"decided_by", "Votre numéro", Kind::number},
          {"phase", "Étape"},
          {"days_before", "Jours avant", Kind::number},
          {"decided_at", "Le", Kind::instant}},
         Fate::replaced,
         Retention::act},
    };
}

web::Room room(web::Services const& services) {
    web::Room room{.name = "outreach",
                   .migrations = migrations(),
                   .routes = mailing_routes(),
                   .personal = personal_tables()};
    room.jobs.emplace_back(slice_job, [&services](std::string const& payload) {
        (void)send_slice(services.database, services.world, {services.settings.origin, services.secret},
                         payload);
    });
    room.jobs.emplace_back(reminders_job, [&services](std::string const&) {
        (void)send_due_reminders(services.database, services.world,
                                 {services.settings.origin, services.secret});
    });
    return room;
}

}  // namespace outreach
