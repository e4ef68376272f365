// The operator's routes: the table of contents of the desks.
#pragma once

#include "web/route.hpp"

namespace consultation {

web::Routes operator_routes();

}  // namespace consultation
