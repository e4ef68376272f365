// The SQL of reminders.
#pragma once

#include <vector>

#include "db/database.hpp"
#include "outreach/reminder.hpp"

namespace outreach {

/// Everything decided of a campaign's reminders, at most kept_max.
inline constexpr int kept_max = 500;
std::vector<KeptReminder> kept_reminders(db::Reader const& reader, base::Id<consultation::Campaign> campaign);

/// Takes a reminder that is planned: true for one caller only, however many ask at once.
bool claim(db::Tx& tx, base::Id<consultation::Campaign> campaign, Reminder const& reminder,
           base::Instant now);
/// After a claim: sent with this mailing, or empty.
void record_outcome(db::Tx& tx, base::Id<consultation::Campaign> campaign, Reminder const& reminder,
                    ReminderState state, base::Id<Mailing> mailing);
/// Held or planned again; false when it is neither any more.
bool put_wish(db::Tx& tx, base::Id<consultation::Campaign> campaign, Reminder const& reminder,
              ReminderState state, PersonId by, base::Instant now);

}  // namespace outreach
