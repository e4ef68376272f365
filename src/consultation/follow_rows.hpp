// The SQL of follows: set, changed, forgotten.
#pragma once

#include "consultation/follow.hpp"

namespace consultation {

std::int64_t follows_held(db::Reader const& reader, PersonId person);
/// New, or changed; `since` moves when telling begins (again), not when only the frequency changes.
void put_follow(db::Tx& tx, PersonId person, Subject const& subject, Frequency frequency, base::Instant now);
/// One of the person's own; false when it is not theirs.
bool set_frequency(db::Tx& tx, PersonId person, base::Id<Follow> follow, Frequency frequency,
                   base::Instant now);
/// All of them, or those of one frequency; returns how many changed.
std::int64_t set_every_frequency(db::Tx& tx, PersonId person, std::optional<Frequency> from, Frequency to,
                                 base::Instant now);
/// Stops the follow of one topic; false when there is none.
bool stop_topic(db::Tx& tx, PersonId person, std::string_view topic);
/// Erasure of a person.
void forget_follows_of(db::Tx& tx, PersonId person);

}  // namespace consultation
