// The operator's pages on campaigns: the list, one campaign with its figures and phases, the extension of a
// phase.
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET /operateur/campagnes.
http::Response campaign_desks_page(web::Visit& visit);
/// GET /operateur/campagnes/{campaign}.
http::Response campaign_desk_page(web::Visit& visit);
/// GET and POST /operateur/campagnes/{campaign}/prolonger/{phase}: first asks to confirm.
http::Response extension_page(web::Visit& visit);
http::Response extension_sent(web::Visit& visit);

}  // namespace consultation
