#include "outreach/reminder_rows.hpp"

#include "base/check.hpp"

namespace outreach {

std::vector<KeptReminder> kept_reminders(db::Reader const& reader,
                                         base::Id<consultation::Campaign> campaign) {
    return reader.list<KeptReminder>(
        "SELECT phase, version, days_before, state, coalesce(mailing_id, 0) FROM reminders WHERE campaign_id "
        "= $1 "
        "ORDER BY phase, version, days_before LIMIT $2",
        {campaign, kept_max}, [](db::Row const& row) {
            auto const phase = consultation::phase_kind(row.text(0));
            base::check(phase.has_value(), "a reminder is of a phase");
            return KeptReminder{*phase, static_cast<int>(row.integer(1)), static_cast<int>(row.integer(2)),
                                reminder_state(row.text(3)), row.id<Mailing>(4)};
        });
}

bool claim(db::Tx& tx, base::Id<consultation::Campaign> campaign, Reminder const& reminder,
           base::Instant now) {
    return tx.execute(
               "INSERT INTO reminders (campaign_id, phase, version, days_before, state, decided_by, "
               "decided_at, "
               "mailing_id) VALUES ($1, $2, $3, $4, 'sent', 0, $5, NULL) "
               "ON CONFLICT (campaign_id, phase, version, days_before) DO UPDATE SET state = 'sent', "
               "decided_by = 0, "
               "decided_at = excluded.decided_at WHERE reminders.state = 'planned'",
               {campaign, consultation::name_of(reminder.phase), reminder.version, reminder.days_before,
                now}) == 1;
}

void record_outcome(db::Tx& tx, base::Id<consultation::Campaign> campaign, Reminder const& reminder,
                    ReminderState state, base::Id<Mailing> mailing) {
    std::optional<std::int64_t> number;
    if (mailing.exists()) number = mailing.value;
    tx.execute(
        "UPDATE reminders SET state = $1, mailing_id = $2 WHERE campaign_id = $3 AND phase = $4 AND version "
        "= $5 AND "
        "days_before = $6",
        {name_of(state), number, campaign, consultation::name_of(reminder.phase), reminder.version,
         reminder.days_before});
}

bool put_wish(db::Tx& tx, base::Id<consultation::Campaign> campaign, Reminder const& reminder,
              ReminderState state, PersonId by, base::Instant now) {
    return tx.execute(
               "INSERT INTO reminders (campaign_id, phase, version, days_before, state, decided_by, "
               "decided_at, "
               "mailing_id) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL) "
               "ON CONFLICT (campaign_id, phase, version, days_before) DO UPDATE SET state = excluded.state, "
               "decided_by = excluded.decided_by, decided_at = excluded.decided_at "
               "WHERE reminders.state IN ('planned', 'held')",
               {campaign, consultation::name_of(reminder.phase), reminder.version, reminder.days_before,
                name_of(state), by, now}) == 1;
}

}  // namespace outreach
