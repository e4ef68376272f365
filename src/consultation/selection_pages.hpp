// The operator's pages on the committee's choice: one at a time, then all published at one instant.
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET /operateur/campagnes/{campaign}/selection: every open proposal, its supports, its choice.
http::Response selection_desk_page(web::Visit& visit);
/// GET and POST /operateur/campagnes/{campaign}/selection/{reference}.
http::Response selection_choice_page(web::Visit& visit);
http::Response selection_choice_sent(web::Visit& visit);
/// GET (what will be public) and POST /operateur/campagnes/{campaign}/resultats.
http::Response results_publish_page(web::Visit& visit);
http::Response results_publish_sent(web::Visit& visit);

}  // namespace consultation
