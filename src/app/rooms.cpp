// The rooms of the house, in order, each with what it hands over. What a room needs from a later one is wired
// here.
#include "account/room.hpp"
#include "app/program.hpp"
#include "consultation/authority_pages.hpp"
#include "consultation/room.hpp"
#include "consultation/telling.hpp"
#include "demo/accounts.hpp"
#include "files/room.hpp"
#include "journal/jobs.hpp"
#include "journal/journal.hpp"
#include "journal/sequencer.hpp"
#include "messaging/mail.hpp"
#include "messaging/mails_rows.hpp"
#include "outreach/room.hpp"
#include "people/affiliation_rows.hpp"
#include "people/person_rows.hpp"
#include "people/personal.hpp"
#include "relay/room.hpp"
#include "search/search.hpp"
#include "site/contact_alert.hpp"
#include "site/contact_letters.hpp"
#include "site/contest_actions.hpp"
#include "site/room.hpp"
#include "territories/register.hpp"
#include "web/queue_gauges.hpp"

namespace app {
namespace {

// What the rooms before `web` are watched by: they know nothing of pages.

void put_journal(db::Reader const& reader, base::Instant now, web::Exposition& metrics) {
    auto const head = journal::latest_head(reader);
    metrics.gauge("tremplin_journal_entries", "Acts in the journal's tree.").sample(head ? head->size : 0);
    metrics.gauge("tremplin_journal_pending", "Acts recorded and not yet in the tree.")
        .sample(journal::pending_entries(reader));
    metrics.gauge("tremplin_journal_head_age_seconds", "Since when the tree has not grown.")
        .seconds(web::seconds_since(head ? std::optional(head->at) : std::nullopt, now));
    journal::JobCounts const jobs = journal::job_counts(reader);
    metrics.gauge("tremplin_jobs", "Jobs that wait; failing ones were tried at least once.")
        .sample(jobs.waiting - jobs.failing, {{"state", "waiting"}})
        .sample(jobs.failing, {{"state", "failing"}});
    metrics.gauge("tremplin_jobs_overdue_seconds", "How late the most overdue job is.")
        .seconds(web::seconds_since(jobs.oldest, now));
}

void put_mails(db::Reader const& reader, base::Instant /*now*/, web::Exposition& metrics) {
    messaging::MailCounts const mails = messaging::mail_counts(reader);
    metrics.gauge("tremplin_mails", "Mails kept, by state.")
        .sample(mails.waiting, {{"state", "waiting"}})
        .sample(mails.sent, {{"state", "sent"}})
        .sample(mails.failed, {{"state", "failed"}})
        .sample(mails.bounced, {{"state", "bounced"}});
}

void put_affiliations(db::Reader const& reader, base::Instant now, web::Exposition& metrics) {
    people::WaitingPage const waiting = people::waiting_count(reader, {});
    web::put_queue(metrics, "tremplin_affiliations_pending", "Affiliations that wait for a decision.",
                   waiting.total, waiting.oldest, now);
}

}  // namespace

std::vector<web::Room> rooms(web::Services const& services) {
    std::vector<web::Room> all;
    all.push_back({.name = "journal",
                   .migrations = journal::migrations(),
                   .personal = journal::personal_tables(),
                   .metrics = put_journal});
    all.push_back({.name = "territories", .migrations = territories::migrations()});
    all.push_back({.name = "search", .migrations = search::migrations()});
    all.push_back({.name = "messaging",
                   .migrations = messaging::migrations(),
                   .personal = messaging::personal_tables(),
                   .metrics = put_mails});
    all.push_back({.name = "people",
                   .migrations = people::migrations(),
                   .personal = people::personal_tables(),
                   .metrics = put_affiliations});
    all.push_back(files::room(services));
    account::Shown shown;
    shown.demo_accounts = demo::accounts();
    shown.operator_entries = {consultation::operator_entries, relay::operator_entries,
                              site::operator_entries};
    shown.operator_search = "/operateur/recherche";
    shown.authority_entries = {consultation::authority_entries};
    shown.account_links = {{"Mes contributions", "/mes-contributions"},
                           {"Mes soutiens", "/mes-soutiens"},
                           {"Mes suivis", "/mes-suivis"},
                           {"Mes demandes tardives", "/mes-demandes-tardives"}};
    shown.mail_kinds = {{std::string(consultation::told_mail_kind), "Suivis, à chaque nouveauté", {}, false},
                        {std::string(consultation::digest_mail_kind), "Suivis, résumé quotidien", {}, false},
                        {"affiliation.invitation", "Invitations de collègues", {}, false},
                        {"affiliation.administrator", "Administrateurs nommés", {}, false},
                        {"affiliation.suspension", "Rattachements suspendus ou rétablis", {}, false},
                        {"affiliation.renewal", "Rattachements à confirmer", {}, false},
                        {"role.change", "Rôles confiés ou retirés", {}, false},
                        {"consultation.validation", "Validations et brouillons transmis", {}, false},
                        {"contribution.outcome", "Suites données aux contributions", {}, false},
                        {"consultation.extension", "Prorogations", {}, false},
                        {"consultation.results", "Résultats publiés", {}, false},
                        {"campaign.segment", "Courriers à un groupe", {}, false},
                        {"campaign.reminder", "Rappels avant une clôture", {}, false},
                        {"campaign.invitation", "Invitations à participer", {}, false},
                        {"campaign.test", "Essais de courriers", {}, false},
                        {std::string(site::receipt_mail_kind), "Messages de contact reçus", {}, false},
                        {std::string(site::alert_mail_kind), "Messages signalés à l’équipe", {}, false},
                        {std::string(site::answer_mail_kind), "Réponses aux messages de contact", {}, false},
                        {"support.set_aside", "Soutiens écartés", {}, false},
                        {"support.restored", "Soutiens rétablis", {}, false},
                        {"late_request.made", "Demandes tardives reçues", {}, false},
                        {"late_request.decided", "Décisions sur une demande tardive", {}, false},
                        {"question.asked", "Questions aux auteurs", {}, false},
                        {"question.reminder", "Rappels d’une question sans réponse", {}, false},
                        {"review.requested", "Réexamens demandés", {}, false},
                        {"review.answered", "Réponses à une demande de réexamen", {}, false},
                        {"review.lapsed", "Réexamens devenus sans objet", {}, false}};
    all.push_back(account::room(services, consultation::intents(), std::move(shown)));
    all.push_back(consultation::room(services, site::contests_answered(services.people_settings)));
    all.push_back(outreach::room(services));
    all.push_back(relay::room(services));
    // The site map names every public page of the rooms before it.
    std::vector<std::string> public_pages;
    for (web::Room const& room : all)
        for (web::Route const& route : room.routes)
            if (route.method == http::Method::get && route.pattern.find('{') == std::string::npos &&
                (route.policy == web::Policy::public_page || route.policy == web::Policy::public_form))
                public_pages.push_back(route.pattern);
    all.push_back(site::room(services, std::move(public_pages)));
    return all;
}

}  // namespace app
