// Reminder: ten, three and one days before a phase closes, at nine in Paris, those who have not taken part
// are told.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "outreach/segment.hpp"

namespace outreach {

inline constexpr int reminder_days[] = {10, 3, 1};
inline constexpr int reminder_hour = 9;  // in Paris
/// Official addresses, often shared by a whole town hall, are reminded once a phase.
inline constexpr int official_reminder_days = 10;

enum class ReminderState { planned, held, sent, empty, missed };
std::string_view name_of(ReminderState state);
ReminderState reminder_state(std::string_view name);
/// "Prévu", "Ne sera pas envoyé", "Envoyé", "Personne à rappeler", "Non envoyé".
std::string_view title_of(ReminderState state);

/// What was decided of a reminder: a row.
struct KeptReminder {
    consultation::PhaseKind phase = consultation::PhaseKind::collect;
    int version = 1;
    int days_before = 0;
    ReminderState state = ReminderState::planned;
    base::Id<Mailing> mailing;
};

struct Reminder {
    consultation::PhaseKind phase = consultation::PhaseKind::collect;
    int version = 1;  // of the phase: an extension makes new reminders, on their new days
    int days_before = 0;
    base::Instant at;
    base::Instant closes_at;
    ReminderState state = ReminderState::planned;
    base::Id<Mailing> mailing;  // once sent

    /// Its hour has come, its day is not over, the phase is open.
    bool is_due(base::Instant now) const;
    bool is_coming(base::Instant now) const { return now < at; }
};

/// Nine o'clock of the day so many days before the last day of a phase. What closes at midnight has the day
/// before as its last.
base::Instant reminder_instant(base::Instant closes_at, int days_before);
/// The next nine o'clock after an instant.
base::Instant next_reminder_hour(base::Instant now);

/// Every reminder of a public campaign's collect and support, in time order. Left out: days before the phase
/// opens, and days that had passed when that closing was decided. One that was held stays so when an
/// extension moves it.
std::vector<Reminder> reminders_of(consultation::Campaign const& campaign,
                                   std::vector<KeptReminder> const& kept, base::Instant now);

/// Whom a reminder goes to, and what each group is told: the first group that a person is in decides.
struct Reminded {
    Segment segment;
    Part part;
    std::string title;  // French, for the operator
};
std::vector<Reminded> reminded_by(consultation::Campaign const& campaign, Reminder const& reminder);
MailingText text_of(consultation::Campaign const& campaign, Reminder const& reminder);
/// "Rappel à 3 jours de la clôture : Recueil des besoins".
std::string title_of(Reminder const& reminder);

}  // namespace outreach
