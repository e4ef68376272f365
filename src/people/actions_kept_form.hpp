// What was sent when a sign-in had ended: kept, abandoned. Housekeeping, without a journal entry: it is no
// act before it is sent again.
#pragma once

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "people/kept_form.hpp"
#include "people/person.hpp"

namespace people {

/// Keeps a form for the person of an ended sign-in, which gives it `acting` and `kept_at`. The same one kept
/// before goes, and so does the oldest beyond kept_forms_max. Refuses `forbidden` when no such ended sign-in
/// is known (any more). `form.fields` come from fields_to_keep.
base::Result<base::Id<KeptForm>> keep_form(db::Tx& tx, base::World const& world,
                                           base::Sha256 const& ended_token_hash, KeptForm form);

/// It was sent, or is not wanted any more. Refuses `not_found` for another's and for what is gone.
base::Result<base::Done> drop_kept_form(db::Tx& tx, base::Id<Person> person, base::Id<KeptForm> form);

}  // namespace people
