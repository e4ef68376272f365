// One box to find anything the operators know: a reference, words, a commune or its code, an e-mail address,
// a note.
#pragma once

#include "http/message.hpp"
#include "web/visit.hpp"

namespace consultation {

/// GET /operateur/recherche?q=…&sorte=contributions|propositions&page=…
http::Response desk_search_page(web::Visit& visit);
/// GET /operateur/contributions/{reference}: to it on its campaign's bench.
http::Response contribution_on_bench(web::Visit& visit);

}  // namespace consultation
