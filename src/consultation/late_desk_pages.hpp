// The operator's queue of late requests, its file, and the decision on one of them.
#pragma once

#include "web/route.hpp"

namespace consultation {

/// /operateur/campagnes/{campaign}/demandes-tardives, its CSV, /operateur/demandes-tardives/{id}.
web::Routes late_desk_routes();

}  // namespace consultation
