#include "consultation/proposal_deletion.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "consultation/proposal_rows.hpp"
#include "consultation/rights.hpp"
#include "journal/journal.hpp"

namespace consultation {
namespace {

using base::RefusalCode;

/// "C-2026-0012, C-2026-0014", of one kind.
std::string named(std::vector<ProposalHold> const& holds, ProposalHold::Kind kind) {
    std::vector<std::string> names;
    for (ProposalHold const& one : holds)
        if (one.kind == kind && names.size() < holds_listed_max) names.push_back(one.contribution);
    std::string text = base::joined(names, ", ");
    if (holds.size() > holds_listed_max && holds.back().kind == kind) text += "…";
    return text;
}

base::Refusal changed_since_shown() {
    return base::refuse(RefusalCode::conflict,
                        "Cette proposition a été modifiée depuis que vous avez ouvert cette page.",
                        "Rien n’est supprimé. Relisez-la avant de décider.");
}

}  // namespace

std::optional<base::Refusal> undeletable(db::Reader const& reader, Proposal const& proposal) {
    if (proposal.is_public() || proposal.published_at || proposal.version > 0)
        return base::refuse(RefusalCode::conflict,
                            fmt::format("{} est publiée\u00a0: elle ne se supprime pas.", proposal.reference),
                            "Le comité pourra ne pas la retenir, avec un motif public.");
    std::vector<ProposalHold> const holds = holds_of(reader, proposal.id);
    if (holds.empty()) return std::nullopt;
    std::string message = fmt::format("{} ne peut pas être supprimée.", proposal.reference);
    std::string advice;
    if (auto const names = named(holds, ProposalHold::Kind::gathers); !names.empty()) {
        message += fmt::format(" Elle regroupe {}.", names);
        advice =
            "Annulez d’abord la décision au tri, tant que l’auteur n’est pas prévenu. Ensuite, le brouillon "
            "reste\u00a0: l’équipe seule le voit.";
    }
    if (auto const names = named(holds, ProposalHold::Kind::awaits_reading); !names.empty()) {
        message += fmt::format(" Une décision à relire y regrouperait {}.", names);
        if (advice.empty()) advice = "Relisez ou reprenez d’abord cette décision, au tri.";
    }
    if (auto const names = named(holds, ProposalHold::Kind::gathered); !names.empty()) {
        message += fmt::format(
            " Une décision remplacée depuis y regroupait {}\u00a0: elle reste dans l’histoire.", names);
        if (advice.empty()) advice = "Gardez-la en brouillon\u00a0: l’équipe seule la voit.";
    }
    return base::refuse(RefusalCode::conflict, std::move(message), std::move(advice));
}

base::Result<base::Done> delete_proposal(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                         DeleteProposal const& command) {
    if (auto const allowed = require_operator(actor); !allowed.ok()) return allowed.refusal();
    // Publishing takes the same lock, grouping a shared one: either it is done and seen here, or finds
    // nothing.
    auto const proposal = lock_proposal(tx, command.proposal);
    if (!proposal) return base::refuse(RefusalCode::not_found, "Cette proposition n’existe pas.");
    if (auto refused = undeletable(tx, *proposal)) return *std::move(refused);
    if (proposal->changed_at != command.seen) return changed_since_shown();
    erase_draft(tx, proposal->id);
    journal::record_at(tx, world.clock.now(), world.random,
                       {"proposal.deleted", actor.person.value, 0, proposal->reference, {}});
    return base::Done{};
}

}  // namespace consultation
