// Mailings: a frozen list, an address once, slices, stops, pauses, figures.
#include <gtest/gtest.h>

#include <thread>

#include "journal/jobs.hpp"
#include "outreach/fixture.hpp"

namespace {

using namespace tests;

ON_BOTH_ENGINES(MailingTest);

TEST_P(MailingTest, an_address_that_stands_twice_on_the_list_gets_one_mail) {
    OutreachFixture f(GetParam());
    auto const id = f.send(f.wanted({{"mairie@exemple.fr", AuthorityId(1), {}, 0},
                                     {"Mairie@Exemple.FR", AuthorityId(2), {}, 0},
                                     {"autre@exemple.fr", AuthorityId(3), {}, 0}}))
                        .value();
    EXPECT_EQ(f.mailing(id).recipients, 2);
    EXPECT_EQ(f.slice(id, 1), 2);
    EXPECT_EQ(f.addresses_written_to(), (std::vector<std::string>{"autre@exemple.fr", "mairie@exemple.fr"}));
    EXPECT_EQ(f.mailing(id).state, MailingState::sent);
    EXPECT_EQ(f.figures(id).queued, 2);
}

TEST_P(MailingTest, a_slice_run_twice_writes_to_nobody_twice) {
    OutreachFixture f(GetParam());
    auto const id = f.send(f.wanted(f.town_halls(120))).value();
    EXPECT_EQ(f.slice(id, 1), outreach::recipients_per_slice);
    EXPECT_EQ(f.slice(id, 1), 0);
    EXPECT_EQ(f.slice(id, 3), 0);  // not its turn
    EXPECT_EQ(f.slice(id, 2), outreach::recipients_per_slice);
    EXPECT_EQ(f.slice(id, 3), 20);
    EXPECT_EQ(f.mailing(id).state, MailingState::sent);
    EXPECT_EQ(f.mailing(id).posted, 120);
    EXPECT_EQ(f.count("SELECT count(DISTINCT to_key) FROM mails"), 120);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), 120);
}

TEST_P(MailingTest, a_slice_run_by_several_threads_at_once_writes_to_nobody_twice) {
    OutreachFixture f(GetParam());
    auto const id = f.send(f.wanted(f.town_halls(40))).value();
    std::vector<std::thread> threads;
    // The seeded source of the fixture is one thread's only.
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            base::SystemRandom random;
            outreach::send_slice(*f.database, {f.clock, random}, f.settings_of_mails,
                                 fmt::format("{} 1", id.value));
        });
    for (std::thread& one : threads) one.join();
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), 40);
}

TEST_P(MailingTest, the_next_slice_leaves_after_the_pause_and_not_before) {
    OutreachFixture f(GetParam());
    auto const id = f.send(f.wanted(f.town_halls(60))).value();
    f.slice(id, 1);
    EXPECT_EQ(f.count(fmt::format(
                  "SELECT run_at FROM jobs WHERE kind = 'outreach.slice' AND payload = '{} 2'", id.value)),
              (f.clock.now() + outreach::slice_pause).us);
}

TEST_P(MailingTest, who_stopped_such_mails_or_cannot_be_reached_is_not_written_to) {
    OutreachFixture f(GetParam());
    auto const stop = [&](std::string const& email, std::string const& kind) {
        ASSERT_TRUE(f.write([&](db::Tx& tx) -> Result<Done> {
                         messaging::record_stop(
                             tx, {messaging::address_hash(f.settings_of_mails.secret, email), kind},
                             f.clock.now());
                         return Done{};
                     }).ok());
    };
    stop("mairie000@exemple.fr", "campaign.invitation");
    stop("mairie001@exemple.fr", "all");
    stop("mairie002@exemple.fr", "campaign.reminder");  // another kind
    f.sql(
        "INSERT INTO mail_suspensions (to_key, since, permanent, status) VALUES ('mairie003@exemple.fr', 0, "
        "1, "
        "'5.1.1')");
    auto const id = f.send(f.wanted(f.town_halls(5))).value();
    f.send_all(id);
    EXPECT_EQ(f.addresses_written_to(),
              (std::vector<std::string>{"mairie002@exemple.fr", "mairie004@exemple.fr"}));
    EXPECT_EQ(f.figures(id).refused, 3);
    EXPECT_EQ(f.mailing(id).posted, 2);
}

