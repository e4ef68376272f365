// The figures' snapshots of a campaign: their list, making one, one with its files and what changed since.
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET and POST /operateur/campagnes/{campaign}/instantanes.
http::Response snapshots_list_page(web::Visit& visit);
http::Response snapshot_asked(web::Visit& visit);
/// GET …/instantanes/{snapshot}: seven statements at most with its campaign's present figures.
http::Response snapshot_page(web::Visit& visit);
/// GET …/instantanes/{snapshot}/chiffres.xlsx, .pdf, .json: the same bytes each time.
http::Response snapshot_sent(web::Visit& visit);

}  // namespace consultation
