#include "people/actions_mail.hpp"

#include "journal/journal.hpp"
#include "messaging/bounce.hpp"
#include "messaging/mails_rows.hpp"
#include "people/person_rows.hpp"
#include "people/role_rows.hpp"

namespace people {

base::Result<base::Done> try_own_address_again(db::Tx& tx, Actor const& actor) {
    auto const person = actor.person.exists() ? person_by_id(tx, actor.person) : std::nullopt;
    if (!person) return base::refuse(base::RefusalCode::forbidden, "Il faut être connecté pour cela.");
    messaging::lift_suspension(tx, person->email);
    return base::Done{};
}

base::Result<base::Done> retry_mail(db::Tx& tx, base::World const& world, Actor const& actor,
                                    base::Id<messaging::Mail> id) {
    if (!rights_of(tx, actor.person).is_operator)
        return base::refuse(base::RefusalCode::forbidden,
                            "Seule l’équipe de l’opérateur peut renvoyer un message.");
    auto const found = messaging::mail(tx, id);
    if (!found) return base::refuse(base::RefusalCode::not_found, "Ce message n’existe pas.");
    base::Instant const now = world.clock.now();
    if (!messaging::wait_again(tx, id, now))
        return base::refuse(base::RefusalCode::conflict, "Ce message ne peut pas être renvoyé.",
                            "Il attend déjà, il est parti, ou il contenait un code, effacé depuis.");
    messaging::enqueue_sending(tx, id, found->mail.is_notification(), now);
    journal::record_at(tx, now, world.random,
                       {"mail.retry", actor.person.value, 0, "mail:" + std::to_string(id.value), {}});
    return base::Done{};
}

}  // namespace people
