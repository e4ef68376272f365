// Which bodies a relay of a prefecture may speak about: those of its départements.
#pragma once

#include "people/affiliation.hpp"
#include "people/role.hpp"
#include "territories/several_departments.hpp"

namespace people {

/// Whether this affiliation is to a body of one of the relay's départements. The Collectivité de Corse and
/// that of Alsace are of both of theirs; régions and partners are of none.
inline bool is_relay_of_body(Rights const& rights, AffiliationLine const& line) {
    if (!line.affiliation.authority.exists()) return false;
    for (std::string const& department : rights.relay_of)
        if (territories::lies_in(line.body_reference, line.department_code, department)) return true;
    return false;
}

}  // namespace people
