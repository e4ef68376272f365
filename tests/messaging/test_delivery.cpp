// Mails that come back, addresses suspended, notifications stopped: the rules, on both engines.
#include <thread>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "journal/jobs.hpp"
#include "journal/journal.hpp"
#include "messaging/delivery_status.hpp"
#include "messaging/mails_rows.hpp"
#include "messaging/outbox.hpp"
#include "messaging/stop.hpp"
#include "support/databases.hpp"

using base::Done;
using base::Duration;
using base::Result;
using db::Tx;
using messaging::Delivery;
using messaging::Mail;
using messaging::MailState;
using messaging::ReportTaken;

ON_BOTH_ENGINES(DeliveryTest);

namespace {

constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";
constexpr std::string_view origin = "https://tremplin.example";

Mail notification(std::string const& to = "agent@mairie.example") {
    return {to,
            "Une proposition est publiée",
            "Elle est publiée.",
            "follow.event",
            "Vous suivez cette consultation.",
            "Pour ne plus recevoir ces messages :",
            messaging::stop_address(origin, secret, to, "follow.event"),
            false};
}
Mail code(std::string const& to = "agent@mairie.example") {
    return {to, "Votre code", "Votre code : 123456", "sign_in.code", "Vous l’avez demandé.", "", "", true};
}

struct Fixture {
    explicit Fixture(db::Engine engine)
        : database(engine),
          outbox(*database, world, transport,
                 {"Tremplin", "t@tremplin.example", std::string(origin), "retours@tremplin.example"}),
          jobs(*database, clock) {
        std::vector<db::Migration> all = journal::migrations();
        for (db::Migration const& one : messaging::migrations()) all.push_back(one);
        db::migrate(*database, all);
        jobs.handle(messaging::mail_job, [this](std::string const& payload) { outbox.send(payload); });
    }
    base::Id<Mail> post(Mail const& mail) {
        return database
            ->write([&](Tx& tx) -> Result<base::Id<Mail>> { return messaging::post(tx, world, mail); })
            .value();
    }
    void run() {
        while (jobs.run_due(10) > 0) {
        }
    }
    MailState state(base::Id<Mail> id) { return messaging::mail(*database->snapshot(), id)->state; }
    ReportTaken take(std::string const& report) {
        return database
            ->write([&](Tx& tx) -> Result<ReportTaken> {
                return messaging::take_report(tx, report, clock.now());
            })
            .value();
    }
    bool suspended(std::string_view email = "agent@mairie.example") {
        return messaging::suspension_of(*database->snapshot(), email).has_value();
    }
    bool may_receive(std::string_view kind, std::string_view email = "agent@mairie.example") {
        return messaging::may_receive(*database->snapshot(), secret, email, kind);
    }
    void refuse_next(std::string const& reply) {
        transport.answer_next({Delivery::refused, "RCPT failed: 550 (" + reply + ")"});
    }

    support::TestDatabase database;
    base::FixedClock clock{*base::parse_iso8601("2026-03-10T09:00:00Z")};
    base::SeededRandom random{5};
    base::World world{clock, random};
    messaging::MemoryTransport transport;
    messaging::Outbox outbox;
    journal::JobRunner jobs;
};

/// A report as Postfix writes it.
std::string report(std::string const& number, std::string const& action = "failed",
                   std::string const& status = "5.1.1", std::string const& to = "t@tremplin.example") {
    return "Return-Path: <>\r\nFrom: MAILER-DAEMON@relay.example (Mail Delivery System)\r\nTo: " + to +
           "\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\nContent-Type: "
           "multipart/report; report-type=delivery-status;\r\n\tboundary=\"AB=12\"\r\n\r\n"
           "This is a MIME-encapsulated message.\r\n\r\n--AB=12\r\nContent-Type: "
           "text/plain\r\n\r\nSorry.\r\n\r\n"
           "--AB=12\r\nContent-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n"
           "Reporting-MTA: dns; relay.example\r\n\r\nFinal-Recipient: rfc822; agent@mairie.example\r\n"
           "Action: " +
           action + "\r\nStatus: " + status +
           "\r\nDiagnostic-Code: smtp; 550 unknown user\r\n\r\n--AB=12\r\nContent-Type: "
           "message/rfc822\r\n\r\n"
           "From: Tremplin <t@tremplin.example>\r\nMessage-ID: <" +
           number + "@tremplin.example>\r\nSubject: x\r\n\r\nbody\r\n\r\n--AB=12--\r\n";
}

std::string number_of(Fixture& f, base::Id<Mail> id) {
    return messaging::mail(*f.database->snapshot(), id)->message_id;
}

}  // namespace

