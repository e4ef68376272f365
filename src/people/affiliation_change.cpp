// What every write on an affiliation shares.
#include "people/affiliation_change.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "journal/journal.hpp"
#include "people/administrator_rows.hpp"
#include "people/affiliation_rows.hpp"
#include "people/quality.hpp"
#include "territories/contacts.hpp"

namespace people {
namespace {

bool holds(std::vector<base::Id<territories::Authority>> const& ids, base::Id<territories::Authority> id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

base::Refusal no_such_affiliation() {
    return base::refuse(
        base::RefusalCode::not_found,
        "Ce rattachement n’existe pas, ou il ne vous appartient pas d’en décider.",
        "Seules l’équipe de la plateforme, la préfecture du département et les collègues déjà "
        "vérifiés le peuvent.");
}

base::Refusal no_longer_pending(Affiliation const& affiliation) {
    return base::refuse(base::RefusalCode::conflict,
                        "Ce rattachement n’attend plus de décision\u00a0: il est " +
                            std::string(french_state(affiliation)) + ".");
}

base::Result<std::string> reason_typed(std::string_view typed, bool is_needed) {
    std::string const reason = base::tidied(typed).value_or("");
    if (is_needed && reason.empty())
        return base::refuse_field("reason", "Indiquez le motif\u00a0: il sera envoyé à la personne.");
    if (base::length_in_characters(reason) > reason_characters_max)
        return base::refuse_field("reason", "Le motif dépasse 1\u202f000 caractères. Raccourcissez-le.");
    return reason;
}

Method method_of_address(db::Reader const& reader, base::Id<territories::Authority> authority,
                         std::string const& email) {
    if (holds(territories::authorities_of_official_email(reader, email), authority))
        return Method::official_address;
    if (holds(territories::authorities_of_domain(reader, email), authority)) return Method::domain;
    return Method::none;
}

void record_change(db::Tx& tx, base::World const& world, Hooks const& hooks, std::string_view act,
                   base::Instant at, base::Id<Person> by, AffiliationChange const& change) {
    Affiliation const& now = change.affiliation;
    std::vector<std::pair<std::string, std::string>> facts{{"person", std::to_string(now.person.value)},
                                                           {"quality", std::string(code(now.quality))},
                                                           {"function", now.function},
                                                           {"state", std::string(code(now.state))},
                                                           {"method", std::string(code(now.method))}};
    if (now.is_administrator()) facts.emplace_back("administrator", "1");
    if (!now.reason.empty()) facts.emplace_back("reason_sha256", base::sha256_hex(now.reason));
    journal::record_at(
        tx, at, world.random,
        {act, by.value, now.body(), "affiliation:" + std::to_string(now.id.value), std::move(facts)});
    if (hooks.affiliation_changed) hooks.affiliation_changed(tx, world, change);
}

base::Result<Affiliation> change_to(db::Tx& tx, base::World const& world, Hooks const& hooks,
                                    std::string_view act, Affiliation const& before, base::Id<Person> by,
                                    Affiliation changed) {
    base::Instant const now = world.clock.now();
    changed.decided_at = now;
    if (changed.is_verified()) {
        changed.lapsed_at.reset();
        changed.lapsed_election = 0;
        if (!changed.administrator_since && becomes_administrator(tx, changed))
            changed.administrator_since = now;
    } else {
        changed.administrator_since.reset();
    }
    if (!move_affiliation(tx, before.state, changed))
        return no_longer_pending(affiliation_by_id(tx, before.id).value());
    record_change(tx, world, hooks, act, now, by, {changed, before.state});
    return changed;
}

bool becomes_administrator(db::Tx& tx, Affiliation const& verified) {
    if (!verified.authority.exists()) return false;
    if (verified.method != Method::official_address && verified.method != Method::operator_) return false;
    lock_members(tx, verified.authority);
    return !has_administrator(tx, verified.authority);
}

}  // namespace people
