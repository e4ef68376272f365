// What this room keeps about persons, and the SQL that erases and holds it.
#pragma once

#include <vector>

#include "db/database.hpp"
#include "journal/personal.hpp"
#include "people/person.hpp"

namespace consultation {

std::vector<journal::PersonalTable> personal_tables();
/// Drafts and what hangs on them; late requests that wait are withdrawn.
void forget_unfinished(db::Tx& tx, base::Id<people::Person> person);
/// Campaigns in which the person contributed or supported and whose results are still open to recourse.
/// Without results, a campaign is over one year after its last phase closed.
std::vector<journal::Holding> holdings(db::Reader const& reader, base::Id<people::Person> person,
                                       base::Instant now);

}  // namespace consultation
