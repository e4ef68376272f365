// The page of open data: what may be downloaded, what the columns mean, how to recompute a figure.
#pragma once

#include "web/route.hpp"

namespace consultation {

/// GET /donnees-ouvertes and GET /donnees-ouvertes/dictionnaire.csv.
web::Routes open_data_routes();

}  // namespace consultation
