// Deciding on the triage bench: for one contribution at once, for many after a preview.
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET /operateur/campagnes/{campaign}/tri/plusieurs?contribution=…&contribution=…: those that were ticked,
/// or with ?tout=oui all that the filters leave.
http::Response triage_several_page(web::Visit& visit);
/// POST /operateur/campagnes/{campaign}/tri: decides for one; for several, first shows what it will do.
http::Response triage_decided(web::Visit& visit);

}  // namespace consultation
