// The rooms of the house, in order, each with what it hands over. What a room needs from a later one is wired
// here.
#include "account/room.hpp"
#include "app/program.hpp"
#include "consultation/room.hpp"
#include "consultation/telling.hpp"
#include "demo/accounts.hpp"
#include "files/room.hpp"
#include "journal/journal.hpp"
#include "messaging/mail.hpp"
#include "people/person_rows.hpp"
#include "people/personal.hpp"
#include "search/search.hpp"
#include "site/room.hpp"
#include "territories/register.hpp"

namespace app {

std::vector<web::Room> rooms(web::Services const& services) {
    std::vector<web::Room> all;
    all.push_back(
        {.name = "journal", .migrations = journal::migrations(), .personal = journal::personal_tables()});
    all.push_back({.name = "territories", .migrations = territories::migrations()});
    all.push_back({.name = "search", .migrations = search::migrations()});
    all.push_back({.name = "messaging",
                   .migrations = messaging::migrations(),
                   .personal = messaging::personal_tables()});
    all.push_back(
        {.name = "people", .migrations = people::migrations(), .personal = people::personal_tables()});
    all.push_back(files::room(services));
    account::Shown shown;
    shown.demo_accounts = demo::accounts();
    shown.operator_entries = {consultation::operator_entries};
    shown.account_links = {{"Mes contributions", "/mes-contributions"}, {"Mes suivis", "/mes-suivis"}};
    shown.mail_kinds = {{std::string(consultation::told_mail_kind), "Suivis, à chaque fait", {}, false},
                        {std::string(consultation::digest_mail_kind), "Suivis, résumé quotidien", {}, false},
                        {"contribution.outcome", "Suites données aux contributions", {}, false},
                        {"consultation.extension", "Prorogations", {}, false},
                        {"consultation.results", "Résultats publiés", {}, false},
                        {"support.set_aside", "Soutiens écartés", {}, false},
                        {"support.restored", "Soutiens rétablis", {}, false}};
    all.push_back(account::room(services, consultation::intents(), std::move(shown)));
    all.push_back(consultation::room(services));
    all.push_back(site::room(services));
    return all;
}

}  // namespace app