TEST_P(DeliveryTest, a_permanent_refusal_marks_the_mail_bounced_at_once) {
    Fixture f(GetParam());
    auto const id = f.post(notification());
    f.refuse_next("550 5.1.1 no such user");
    f.run();
    EXPECT_EQ(f.state(id), MailState::bounced);
    EXPECT_EQ(f.transport.asked(), 1);
    EXPECT_FALSE(f.suspended()) << "one refusal suspends nobody";
}

TEST_P(DeliveryTest, two_permanent_refusals_suspend_notifications_but_not_codes) {
    Fixture f(GetParam());
    for (int i = 0; i < 2; ++i) {
        f.refuse_next("550 5.1.1 no such user");
        f.post(notification());
        f.run();
    }
    EXPECT_TRUE(f.suspended("Agent@Mairie.example"));
    EXPECT_FALSE(f.may_receive("campaign.reminder"));
    auto const held = f.post(notification());
    auto const sent = f.post(code());
    f.run();
    EXPECT_EQ(f.state(held), MailState::failed);
    EXPECT_EQ(f.state(sent), MailState::sent);
    EXPECT_EQ(f.transport.asked(), 3) << "the held one was offered to nobody";
}

TEST_P(DeliveryTest, its_owner_asks_to_try_again_and_counting_begins_anew) {
    Fixture f(GetParam());
    for (int i = 0; i < 2; ++i) {
        f.refuse_next("550 5.1.1 no");
        f.post(notification());
        f.run();
    }
    auto const lift = [&] {
        return f.database
            ->write([&](Tx& tx) -> Result<bool> {
                return messaging::lift_suspension(tx, "agent@mairie.example");
            })
            .value();
    };
    EXPECT_TRUE(lift());
    EXPECT_FALSE(lift()) << "twice: nothing left to lift";
    EXPECT_TRUE(f.may_receive("campaign.reminder"));
    f.refuse_next("550 5.1.1 no");
    f.post(notification());
    f.run();
    EXPECT_FALSE(f.suspended());
}

TEST_P(DeliveryTest, a_full_mailbox_or_a_disliked_message_suspends_only_at_the_fifth_in_a_week) {
    Fixture f(GetParam());
    for (int i = 0; i < 4; ++i) {
        f.refuse_next(i % 2 == 0 ? "552 5.2.2 mailbox full" : "550 5.7.1 looks like spam");
        f.post(notification());
        f.run();
    }
    EXPECT_FALSE(f.suspended());
    f.clock.set(f.clock.now() + Duration::days(8));
    f.refuse_next("552 5.2.2 mailbox full");
    f.post(notification());
    f.run();
    EXPECT_FALSE(f.suspended()) << "the first four are older than a week";
    for (int i = 0; i < 4; ++i) {
        f.refuse_next("552 5.2.2 mailbox full");
        f.post(notification());
        f.run();
    }
    EXPECT_TRUE(f.suspended());
}

TEST_P(DeliveryTest, a_temporary_failure_is_tried_again_and_given_up_after_three_days) {
    Fixture f(GetParam());
    auto const id = f.post(notification());
    f.transport.answer_next({Delivery::later, "451 4.3.0 try later"});
    f.run();
    EXPECT_EQ(f.state(id), MailState::waiting);
    f.clock.set(f.clock.now() + Duration::days(3) + Duration::minutes(1));
    f.transport.answer_next({Delivery::later, "451 4.3.0 try later"});
    f.run();
    EXPECT_EQ(f.state(id), MailState::failed);
    EXPECT_EQ(messaging::failing_addresses(*f.database->snapshot(), 1, 20).addresses.at(0).soft, 1);
}

