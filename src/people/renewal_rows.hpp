// The SQL of yearly renewal and of elections.
#pragma once

#include <optional>
#include <vector>

#include "db/database.hpp"
#include "people/affiliation.hpp"
#include "people/election.hpp"

namespace people {

/// Verified ones last known good at `until` or before, the longest ago first, that were not reminded at
/// `days_before` or nearer.
std::vector<AffiliationLine> to_remind(db::Reader const& reader, base::Instant until, int days_before,
                                       int most);
/// Verified ones last known good at `until` or before, whose last reminder was posted at `reminded_until` or
/// before: nobody lapses unwarned.
std::vector<AffiliationLine> to_lapse(db::Reader const& reader, base::Instant until,
                                      base::Instant reminded_until, int most);
/// Verified élus of the election's kind of authority, known good only before it.
std::vector<AffiliationLine> to_lapse_by(db::Reader const& reader, Election const& election, int most);
void note_reminder(db::Tx& tx, base::Id<Affiliation> id, int days_before, base::Instant at);
bool note_confirmation(db::Tx& tx, base::Id<Affiliation> id, base::Instant at);

/// Newest first, at most elections_listed_max.
std::vector<Election> elections(db::Reader const& reader);
std::optional<Election> election_by_id(db::Reader const& reader, std::int64_t id);
/// None when that day is recorded already.
std::optional<base::Id<Election>> insert_election(db::Tx& tx, Election const& election, base::Instant at,
                                                  base::Id<Person> by);

}  // namespace people
