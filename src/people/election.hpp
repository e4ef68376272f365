// Election: the day on which the mandates of a kind of authority are renewed, recorded by the operator.
#pragma once

#include <string>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "people/actor.hpp"
#include "territories/authority.hpp"

namespace people {

struct Election {
    base::Id<Election> id;
    territories::Kind kind = territories::Kind::commune;
    base::Instant held_at;  // from that instant, élus of such authorities are asked to reconfirm
    std::string label;      // "Élections municipales de 2026"
};
inline constexpr std::size_t election_label_max = 120;  // characters
inline constexpr int elections_listed_max = 100;

}  // namespace people