TEST_P(DeliveryTest, a_report_marks_the_mail_by_its_number_and_counts_once) {
    Fixture f(GetParam());
    auto const id = f.post(notification());
    f.run();
    std::string const returned = report(number_of(f, id));
    EXPECT_EQ(f.take(returned), ReportTaken::bounced);
    EXPECT_EQ(f.take(returned), ReportTaken::bounced) << "the same report twice is harmless";
    EXPECT_EQ(f.state(id), MailState::bounced);
    EXPECT_FALSE(f.suspended());
    auto const second = f.post(notification());
    f.run();
    std::string const verp = "retours+" + number_of(f, second) + "@tremplin.example";
    EXPECT_EQ(f.transport.sent().back().from, verp) << "the envelope says which mail it carries";
    EXPECT_EQ(f.take(report("not-a-number", "failed", "5.1.1", "<" + verp + ">")), ReportTaken::bounced);
    EXPECT_TRUE(f.suspended());
}

TEST_P(DeliveryTest, delays_answers_of_persons_and_reports_of_strangers_change_nothing) {
    Fixture f(GetParam());
    auto const id = f.post(notification());
    f.run();
    EXPECT_EQ(f.take(report(number_of(f, id), "delayed", "4.4.1")), ReportTaken::nothing);
    EXPECT_EQ(f.take("From: a@b.fr\r\nSubject: Absent\r\nContent-Type: text/plain\r\n\r\nJe suis absent."),
              ReportTaken::no_report);
    EXPECT_EQ(f.take(report(std::string(32, 'a'))), ReportTaken::unknown);
    EXPECT_EQ(f.state(id), MailState::sent);
}

TEST_P(DeliveryTest, an_address_stops_one_kind_or_all_and_no_other_address) {
    Fixture f(GetParam());
    auto const stop = [&](std::string_view kind, std::string const& email) {
        auto const read = messaging::read_stop_token(secret, messaging::stop_token(secret, email, kind));
        ASSERT_TRUE(read.has_value());
        auto const done = f.database->write([&](Tx& tx) -> Result<Done> {
            messaging::record_stop(tx, *read, f.clock.now());
            messaging::record_stop(tx, *read, f.clock.now());
            return Done{};
        });
        ASSERT_TRUE(done.ok());
    };
    stop("campaign.reminder", "Agent@mairie.example");
    EXPECT_FALSE(f.may_receive("campaign.reminder"));
    EXPECT_TRUE(f.may_receive("campaign.news"));
    stop("all", "agent@mairie.example");
    EXPECT_FALSE(f.may_receive("campaign.news"));
    EXPECT_TRUE(f.may_receive("campaign.news", "autre@mairie.example"));
}

TEST_P(DeliveryTest, a_code_goes_before_notifications_posted_earlier) {
    Fixture f(GetParam());
    for (int i = 0; i < 5; ++i) f.post(notification("n" + std::to_string(i) + "@mairie.example"));
    f.post(code("maire@mairie.example"));
    EXPECT_EQ(f.jobs.run_due(1), 1);
    EXPECT_EQ(f.transport.sent().at(0).to, "maire@mairie.example");
}

TEST_P(DeliveryTest, the_operator_finds_mails_by_state_kind_and_address_and_sends_one_again) {
    Fixture f(GetParam());
    auto const id = f.post(notification());
    f.refuse_next("550 5.1.1 no");
    f.run();
    f.post(code("maire@mairie.example"));
    f.run();
    auto const found = [&](messaging::MailFilter const& filter) {
        return messaging::mails_matching(*f.database->snapshot(), filter, 1, 20).total;
    };
    EXPECT_EQ(found({}), 2);
    EXPECT_EQ(found({MailState::bounced, "", ""}), 1);
    EXPECT_EQ(found({std::nullopt, "sign_in.code", ""}), 1);
    EXPECT_EQ(found({std::nullopt, "", "AGENT@mairie.example"}), 1);
    EXPECT_EQ(found({MailState::sent, "", "agent@mairie.example"}), 0);
    auto const again = [&] {
        return f.database
            ->write([&](Tx& tx) -> Result<bool> {
                bool const waits = messaging::wait_again(tx, id, f.clock.now());
                if (waits) messaging::enqueue_sending(tx, id, true, f.clock.now());
                return waits;
            })
            .value();
    };
    EXPECT_TRUE(again());
    EXPECT_FALSE(again()) << "it waits already";
    f.run();
    EXPECT_EQ(f.state(id), MailState::sent);
}

