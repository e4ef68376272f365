// The SQL of kept forms and of the ended sign-ins that they come from.
#pragma once

#include <optional>

#include "db/database.hpp"
#include "people/kept_form.hpp"
#include "people/person.hpp"

namespace people {

/// A sign-in that is over and whose person is still known: it opens nothing.
struct EndedSignIn {
    base::Sha256 token_hash{};
    base::Id<Person> person;
    base::Id<Affiliation> acting;
};

/// Notes that a sign-in ends, before its row goes; nothing when there is none.
void note_ended(db::Tx& tx, base::Sha256 const& token_hash, base::Instant now);
/// Notes that all those of a person end, but the one `kept`, if any.
void note_all_ended(db::Tx& tx, base::Id<Person> person, std::optional<base::Sha256> const& kept,
                    base::Instant now);
/// Notes those whose time is over, at most `most`, oldest first, in the order in which forget_sign_ins
/// removes them.
void note_expired(db::Tx& tx, base::Instant now, int most);
/// All but the newest ended_sign_ins_looked_at_max of a person: nobody fills the table by ending again and
/// again.
void forget_ended_beyond(db::Tx& tx, base::Id<Person> person);
/// By the token that a browser still has; nothing when it stands, never stood, or ended longer than
/// kept_form_time ago.
std::optional<EndedSignIn> ended_sign_in(db::Reader const& reader, base::Sha256 const& token_hash,
                                         base::Instant now);
/// The last ended ones of a person, newest first, at most ended_sign_ins_looked_at_max.
std::vector<EndedSignIn> ended_sign_ins_of(db::Reader const& reader, base::Id<Person> person,
                                           base::Instant now);

base::Id<KeptForm> insert_kept_form(db::Tx& tx, base::Id<Person> person, KeptForm const& form);
/// Those of a person that are still kept, newest first, without their fields, at most kept_forms_max.
std::vector<KeptForm> kept_forms_of(db::Reader const& reader, base::Id<Person> person, base::Instant now);
/// One of a person's, with its fields; nothing for another's, for none, and after its time.
std::optional<KeptForm> kept_form_of(db::Reader const& reader, base::Id<Person> person,
                                     base::Id<KeptForm> form, base::Instant now);
/// The same form of the same person, kept before.
void delete_same_kept_form(db::Tx& tx, base::Id<Person> person, base::Sha256 const& content_hash);
/// All but the newest kept_forms_max of a person.
void delete_kept_forms_beyond(db::Tx& tx, base::Id<Person> person);
void delete_kept_forms(db::Tx& tx, base::Id<Person> person);
/// False when it is not this person's, or gone.
bool delete_kept_form(db::Tx& tx, base::Id<Person> person, base::Id<KeptForm> form);

/// Housekeeping: kept forms and ended sign-ins past kept_form_time, at most `most` of each; returns how many.
std::int64_t forget_kept_forms(db::Tx& tx, base::Instant now, int most);

}  // namespace people
