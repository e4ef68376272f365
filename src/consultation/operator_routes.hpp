// The operator's routes: the table of contents of the desks.
#pragma once

#include "consultation/support_actions.hpp"
#include "web/route.hpp"

namespace consultation {

/// `on_restored` goes with the act that restores a support.
web::Routes operator_routes(OnRestored on_restored = {});

}  // namespace consultation