TEST(DeliveryStatusTest, a_notification_says_how_to_stop_it_in_one_click) {
    messaging::StoredMail stored;
    stored.mail = notification();
    stored.message_id = std::string(32, 'b');
    std::string const bytes =
        messaging::envelope_of(stored, {"Tremplin", "t@tremplin.example", std::string(origin)}).message;
    EXPECT_NE(bytes.find("\r\nList-Unsubscribe: <https://tremplin.example/desabonnement/"),
              std::string::npos);
    EXPECT_NE(bytes.find("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), std::string::npos);
    EXPECT_EQ(bytes.find("agent@mairie.example~"), std::string::npos);
    stored.mail = code();
    EXPECT_EQ(messaging::envelope_of(stored, {"Tremplin", "t@tremplin.example", std::string(origin)})
                  .message.find("List-Unsubscribe"),
              std::string::npos);
}

TEST(DeliveryStatusTest, a_stop_token_cannot_be_made_or_changed_by_a_stranger) {
    std::string const token = messaging::stop_token(secret, "a@b.fr", "follow.event");
    EXPECT_TRUE(messaging::read_stop_token(secret, token).has_value());
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'a' ? 'b' : 'a';
        EXPECT_FALSE(messaging::read_stop_token(secret, changed).has_value()) << changed;
    }
    EXPECT_FALSE(messaging::read_stop_token("another secret, as long", token).has_value());
    for (std::string const& bad : {std::string(), std::string("~~"), std::string("a~b~c"),
                                   std::string(5000, 'a'), token + "~", std::string("\0~\0~", 4)})
        EXPECT_FALSE(messaging::read_stop_token(secret, bad).has_value());
}

TEST(DeliveryStatusTest, hostile_reports_are_refused_and_never_overrun) {
    std::string const good = report(std::string(32, 'a'));
    auto const whole = messaging::parse_delivery_status(good);
    ASSERT_TRUE(whole.has_value());
    EXPECT_EQ(whole->message_id, std::string(32, 'a'));
    EXPECT_EQ(whole->recipients.at(0).recipient, "agent@mairie.example");
    EXPECT_EQ(whole->recipients.at(0).status, "5.1.1");
    // Cut anywhere, or with any byte replaced: an answer, never a fault.
    for (std::size_t i = 0; i < good.size(); ++i) {
        (void)messaging::parse_delivery_status(good.substr(0, i));
        for (char const c : {'\0', '\n', '-', '"', '\xff'}) {
            std::string changed = good;
            changed[i] = c;
            (void)messaging::parse_delivery_status(changed);
        }
    }
    EXPECT_FALSE(
        messaging::parse_delivery_status(std::string(messaging::report_bytes_max + 1, 'a')).has_value());
    std::string many = "Content-Type: multipart/report; boundary=x\n\n";
    for (int i = 0; i < 1000; ++i)
        many += "--x\nContent-Type: message/delivery-status\n\n\nAction: failed\n\n";
    auto const bounded = messaging::parse_delivery_status(many);
    ASSERT_TRUE(bounded.has_value());
    EXPECT_LE(bounded->recipients.size(), messaging::report_recipients_max);
}

TEST(DeliveryStatusTest, status_codes_are_found_in_what_relays_say) {
    EXPECT_EQ(messaging::enhanced_status("550 5.1.1 <(address)>: Recipient rejected"), "5.1.1");
    EXPECT_EQ(messaging::enhanced_status("550-5.7.26 unauthenticated"), "5.7.26");
    EXPECT_EQ(messaging::enhanced_status("550 no code here, only 10.5.1.1"), "");
    EXPECT_TRUE(messaging::bounce_of("", true).is_permanent);
    EXPECT_FALSE(messaging::bounce_of("4.4.7", true).is_permanent);
}
