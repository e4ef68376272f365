// Roles beyond acting for a body: operator, auditor, relay of a département.
#pragma once

#include <string>
#include <vector>

#include "base/instant.hpp"
#include "people/actor.hpp"

namespace people {

/// A role of a person, as the operator's list shows it.
struct RoleLine {
    base::Id<Person> person;
    std::string email;
    Role role = Role::operator_;
    std::string scope;  // département code of a relay; empty for others
    base::Instant given_at;
    std::string reason = {};  // of the giver; empty: the command line's
};

/// What a person may do by their roles, read in the transaction that needs it.
struct Rights {
    bool is_operator = false;
    bool is_auditor = false;
    std::vector<std::string> relay_of;  // département codes

    bool is_relay_of(std::string_view department_code) const;
};

}  // namespace people
