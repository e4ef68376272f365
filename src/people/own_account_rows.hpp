// The SQL of codes that confirm an act on one's account, and of erasures.
#pragma once

#include "db/database.hpp"
#include "people/own_account.hpp"

namespace people {

/// Replaces the one that stood for this purpose; its tries begin anew.
void put_own_code(db::Tx& tx, base::Id<Person> person, OwnPurpose purpose, OwnCode const& code);
std::optional<OwnCode> own_code(db::Reader const& reader, base::Id<Person> person, OwnPurpose purpose);
/// Counts a try before the code is looked at; false when none is left or it has expired.
bool take_own_try(db::Tx& tx, base::Id<Person> person, OwnPurpose purpose, base::Instant now);
void delete_own_code(db::Tx& tx, base::Id<Person> person, OwnPurpose purpose);
std::int64_t forget_own_codes(db::Tx& tx, base::Instant now, int most);

/// False when another account has this address. Two at once: one of them.
bool change_email(db::Tx& tx, base::Id<Person> person, std::string_view email, base::Instant now);
void forget_email_key(db::Tx& tx, base::Id<Person> person);

std::optional<Erasure> waiting_erasure(db::Reader const& reader, base::Id<Person> person);
void put_erasure(db::Tx& tx, Erasure const& erasure);
/// False when none waits (any more).
bool delete_erasure(db::Tx& tx, base::Id<Person> person);
bool finish_erasure(db::Tx& tx, base::Id<Person> person, base::Instant now);
/// Waiting, due or with no date yet, oldest first.
std::vector<Erasure> erasures_to_look_at(db::Reader const& reader, base::Instant now, int most);

}  // namespace people
