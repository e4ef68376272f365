// Vouching: the prefecture says whether a person acts for an authority of its département (PROGRAMME A2, way
// 4).
#pragma once

#include <string>

#include "people/actions_affiliation.hpp"

namespace relay {

struct Vouch {
    std::string department;  // for which the relay speaks
    people::DecideAffiliation decision;
};

/// Verifies ("par la préfecture") or refuses; both with a reason, told to the person by mail. The role is
/// read again in this transaction. Refuses `forbidden` (no relay of this département any more; one's own),
/// `not_found` (unknown, or of another département), `conflict` (not pending any more), `invalid` (field
/// "reason").
base::Result<people::Affiliation> vouch(db::Tx& tx, base::World const& world,
                                        people::Settings const& settings, people::Hooks const& hooks,
                                        people::Actor const& relay, Vouch const& vouched);

}  // namespace relay
