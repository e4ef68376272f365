// Reminders: when, to whom, what they say; held back, moved, never twice.
#include <gtest/gtest.h>

#include <thread>

#include "outreach/fixture.hpp"
#include "outreach/reminder_actions.hpp"
#include "outreach/reminder_rows.hpp"
#include "outreach/segment_rows.hpp"

namespace {

using namespace tests;
using consultation::PhaseKind;
using outreach::Reminder;
using outreach::ReminderState;

ON_BOTH_ENGINES(ReminderTest);

struct ReminderFixture : OutreachFixture {
    using OutreachFixture::OutreachFixture;

    std::vector<Reminder> reminders() {
        auto const snapshot = database->snapshot();
        return outreach::reminders_of(consultation::campaign_by_id(*snapshot, campaign).value(),
                                      outreach::kept_reminders(*snapshot, campaign), clock.now());
    }
    Reminder reminder(PhaseKind phase, int days) {
        for (Reminder const& one : reminders())
            if (one.phase == phase && one.days_before == days) return one;
        ADD_FAILURE() << "no such reminder";
        return {};
    }
    int round() { return outreach::send_due_reminders(*database, world, settings_of_mails); }
    /// Who is on the list, by part.
    std::vector<std::string> reminded(base::Id<Mailing> id, int part) {
        return database->snapshot()->list<std::string>(
            "SELECT email_key FROM mailing_recipients WHERE mailing_id = $1 AND part = $2 ORDER BY email_key",
            {id, part}, [](db::Row const& row) { return row.string(0); });
    }
    Result<Reminder> hold(PhaseKind phase, int days, bool is_held) {
        return write([&](db::Tx& tx) {
            return outreach::wish_reminder(tx, world, operator_, {campaign, phase, days, is_held});
        });
    }
    void extend(PhaseKind phase, char const* closes) {
        auto const done = write([&](db::Tx& tx) {
            return consultation::extend_phase(
                tx, world, operator_,
                {campaign, phase, paris(closes), "Les vacances retardent les conseils."});
        });
        ASSERT_TRUE(done.ok()) << done.refusal().message;
    }
};

using Addresses = std::vector<std::string>;

TEST_P(ReminderTest, they_stand_at_nine_in_paris_ten_three_and_one_days_before_the_last_day) {
    ReminderFixture f(GetParam());
    std::vector<base::Instant> at;
    for (Reminder const& one : f.reminders()) at.push_back(one.at);
    EXPECT_EQ(at,
              (std::vector{paris("2026-03-05T09:00"), paris("2026-03-12T09:00"), paris("2026-03-14T09:00"),
                           paris("2026-04-20T09:00"), paris("2026-04-27T09:00"), paris("2026-04-29T09:00")}));
    // Across the change of the clocks, and of what closes at midnight the day before is the last.
    EXPECT_EQ(outreach::reminder_instant(paris("2026-04-01T00:00"), 3), paris("2026-03-28T09:00"));
    EXPECT_EQ(outreach::reminder_instant(paris("2026-03-31T18:00"), 3), paris("2026-03-28T09:00"));
    EXPECT_EQ(outreach::next_reminder_hour(paris("2026-03-28T09:00")), paris("2026-03-29T09:00"));
}

TEST_P(ReminderTest, a_collect_reminds_drafts_first_then_silent_members_then_official_addresses_once) {
    ReminderFixture f(GetParam());
    for (int const id : {1, 2, 3, 22}) f.town_hall(id);
    ASSERT_TRUE(f.contribute(f.agent(1, 1), f.text("Un titre qui dit")).ok());
    f.agent(11, 1);                       // their authority has contributed
    auto const drafting = f.agent(2, 2);  // a draft
    f.agent(3, 3, false);                 // not verified, silent
    f.agent(4, 22);                       // a grouping, silent
    f.partner(5);                         // a partner, silent
    ASSERT_TRUE(
        f.write([&](db::Tx& tx) {
             return consultation::save_draft(tx, f.world, drafting, {f.campaign, {}, f.text("Brouillon")});
         }).ok());
    f.clock.set(paris("2026-03-05T09:00"));
    EXPECT_EQ(f.round(), 1);
    auto const id = f.reminder(PhaseKind::collect, 10).mailing;
    EXPECT_EQ(f.reminded(id, 0), Addresses{"p2@x.example"});
    EXPECT_EQ(f.reminded(id, 1), (Addresses{"p3@x.example", "p4@x.example", "p5@x.example"}));
    EXPECT_EQ(f.reminded(id, 2), (Addresses{"mairie2@ville.example", "mairie3@ville.example"}))
        << "of authorities only, and not the one that contributed";
    f.send_all(id);
    auto const mails = f.mails("campaign.reminder");
    ASSERT_EQ(mails.size(), 6u);
    for (std::string const& mail : mails) {
        bool const is_draft = mail.starts_with("p2@");
        EXPECT_EQ(mail.find("encore un brouillon") != std::string::npos, is_draft) << mail;
        EXPECT_NE(mail.find("il reste 10 jours pour contribuer"), std::string::npos) << mail;
        EXPECT_NE(mail.find("**dimanche 15 mars 2026 à 18\u00a0h**"), std::string::npos) << mail;
    }
    // Three days before: no official address any more.
    f.clock.set(paris("2026-03-12T09:05"));
    EXPECT_EQ(f.round(), 1);
    EXPECT_EQ(f.mailing(f.reminder(PhaseKind::collect, 3).mailing).recipients, 4);
}

TEST_P(ReminderTest, supports_remind_members_of_authorities_that_may_support_and_do_not) {
    ReminderFixture f(GetParam());
    auto const proposal = f.proposal();
    f.clock.set(paris("2026-04-10T10:00"));
    ASSERT_TRUE(f.cast(f.agent(1, 1, false), {proposal.id}).ok());  // pending: took part
    f.agent(2, 2);
    f.agent(3, 22);  // a grouping: does not support here
    f.partner(4);
    f.clock.set(paris("2026-04-27T09:00"));
    EXPECT_EQ(f.round(), 1);
    EXPECT_EQ(f.reminded(f.reminder(PhaseKind::support, 3).mailing, 0), Addresses{"p2@x.example"});
}

TEST_P(ReminderTest, a_reminder_leaves_once_however_often_and_by_however_many_it_is_run) {
    ReminderFixture f(GetParam());
    f.agent(1, 1);
    f.clock.set(paris("2026-03-14T09:00"));
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&] {
            base::SystemRandom random;
            outreach::send_due_reminders(*f.database, {f.clock, random}, f.settings_of_mails);
        });
    for (std::thread& one : threads) one.join();
    EXPECT_EQ(f.round(), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM mailings"), 1);
    EXPECT_EQ(f.reminder(PhaseKind::collect, 1).state, ReminderState::sent);
}