TEST_P(MailingTest, a_pause_holds_the_next_slice_and_resuming_goes_on_where_it_stopped) {
    OutreachFixture f(GetParam());
    auto const id = f.send(f.wanted(f.town_halls(120))).value();
    auto const act = [&](auto action) {
        return f.write([&](db::Tx& tx) { return action(tx, f.world, f.operator_, id); });
    };
    f.slice(id, 1);
    ASSERT_TRUE(act(outreach::pause_mailing).ok());
    EXPECT_EQ(f.slice(id, 2), 0);
    EXPECT_EQ(act(outreach::pause_mailing).refusal().code, RefusalCode::conflict);
    ASSERT_TRUE(act(outreach::resume_mailing).ok());
    EXPECT_EQ(f.slice(id, 2), 0) << "the job from before the pause does nothing";
    f.send_all(id);
    EXPECT_EQ(f.count("SELECT count(DISTINCT to_key) FROM mails"), 120);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), 120);
    EXPECT_EQ(act(outreach::resume_mailing).refusal().code, RefusalCode::conflict);
}

TEST_P(MailingTest, a_stopped_mailing_writes_to_nobody_any_more_and_says_who_was_left) {
    OutreachFixture f(GetParam());
    auto const id = f.send(f.wanted(f.town_halls(120))).value();
    f.slice(id, 1);
    auto const stopped =
        f.write([&](db::Tx& tx) { return outreach::stop_mailing(tx, f.world, f.operator_, id); });
    ASSERT_TRUE(stopped.ok());
    EXPECT_EQ(f.slice(id, 2), 0);
    EXPECT_EQ(f.figures(id).dropped, 70);
    EXPECT_EQ(f.figures(id).total(), 120);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'mail.segment_stopped'"), 1);
}

TEST_P(MailingTest, nothing_leaves_after_its_last_instant) {
    OutreachFixture f(GetParam());
    auto one = f.wanted(f.town_halls(60));
    one.until = f.clock.now() + base::Duration::hours(1);
    auto const id = f.send(one).value();
    f.slice(id, 1);
    f.clock.set(*one.until);
    EXPECT_EQ(f.slice(id, 2), 0);
    EXPECT_EQ(f.mailing(id).state, MailingState::stopped);
    EXPECT_EQ(f.figures(id).dropped, 10);
}

TEST_P(MailingTest, a_letter_names_the_authority_says_why_and_how_to_stop) {
    OutreachFixture f(GetParam());
    f.sql("UPDATE authorities SET long_name = 'Commune d’*Ys*' WHERE id = 1");
    auto const id = f.send(f.wanted(f.town_halls(1))).value();
    f.send_all(id);
    auto const page =
        messaging::mails_matching(*f.database->snapshot(), {{}, "campaign.invitation", ""}, 1, 10);
    ASSERT_EQ(page.total, 1);
    auto const stored = messaging::mail(*f.database->snapshot(), page.mails.front().id).value();
    EXPECT_EQ(stored.mail.subject, "Participez avec Commune d’*Ys*");
    EXPECT_NE(stored.mail.text.find("Bonjour Commune d’\\*Ys\\*,"), std::string::npos) << stored.mail.text;
    EXPECT_NE(stored.mail.why.find("Collectivité concernée\u00a0: Commune d’*Ys*."), std::string::npos);
    EXPECT_TRUE(stored.mail.is_markdown);
    EXPECT_TRUE(stored.mail.is_notification());
    auto const token =
        stored.mail.list_unsubscribe_url.substr(stored.mail.list_unsubscribe_url.rfind('/') + 1);
    EXPECT_EQ(messaging::read_stop_token(f.settings_of_mails.secret, token)->kind, "campaign.invitation");
}

TEST_P(MailingTest, the_journal_holds_counts_and_hashes_no_address_and_no_word) {
    OutreachFixture f(GetParam());
    (void)f.send(f.wanted(f.town_halls(3)));
    auto const payload = f.database->snapshot()->first<std::string>(
        "SELECT payload FROM journal_entries WHERE act = 'mail.segment_sent'", {},
        [](db::Row const& row) { return row.string(0); });
    ASSERT_TRUE(payload.has_value());
    EXPECT_NE(payload->find("recipients=3"), std::string::npos) << *payload;
    EXPECT_NE(payload->find("list_hmac="), std::string::npos);
    for (char const* const word : {"@", "exemple.fr", "Bonjour", "Participez"})
        EXPECT_EQ(payload->find(word), std::string::npos) << word;
}

