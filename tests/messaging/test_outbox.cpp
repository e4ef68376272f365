// The outbox on both engines: posted with its act, sent once, retried, given up, wiped, counted, forgotten.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/check.hpp"
#include "journal/jobs.hpp"
#include "journal/journal.hpp"
#include "messaging/mails_rows.hpp"
#include "messaging/outbox.hpp"
#include "support/databases.hpp"

using base::Done;
using base::Duration;
using base::Result;
using db::Tx;
using messaging::Delivery;
using messaging::Mail;
using messaging::MailState;
using messaging::StoredMail;

ON_BOTH_ENGINES(OutboxTest);

namespace {

Mail code_mail(std::string const& to = "agent@mairie.example") {
    return {to,
            "Votre code de connexion",
            "Votre code : 123456",
            "sign_in.code",
            "Vous avez demandé à vous connecter.",
            "",
            "",
            true};
}
Mail outcome_mail(std::string const& to = "agent@mairie.example") {
    return {to,
            "Votre contribution",
            "Elle est regroupée.",
            "outcome",
            "Vous avez contribué.",
            "Préférences.",
            "",
            false};
}

struct OutboxFixture {
    explicit OutboxFixture(db::Engine engine, bool keep_bodies = false)
        : database(engine),
          outbox(*database, world, transport, {"Tremplin", "t@tremplin.example", "https://tremplin.example"},
                 keep_bodies),
          jobs(*database, clock) {
        std::vector<db::Migration> all = journal::migrations();
        for (db::Migration const& one : messaging::migrations()) all.push_back(one);
        db::migrate(*database, all);
        jobs.handle(messaging::mail_job, [this](std::string const& payload) { outbox.send(payload); });
        jobs.on_failure([this](std::string const&, std::string const& failure) { told = failure; });
    }
    base::Id<Mail> post(Mail const& mail) {
        auto const done = database->write(
            [&](Tx& tx) -> Result<base::Id<Mail>> { return messaging::post(tx, world, mail); });
        return done.value();
    }
    void pass(Duration time) { clock.set(clock.now() + time); }
    StoredMail mail(base::Id<Mail> id) { return messaging::mail(*database->snapshot(), id).value(); }
    messaging::MailCounts counts() { return messaging::mail_counts(*database->snapshot()); }
    template<class Action>
    void write(Action const& action) {
        auto const done = database->write([&](Tx& tx) -> Result<Done> {
            action(tx);
            return Done{};
        });
        ASSERT_TRUE(done.ok());
    }

