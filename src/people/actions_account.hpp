// One's own account: another e-mail address, the end of sign-ins, the erasure. Each act has its journal
// entry, except codes and sign-ins, which are housekeeping.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "people/affiliation.hpp"
#include "people/own_account.hpp"
#include "people/settings.hpp"

namespace people {

/// Mails a code to the address wanted. Says nothing of whether it has an account: that is told to who proves
/// that it is theirs. Refuses `invalid` (field "email"), `too_many`.
base::Result<base::Done> send_address_code(db::Tx& tx, base::World const& world, Settings const& settings,
                                           base::Id<Person> person, std::string_view email);

/// The account goes by the address to which the code was sent, and no other (reliability.md, advisory 27);
/// the former one is told; every other sign-in than `session_token` ends. Refuses `invalid` (field "code";
/// recorded), `late`, `conflict` when another account has the address.
base::Result<std::string> change_address(db::Tx& tx, base::World const& world, Settings const& settings,
                                         base::Id<Person> person, std::string_view session_token,
                                         std::string_view code);

/// What erasing means now. At most one statement a hook and three more.
ErasureOutlook erasure_outlook(db::Reader const& reader, Hooks const& hooks, base::Id<Person> person,
                               base::Instant now);

/// Mails a code to the account's own address. Refuses `conflict` for the last operator, `too_many`.
base::Result<base::Done> send_erasure_code(db::Tx& tx, base::World const& world, Settings const& settings,
                                           base::Id<Person> person);

/// Ends roles, affiliations and sign-ins, deletes what is nobody's act, and plans the rest: the pseudonym
/// comes `erasure_pause` later, or once every act is past recourse. A receipt is mailed. Refuses `invalid`
/// (field "code"; recorded), `late`, `conflict` for the last operator.
base::Result<Erasure> ask_erasure(db::Tx& tx, base::World const& world, Settings const& settings,
                                  Hooks const& hooks, base::Id<Person> person, std::string_view code);

/// The account stays; what was deleted does not come back. Refuses `not_found` when none waits.
base::Result<base::Done> cancel_erasure(db::Tx& tx, base::World const& world, base::Id<Person> person);

/// For the job: replaces by a pseudonym those whose time has come, gives the others their new date. Returns
/// the addresses that went, for the mails kept as files; the caller then scrubs the database.
std::vector<std::string> finish_erasures(db::Database& database, base::World const& world, Hooks const& hooks,
                                         int most);

/// Ends one of the person's sign-ins, named by SignedInBrowser::name. Refuses `not_found`.
base::Result<base::Done> end_sign_in(db::Tx& tx, base::World const& world, base::Id<Person> person,
                                     std::string_view name);

}  // namespace people
