#include "consultation/room.hpp"

#include "consultation/campaign_actions.hpp"
#include "consultation/contribution_routes.hpp"
#include "consultation/figures.hpp"
#include "consultation/reading_pages.hpp"
#include "consultation/support_pages.hpp"

namespace consultation {
namespace {

web::Routes reading_routes() {
    using enum http::Method;
    using enum web::Policy;
    return {
        {get, "/campagnes", public_page, campaigns_page, {}},
        {get, "/campagnes/{campaign}", public_page, campaign_page, {}},
        {get, "/campagnes/{campaign}/regles", public_page, rules_page, {}},
        {get, "/campagnes/{campaign}/resultats", public_page, results_page, {}},
        {get, "/campagnes/{campaign}/contributions", public_page, contributions_list_page, {}},
        {get, "/campagnes/{campaign}/propositions", public_page, proposals_list_page, {}},
        {get, "/campagnes/{campaign}/propositions/imprimer", public_page, print_page, {}},
        {get, "/contributions/{reference}", public_page, contribution_page, {}},
        {get, "/propositions/{reference}", public_page, proposal_page, {}},
        {get, "/propositions/{reference}/soutiens", public_page, supports_list_page, {}},
    };
}

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

web::Room room(web::Services const& services) {
    web::Room room{.name = "consultation", .migrations = migrations(), .problems = problems};
    append(room.routes, reading_routes());
    append(room.routes, support_routes());
    append(room.routes, contribution_routes());
    for (char const* kind : {extension_mails_job, results_mails_job}) {
        std::string const job = kind;
        room.jobs.emplace_back(job, [&services, job](std::string const& payload) {
            (void)send_round(services.database, services.world,
                             Settings{services.settings.origin, services.settings.name}, job, payload);
        });
    }
    return room;
}

account::Intents intents() {
    return {{"support", support_intended}};
}

}  // namespace consultation
