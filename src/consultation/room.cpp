#include "consultation/room.hpp"

#include "consultation/api.hpp"
#include "consultation/authority_pages.hpp"
#include "consultation/campaign_actions.hpp"
#include "consultation/contribution_routes.hpp"
#include "consultation/decision_sheet_actions.hpp"
#include "consultation/desk_queues.hpp"
#include "consultation/figures.hpp"
#include "consultation/figures_pages.hpp"
#include "consultation/follow_pages.hpp"
#include "consultation/metrics.hpp"
#include "consultation/open_data_page.hpp"
#include "consultation/operator_routes.hpp"
#include "consultation/own_supports_pages.hpp"
#include "consultation/personal_rows.hpp"
#include "consultation/question_actions.hpp"
#include "consultation/reading_routes.hpp"
#include "consultation/review_pages.hpp"
#include "consultation/search_documents.hpp"
#include "consultation/snapshot_actions.hpp"
#include "consultation/support_pages.hpp"
#include "consultation/taking.hpp"
#include "consultation/telling.hpp"
#include "consultation/validation_actions.hpp"

namespace consultation {
namespace {

web::Routes support_routes() {
    using enum http::Method;
    using enum web::Policy;
    return {
        {get, "/soutenir", public_form, support_page, {}},
        {post, "/soutenir/identite", public_form, support_identity, {}},
        {post, "/soutenir", member, support_confirmed, {}},
        {get, "/soutenir/fait", member, support_done_page, {}},
        {get, "/propositions/{reference}/retirer-soutien", member, withdraw_page, {}},
        {post, "/propositions/{reference}/retirer-soutien", member, withdraw_confirmed, {}},
    };
}

void append(web::Routes& all, web::Routes more) {
    for (web::Route& route : more) all.push_back(std::move(route));
}

}  // namespace

web::Room room(web::Services const& services, OnRestored on_restored) {
    web::Room room{.name = "consultation",
                   .migrations = migrations(),
                   .problems = problems,
                   .index_anew = index_anew,
                   .personal = personal_tables(),
                   .erase = forget_unfinished,
                   .holdings = holdings};
    room.metrics = put_metrics;
    append(room.routes, reading_routes());
    append(room.routes, figures_routes());
    append(room.routes, support_routes());
    append(room.routes, own_supports_routes());
    append(room.routes, contribution_routes());
    append(room.routes, authority_routes());
    append(room.routes, operator_routes(std::move(on_restored)));
    append(room.routes, api_routes());
    append(room.routes, open_data_routes());
    append(room.routes, follow_routes());
    for (char const* kind : {extension_mails_job, results_mails_job}) {
        std::string const job = kind;
        room.jobs.emplace_back(job, [&services, job](std::string const& payload) {
            (void)send_round(services.database, services.world,
                             Settings{services.settings.origin, services.settings.name}, job, payload);
        });
    }
    for (char const* kind : {telling_job, digest_job}) {
        std::string const job = kind;
        room.jobs.emplace_back(job, [&services, job](std::string const& payload) {
            (void)tell_round(services.database, services.world,
                             TellingSettings{services.settings.origin, services.secret}, job, payload);
        });
    }
    room.jobs.emplace_back(tell_job, [&services](std::string const& payload) {
        tell(services.database, services.world, Settings{services.settings.origin, services.settings.name},
             payload);
    });
    room.jobs.emplace_back(forget_sheets_job, [&services](std::string const&) {
        forget_sheets(services.database, services.world);
    });
    room.jobs.emplace_back(closing_figures_job, [&services](std::string const& payload) {
        close_figures(services.database, services.world,
                      SnapshotSource{services.settings.name, services.settings.origin,
                                     services.temporary_folder, services.settings.is_demo},
                      payload);
    });
    room.jobs.emplace_back(question_job, [&services](std::string const& payload) {
        remind(services.database, services.world, Settings{services.settings.origin, services.settings.name},
               payload);
    });
    room.jobs.emplace_back(validation_mails_job, [&services](std::string const& payload) {
        (void)send_validation_mails(services.database, services.world,
                                    Settings{services.settings.origin, services.settings.name}, payload);
    });
    return room;
}

account::Intents intents() {
    return {{"support", support_intended}, {"follow", follow_intended}};
}

std::vector<account::OperatorEntry> operator_entries(db::Reader const& reader) {
    std::vector<account::OperatorEntry> entries{{"Toutes les consultations", "/operateur/campagnes", 0}};
    DeskQueues const queues = desk_queues(reader);
    entries.push_back(
        {"Réexamens demandés", std::string(reviews_address), queues.reviews.count, queues.reviews.oldest});
    // A bench where nothing waits is reached from its consultation.
    for (CampaignQueues const& one : queues.campaigns) {
        std::string const desk = "/operateur/campagnes/" + one.slug;
        if (one.pending.count > 0)
            entries.push_back(
                {"À trier – " + one.title, desk + "/tri", one.pending.count, one.pending.oldest});
        if (one.late.count > 0)
            entries.push_back({"Demandes tardives – " + one.title, desk + "/demandes-tardives",
                               one.late.count, one.late.oldest});
    }
    return entries;
}

}  // namespace consultation
