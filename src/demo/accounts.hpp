// Accounts: the roles that a visitor of the demonstration may try with one click, and what each has done so
// far.
#pragma once

#include <vector>

#include "account/room.hpp"
#include "demo/authors.hpp"
#include "demo/plan.hpp"

namespace demo {

/// In the order in which the sign-in page shows them; each one's address is KEY@demo.tremplin.example.
std::vector<account::DemoAccount> accounts();

/// What these accounts did in the two current campaigns: their affiliations, a draft, contributions,
/// supports. Takes voices of the campaign that collects; returns which, so that nobody else says them.
std::set<std::pair<std::string, std::size_t>> plan_accounts(Script& collecting, Script& supporting,
                                                            Texts const& texts, Authors& authors,
                                                            Places& places, Directory& directory,
                                                            std::int64_t today);

}  // namespace demo
