#include "outreach/reminder_actions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/rights.hpp"
#include "journal/jobs.hpp"
#include "journal/journal.hpp"
#include "outreach/reminder_rows.hpp"
#include "outreach/segment_rows.hpp"

namespace outreach {
namespace {

using base::RefusalCode;
using consultation::Campaign;

std::vector<Reminder> reminders_now(db::Reader const& reader, Campaign const& campaign, base::Instant now) {
    return reminders_of(campaign, kept_reminders(reader, campaign.id), now);
}

/// Whether a mailing began.
bool send_reminder(db::Tx& tx, base::World const& world, Settings const& settings, Campaign const& campaign,
                   Reminder const& reminder, base::Instant now) {
    if (!claim(tx, campaign.id, reminder, now)) return false;
    MailingText const text = text_of(campaign, reminder);
    Mailing mailing;
    mailing.campaign = campaign.id;
    mailing.kind = MailingKind::reminder;
    mailing.audience = "Ceux qui n’ont pas encore pris part";
    mailing.subject = text.subject;
    mailing.text = text.text;
    mailing.until = reminder.closes_at;
    mailing.changed_at = now;
    mailing.id = insert_mailing(tx, mailing);
    int part = 0;
    std::int64_t recipients = 0;
    for (Reminded const& group : reminded_by(campaign, reminder)) {
        insert_part(tx, mailing.id, part, group.part);
        recipients += freeze(tx, mailing.id, part, campaign.id, group.segment);
        ++part;
    }
    if (recipients == 0) {
        delete_draft(tx, mailing.id);
        record_outcome(tx, campaign.id, reminder, ReminderState::empty, {});
        return false;
    }
    auto const begun = begin_sending(tx, world, settings, {}, mailing, now);
    base::check(begun.ok(), "a reminder with readers leaves");
    record_outcome(tx, campaign.id, reminder, ReminderState::sent, mailing.id);
    return true;
}

}  // namespace

void enqueue_reminders(db::Tx& tx, base::Instant now) {
    base::Instant const at = next_reminder_hour(now);
    std::string const day = std::to_string(base::local_day(at));
    journal::enqueue(tx, {reminders_job, day, day, at});
}

int send_due_reminders(db::Database& database, base::World const& world, Settings const& settings) {
    int begun = 0;
    for (Campaign const& listed : consultation::campaigns(*database.snapshot())) {
        auto const sent = database.write([&](db::Tx& tx) -> base::Result<int> {
            int count = 0;
            // An extension that is being decided comes before or after, not meanwhile.
            if (!consultation::lock_campaign(tx, listed.id)) return 0;
            base::Instant const now = world.clock.now();
            Campaign const campaign = *consultation::campaign_by_id(tx, listed.id);
            for (Reminder const& reminder : reminders_now(tx, campaign, now))
                if (reminder.is_due(now) && send_reminder(tx, world, settings, campaign, reminder, now))
                    ++count;
            return count;
        });
        base::check(sent.ok(), "reminders could not be written: the queue is full");
        begun += *sent;
    }
    return begun;
}

base::Result<Reminder> wish_reminder(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                     ReminderWish const& wish) {
    if (auto const allowed = consultation::require_operator(actor); !allowed.ok()) return allowed.refusal();
    if (!consultation::lock_campaign(tx, wish.campaign))
        return base::refuse(RefusalCode::not_found, "Cette consultation n’existe pas.");
    base::Instant const now = world.clock.now();
    Campaign const campaign = *consultation::campaign_by_id(tx, wish.campaign);
    std::vector<Reminder> const all = reminders_now(tx, campaign, now);
    auto const found = std::ranges::find_if(all, [&](Reminder const& one) {
        return one.phase == wish.phase && one.days_before == wish.days_before;
    });
    if (found == all.end()) return base::refuse(RefusalCode::not_found, "Ce rappel n’est pas prévu.");
    Reminder reminder = *found;
    ReminderState const wanted = wish.is_held ? ReminderState::held : ReminderState::planned;
    if (!reminder.is_coming(now) ||
        (reminder.state != ReminderState::planned && reminder.state != ReminderState::held))
        return base::refuse(RefusalCode::late,
                            "L’heure de ce rappel est passée\u00a0: rien ne peut plus changer.");
    if (reminder.state == wanted) return reminder;
    base::check(put_wish(tx, campaign.id, reminder, wanted, actor.person, now),
                "a planned reminder may be held");
    journal::record_at(tx, now, world.random,
                       {wish.is_held ? "mail.reminder_held" : "mail.reminder_released",
                        actor.person.value,
                        0,
                        "campaign:" + campaign.slug,
                        {{"phase", std::string(consultation::name_of(reminder.phase))},
                         {"version", std::to_string(reminder.version)},
                         {"days_before", std::to_string(reminder.days_before)}}});
    reminder.state = wanted;
    return reminder;
}

}  // namespace outreach
