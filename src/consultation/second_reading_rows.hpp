// The SQL of second readings.
#pragma once

#include "consultation/batch_rows.hpp"
#include "consultation/second_reading.hpp"
#include "db/database.hpp"

namespace consultation {

base::Id<SecondReading> insert_reading(db::Tx& tx, SecondReading const& reading, base::Instant at);
/// With its proposals; two statements.
std::optional<SecondReading> reading_by_id(db::Reader const& reader, base::Id<SecondReading> id);
/// False when it does not wait any more.
bool end_reading(db::Tx& tx, base::Id<SecondReading> id, SecondReading::State state, PersonId by,
                 std::string_view comment, base::Instant at);
/// The reference of one of the contributions for which a reading waits; empty: none.
std::string waiting_reading_among(db::Reader const& reader, ContributionIds contributions);

}  // namespace consultation
