#include "consultation/support.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/french.hpp"

namespace consultation {

std::string_view name_of(SupportState state) {
    switch (state) {
        case SupportState::counted:
            return "counted";
        case SupportState::pending:
            return "pending";
        case SupportState::set_aside:
            return "set_aside";
        case SupportState::withdrawn:
            return "withdrawn";
    }
    base::fail("an unknown state of a support");
}

std::optional<SupportState> support_state(std::string_view name) {
    for (SupportState const state :
         {SupportState::counted, SupportState::pending, SupportState::set_aside, SupportState::withdrawn})
        if (name_of(state) == name) return state;
    return std::nullopt;
}

std::string_view title_of(SupportState state) {
    switch (state) {
        case SupportState::counted:
            return "Compté";
        case SupportState::pending:
            return "En attente";
        case SupportState::set_aside:
            return "Écarté";
        case SupportState::withdrawn:
            return "Retiré";
    }
    base::fail("an unknown state of a support");
}

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::counted:
            return "counted";
        case Verdict::pending:
            return "pending";
        case Verdict::not_counted:
            return "not_counted";
    }
    base::fail("an unknown verdict");
}

Standing standing_of(std::span<Cast const> casts, std::optional<base::Instant> late_limit,
                     Standing const& before) {
    if (before.state == SupportState::set_aside) return before;
    Standing now;
    if (casts.empty()) {
        now.since = before.since;
        now.reason = before.state == SupportState::withdrawn ? before.reason : std::string{};
        return now;
    }
    now.since = std::ranges::min_element(casts, {}, &Cast::cast_at)->cast_at;
    std::optional<base::Instant> verified_at;  // of the casts made in time
    Cast const* admitted = nullptr;            // the first by a late decision
    for (Cast const& cast : casts) {
        if (!cast.verified_at) continue;
        if (!cast.late_mention.empty()) {
            if (!admitted) admitted = &cast;
        } else if (!verified_at || *cast.verified_at < *verified_at) {
            verified_at = cast.verified_at;
        }
    }
    bool const is_in_time = verified_at && (!late_limit || *verified_at < *late_limit);
    now.state = is_in_time || admitted ? SupportState::counted : SupportState::pending;
    if (!is_in_time && admitted)
        now.reason = admitted->late_mention;
    else if (verified_at && !is_in_time)
        now.reason =
            fmt::format("Le rattachement a été vérifié le {}, après le {}\u00a0: trop tard pour être compté.",
                        base::french_date_time(*verified_at), base::french_date_time(*late_limit));
    return now;
}

}  // namespace consultation
