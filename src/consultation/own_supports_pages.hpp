// /mes-soutiens: the list of a person's supports, and the same as a file.
#pragma once

#include "consultation/support.hpp"
#include "web/route.hpp"

namespace consultation {

/// The page to which a support's withdrawal from the list comes back.
inline constexpr std::string_view own_supports_address = "/mes-soutiens";
/// "/propositions/P-2026-012/retirer-soutien?pour=34": withdraws one's own support given for that authority.
std::string withdrawal_address(std::string_view reference, AuthorityId authority);

web::Routes own_supports_routes();

}  // namespace consultation
