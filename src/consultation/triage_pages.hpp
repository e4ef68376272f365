// The triage bench: what becomes of each contribution, one or many at once.
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET /operateur/campagnes/{campaign}/tri: list, reading pane (?contribution=REF), decisions at hand.
http::Response triage_bench_page(web::Visit& visit);
/// GET /operateur/campagnes/{campaign}/tri/plusieurs?contribution=…&contribution=…: those that were ticked.
http::Response triage_several_page(web::Visit& visit);
/// POST /operateur/campagnes/{campaign}/tri: decides for one; for several, first asks to confirm.
http::Response triage_decided(web::Visit& visit);

}  // namespace consultation
