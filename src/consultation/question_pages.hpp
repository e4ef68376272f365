// The page where an author's side answers what the operator asks (PROGRAMME B3).
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET, POST /contributions/{reference}/question: for the author, verified colleagues of the same body and,
/// to read, operators and auditors; not found for anybody else.
http::Response question_page(web::Visit& visit);
http::Response question_answered(web::Visit& visit);

}  // namespace consultation
