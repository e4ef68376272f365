#include "consultation/contribution_routes.hpp"

#include "consultation/attachment_pages.hpp"
#include "consultation/contribution_pages.hpp"
#include "consultation/draft_pages.hpp"
#include "consultation/late_request_pages.hpp"
#include "consultation/question_pages.hpp"
#include "consultation/review_pages.hpp"
#include "consultation/version_pages.hpp"

namespace consultation {

web::Routes contribution_routes() {
    using http::Method;
    using web::Policy;
    std::string const room = "consultation";
    web::Routes routes{
        {Method::get, "/campagnes/{campaign}/contribuer", Policy::member, contribute_choice_page, room},
        {Method::get, "/campagnes/{campaign}/contribuer/{kind}", Policy::member, contribute_form_page, room},
        {Method::post, "/campagnes/{campaign}/contribuer/{kind}", Policy::member, contribute_form_sent, room},
        // One's own texts stay in reach after the affiliation has ended: the actions ask for the rest.
        {Method::get, "/mes-contributions", Policy::signed_in, own_contributions_page, room},
        {Method::post, "/mes-contributions/brouillon", Policy::member, draft_started, room},
        {Method::post, "/mes-contributions/{id}/champ", Policy::signed_in, draft_field_sent, room},
        {Method::get, "/campagnes/{campaign}/proches", Policy::member, near_page, room},
        {Method::get, "/mes-contributions/{id}/apercu", Policy::signed_in, contribution_preview_page, room},
        {Method::post, "/mes-contributions/{id}/publier", Policy::member, contribution_publish_sent, room},
        {Method::get, "/mes-contributions/{id}/publiee", Policy::signed_in, contribution_published_page,
         room},
        {Method::get, "/mes-contributions/{id}/modifier", Policy::member, contribution_modify_page, room},
        {Method::post, "/mes-contributions/{id}/modifier", Policy::member, contribution_modify_sent, room},
        {Method::get, "/mes-contributions/{id}/retirer", Policy::signed_in, contribution_removal_page, room},
        {Method::post, "/mes-contributions/{id}/retirer", Policy::signed_in, contribution_removal_sent, room},
        {Method::get, "/contributions/{reference}/reexamen", Policy::signed_in, review_request_page, room},
        {Method::post, "/contributions/{reference}/reexamen", Policy::signed_in, review_request_sent, room},
        {Method::get, "/contributions/{reference}/question", Policy::signed_in, question_page, room},
        {Method::post, "/contributions/{reference}/question", Policy::signed_in, question_answered, room},
        {Method::get, "/contributions/{reference}/versions", Policy::public_page, contribution_versions_page,
         room},
    };
    for (web::Routes more : {attachment_routes(), late_request_routes()})
        for (web::Route& route : more) routes.push_back(std::move(route));
    return routes;
}

}  // namespace consultation
