// The writes of reminders: sent when their hour comes, held back or released by the campaign's team before.
#pragma once

#include "outreach/mailing_actions.hpp"
#include "outreach/reminder.hpp"

namespace outreach {

inline constexpr char const* reminders_job = "outreach.reminders";

/// The round of the next nine o'clock, every campaign's; waiting already: nothing changes.
void enqueue_reminders(db::Tx& tx, base::Instant now);
/// The handler of reminders_job: every reminder that is due becomes a mailing of its own, in a transaction of
/// its own, once however often this runs. Nobody left to remind: nothing leaves. Returns how many mailings
/// began.
int send_due_reminders(db::Database& database, base::World const& world, Settings const& settings);

/// "Ne pas envoyer" and "envoyer finalement". Refused: not an operator (forbidden), no such reminder
/// (not_found), its hour has come (late).
struct ReminderWish {
    base::Id<consultation::Campaign> campaign;
    consultation::PhaseKind phase = consultation::PhaseKind::collect;
    int days_before = 0;
    bool is_held = false;
};
base::Result<Reminder> wish_reminder(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                     ReminderWish const& wish);

}  // namespace outreach
