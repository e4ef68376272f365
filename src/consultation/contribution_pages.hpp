// The contributor's pages: choose, write, check, publish, modify, take back; one's own contributions;
// versions.
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET /campagnes/{campaign}/contribuer: a need or an existing service; when closed, why and since when.
http::Response contribute_choice_page(web::Visit& visit);
/// GET and POST /campagnes/{campaign}/contribuer/{kind} (besoin, service).
http::Response contribute_form_page(web::Visit& visit);
http::Response contribute_form_sent(web::Visit& visit);

/// GET /mes-contributions.
http::Response own_contributions_page(web::Visit& visit);
/// GET /mes-contributions/{id}/apercu: exactly what will be public.
http::Response contribution_preview_page(web::Visit& visit);
/// POST /mes-contributions/{id}/publier, then GET /mes-contributions/{id}/publiee.
http::Response contribution_publish_sent(web::Visit& visit);
http::Response contribution_published_page(web::Visit& visit);
/// GET and POST /mes-contributions/{id}/modifier: a draft, or a published text (its former version is kept).
http::Response contribution_modify_page(web::Visit& visit);
http::Response contribution_modify_sent(web::Visit& visit);
/// GET and POST /mes-contributions/{id}/retirer: a published one is taken back, a draft is deleted.
http::Response contribution_removal_page(web::Visit& visit);
http::Response contribution_removal_sent(web::Visit& visit);

}  // namespace consultation
