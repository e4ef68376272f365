// The handlers of the journal: /operateur/journal for operator and auditor, /journal/tetes for everybody.
#pragma once

#include <memory>

#include "http/message.hpp"
#include "web/openapi.hpp"
#include "web/visit.hpp"

namespace site {

http::Response show_journal(web::Visit& visit);
/// The filtered list as CSV: numbers and codes, no address.
http::Response journal_csv(web::Visit& visit);
http::Response show_entry(web::Visit& visit);
http::Response entry_proof(web::Visit& visit);
http::Response show_heads(web::Visit& visit);
http::Response heads_as_json(web::Visit& visit);
std::shared_ptr<web::Operation const> heads_operation();
/// Whether the journal only grew between two heads: a page for people, the proof for programs.
http::Response show_consistency(web::Visit& visit);
http::Response consistency_as_json(web::Visit& visit);
std::shared_ptr<web::Operation const> consistency_operation();

}  // namespace site
