#include "relay/vouching_actions.hpp"

#include "base/text.hpp"
#include "people/affiliation_rows.hpp"
#include "people/role_rows.hpp"
#include "territories/several_departments.hpp"

namespace relay {

base::Result<people::Affiliation> vouch(db::Tx& tx, base::World const& world,
                                        people::Settings const& settings, people::Hooks const& hooks,
                                        people::Actor const& relay, Vouch const& vouched) {
    if (!people::rights_of(tx, relay.person).is_relay_of(vouched.department))
        return base::refuse(base::RefusalCode::forbidden,
                            "Vous n’êtes plus relais de la préfecture de ce département.",
                            "Rien n’a été enregistré. Adressez-vous à l’équipe de l’opérateur national.");
    auto const line = people::affiliation_line(tx, vouched.decision.affiliation);
    if (!line || !line->affiliation.authority.exists() ||
        !territories::lies_in(line->body_reference, line->department_code, vouched.department))
        return base::refuse(base::RefusalCode::not_found, "Ce rattachement n’existe pas dans ce département.",
                            "Revenez à la liste des rattachements à vérifier.");
    // One's own is refused by people/; what the prefecture attests, it can always say how it knows.
    if (line->affiliation.person != relay.person &&
        base::tidied_line(vouched.decision.reason).value_or("").empty())
        return base::refuse_field("reason",
                                  vouched.decision.verdict == people::Verdict::refuse
                                      ? "Dites pourquoi vous refusez\u00a0: la personne le lira."
                                      : "Dites comment vous avez vérifié\u00a0: la personne le lira.");
    return people::decide(tx, world, settings, hooks, relay, vouched.decision);
}

}  // namespace relay