    support::TestDatabase database;
    base::FixedClock clock{base::Instant{1'700'000'000'000'000}};
    base::SeededRandom random{1};
    base::World world{clock, random};
    messaging::MemoryTransport transport;
    messaging::Outbox outbox;
    journal::JobRunner jobs;
    std::string told;
};

}  // namespace

TEST_P(OutboxTest, a_posted_mail_is_sent_and_says_so) {
    OutboxFixture f(GetParam());
    auto const id = f.post(outcome_mail());
    EXPECT_EQ(f.mail(id).state, MailState::waiting);
    f.pass(Duration::seconds(2));
    EXPECT_EQ(f.jobs.run_due(10), 1);
    StoredMail const stored = f.mail(id);
    EXPECT_EQ(stored.state, MailState::sent);
    EXPECT_EQ(stored.sent_at, f.clock.now());
    EXPECT_EQ(stored.attempts, 1);
    EXPECT_EQ(stored.mail.text, "Elle est regroupée.");
    ASSERT_EQ(f.transport.sent().size(), 1u);
    EXPECT_EQ(f.transport.sent().front().to, "agent@mairie.example");
    EXPECT_EQ(journal::job_counts(*f.database->snapshot()).waiting, 0);
}

TEST_P(OutboxTest, a_mail_of_an_act_that_is_refused_does_not_exist) {
    OutboxFixture f(GetParam());
    auto const refused = f.database->write([&](Tx& tx) -> Result<Done> {
        (void)messaging::post(tx, f.world, outcome_mail());
        return base::refuse(base::RefusalCode::conflict, "non");
    });
    EXPECT_FALSE(refused.ok());
    EXPECT_EQ(f.counts().waiting, 0);
    EXPECT_EQ(f.jobs.run_due(10), 0);
}

TEST_P(OutboxTest, a_job_run_twice_sends_once) {
    OutboxFixture f(GetParam());
    auto const id = f.post(outcome_mail());
    f.outbox.send(std::to_string(id.value));
    f.outbox.send(std::to_string(id.value));
    EXPECT_EQ(f.jobs.run_due(10), 1);
    EXPECT_EQ(f.transport.asked(), 1);
    EXPECT_EQ(f.mail(id).attempts, 1);
}

TEST_P(OutboxTest, after_a_crash_between_sending_and_recording_the_same_bytes_go_out_again) {
    // At least once: the relay has the mail, our record of it was lost.
    OutboxFixture f(GetParam());
    auto const id = f.post(outcome_mail());
    f.outbox.send(std::to_string(id.value));
    f.write([](Tx& tx) { tx.execute("UPDATE mails SET state = 'waiting', sent_at = NULL"); });
    f.pass(Duration::minutes(6));
    EXPECT_EQ(f.jobs.run_due(10), 1);
    auto const sent = f.transport.sent();
    ASSERT_EQ(sent.size(), 2u);
    EXPECT_EQ(sent[0].message, sent[1].message);
    EXPECT_NE(sent[0].message.find("Message-ID: <" + f.mail(id).message_id + "@tremplin.example>"),
              std::string::npos);
}

TEST_P(OutboxTest, a_temporary_refusal_is_tried_again_until_it_passes) {
    OutboxFixture f(GetParam());
    f.transport.answer_next({Delivery::later, "450 greylisted <agent@mairie.example>\r\nwait \xe9"});
    auto const id = f.post(outcome_mail());
    EXPECT_EQ(f.jobs.run_due(10), 1);
    EXPECT_EQ(f.mail(id).state, MailState::waiting);
    EXPECT_EQ(f.mail(id).failure, "450 greylisted (address) wait ?");
    EXPECT_EQ(f.told.find("agent@"), std::string::npos) << "no address in a log";
    EXPECT_NE(f.told.find("greylisted"), std::string::npos);
    f.pass(Duration::hours(1));
    EXPECT_EQ(f.jobs.run_due(10), 1);
    EXPECT_EQ(f.mail(id).state, MailState::sent);
    EXPECT_EQ(f.mail(id).attempts, 2);
    EXPECT_EQ(f.mail(id).failure, "");
}

TEST_P(OutboxTest, a_permanent_refusal_is_not_tried_again) {
    OutboxFixture f(GetParam());
    f.transport.answer_next({Delivery::refused, "550 unknown"});
    auto const id = f.post(outcome_mail());
    EXPECT_EQ(f.jobs.run_due(10), 1);
    f.pass(Duration::days(1));
    EXPECT_EQ(f.jobs.run_due(10), 0);
    EXPECT_EQ(f.mail(id).state, MailState::bounced);
    EXPECT_EQ(f.mail(id).failure, "550 unknown");
    EXPECT_FALSE(f.mail(id).sent_at.has_value());
    EXPECT_EQ(f.transport.asked(), 1);
}

TEST_P(OutboxTest, a_mail_that_nobody_takes_for_three_days_has_failed) {
    OutboxFixture f(GetParam());
    auto const id = f.post(outcome_mail());
    int hours = 0;
    while (f.mail(id).state == MailState::waiting && hours < 24 * 10) {
        f.transport.answer_next({Delivery::later, "421 busy"});
        f.jobs.run_due(1);
        f.pass(Duration::hours(2));
        hours += 2;
    }
    EXPECT_EQ(f.mail(id).state, MailState::failed);
    EXPECT_GE(hours, 72);
    EXPECT_LE(hours, 80);
    EXPECT_NE(f.mail(id).failure.find("given up after"), std::string::npos);
    EXPECT_EQ(journal::job_counts(*f.database->snapshot()).waiting, 0);
}

TEST_P(OutboxTest, a_code_is_wiped_once_sent_and_not_before) {
    OutboxFixture f(GetParam());
    f.transport.answer_next({Delivery::later, "421 busy"});
    auto const id = f.post(code_mail());
    f.jobs.run_due(1);
    EXPECT_EQ(f.mail(id).mail.text, "Votre code : 123456");
    f.pass(Duration::minutes(30));
    f.jobs.run_due(1);
    EXPECT_EQ(f.mail(id).state, MailState::sent);
    EXPECT_EQ(f.mail(id).mail.text, "");
    EXPECT_EQ(f.mail(id).mail.subject, "Votre code de connexion");
}

TEST_P(OutboxTest, the_demonstration_keeps_its_codes_readable) {
    OutboxFixture f(GetParam(), true);
    auto const id = f.post(code_mail());
    f.jobs.run_due(1);
    EXPECT_EQ(f.mail(id).mail.text, "Votre code : 123456");
}

TEST_P(OutboxTest, a_code_older_than_an_hour_is_not_sent_and_is_wiped) {
    OutboxFixture f(GetParam());
    auto const id = f.post(code_mail());
    f.pass(Duration::minutes(61));
    f.jobs.run_due(1);
    EXPECT_EQ(f.transport.asked(), 0);
    EXPECT_EQ(f.mail(id).state, MailState::failed);
    EXPECT_EQ(f.mail(id).mail.text, "");
}

TEST_P(OutboxTest, a_mail_to_no_address_or_with_a_broken_part_is_a_bug_of_its_room) {
    OutboxFixture f(GetParam());
    EXPECT_THROW(f.post(outcome_mail("agent@mairie.example\r\nBcc: x@y.example")), base::Fault);
    EXPECT_THROW(f.post(outcome_mail("personne")), base::Fault);
    Mail mail = outcome_mail();
    mail.kind = "Sign in";
    EXPECT_THROW(f.post(mail), base::Fault);
    mail = outcome_mail();
    mail.text = "\xff";
    EXPECT_THROW(f.post(mail), base::Fault);
    for (char const* url :
         {"javascript:x", "https://a.example/>,<mailto:x@y.z>", "https://a.example/\r\nB: c"}) {
        mail = outcome_mail();
        mail.list_unsubscribe_url = url;
        EXPECT_THROW(f.post(mail), base::Fault) << url;
    }
    EXPECT_EQ(f.counts().waiting, 0);
}

TEST_P(OutboxTest, line_breaks_leave_the_subject_and_long_parts_are_shortened) {
    OutboxFixture f(GetParam());
    Mail mail = outcome_mail();
    mail.subject = "a\r\nBcc: x@y.example " + std::string(400, 'b');
    mail.text = std::string(30'000, 'c');
    StoredMail const stored = f.mail(f.post(mail));
    EXPECT_EQ(stored.mail.subject.find_first_of("\r\n"), std::string::npos);
    EXPECT_TRUE(stored.mail.subject.starts_with("a Bcc:"));
    EXPECT_LE(stored.mail.subject.size(), messaging::subject_characters_max + 3);
    EXPECT_LE(stored.mail.text.size(), messaging::text_characters_max + 3);
}

TEST_P(OutboxTest, recent_mails_are_counted_by_address_kind_and_time_whatever_the_capitals) {
    OutboxFixture f(GetParam());
    f.post(code_mail("Agent@Mairie.example"));
    f.pass(Duration::minutes(30));
    f.post(code_mail("agent@mairie.example"));
    f.post(outcome_mail());
    f.post(code_mail("autre@mairie.example"));
    auto const snapshot = f.database->snapshot();
    auto const ago = [&](int minutes) { return f.clock.now() - Duration::minutes(minutes); };
    EXPECT_EQ(messaging::recent_mails(*snapshot, "AGENT@mairie.example", "sign_in.code", ago(60)), 2);
    EXPECT_EQ(messaging::recent_mails(*snapshot, "agent@mairie.example", "sign_in.code", ago(10)), 1);
    EXPECT_EQ(messaging::recent_mails(*snapshot, "agent@mairie.example", "", ago(60)), 3);
}

TEST_P(OutboxTest, mails_sent_are_listed_newest_first_by_kind_and_page) {
    OutboxFixture f(GetParam());
    for (int i = 0; i < 5; ++i) f.post(i % 2 == 0 ? outcome_mail() : code_mail());
    f.jobs.run_due(4);
    auto const snapshot = f.database->snapshot();
    auto const first = messaging::mails_sent(*snapshot, "", 1, 3);
    EXPECT_EQ(first.total, 4);
    ASSERT_EQ(first.mails.size(), 3u);
    EXPECT_GT(first.mails[0].id, first.mails[1].id);
    EXPECT_EQ(messaging::mails_sent(*snapshot, "", 2, 3).mails.size(), 1u);
    auto const codes = messaging::mails_sent(*snapshot, "sign_in.code", 1, 20);
    EXPECT_EQ(codes.total, 2);
    EXPECT_EQ(codes.mails.at(0).mail.kind, "sign_in.code");
    EXPECT_EQ(messaging::mails(*snapshot, MailState::waiting, "outcome", 1, 20).total, 1);
    auto const counts = messaging::mail_counts(*snapshot);
    EXPECT_EQ(counts.sent, 4);
    EXPECT_EQ(counts.waiting, 1);
    EXPECT_FALSE(messaging::mail(*snapshot, base::Id<Mail>(999)).has_value());
}

TEST_P(OutboxTest, a_mail_that_came_back_is_bounced) {
    OutboxFixture f(GetParam());
    auto const id = f.post(outcome_mail());
    std::string const number = f.mail(id).message_id;
    bool found = true;
    f.write([&](Tx& tx) { found = messaging::record_bounce(tx, number, "unknown"); });
    EXPECT_FALSE(found) << "it was not sent yet";
    f.jobs.run_due(1);
    f.write([&](Tx& tx) { found = messaging::record_bounce(tx, number, "unknown"); });
    EXPECT_TRUE(found);
    EXPECT_EQ(f.mail(id).state, MailState::bounced);
    EXPECT_EQ(f.counts().bounced, 1);
}

TEST_P(OutboxTest, an_erased_person_s_mails_are_gone_and_the_waiting_one_is_not_sent) {
    OutboxFixture f(GetParam());
    f.post(outcome_mail("Agent@mairie.example"));
    auto const other = f.post(outcome_mail("autre@mairie.example"));
    f.write([](Tx& tx) { EXPECT_EQ(messaging::forget_mails_to(tx, "agent@mairie.example"), 1); });
    EXPECT_EQ(f.jobs.run_due(10), 2);
    EXPECT_EQ(f.transport.asked(), 1);
    EXPECT_EQ(f.told, "");
    EXPECT_EQ(f.mail(other).state, MailState::sent);
}

TEST_P(OutboxTest, old_mails_are_forgotten_but_none_that_waits) {
    OutboxFixture f(GetParam());
    f.post(outcome_mail());
    f.post(outcome_mail());
    f.jobs.run_due(2);
    f.post(outcome_mail());
    f.pass(Duration::days(400));
    std::int64_t gone = 0;
    f.write([&](Tx& tx) { gone = messaging::forget_old_mails(tx, f.clock.now(), 1); });
    EXPECT_EQ(gone, 1);
    f.write([&](Tx& tx) { gone = messaging::forget_old_mails(tx, f.clock.now(), 100); });
    EXPECT_EQ(gone, 1);
    EXPECT_EQ(f.counts().waiting, 1);
}

TEST(FileTransport, mails_are_numbered_files_named_after_their_kind_and_numbers_go_on_after_a_restart) {
    support::TemporaryFolder folder;
    std::string const where = folder.file("mails");
    messaging::Envelope const envelope{"a@b.example", "c@d.example", "sign_in.code",
                                       "Subject: x\r\n\r\ny\r\n"};
    messaging::FileTransport first(where);
    EXPECT_EQ(first.send(envelope).delivery, Delivery::sent);
    messaging::FileTransport second(where);
    EXPECT_EQ(second.send(envelope).delivery, Delivery::sent);
    std::vector<std::string> names;
    for (auto const& entry : std::filesystem::directory_iterator(where))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    EXPECT_EQ(names, (std::vector<std::string>{"000001-sign-in-code.eml", "000002-sign-in-code.eml"}));
    std::ifstream file(where + "/000001-sign-in-code.eml", std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    EXPECT_EQ(content.str(), envelope.message);
}

TEST(FileTransport, a_folder_that_cannot_be_written_is_tried_later) {
    support::TemporaryFolder folder;
    messaging::FileTransport transport(folder.file("mails"));
    std::filesystem::remove_all(folder.file("mails"));
    messaging::Answer const answer = transport.send({"a@b.example", "c@d.example", "outcome", "x"});
    EXPECT_EQ(answer.delivery, Delivery::later);
    EXPECT_NE(answer.message.find("000001-outcome.eml"), std::string::npos);
}
