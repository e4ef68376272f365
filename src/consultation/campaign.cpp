#include "consultation/campaign.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"

namespace consultation {
namespace {

/// As the subject of "n’ouvre que le …" and "est close depuis le …".
std::string_view subject_of(PhaseKind kind) {
    switch (kind) {
        case PhaseKind::collect:
            return "La phase de contribution";
        case PhaseKind::support:
            return "La phase de soutien";
        case PhaseKind::committee:
            return "La phase de sélection";
        case PhaseKind::interest:
            return "La phase d’appel aux territoires";
        case PhaseKind::delivery:
            return "La phase de construction des services";
    }
    base::fail("an unknown phase");
}

/// Minutes since midnight on the wall in Paris.
int minute_of_day(base::Instant at) {
    base::Civil const wall = base::civil(at);
    return wall.hour * 60 + wall.minute;
}

/// The same hour of the day in Paris, `days` later, whatever the season does in between.
base::Instant days_later(base::Instant at, int days) {
    constexpr int day_min = 24 * 60;
    base::Instant const later = at + base::Duration::days(days);
    int shift = minute_of_day(at) - minute_of_day(later);
    if (shift > day_min / 2) shift -= day_min;
    if (shift < -day_min / 2) shift += day_min;
    return later + base::Duration::minutes(shift);
}

}  // namespace

std::string_view name_of(PhaseKind kind) {
    switch (kind) {
        case PhaseKind::collect:
            return "collect";
        case PhaseKind::support:
            return "support";
        case PhaseKind::committee:
            return "committee";
        case PhaseKind::interest:
            return "interest";
        case PhaseKind::delivery:
            return "delivery";
    }
    base::fail("an unknown phase");
}

std::optional<PhaseKind> phase_kind(std::string_view name) {
    for (PhaseKind const kind : every_phase_kind)
        if (name_of(kind) == name) return kind;
    return std::nullopt;
}

std::string_view title_of(PhaseKind kind) {
    switch (kind) {
        case PhaseKind::collect:
            return "Recueil des besoins";
        case PhaseKind::support:
            return "Soutien des collectivités";
        case PhaseKind::committee:
            return "Choix du comité";
        case PhaseKind::interest:
            return "Appel aux territoires";
        case PhaseKind::delivery:
            return "Construction des services";
    }
    base::fail("an unknown phase");
}

std::string_view name_of(CampaignState state) {
    switch (state) {
        case CampaignState::draft:
            return "draft";
        case CampaignState::published:
            return "published";
        case CampaignState::archived:
            return "archived";
    }
    base::fail("an unknown state of a campaign");
}

std::optional<CampaignState> campaign_state(std::string_view name) {
    for (CampaignState const state :
         {CampaignState::draft, CampaignState::published, CampaignState::archived})
        if (name_of(state) == name) return state;
    return std::nullopt;
}

Phase const* Campaign::phase(PhaseKind kind) const {
    auto const found = std::ranges::find(phases, kind, &Phase::kind);
    return found == phases.end() ? nullptr : &*found;
}

Phase const* Campaign::phase_at(base::Instant now) const {
    Phase const* open = nullptr;
    for (Phase const& phase : phases)
        if (phase.is_open(now) && (!open || open->opens_at <= phase.opens_at)) open = &phase;
    return open;
}

bool Campaign::is_open(PhaseKind kind, base::Instant now) const {
    Phase const* const found = phase(kind);
    return found && found->is_open(now);
}

bool Campaign::may_support(std::string_view legal_class) const {
    return std::ranges::find(supporting_classes, legal_class) != supporting_classes.end();
}

std::optional<base::Instant> Campaign::late_verification_until() const {
    Phase const* const support = phase(PhaseKind::support);
    if (!support) return std::nullopt;
    return days_later(support->closes_at, late_verification_days);
}

std::optional<base::Instant> Campaign::late_requests_until(PhaseKind kind) const {
    Phase const* const closing = phase(kind);
    if (!closing || late_request_days == 0) return std::nullopt;
    return days_later(closing->closes_at, late_request_days);
}

bool Campaign::takes_late_requests(PhaseKind kind, base::Instant now) const {
    auto const until = late_requests_until(kind);
    return until && phase(kind)->has_closed(now) && now < *until && !has_results() && is_public();
}

base::Instant Campaign::review_until(base::Instant decided_at) const {
    return days_later(decided_at, review_days);
}

std::optional<base::Instant> Campaign::next_boundary(base::Instant now) const {
    std::optional<base::Instant> next;
    auto const consider = [&](base::Instant at) {
        if (at > now && (!next || at < *next)) next = at;
    };
    for (Phase const& phase : phases) {
        consider(phase.opens_at);
        consider(phase.closes_at);
    }
    return next;
}

std::vector<Step> steps(Campaign const& campaign, base::Instant now) {
    std::vector<Step> line;
    for (Phase const& phase : campaign.phases) {
        // Between two phases no step is under way, whatever comes next.
        StepStatus const status = phase.has_closed(now) ? StepStatus::done
                                  : phase.is_open(now)  ? StepStatus::current
                                                        : StepStatus::upcoming;
        line.push_back({phase.kind, std::string(title_of(phase.kind)), phase.opens_at, phase.closes_at,
                        phase.version > 1, status});
    }
    return line;
}

Phase const* current_step(Campaign const& campaign, base::Instant now) {
    if (Phase const* const open = campaign.phase_at(now)) return open;
    for (Phase const& phase : campaign.phases)
        if (!phase.has_opened(now)) return &phase;
    return campaign.phases.empty() ? nullptr : &campaign.phases.back();
}

base::Result<base::Done> require_open(Campaign const& campaign, PhaseKind kind, base::Instant now) {
    Phase const* const phase = campaign.phase(kind);
    if (!phase)
        return base::refuse(base::RefusalCode::late,
                            fmt::format("{} n’est pas prévue dans cette consultation.", subject_of(kind)));
    if (!phase->has_opened(now))
        return base::refuse(base::RefusalCode::late,
                            fmt::format("{} n’ouvre que le {} (heure de Paris).", subject_of(kind),
                                        base::french_deadline(phase->opens_at)),
                            "Revenez à partir de cette date : rien n’a été enregistré.");
    if (phase->has_closed(now))
        return base::refuse(
            base::RefusalCode::late,
            fmt::format("{} est close depuis le {} (heure de Paris).", subject_of(kind),
                        base::french_deadline(phase->closes_at)),
            "Rien n’a été enregistré. Une prorogation éventuelle est annoncée sur la page de la "
            "consultation.");
    return base::Done{};
}

}  // namespace consultation
