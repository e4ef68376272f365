#include "consultation/late_request.hpp"

#include <fmt/format.h>

#include "base/french.hpp"

namespace consultation {

std::string_view name_of(LateState state) {
    switch (state) {
        case LateState::waiting:
            return "waiting";
        case LateState::accepted:
            return "accepted";
        case LateState::refused:
            return "refused";
        case LateState::lapsed:
            return "lapsed";
        case LateState::withdrawn:
            return "withdrawn";
    }
    base::fail("an unknown state of a late request");
}

std::optional<LateState> late_state(std::string_view name) {
    for (LateState const state : every_late_state)
        if (name_of(state) == name) return state;
    return std::nullopt;
}

std::string_view title_of(LateState state) {
    switch (state) {
        case LateState::waiting:
            return "En attente";
        case LateState::accepted:
            return "Acceptée";
        case LateState::refused:
            return "Refusée";
        case LateState::lapsed:
            return "Sans objet";
        case LateState::withdrawn:
            return "Retirée";
    }
    base::fail("an unknown state of a late request");
}

std::string_view act_after(PhaseKind phase) {
    return phase == PhaseKind::collect ? "Contribution" : "Soutien";
}

std::string late_mention(base::Instant decided_at, std::string_view answer) {
    return fmt::format("Prise en compte tardive, décidée le {}. Motif\u00a0: {}",
                       base::french_date(decided_at), answer);
}

base::Result<base::Done> require_late_requests(Campaign const& campaign, PhaseKind kind, base::Instant now) {
    auto const open = require_open(campaign, kind, now);
    Phase const* const phase = campaign.phase(kind);
    if (open.ok())
        return base::refuse(base::RefusalCode::conflict,
                            fmt::format("Il n’est pas trop tard\u00a0: vous pouvez agir jusqu’au {}.",
                                        base::french_deadline(phase->closes_at)),
                            "Revenez à la page de la consultation.");
    if (!phase || !phase->has_closed(now)) return open.refusal();
    if (campaign.has_results())
        return base::refuse(base::RefusalCode::conflict,
                            "Les résultats sont publiés\u00a0: plus rien ne peut être pris en compte.");
    auto const until = campaign.late_requests_until(kind);
    if (!until)
        return base::refuse(
            base::RefusalCode::late,
            open.refusal().message + " Les règles de cette consultation n’admettent pas de demande tardive.",
            open.refusal().advice);
    if (now >= *until)
        return base::refuse(base::RefusalCode::late,
                            fmt::format("{} Une prise en compte tardive pouvait être demandée jusqu’au {}.",
                                        open.refusal().message, base::french_deadline(*until)),
                            "Rien n’a été enregistré.");
    return base::Done{};
}

base::Result<base::Done> require_closed(Campaign const& campaign, PhaseKind kind, base::Instant now) {
    Phase const* const phase = campaign.phase(kind);
    if (phase && !phase->has_closed(now))
        return base::refuse(
            base::RefusalCode::conflict,
            fmt::format("La phase est ouverte jusqu’au {}\u00a0: la personne peut agir elle-même.",
                        base::french_deadline(phase->closes_at)),
            "Refusez la demande en le disant, ou attendez la clôture.");
    if (campaign.has_results())
        return base::refuse(base::RefusalCode::conflict,
                            "Les résultats sont publiés\u00a0: plus rien ne peut être pris en compte.",
                            "Refusez la demande en le disant.");
    return base::Done{};
}

base::Refusal affiliation_unverified() {
    return base::refuse(
        base::RefusalCode::conflict,
        "Le rattachement de la personne n’est pas vérifié\u00a0: son soutien ne peut pas compter.",
        "Vérifiez d’abord le rattachement, puis revenez à cette demande.");
}

}  // namespace consultation
