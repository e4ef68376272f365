// Scope: a département for which a relay of its prefecture works, read from their role at each visit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace relay {

struct Scope {
    std::string code;  // of the département, or of the overseas collectivity
    std::string name;
    std::string region_code;
    std::string region_name;
    std::string shared_reference;  // of the authority that covers it and another (Corse, Alsace); empty: none
    std::int64_t waiting = 0;      // affiliations to vouch for
    std::optional<base::Instant> oldest_waiting;

    /// "Finistère (29)".
    std::string label() const { return name + " (" + code + ")"; }
    /// "/relais/29" and what stands behind.
    std::string address(std::string const& rest = {}) const { return "/relais/" + code + rest; }
};

/// The départements of which this person is a relay now, by code. One statement.
std::vector<Scope> scopes_of(db::Reader const& reader, base::Id<people::Person> person);
/// One of them; nothing when the person is no relay of it (any more).
std::optional<Scope> scope_of(db::Reader const& reader, base::Id<people::Person> person,
                              std::string_view code);

}  // namespace relay
