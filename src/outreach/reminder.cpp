#include "outreach/reminder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "outreach/letter.hpp"

namespace outreach {
namespace {

using consultation::Campaign;
using consultation::Phase;
using consultation::PhaseKind;

constexpr std::int64_t us_per_day = base::Duration::days(1).us;
constexpr std::size_t title_in_subject_max = 80;

base::Instant nine_of_local_day(std::int64_t day) {
    // Noon UTC of that date is the same date in Paris.
    base::Civil wall = base::civil(base::Instant{day * us_per_day} + base::Duration::hours(12));
    wall.hour = reminder_hour;
    wall.minute = 0;
    wall.second = 0;
    return base::instant_of(wall).value();
}

/// As decided for this closing; else, held if the last earlier word on it was to hold it.
ReminderState state_of(Reminder const& reminder, KeptReminder const* exact, KeptReminder const* earlier,
                       base::Instant now) {
    ReminderState state = ReminderState::planned;
    if (exact)
        state = exact->state;
    else if (earlier && earlier->state == ReminderState::held)
        state = ReminderState::held;
    bool const is_over = base::local_day(now) > base::local_day(reminder.at) || now >= reminder.closes_at;
    return state == ReminderState::planned && is_over ? ReminderState::missed : state;
}

std::string quoted_title(Campaign const& campaign) {
    return fmt::format("«\u00a0{}\u00a0»", markdown_escaped(campaign.title));
}

std::string act_link(Campaign const& campaign, PhaseKind phase) {
    return phase == PhaseKind::support
               ? fmt::format("[Choisir les propositions à soutenir](/campagnes/{}/propositions)",
                             campaign.slug)
               : fmt::format("[Écrire une contribution](/campagnes/{}/contribuer)", campaign.slug);
}

}  // namespace

std::string_view name_of(ReminderState state) {
    constexpr std::string_view names[] = {"planned", "held", "sent", "empty", "missed"};
    return names[static_cast<std::size_t>(state)];
}

ReminderState reminder_state(std::string_view name) {
    for (ReminderState const state : {ReminderState::planned, ReminderState::held, ReminderState::sent,
                                      ReminderState::empty, ReminderState::missed})
        if (name_of(state) == name) return state;
    base::fail("no state of a reminder: " + std::string(name));
}

std::string_view title_of(ReminderState state) {
    constexpr std::string_view titles[] = {"Prévu", "Ne sera pas envoyé", "Envoyé", "Personne à rappeler",
                                           "Non envoyé"};
    return titles[static_cast<std::size_t>(state)];
}

base::Instant reminder_instant(base::Instant closes_at, int days_before) {
    return nine_of_local_day(base::local_day(closes_at - base::Duration::seconds(1)) - days_before);
}

base::Instant next_reminder_hour(base::Instant now) {
    base::Instant const today = nine_of_local_day(base::local_day(now));
    return now < today ? today : nine_of_local_day(base::local_day(now) + 1);
}

bool Reminder::is_due(base::Instant now) const {
    return state == ReminderState::planned && at <= now && now < closes_at &&
           base::local_day(now) == base::local_day(at);
}

std::vector<Reminder> reminders_of(Campaign const& campaign, std::vector<KeptReminder> const& kept,
                                   base::Instant now) {
    std::vector<Reminder> all;
    if (campaign.state != consultation::CampaignState::published) return all;
    for (PhaseKind const kind : {PhaseKind::collect, PhaseKind::support}) {
        Phase const* const phase = campaign.phase(kind);
        if (!phase) continue;
        for (int const days : reminder_days) {
            Reminder one{kind,
                         phase->version,
                         days,
                         reminder_instant(phase->closes_at, days),
                         phase->closes_at,
                         ReminderState::planned,
                         {}};
            KeptReminder const* exact = nullptr;
            KeptReminder const* earlier = nullptr;
            for (KeptReminder const& row : kept) {
                if (row.phase != kind || row.days_before != days) continue;
                if (row.version == phase->version) exact = &row;
                if (row.version < phase->version && (!earlier || earlier->version < row.version))
                    earlier = &row;
            }
            bool const never_was = one.at <= phase->opens_at || one.at < phase->decided_at;
            if (never_was && !exact) continue;
            one.state = state_of(one, exact, earlier, now);
            if (exact) one.mailing = exact->mailing;
            all.push_back(one);
        }
    }
    std::ranges::stable_sort(all, {}, [](Reminder const& one) { return one.at.us; });
    return all;
}

std::vector<Reminded> reminded_by(Campaign const& campaign, Reminder const& reminder) {
    bool const is_support = reminder.phase == PhaseKind::support;
    std::string const link = act_link(campaign, reminder.phase);
    std::string const title = quoted_title(campaign);
    std::vector<Reminded> all;
    if (!is_support) {
        Reminded drafts;
        drafts.segment.who = Who::drafts;
        drafts.part.lead = fmt::format(
            "Votre contribution à la consultation {} est encore un brouillon\u00a0: elle ne comptera qu’une "
            "fois "
            "publiée.\n\n[Reprendre mon brouillon](/mes-contributions)",
            title);
        drafts.title = "Auteurs d’un brouillon non publié";
        all.push_back(drafts);
    }
    Reminded members;
    members.segment.who = Who::absent_members;
    members.part.lead =
        is_support ? fmt::format(
                         "Votre collectivité n’a encore soutenu aucune proposition de la consultation "
                         "{}.\n\n{}",
                         title, link)
                   : fmt::format(
                         "La consultation {} n’a encore reçu aucune contribution de votre collectivité ou de "
                         "votre organisme.\n\n{}",
                         title, link);
    members.title = is_support ? "Comptes dont la collectivité ne soutient encore rien"
                               : "Comptes dont la structure n’a pas encore contribué";
    all.push_back(members);
    if (reminder.days_before == official_reminder_days) {
        Reminded official;
        official.segment.who = Who::absent_authorities;
        official.part.lead =
            is_support ? fmt::format(
                             "Votre collectivité n’a encore soutenu aucune proposition de la consultation "
                             "{}.\n\n{}",
                             title, link)
                       : fmt::format(
                             "La consultation {} n’a encore reçu aucune contribution de votre "
                             "collectivité.\n\n{}",
                             title, link);
        official.title = "Adresses officielles des collectivités qui n’ont pas pris part";
        all.push_back(official);
    }
    for (Reminded& one : all) {
        one.segment.phase = reminder.phase;
        one.segment.supporting_classes = campaign.supporting_classes;
        one.part.why = why_of(one.segment.who, campaign.title);
    }
    return all;
}

MailingText text_of(Campaign const& campaign, Reminder const& reminder) {
    bool const is_support = reminder.phase == PhaseKind::support;
    std::string const title = base::shortened(campaign.title, title_in_subject_max);
    MailingText text;
    text.subject = reminder.days_before == 1
                       ? fmt::format("{}\u00a0: dernier jour demain pour {}", title,
                                     is_support ? "soutenir" : "contribuer")
                       : fmt::format("{}\u00a0: il reste {} jours pour {}", title, reminder.days_before,
                                     is_support ? "soutenir" : "contribuer");
    text.text = fmt::format(
        "L’étape «\u00a0{}\u00a0» se termine le **{}**, heure de Paris. Après, il ne sera plus possible de "
        "{}.",
        consultation::title_of(reminder.phase), base::french_deadline(reminder.closes_at),
        is_support ? "soutenir une proposition" : "publier une contribution");
    return text;
}

std::string title_of(Reminder const& reminder) {
    return fmt::format("Rappel à {} de la clôture\u00a0: {}",
                       base::french_count(reminder.days_before, "jour", "jours"),
                       consultation::title_of(reminder.phase));
}

}  // namespace outreach
