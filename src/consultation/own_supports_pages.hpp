// /mes-soutiens: the list of a person's supports, and the same as a file.
#pragma once

#include "consultation/support.hpp"
#include "people/affiliation.hpp"
#include "web/route.hpp"
#include "web/visit.hpp"

namespace consultation {

/// The page to which a support's withdrawal from the list comes back.
inline constexpr std::string_view own_supports_address = "/mes-soutiens";
/// "/propositions/P-2026-012/retirer-soutien?pour=34": withdraws one's own support given for that authority.
std::string withdrawal_address(std::string_view reference, AuthorityId authority);
/// "/propositions/P-2026-012/contester?pour=34": contests that the support given for that authority was set
/// aside.
std::string contest_address(std::string_view reference, AuthorityId authority);
/// For which of their authorities somebody withdraws or contests: the one named by "pour", where the list of
/// their supports leads, else the one acted for. Nothing when it is none of theirs.
people::AffiliationLine const* affiliation_named(web::Visit const& visit, http::Pairs const& from);

web::Routes own_supports_routes();

}  // namespace consultation
