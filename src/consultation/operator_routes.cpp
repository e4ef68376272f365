#include "consultation/operator_routes.hpp"

#include "consultation/bench_work_pages.hpp"
#include "consultation/campaign_desk_pages.hpp"
#include "consultation/closing_day_page.hpp"
#include "consultation/decision_sheet.hpp"
#include "consultation/decision_sheet_pages.hpp"
#include "consultation/desk_search_pages.hpp"
#include "consultation/editor_pages.hpp"
#include "consultation/late_desk_pages.hpp"
#include "consultation/policy.hpp"
#include "consultation/proposal_desk_pages.hpp"
#include "consultation/review_pages.hpp"
#include "consultation/selection_pages.hpp"
#include "consultation/snapshot_pages.hpp"
#include "consultation/support_desk_pages.hpp"
#include "consultation/triage_bench_page.hpp"
#include "consultation/triage_pages.hpp"

namespace consultation {

web::Routes operator_routes(OnRestored on_restored) {
    using http::Method;
    using web::Policy;
    std::string const room = "consultation";
    std::string const desk = "/operateur/campagnes/{campaign}";
    http::UploadLimits const policy_list_upload{policy_list_bytes_max, policy_list_bytes_max, 1};
    std::string const proposal = "/operateur/propositions/{reference}";
    web::Routes routes{
        {Method::get, "/operateur/campagnes", Policy::overseer, campaign_desks_page, room},
        {Method::get, desk, Policy::overseer, campaign_desk_page, room},
        {Method::get, desk + "/cloture", Policy::overseer, closing_day_page, room},
        {Method::get, desk + "/prolonger/{phase}", Policy::operator_, extension_page, room},
        {Method::post, desk + "/prolonger/{phase}", Policy::operator_, extension_sent, room},

        {Method::get, "/operateur/campagnes/nouvelle", Policy::operator_, campaign_create_page, room},
        {Method::post, "/operateur/campagnes/nouvelle", Policy::operator_, campaign_create_sent, room},
        {Method::get, "/operateur/campagnes/importer", Policy::operator_, campaign_import_page, room},
        {Method::post, "/operateur/campagnes/importer", Policy::operator_, campaign_import_sent, room},
        {Method::get, desk + "/copier", Policy::operator_, campaign_copy_page, room},
        {Method::post, desk + "/copier", Policy::operator_, campaign_copy_sent, room},
        {Method::get, desk + "/fichier", Policy::overseer, campaign_file_sent, room},
        {Method::get, desk + "/editer", Policy::overseer, editor_page, room},
        {Method::get, desk + "/editer/politiques", Policy::overseer, policies_page, room},
        {Method::get, desk + "/editer/politiques/{policy}", Policy::operator_, policy_page, room},
        {Method::post, desk + "/editer/politiques/{policy}", Policy::operator_, policy_sent, room,
         policy_list_upload},
        {Method::get, desk + "/editer/politiques/{policy}/retirer", Policy::operator_, policy_remove_page,
         room},
        {Method::post, desk + "/editer/politiques/{policy}/retirer", Policy::operator_, policy_remove_sent,
         room},
        {Method::get, desk + "/editer/{section}", Policy::overseer, section_page, room},
        {Method::post, desk + "/editer/{section}", Policy::operator_, section_sent, room},
        {Method::get, desk + "/publier", Policy::operator_, publish_page, room},
        {Method::post, desk + "/publier", Policy::operator_, publish_sent, room},
        {Method::get, desk + "/depublier", Policy::operator_, state_page, room},
        {Method::post, desk + "/depublier", Policy::operator_, state_sent, room},
        {Method::get, desk + "/archiver", Policy::operator_, state_page, room},
        {Method::post, desk + "/archiver", Policy::operator_, state_sent, room},
        {Method::get, desk + "/historique", Policy::overseer, history_page, room},
        {Method::get, desk + "/historique/{change}", Policy::overseer, change_page, room},

        {Method::get, desk + "/tri", Policy::overseer, triage_bench_page, room},
        {Method::post, desk + "/tri", Policy::operator_, triage_decided, room},
        {Method::get, desk + "/tri/plusieurs", Policy::operator_, triage_several_page, room},
        {Method::post, desk + "/tri/attribuer", Policy::operator_, triage_assigned, room},
        {Method::post, desk + "/tri/note", Policy::operator_, triage_note_sent, room},
        {Method::post, desk + "/tri/revoir", Policy::operator_, triage_flag_sent, room},
        {Method::post, desk + "/tri/question", Policy::operator_, triage_question_sent, room},
        {Method::post, desk + "/tri/relecture", Policy::operator_, triage_reading_sent, room},
        {Method::post, desk + "/tri/annuler", Policy::operator_, triage_undone, room},
        {Method::get, "/operateur/recherche", Policy::overseer, desk_search_page, room},
        {Method::get, "/operateur/contributions/{reference}", Policy::overseer, contribution_on_bench, room},
        {Method::get, desk + "/tri/lots", Policy::overseer, batches_list_page, room},
        {Method::get, desk + "/tri/lots/{batch}", Policy::overseer, batch_page, room},
        {Method::get, desk + "/tri/repartir", Policy::operator_, share_out_page, room},
        {Method::post, desk + "/tri/repartir", Policy::operator_, share_out_sent, room},
        {Method::get, desk + "/tri/reglages", Policy::operator_, triage_rules_page, room},
        {Method::post, desk + "/tri/reglages", Policy::operator_, triage_rules_sent, room},

        {Method::get, desk + "/tri/liste.csv", Policy::overseer, triage_list_file, room},
        {Method::get, desk + "/tri/liste.xlsx", Policy::overseer, triage_list_file, room},
        {Method::get, desk + "/tri/tableur", Policy::overseer, decision_sheet_page, room},
        {Method::post, desk + "/tri/tableur", Policy::operator_, decision_sheet_sent, room,
         http::UploadLimits{sheet_bytes_max, sheet_bytes_max, 1}},
        {Method::get, desk + "/tri/tableur/{sheet}", Policy::operator_, sheet_report_page, room},
        {Method::post, desk + "/tri/tableur/{sheet}", Policy::operator_, sheet_applied, room},
        {Method::get, desk + "/tri/tableur/{sheet}/rapport.csv", Policy::operator_, sheet_report_file, room},
        {Method::get, desk + "/tri/tableur/{sheet}/rapport.xlsx", Policy::operator_, sheet_report_file, room},

        {Method::get, desk + "/propositions", Policy::overseer, proposal_desk_page, room},
        {Method::get, desk + "/propositions.csv", Policy::overseer, proposal_list_file, room},
        {Method::get, desk + "/propositions.xlsx", Policy::overseer, proposal_list_file, room},
        {Method::get, desk + "/soutiens.csv", Policy::overseer, campaign_support_list_file, room},
        {Method::get, desk + "/soutiens.xlsx", Policy::overseer, campaign_support_list_file, room},
        {Method::get, desk + "/propositions/nouvelle", Policy::operator_, proposal_create_page, room},
        {Method::post, desk + "/propositions/nouvelle", Policy::operator_, proposal_create_sent, room},
        {Method::get, desk + "/propositions/publier", Policy::operator_, proposal_publish_page, room},
        {Method::post, desk + "/propositions/publier", Policy::operator_, proposal_publish_sent, room},
        {Method::get, proposal, Policy::overseer, proposal_sheet_page, room},
        {Method::get, proposal + "/modifier", Policy::operator_, proposal_edit_page, room},
        {Method::post, proposal + "/modifier", Policy::operator_, proposal_edit_sent, room},
        {Method::get, proposal + "/supprimer", Policy::operator_, proposal_deletion_page, room},
        {Method::post, proposal + "/supprimer", Policy::operator_, proposal_deletion_sent, room},
        {Method::get, proposal + "/detacher/{contribution}", Policy::operator_, proposal_detach_page, room},
        {Method::post, proposal + "/detacher/{contribution}", Policy::operator_, proposal_detach_sent, room},

        {Method::get, proposal + "/soutiens", Policy::overseer, support_desk_page, room},
        {Method::get, proposal + "/soutiens.csv", Policy::overseer, support_list_file, room},
        {Method::get, proposal + "/soutiens.xlsx", Policy::overseer, support_list_file, room},
        {Method::get, proposal + "/soutiens/{authority}/ecarter", Policy::operator_, support_set_aside_page,
         room},
        {Method::post, proposal + "/soutiens/{authority}/ecarter", Policy::operator_, support_set_aside_sent,
         room},
        {Method::get, proposal + "/soutiens/{authority}/retablir", Policy::operator_, support_restore_page,
         room},
        {Method::post, proposal + "/soutiens/{authority}/retablir", Policy::operator_,
         [restored = std::move(on_restored)](web::Visit& visit) {
             return support_restore_sent(visit, restored);
         },
         room},

        {Method::get, std::string(reviews_address), Policy::overseer, review_queue_page, room},
        {Method::get, std::string(reviews_address) + ".csv", Policy::overseer, review_list_file, room},
        {Method::get, std::string(reviews_address) + ".xlsx", Policy::overseer, review_list_file, room},
        {Method::get, std::string(reviews_address) + "/{id}", Policy::overseer, review_answer_page, room},
        {Method::post, std::string(reviews_address) + "/{id}/maintenir", Policy::operator_,
         review_maintain_sent, room},
        {Method::post, std::string(reviews_address) + "/{id}/remplacer", Policy::operator_,
         review_replace_sent, room},

        {Method::get, desk + "/instantanes", Policy::overseer, snapshots_list_page, room},
        {Method::post, desk + "/instantanes", Policy::operator_, snapshot_asked, room},
        {Method::get, desk + "/instantanes/{snapshot}", Policy::overseer, snapshot_page, room},
        {Method::get, desk + "/instantanes/{snapshot}/{file}", Policy::overseer, snapshot_sent, room},

        {Method::get, desk + "/selection", Policy::overseer, selection_desk_page, room},
        {Method::get, desk + "/selection/{reference}", Policy::operator_, selection_choice_page, room},
        {Method::post, desk + "/selection/{reference}", Policy::operator_, selection_choice_sent, room},
        {Method::get, desk + "/resultats", Policy::operator_, results_publish_page, room},
        {Method::post, desk + "/resultats", Policy::operator_, results_publish_sent, room},
    };
    for (web::Routes more = late_desk_routes(); web::Route & route : more) routes.push_back(std::move(route));
    return routes;
}

}  // namespace consultation
