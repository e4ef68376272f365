#include "site/room.hpp"

#include "db/migration.hpp"
#include "site/banner_pages.hpp"
#include "site/contact_alert.hpp"
#include "site/contact_pages.hpp"
#include "site/contest_pages.hpp"
#include "site/contest_rows.hpp"
#include "site/journal_pages.hpp"
#include "site/message_pages.hpp"
#include "site/pages.hpp"
#include "site/plan.hpp"
#include "web/queue_gauges.hpp"

namespace site {

/// The tables of this room (src/site/migrations).
std::vector<db::Migration> migrations();

namespace {

using enum http::Method;
using enum web::Policy;

web::Routes journal_routes() {
    return {
        {get, "/operateur/journal", overseer, show_journal, {}},
        {get, "/operateur/journal.csv", overseer, journal_csv, {}},
        {get, "/operateur/journal/{entry}", overseer, show_entry, {}},
        {get, "/operateur/journal/{entry}/preuve.json", overseer, entry_proof, {}},
        {get, "/journal/tetes", public_page, show_heads, {}},
        {get, "/api/v1/journal/heads", api_public, heads_as_json, {}, {}, false, heads_operation()},
        {get, "/journal/coherence", public_page, show_consistency, {}},
        {get,
         "/api/v1/journal/consistency",
         api_public,
         consistency_as_json,
         {},
         {},
         false,
         consistency_operation()},
    };
}

web::Routes desk_routes() {
    return {
        {get, "/operateur/bandeau", overseer, show_banners, {}},
        {post, "/operateur/bandeau", operator_, post_banner, {}},
        {post, "/operateur/bandeau/{id}/fin", operator_, post_banner_end, {}},
        {get, "/operateur/messages", overseer, show_messages, {}},
        {get, "/operateur/messages.csv", overseer, messages_csv, {}},
        {get, "/operateur/messages/{reference}", overseer, show_message, {}},
        {post, "/operateur/messages/{reference}/reponse", operator_, post_answer, {}},
        {post, "/operateur/messages/{reference}/note", operator_, post_note, {}},
        {post, "/operateur/messages/{reference}/attribution", operator_, post_assignment, {}},
        {post, "/operateur/messages/{reference}/etat", operator_, post_state, {}},
        {get, "/operateur/contestations", overseer, show_contests, {}},
        {get, "/operateur/contestations.csv", overseer, contest_list_file, {}},
        {get, "/operateur/contestations.xlsx", overseer, contest_list_file, {}},
    };
}

web::Routes contact_routes() {
    return {
        {get, "/contact", public_form, show_contact, {}},
        {post, "/contact", public_form, post_contact, {}},
        {get, "/contact/envoye", public_form, show_sent, {}},
        {get, "/contact/messages/{reference}/{cle}", public_form, show_thread, {}},
        {post, "/contact/messages/{reference}/{cle}", public_form, post_thread, {}},
        {get, "/propositions/{reference}/contester", member, show_contest_form, {}},
        {post, "/propositions/{reference}/contester", member, post_contest, {}},
    };
}

void append(web::Routes& all, web::Routes more) {
    for (web::Route& route : more) all.push_back(std::move(route));
}

void put_metrics(db::Reader const& reader, base::Instant now, web::Exposition& metrics) {
    auto const [messages, contests] = waiting_desk(reader);
    metrics
        .gauge("tremplin_contact_messages_open",
               "Contact messages that wait for an answer, contests included.")
        .sample(messages.count + contests.count);
    web::put_queue(metrics, "tremplin_contests_pending", "Contests of supports set aside that wait.",
                   contests.count, contests.oldest, now);
}

}  // namespace

web::Room room(web::Services const& services, std::vector<std::string> public_pages) {
    web::Routes routes{
        {get, "/", public_page, home_page, {}},
        {get, "/recherche", public_page, search_page, {}},
        {get, "/collectivites", public_page, authorities_page, {}},
        {get, "/collectivites/{reference}", public_page, authority_page, {}},
        {get, "/aide", public_page, help_page, {}},
        {get, "/aide/{role}", public_page, help_role_page, {}},
        {get, "/mentions-legales", public_page, legal_page, {}},
        {get, "/conditions-d-utilisation", public_page, terms_page, {}},
        {get, "/donnees-personnelles", public_page, privacy_page, {}},
        {get, "/donnees-personnelles/durees", public_page, retention_page, {}},
        {get, "/accessibilite", public_page, accessibility_page, {}},
        {get, "/accessibilite/criteres", public_page, criteria_page, {}},
        {get, "/sources", public_page, sources_page, {}},
    };
    append(routes, journal_routes());
    append(routes, contact_routes());
    append(routes, desk_routes());
    for (web::Route const& route : routes)
        if (route.method == get && (route.policy == public_page || route.policy == public_form) &&
            route.pattern.find('{') == std::string::npos)
            public_pages.push_back(route.pattern);
    public_pages.emplace_back("/plan-du-site");
    public_pages.emplace_back("/donnees-ouvertes/api");  // api_reference() makes its route once all are known
    for (web::Route& route : plan_routes(std::move(public_pages))) routes.push_back(std::move(route));
    web::Room room{.name = "site",
                   .migrations = migrations(),
                   .routes = std::move(routes),
                   .personal = personal_tables(),
                   .metrics = put_metrics};
    room.jobs.emplace_back(alert_job, [&services](std::string const& payload) {
        send_alert(services.database, services.world, services.people_settings, payload);
    });
    return room;
}

std::vector<account::OperatorEntry> operator_entries(db::Reader const& reader) {
    auto const [messages, contests] = waiting_desk(reader);
    return {{"Messages reçus", "/operateur/messages", messages.count, messages.oldest},
            {"Soutiens écartés contestés", "/operateur/contestations", contests.count, contests.oldest},
            {"Bandeaux", "/operateur/bandeau", 0},
            {"Journal", "/operateur/journal", 0}};
}

}  // namespace site
