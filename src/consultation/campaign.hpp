// Campaign: one consultation with its texts, its published rules and its dated phases (PROGRAMME B1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/euros.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"

namespace consultation {

enum class PhaseKind { collect, support, committee, interest, delivery };
inline constexpr PhaseKind every_phase_kind[] = {PhaseKind::collect, PhaseKind::support, PhaseKind::committee,
                                                 PhaseKind::interest, PhaseKind::delivery};

std::string_view name_of(PhaseKind kind);  // "collect": stored, in the API
std::optional<PhaseKind> phase_kind(std::string_view name);
std::string_view title_of(PhaseKind kind);  // "Soutien des collectivités"

/// The phase in force: of its versions, the highest. Open from `opens_at` included to `closes_at` excluded.
struct Phase {
    PhaseKind kind = PhaseKind::collect;
    int version = 1;  // 2 and more: extended
    base::Instant opens_at;
    base::Instant closes_at;
    std::string reason;  // of the extension; empty for the first version
    base::Instant decided_at;

    bool is_open(base::Instant now) const { return opens_at <= now && now < closes_at; }
    bool has_opened(base::Instant now) const { return opens_at <= now; }
    bool has_closed(base::Instant now) const { return closes_at <= now; }
};

struct Theme {
    base::Id<Theme> id;
    std::string slug;
    std::string name;
    std::string hint;
};

/// Where a contribution may be reoriented to.
struct Desk {
    base::Id<Desk> id;
    std::string slug;
    std::string name;
    std::string description;
    std::string url;
};

/// Why a contribution may be ineligible.
struct Ground {
    base::Id<Ground> id;
    std::string slug;
    std::string name;
};

enum class CampaignState { draft, published, archived };
std::string_view name_of(CampaignState state);
std::optional<CampaignState> campaign_state(std::string_view name);

struct Campaign {
    base::Id<Campaign> id;
    std::string slug;
    std::string title;
    std::string pitch;
    std::string description;
    std::string rules;
    std::optional<base::Euros> envelope;
    CampaignState state = CampaignState::draft;
    std::vector<std::string> supporting_classes;  // legal classes of the register: "authority" …
    int late_verification_days = 0;               // after the closing of supports
    bool api_supports = false;                    // supports may come by the API
    int review_days = 60;                         // after a decision: its author may ask for a review
    int late_request_days = 0;   // after a closing: an act may be asked for all the same; 0: never
    std::optional<int> edition;  // year of the register that is frozen for the counts
    std::optional<base::Instant> results_published_at;
    base::Instant created_at;
    std::vector<Phase> phases;  // in the order in which they open

    bool is_public() const { return state != CampaignState::draft; }
    bool has_results() const { return results_published_at.has_value(); }
    Phase const* phase(PhaseKind kind) const;
    /// The phase open now; of several, the one that opened last. Nothing between phases.
    Phase const* phase_at(base::Instant now) const;
    bool is_open(PhaseKind kind, base::Instant now) const;
    bool may_support(std::string_view legal_class) const;
    /// Until when a verification still makes a pending support count: the same hour of the day in Paris, that
    /// many days after the closing of supports. Nothing when the campaign has no such phase.
    std::optional<base::Instant> late_verification_until() const;
    /// Until when (excluded) who came after the closing of a phase may ask that their act be taken all the
    /// same: the same hour of the day in Paris, `late_request_days` later. Nothing where the rules admit no
    /// such request, or no such phase.
    std::optional<base::Instant> late_requests_until(PhaseKind kind) const;
    /// Whether such a request may be made now: the phase has closed, the results are not published.
    bool takes_late_requests(PhaseKind kind, base::Instant now) const;
    /// Until when a review of what was decided then may be asked for: the same hour in Paris, `review_days`
    /// later.
    base::Instant review_until(base::Instant decided_at) const;
    /// The next instant at which a phase opens or closes: until then public pages stay true.
    std::optional<base::Instant> next_boundary(base::Instant now) const;
};

/// The campaign as a line of steps (PAGES.md "Steps of a campaign").
enum class StepStatus { done, current, upcoming };
struct Step {
    PhaseKind kind = PhaseKind::collect;
    std::string title;
    base::Instant opens_at;
    base::Instant closes_at;
    bool is_extended = false;
    StepStatus status = StepStatus::upcoming;
};
std::vector<Step> steps(Campaign const& campaign, base::Instant now);
/// The open phase; between two, the one to come; after all, the last. Nothing when there is no phase.
Phase const* current_step(Campaign const& campaign, base::Instant now);

/// Refused as late unless the phase is open, with the reason and the instant: "La phase de soutien n’ouvre
/// que le …", "… est close depuis le …".
base::Result<base::Done> require_open(Campaign const& campaign, PhaseKind kind, base::Instant now);

}  // namespace consultation
