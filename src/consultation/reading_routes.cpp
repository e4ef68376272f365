#include "consultation/reading_routes.hpp"

#include "consultation/reading_pages.hpp"
#include "consultation/support_pages.hpp"
#include "consultation/version_pages.hpp"

namespace consultation {

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
        {get, "/propositions/{reference}/versions", public_page, proposal_versions_page, {}},
    };
}

}  // namespace consultation
