// The operator's pages on a proposal's supports: all states, set aside, restore.
#pragma once

#include "consultation/support_actions.hpp"
#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET /operateur/propositions/{reference}/soutiens.
http::Response support_desk_page(web::Visit& visit);
/// What it shows, as CSV or XLSX; and the supports of all proposals of a campaign (?statut=, ?q=).
http::Response support_list_file(web::Visit& visit);
http::Response campaign_support_list_file(web::Visit& visit);
/// GET and POST /operateur/propositions/{reference}/soutiens/{authority}/ecarter.
http::Response support_set_aside_page(web::Visit& visit);
http::Response support_set_aside_sent(web::Visit& visit);
/// GET and POST /operateur/propositions/{reference}/soutiens/{authority}/retablir.
http::Response support_restore_page(web::Visit& visit);
http::Response support_restore_sent(web::Visit& visit, OnRestored const& on_restored);

}  // namespace consultation