TEST_P(MailingTest, an_authority_knows_when_it_was_last_written_to) {
    OutreachFixture f(GetParam());
    auto const first = f.send(f.wanted({{"a@exemple.fr", AuthorityId(1), {}, 0}})).value();
    f.send_all(first);
    base::Instant const later = f.clock.now() + base::Duration::days(3);
    f.clock.set(later);
    (void)f.send(f.wanted({{"b@exemple.fr", AuthorityId(2), {}, 0}}));
    std::vector<AuthorityId> const ids{AuthorityId(1), AuthorityId(2), AuthorityId(3)};
    auto const snapshot = f.database->snapshot();
    auto const written = outreach::last_written(*snapshot, MailingKind::invitation, ids);
    ASSERT_EQ(written.size(), 2u);
    for (auto const& one : written)
        EXPECT_EQ(one.at, one.authority == AuthorityId(2) ? later : later - base::Duration::days(3));
    EXPECT_TRUE(outreach::last_written(*snapshot, MailingKind::reminder, ids).empty());
    EXPECT_EQ(outreach::mailings_of_scope(*snapshot, MailingKind::invitation, "29", 1).total, 2);
    EXPECT_EQ(outreach::mailings_of_scope(*snapshot, MailingKind::invitation, "35", 1).total, 0);
    EXPECT_EQ(outreach::mailings_of(*snapshot, f.campaign, 1).total, 0)
        << "a relay's mailings are the relay's";
}

TEST_P(MailingTest, a_text_without_subject_or_readers_is_refused_and_nothing_is_kept) {
    OutreachFixture f(GetParam());
    auto one = f.wanted(f.town_halls(2));
    one.text.subject = " \n ";
    one.text.text = "Trop court.";
    auto const refused = f.send(one);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().fields.size(), 2u);
    EXPECT_EQ(f.send(f.wanted({})).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.send(f.wanted(f.town_halls(2001))).refusal().code, RefusalCode::too_large);
    EXPECT_EQ(f.count("SELECT count(*) FROM mailings"), 0);
}

TEST_P(MailingTest, old_lists_are_forgotten_and_their_figures_stay) {
    OutreachFixture f(GetParam());
    auto const id = f.send(f.wanted(f.town_halls(5))).value();
    f.send_all(id);
    f.sql("UPDATE mails SET state = 'sent'");
    f.sql("UPDATE mails SET state = 'bounced' WHERE to_key = 'mairie001@exemple.fr'");
    Figures const before = f.figures(id);
    EXPECT_EQ(before.sent, 4);
    EXPECT_EQ(before.bounced, 1);
    f.clock.set(f.clock.now() + outreach::lists_kept + base::Duration::days(1));
    auto const forget = [&] {
        return f
            .write([&](db::Tx& tx) -> Result<int> {
                return outreach::forget_old_lists(tx, f.clock.now() - outreach::lists_kept, f.clock.now(), 5);
            })
            .value();
    };
    EXPECT_EQ(forget(), 1);
    EXPECT_EQ(forget(), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM mailing_recipients"), 0);
    EXPECT_EQ(f.figures(id).sent, 4);
    EXPECT_EQ(f.figures(id).bounced, 1);
}

TEST_P(MailingTest, who_erased_their_account_leaves_the_list_before_their_turn) {
    OutreachFixture f(GetParam());
    auto const id = f.send(f.wanted(f.town_halls(2))).value();
    f.sql("DELETE FROM mailing_recipients WHERE email_key = 'mairie000@exemple.fr'");  // as the erasure does
    EXPECT_EQ(f.send_all(id), 1);
    EXPECT_EQ(f.addresses_written_to(), std::vector<std::string>{"mairie001@exemple.fr"});
}

TEST_P(MailingTest, a_test_goes_to_its_writer_alone_and_not_without_end) {
    OutreachFixture f(GetParam());
    auto const test = [&] {
        return f.write([&](db::Tx& tx) {
            return outreach::send_test(tx, f.world, f.settings_of_mails, f.operator_, MailingKind::segment,
                                       {"Objet", "Bonjour **{collectivite}**, voici."},
                                       {"", "Vous recevez ceci."},
                                       {"secret@exemple.fr", "Commune de Locronan", "29134"});
        });
    };
    for (int i = 0; i < outreach::tests_an_hour_max; ++i) ASSERT_TRUE(test().ok());
    EXPECT_EQ(test().refusal().code, RefusalCode::too_many);
    EXPECT_EQ(f.count("SELECT count(DISTINCT to_key) FROM mails"), 1);
    EXPECT_EQ(f.addresses_written_to().front(), "p900@x.example");
}

}  // namespace
