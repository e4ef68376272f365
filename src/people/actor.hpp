// Actor: the person behind an act and the affiliation under which it is done, as every action receives it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/id.hpp"

namespace territories {
struct Authority;
}

namespace people {

struct Person;
struct Partner;
struct Affiliation;

enum class Quality { agent, elected, partner };
enum class Role { operator_, auditor, relay };

/// Who acts, for whom. `affiliation` is none when the person acts under a role or only for themself.
struct Actor {
    base::Id<Person> person;
    base::Id<Affiliation> affiliation;
    base::Id<territories::Authority> authority;  // of the affiliation, when it is an authority's
    base::Id<Partner> partner;                   // or a partner's
    Quality quality = Quality::agent;
    bool verified = false;  // the affiliation is verified
    bool is_operator = false;
    bool is_auditor = false;
    std::vector<std::string> relay_of;  // département codes

    /// The body id written into the journal: the authority, or minus the partner.
    std::int64_t body() const { return authority.exists() ? authority.value : -partner.value; }
};

}  // namespace people
