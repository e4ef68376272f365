// Who may do what in this room, asked inside the action's own transaction (reliability.md advisory 2).
#pragma once

#include "base/result.hpp"
#include "people/actor.hpp"

namespace consultation {

/// The national operator's team: triage, proposals, phases, results.
inline base::Result<base::Done> require_operator(people::Actor const& actor) {
    if (actor.is_operator) return base::Done{};
    return base::refuse(base::RefusalCode::forbidden,
                        "Seule l’équipe qui anime la consultation peut faire cela.",
                        "Si vous en faites partie, demandez ce droit à l’un de ses membres.");
}

}  // namespace consultation
