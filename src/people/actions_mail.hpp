// What people do about mails that do not arrive: the owner of an address has it tried again, an operator has
// one mail sent again.
#pragma once

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "messaging/mail.hpp"
#include "people/actor.hpp"

namespace people {

/// Lifts the suspension of the actor's own address; none stood: done too. Refused: nobody signed in. A
/// setting of one's own, without an entry in the journal.
base::Result<base::Done> try_own_address_again(db::Tx& tx, Actor const& actor);

/// A failed or bounced mail waits again. Refused: not an operator (forbidden), unknown (not_found), waiting
/// or sent, or its text was wiped because it held a code (conflict). Journal: mail.retry.
base::Result<base::Done> retry_mail(db::Tx& tx, base::World const& world, Actor const& actor,
                                    base::Id<messaging::Mail> id);

}  // namespace people