TEST_P(ReminderTest, nothing_leaves_before_nine_after_its_day_or_after_the_closing) {
    ReminderFixture f(GetParam());
    f.agent(1, 1);
    for (char const* const wall :
         {"2026-03-05T08:59", "2026-03-06T08:00", "2026-03-15T18:00", "2026-03-15T19:00"}) {
        f.clock.set(paris(wall));
        EXPECT_EQ(f.round(), 0) << wall;
    }
    EXPECT_EQ(f.reminder(PhaseKind::collect, 3).state, ReminderState::missed);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), 0);
}

TEST_P(ReminderTest, nobody_left_to_remind_means_no_mailing) {
    ReminderFixture f(GetParam());
    ASSERT_TRUE(f.contribute(f.agent(1, 1), f.text("Un titre qui dit")).ok());
    f.clock.set(paris("2026-03-05T09:00"));
    EXPECT_EQ(f.round(), 0);
    EXPECT_EQ(f.reminder(PhaseKind::collect, 10).state, ReminderState::empty);
    EXPECT_EQ(f.count("SELECT count(*) FROM mailings"), 0);
}

TEST_P(ReminderTest, a_held_reminder_stays_and_may_be_released_before_its_hour_only) {
    ReminderFixture f(GetParam());
    f.agent(1, 1);
    f.clock.set(paris("2026-03-01T12:00"));
    ASSERT_TRUE(f.hold(PhaseKind::collect, 10, true).ok());
    ASSERT_TRUE(f.hold(PhaseKind::collect, 3, true).ok());
    ASSERT_TRUE(f.hold(PhaseKind::collect, 3, false).ok());
    ASSERT_TRUE(f.hold(PhaseKind::collect, 3, false).ok());  // again is a success
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act LIKE 'mail.reminder_%'"), 3);
    f.clock.set(paris("2026-03-05T09:00"));
    EXPECT_EQ(f.round(), 0);
    EXPECT_EQ(f.hold(PhaseKind::collect, 10, false).refusal().code, RefusalCode::late);
    f.clock.set(paris("2026-03-12T09:00"));
    EXPECT_EQ(f.round(), 1);
    EXPECT_EQ(f.hold(PhaseKind::committee, 3, true).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.hold(PhaseKind::collect, 7, true).refusal().code, RefusalCode::not_found);
    auto const stranger = f.agent(2, 2);
    auto const refused = f.write([&](db::Tx& tx) {
        return outreach::wish_reminder(tx, f.world, stranger, {f.campaign, PhaseKind::collect, 1, true});
    });
    EXPECT_EQ(refused.refusal().code, RefusalCode::forbidden);
}

