// Yearly renewal of affiliations, and the general elections that end those of élus.
#pragma once

#include <string>

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "people/affiliation.hpp"
#include "people/election.hpp"
#include "people/settings.hpp"

namespace people {

inline constexpr std::int64_t affiliation_kept_days = 365;  // PROGRAMME A2: reconfirmed yearly
inline constexpr int first_reminder_days = 30;
inline constexpr int last_reminder_days = 7;

/// Until when a verified affiliation stands without being reconfirmed.
base::Instant renewal_due(Affiliation const& affiliation);
/// Whether its page offers the button now: from the first reminder on, or once lapsed.
bool may_reconfirm(Affiliation const& affiliation, base::Instant now);

/// "J’agis toujours pour cette collectivité": its own person. A verified one counts a new year from now. One
/// that lapsed because the year was over is verified again as it was. One that lapsed by an election is
/// verified when the address alone verifies, else waits to be verified in the usual ways. Refuses `not_found`
/// (another's), `conflict` (ended, refused, never verified).
base::Result<Affiliation> reconfirm(db::Tx& tx, base::World const& world, Hooks const& hooks,
                                    base::Id<Person> person, base::Id<Affiliation> affiliation);

/// The operator records a day; from then on élus known good before it lapse, are mailed and asked to
/// reconfirm. Recorded already: the same. Refuses `forbidden`, `invalid` (fields "kind", "label", "held").
base::Result<base::Done> record_election(db::Tx& tx, base::World const& world, Actor const& actor,
                                         Election const& election);

struct RenewalRound {
    int reminded = 0;
    int lapsed = 0;
};
/// Housekeeping: reminders 30 and 7 days before, then lapses (never within 7 days of the last reminder), then
/// élus after an election held; at most `most` of each. Each lapse is journalled and mailed.
RenewalRound renew_affiliations(db::Tx& tx, base::World const& world, Settings const& settings,
                                Hooks const& hooks, int most);

}  // namespace people
