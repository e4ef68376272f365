// Authors: each voice of the texts finds the body that says it, never twice the same, spread over the
// country.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "demo/places.hpp"
#include "demo/plan.hpp"

namespace demo {

/// Voices of 2021 kept for the campaign that collects now, where no date of theirs is wrong: core, voice.
struct KeptVoice {
    std::string_view core;
    std::size_t voice;
};
inline constexpr std::array<KeptVoice, 3> kept_voices{
    {{"panneau-lumineux", 2}, {"parc-informatique", 2}, {"formation-elus", 0}}};
bool is_kept(std::string_view core, std::size_t voice);

class Authors {
  public:
    Authors(Places& places, Directory& directory, base::Random& random)
        : places_(places), directory_(directory), random_(random) {}

    /// The contribution of a voice at that instant, by a body that it fits.
    PlannedContribution speak(Core const& core, std::size_t voice, base::Instant when);
    /// The same by somebody chosen: `place` is null for a partner.
    PlannedContribution speak(Core const& core, std::size_t voice, base::Instant when, Someone author,
                              Place const* place);
    PlannedContribution speak(RejectedText const& text, base::Instant when);

    /// Authorities (not groupings) that spoke so far: they may support too.
    std::vector<Place> const& authorities() const { return authorities_; }

    /// The invented partner to whom that text belongs.
    Someone partner_of(std::string_view key, std::size_t voice, std::string_view text);

  private:
    Place const& place_for(Core const& core, std::size_t voice);
    Someone person_at(Place const& place, people::Quality quality, std::string_view text);

    Places& places_;
    Directory& directory_;
    base::Random& random_;
    std::map<std::string, std::set<std::string>> departments_of_core_;
    std::vector<Place> authorities_;
};

}  // namespace demo