TEST_P(ReminderTest, an_extension_moves_what_was_planned_or_held_and_reminds_anew) {
    ReminderFixture f(GetParam());
    f.agent(1, 1);
    f.clock.set(paris("2026-03-05T09:00"));
    EXPECT_EQ(f.round(), 1);
    ASSERT_TRUE(f.hold(PhaseKind::collect, 3, true).ok());
    f.clock.set(paris("2026-03-10T10:00"));
    f.extend(PhaseKind::collect, "2026-03-25T18:00");
    EXPECT_EQ(f.reminder(PhaseKind::collect, 10).at, paris("2026-03-15T09:00"));
    EXPECT_EQ(f.reminder(PhaseKind::collect, 10).state, ReminderState::planned);
    EXPECT_EQ(f.reminder(PhaseKind::collect, 3).at, paris("2026-03-22T09:00"));
    EXPECT_EQ(f.reminder(PhaseKind::collect, 3).state, ReminderState::held);
    f.clock.set(paris("2026-03-14T09:00"));  // the day before the old closing
    EXPECT_EQ(f.round(), 0);
    f.clock.set(paris("2026-03-15T09:00"));
    EXPECT_EQ(f.round(), 1);
    // Extended so late that ten days before has passed: that reminder is not there.
    f.clock.set(paris("2026-03-24T10:00"));
    f.extend(PhaseKind::collect, "2026-03-29T18:00");
    std::vector<int> days;
    for (Reminder const& one : f.reminders())
        if (one.phase == PhaseKind::collect) days.push_back(one.days_before);
    EXPECT_EQ(days, (std::vector{3, 1}));
}

TEST_P(ReminderTest, who_stopped_reminders_gets_none) {
    ReminderFixture f(GetParam());
    f.agent(1, 1);
    ASSERT_TRUE(
        f.write([&](db::Tx& tx) -> Result<Done> {
             messaging::record_stop(
                 tx,
                 {messaging::address_hash(f.settings_of_mails.secret, "p1@x.example"), "campaign.reminder"},
                 f.clock.now());
             return Done{};
         }).ok());
    f.clock.set(paris("2026-03-05T09:00"));
    EXPECT_EQ(f.round(), 1);
    auto const id = f.reminder(PhaseKind::collect, 10).mailing;
    EXPECT_EQ(f.send_all(id), 0);
    EXPECT_EQ(f.figures(id).refused, 1);
    EXPECT_EQ(f.mailing(id).state, MailingState::sent);
}

TEST_P(ReminderTest, a_draft_or_archived_campaign_reminds_nobody) {
    ReminderFixture f(GetParam());
    f.agent(1, 1);
    for (char const* const state : {"draft", "archived"}) {
        f.sql(fmt::format("UPDATE campaigns SET state = '{}'", state));
        f.clock.set(paris("2026-03-05T09:00"));
        EXPECT_EQ(f.round(), 0) << state;
        EXPECT_TRUE(f.reminders().empty());
    }
}

TEST_P(ReminderTest, the_round_of_a_day_waits_once) {
    ReminderFixture f(GetParam());
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(f.write([&](db::Tx& tx) -> Result<Done> {
                         outreach::enqueue_reminders(tx, f.clock.now());
                         return Done{};
                     }).ok());
    EXPECT_EQ(f.count("SELECT count(*) FROM jobs WHERE kind = 'outreach.reminders'"), 1);
    EXPECT_EQ(f.count("SELECT run_at FROM jobs WHERE kind = 'outreach.reminders'"),
              paris("2026-02-02T09:00").us);
}

TEST_P(ReminderTest, the_planned_count_is_of_persons_and_addresses_once_each) {
    ReminderFixture f(GetParam());
    auto const drafting = f.agent(1, 1);
    f.affiliate(const_cast<people::Actor&>(drafting), 2, true);
    ASSERT_TRUE(
        f.write([&](db::Tx& tx) {
             return consultation::save_draft(tx, f.world, drafting, {f.campaign, {}, f.text("Brouillon")});
         }).ok());
    f.town_hall(3);
    std::vector<outreach::Segment> segments;
    auto const snapshot = f.database->snapshot();
    auto const campaign = consultation::campaign_by_id(*snapshot, f.campaign).value();
    for (auto const& one : outreach::reminded_by(campaign, f.reminder(PhaseKind::collect, 10)))
        segments.push_back(one.segment);
    EXPECT_EQ(outreach::count_of_any(*snapshot, f.campaign, segments), 2);
    // Three days before supports close: one group, one person who acts for two communes.
    segments.clear();
    for (auto const& one : outreach::reminded_by(campaign, f.reminder(PhaseKind::support, 3)))
        segments.push_back(one.segment);
    EXPECT_EQ(outreach::count_of_any(*snapshot, f.campaign, segments), 1);
}

}  // namespace
