// The SQL of facts: stored with their topics, and who is to be told of them.
#pragma once

#include "consultation/event.hpp"
#include "consultation/follow.hpp"

namespace consultation {

/// `batch` none: it is the first of its act, and becomes the batch.
base::Id<Event> insert_event(db::Tx& tx, Event const& event, base::Id<Event> batch, PersonId actor,
                             base::Instant at);
/// Whether some follow of this frequency waits for one of the act's facts.
bool is_awaited(db::Reader const& reader, base::Id<Event> batch, Frequency frequency);
/// One fact for each proposal that got counted supports in [from, to), with their number; returns how many.
int insert_support_events(db::Tx& tx, base::Instant from, base::Instant to);

/// Which facts are told: those of one act at once, or those of a time (from, to] in a digest.
struct Telling {
    Frequency frequency = Frequency::at_once;
    base::Id<Event> batch;  // of at_once
    base::Instant from;     // of daily
    base::Instant to;
};
/// The first person after `after` who follows something told; nothing when there is none.
std::optional<std::int64_t> next_follower(db::Reader const& reader, Telling const& telling,
                                          std::int64_t after);

/// A fact for a person, with one of the follows for which it is told.
struct Match {
    PersonId person;
    std::string email;
    base::Id<Event> event;
    std::string topic;
    std::int64_t follows = 1;  // that match
    std::int64_t total = 1;    // facts for this person
};
/// Of the persons in [first, last], by person, newest fact first, at most `per_person` each. Not: who acted,
/// who is told by a mail of their own, whose address is suspended, what a digest would repeat.
std::vector<Match> matches(db::Reader const& reader, Telling const& telling, std::int64_t first,
                           std::int64_t last, int per_person);

}  // namespace consultation
