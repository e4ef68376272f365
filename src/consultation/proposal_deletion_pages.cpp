// The page before a draft proposal is deleted, and the act.
#include <fmt/format.h>

#include "base/check.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/desk_parts.hpp"
#include "consultation/page_forms.hpp"
#include "consultation/proposal_deletion.hpp"
#include "consultation/proposal_desk_pages.hpp"
#include "consultation/proposal_lists.hpp"
#include "web/frame.hpp"

namespace consultation {
namespace {

ConfirmActView deletion_view(DeskRead const& draft) {
    Proposal const& one = draft.read.proposal;
    ConfirmActView view;
    view.title = "Supprimer ce brouillon\u202f?";
    view.rows = {{"Référence", one.reference, {}, {}},
                 {"Titre", one.title, {}, {}},
                 {"Créé le", base::french_date_time(one.created_at), {}, {}},
                 {"Modifié le", base::french_date_time(one.changed_at), {}, {}}};
    view.sentences = {
        "La proposition disparaît pour toute l’équipe, avec son texte. Personne d’autre ne l’a vue.",
        "Le journal garde la trace de la suppression. Le numéro ne sert plus."};
    view.action = proposal_desk_address(one.reference) + "/supprimer";
    view.button = "Supprimer le brouillon";
    view.is_warning = true;
    view.back_href = proposal_desk_address(one.reference);
    view.back_label = "Ne rien supprimer";
    return view;
}

}  // namespace

http::Response proposal_deletion_page(web::Visit& visit) {
    auto const draft = desk_proposal_of_path(visit, Visibility::drafts_too);
    if (!draft) return web::not_found(visit);
    if (auto const refusal = undeletable(visit.reader(), draft->read.proposal))
        return web::refusal_page(visit, *refusal);
    ConfirmActView view = deletion_view(*draft);
    view.hidden = visit.form_fields();
    view.hidden.push_back({"seen", std::to_string(draft->read.proposal.changed_at.us)});
    return forms::confirm_page(visit, view, sheet_trail(*draft, "Supprimer"));
}

http::Response proposal_deletion_sent(web::Visit& visit) {
    auto const draft = desk_proposal_of_path(visit, Visibility::drafts_too);
    if (!draft) return web::not_found(visit);
    base::Instant const seen{base::parse_int(visit.form().get("seen")).value_or(0)};
    auto const next = visit.write_once([&](db::Tx& tx) -> base::Result<std::string> {
        auto const done =
            delete_proposal(tx, visit.services.world, visit.actor(), {draft->read.proposal.id, seen});
        if (!done.ok()) return done.refusal();
        return proposals_desk_address(draft->campaign) + "?fait=supprimee";
    });
    return next ? web::redirect(visit, *next) : web::refusal_page(visit, next.refusal());
}

}  // namespace consultation
