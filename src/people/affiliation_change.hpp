// What every write on an affiliation shares: its change of state with journal entry and hooks, the reason
// told, how an address alone verifies. For this room's actions only.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "people/affiliation.hpp"

namespace people {

base::Refusal no_such_affiliation();
base::Refusal no_longer_pending(Affiliation const& affiliation);

/// A reason as it will be told. Refuses `invalid` (field "reason") when it is needed and absent, or too long.
base::Result<std::string> reason_typed(std::string_view typed, bool is_needed);

/// How the address alone verifies (PROGRAMME A2, ways 1 and 2); none when it does not.
Method method_of_address(db::Reader const& reader, base::Id<territories::Authority> authority,
                         std::string const& email);

/// The journal entry and the hooks of a change that has been written. `by` none: the program itself.
void record_change(db::Tx& tx, base::World const& world, Hooks const& hooks, std::string_view act,
                   base::Instant at, base::Id<Person> by, AffiliationChange const& change);

/// Moves an affiliation into another state now, with its journal entry and hooks. The first one of an
/// authority without administrator that is verified by its official address or by the operator makes its
/// person the administrator. Refuses `conflict` when it left the state `before` meanwhile.
base::Result<Affiliation> change_to(db::Tx& tx, base::World const& world, Hooks const& hooks,
                                    std::string_view act, Affiliation const& before, base::Id<Person> by,
                                    Affiliation changed);

/// Whether whoever is verified now in this way becomes the administrator; takes the authority's lock.
bool becomes_administrator(db::Tx& tx, Affiliation const& verified);

}  // namespace people
