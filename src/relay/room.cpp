// What relay hands to app/: its table, routes and personal data.
#include "relay/room.hpp"

#include "relay/address_report_rows.hpp"
#include "relay/pages.hpp"

namespace relay {

std::vector<journal::PersonalTable> personal_tables() {
    using journal::Kind;
    return {{"address_reports",
             "Les adresses officielles que vous avez signalées, ou dont vous avez décidé",
             "Tenir l’annuaire, et savoir qui l’a fait corriger.",
             journal::Key::person,
             "$1 IN (reported_by, decided_by)",
             {{"reported_by", "Numéro de qui a signalé", Kind::number},
              {"reported_at", "Signalé le", Kind::instant},
              {"decided_by", "Numéro de qui a décidé", Kind::number},
              {"decided_at", "Décidé le", Kind::instant},
              {"wrong", "Adresse dite fausse"},
              {"proposed", "Adresse proposée"},
              {"source", "D’où l’adresse est connue"},
              {"state", "État"},
              {"reason", "Motif"}},
             journal::Fate::replaced,
             journal::Retention::act}};
}

std::vector<account::OperatorEntry> operator_entries(db::Reader const& reader) {
    WaitingReports const reports = waiting_reports(reader);
    return {{"Adresses officielles signalées", "/operateur/adresses", reports.count, reports.oldest}};
}

web::Room room(web::Services const& /*services*/) {
    using enum http::Method;
    using enum web::Policy;
    web::Room made;
    made.name = "relay";
    made.migrations = migrations();
    made.personal = personal_tables();
    auto const add = [&](http::Method method, std::string pattern, web::Policy policy, web::Handler handler) {
        made.routes.push_back({method, std::move(pattern), policy, std::move(handler), "relay"});
    };
    add(get, "/relais", relay, scopes_page);
    add(get, "/relais/{departement}", relay, home_page);
    add(get, "/relais/{departement}/participation", relay, list_page);
    add(get, "/relais/{departement}/participation.csv", relay, list_as_file);
    add(get, "/relais/{departement}/participation.xlsx", relay, list_as_file);
    add(get, "/relais/{departement}/adresses.csv", relay, addresses_as_csv);
    add(get, "/relais/{departement}/collectivites/{reference}", relay, authority_page);
    add(get, "/relais/{departement}/collectivites/{reference}/adresse", relay, report_page);
    add(post, "/relais/{departement}/collectivites/{reference}/adresse", relay, reported);
    add(get, "/relais/{departement}/adresses", relay, reports_page);
    add(get, "/relais/{departement}/kit/{campagne}", relay, kit_page);
    add(get, "/relais/{departement}/kit/{campagne}/lettre.txt", relay, kit_letter);
    add(get, "/relais/{departement}/kit/{campagne}/message.txt", relay, kit_mail);
    add(get, "/relais/{departement}/kit/{campagne}/affiche.pdf", relay, kit_poster);
    add(get, "/relais/{departement}/kit/{campagne}/presentation", relay, kit_slides);
    add(get, "/relais/{departement}/invitations", relay, invitations_page);
    add(get, "/relais/{departement}/invitations/nouvelle", relay, invite_page);
    add(post, "/relais/{departement}/invitations/nouvelle", relay, invite_sent);
    add(get, "/relais/{departement}/invitations/{id}", relay, invitation_page);
    add(post, "/relais/{departement}/invitations/{id}", relay, invitation_changed);
    add(get, "/relais/{departement}/rattachements", relay, waiting_page);
    add(get, "/relais/{departement}/rattachements/{id}", relay, vouch_page);
    add(post, "/relais/{departement}/rattachements/{id}", relay, vouched);
    add(get, "/operateur/adresses", overseer, report_queue_page);
    add(get, "/operateur/adresses.csv", overseer, report_queue_file);
    add(get, "/operateur/adresses.xlsx", overseer, report_queue_file);
    add(get, "/operateur/adresses/{id}", overseer, report_decision_page);
    add(post, "/operateur/adresses/{id}", operator_, report_decided);
    add(get, "/participer/{campagne}/{reference}", public_page, invited_page);
    return made;
}

}  // namespace relay
