// Voices: a written core becomes the text of one body, with its own particulars.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/world.hpp"
#include "consultation/contribution.hpp"
#include "demo/places.hpp"
#include "demo/texts.hpp"

namespace demo {

/// Who speaks, and when.
struct Speaker {
    std::string body_name;         // "Commune de Locronan", or the partner's
    Place const* place = nullptr;  // null: a partner
    base::Instant at;
};

/// The voice with its placeholders filled, without theme. Faults on a placeholder that the speaker cannot
/// fill.
consultation::ContributionText composed(Core const& core, Voice const& voice, Speaker const& speaker,
                                        base::Random& random);

/// A function of that quality which suits the body and does not contradict the text ("Secrétaire de mairie,
/// je…").
std::string function_for(people::Quality quality, Fit fit, std::string_view text, base::Random& random);

}  // namespace demo
