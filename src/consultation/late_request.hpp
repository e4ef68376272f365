// LateRequest: who came after a closing asks that their act be taken all the same; the operator decides, with
// a reason (PROGRAMME B1: a late act is refused with the instant; docs/decisions/0013).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "consultation/campaign.hpp"
#include "consultation/contribution.hpp"
#include "people/actor.hpp"

namespace consultation {

/// `lapsed`: the phase was extended, so that the person may act in time.
enum class LateState { waiting, accepted, refused, lapsed, withdrawn };
inline constexpr LateState every_late_state[] = {LateState::waiting, LateState::accepted, LateState::refused,
                                                 LateState::lapsed, LateState::withdrawn};
std::string_view name_of(LateState state);
std::optional<LateState> late_state(std::string_view name);
std::string_view title_of(LateState state);  // "En attente", "Acceptée" …

/// The phases after which one may ask.
inline constexpr PhaseKind late_phases[] = {PhaseKind::collect, PhaseKind::support};
/// "Contribution", "Soutien": the act that came late.
std::string_view act_after(PhaseKind phase);

struct LateRequest {
    base::Id<LateRequest> id;
    base::Id<Campaign> campaign;
    PhaseKind phase = PhaseKind::support;
    PersonId person;
    base::Id<people::Affiliation> affiliation;
    AuthorityId authority;  // or, for a contribution,
    base::Id<people::Partner> partner;
    base::Id<Contribution> contribution;  // the draft; none for supports, or once it was deleted
    std::string wanted_hash;              // of the draft's text when the request was made
    base::Instant closed_at;              // the closing after which the person came
    base::Instant filed_at;
    std::string reason;  // read by who asked, the operator and the auditor
    LateState state = LateState::waiting;
    std::string answer;  // the reason of the decision; public when accepted
    std::optional<base::Instant> decided_at;
    PersonId decided_by;
};

/// What is said wherever the act is shown: "Prise en compte tardive du 3 mai 2026. Motif : …".
std::string late_mention(base::Instant decided_at, std::string_view answer);

/// Refused unless such a request may be made now: the phase has not closed (conflict), the rules admit none
/// or the days are over (late, with the instants), the results are published (conflict).
base::Result<base::Done> require_late_requests(Campaign const& campaign, PhaseKind phase, base::Instant now);

/// What a late decision needs besides: the phase has closed for good, the results are not published.
base::Result<base::Done> require_closed(Campaign const& campaign, PhaseKind phase, base::Instant now);
/// Why a support is not admitted for a person whose right is not verified yet.
base::Refusal affiliation_unverified();

inline constexpr std::size_t late_reason_min = 20;
inline constexpr std::size_t late_reason_max = 1000;
inline constexpr std::size_t late_answer_min = 10;
inline constexpr std::size_t late_answer_max = 500;
inline constexpr int late_requests_of_person_max = 20;  // that wait, in a campaign; more would be a flood
inline constexpr int late_requests_exported_max = 20'000;

}  // namespace consultation
