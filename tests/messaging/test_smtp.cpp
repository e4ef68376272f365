// The SMTP transport against a server that accepts, refuses, drops and keeps silent.
#include <gtest/gtest.h>

#include <chrono>

#include "base/crypto.hpp"
#include "messaging/smtp_server.hpp"
#include "messaging/smtp_transport.hpp"
#include "support/databases.hpp"

using messaging::Answer;
using messaging::Delivery;
using messaging::SmtpSettings;
using messaging::SmtpTransport;
using support::SmtpScript;
using support::SmtpServer;

namespace {

messaging::Envelope envelope() {
    return {"sender@tremplin.example", "agent@mairie.example", "outcome",
            "From: <sender@tremplin.example>\r\nSubject: essai\r\n\r\n.point\r\n..deux\r\nfin\r\n"};
}

SmtpSettings settings(std::string const& url) {
    SmtpSettings made;
    made.url = url;
    made.connect_timeout = std::chrono::milliseconds(2'000);
    made.total_timeout = std::chrono::milliseconds(5'000);
    return made;
}

Answer sent_to(SmtpServer& server) {
    return SmtpTransport(settings(server.url())).send(envelope());
}

bool heard(SmtpServer const& server, std::string const& beginning) {
    for (std::string const& command : server.commands)
        if (command.starts_with(beginning)) return true;
    return false;
}

std::string why_refused(SmtpSettings const& bad) {
    try {
        SmtpTransport const made(bad);
        return {};
    } catch (std::runtime_error const& error) {
        return error.what();
    }
}

}  // namespace

TEST(Smtp, a_relay_that_accepts_gets_the_message_byte_for_byte) {
    SmtpServer server({});
    Answer const answer = sent_to(server);
    server.stop();
    EXPECT_EQ(answer.delivery, Delivery::sent) << answer.message;
    ASSERT_EQ(server.messages.size(), 1u);
    EXPECT_EQ(server.messages.front(), envelope().message);
    EXPECT_TRUE(heard(server, "EHLO client.test"));
    EXPECT_TRUE(heard(server, "MAIL FROM:<sender@tremplin.example>"));
    EXPECT_TRUE(heard(server, "RCPT TO:<agent@mairie.example>"));
}

TEST(Smtp, a_mail_sent_twice_is_sent_on_two_connections_without_a_leftover) {
    SmtpServer server({});
    SmtpTransport transport(settings(server.url()));
    EXPECT_EQ(transport.send(envelope()).delivery, Delivery::sent);
    EXPECT_EQ(transport.send(envelope()).delivery, Delivery::sent);
    server.stop();
    ASSERT_EQ(server.messages.size(), 2u);
    EXPECT_EQ(server.messages[0], server.messages[1]);
}

TEST(Smtp, an_unknown_recipient_or_an_unwanted_message_is_refused_for_good) {
    for (SmtpScript const& script : {SmtpScript{.rcpt = "550 5.1.1 unknown user"},
                                     SmtpScript{.data = "554 5.7.1 no"}, SmtpScript{.end = "552 5.3.4 no"}}) {
        SmtpServer server(script);
        Answer const answer = sent_to(server);
        EXPECT_EQ(answer.delivery, Delivery::refused) << answer.message;
        EXPECT_NE(answer.message.find("5."), std::string::npos) << answer.message;
    }
}

TEST(Smtp, a_temporary_refusal_is_tried_later_wherever_it_comes) {
    for (SmtpScript const& script : {SmtpScript{.greeting = "421 busy"}, SmtpScript{.mail = "451 4.3.0 wait"},
                                     SmtpScript{.rcpt = "450 4.2.1 greylisted"},
                                     SmtpScript{.data = "451 wait"}, SmtpScript{.end = "452 4.3.1 full"}}) {
        SmtpServer server(script);
        Answer const answer = sent_to(server);
        EXPECT_EQ(answer.delivery, Delivery::later) << answer.message;
        EXPECT_FALSE(answer.message.empty());
    }
}

TEST(Smtp, what_our_configuration_must_mend_does_not_lose_the_mail) {
    for (SmtpScript const& script :
         {SmtpScript{.greeting = "554 not you"}, SmtpScript{.mail = "550 sender unknown"},
          SmtpScript{.rcpt = "530 5.7.0 authentication required"}}) {
        SmtpServer server(script);
        Answer const answer = sent_to(server);
        EXPECT_EQ(answer.delivery, Delivery::later) << answer.message;
    }
}

TEST(Smtp, a_connection_lost_anywhere_is_tried_later) {
    for (SmtpScript const& script :
         {SmtpScript{.greeting = "drop"}, SmtpScript{.ehlo = "drop"}, SmtpScript{.mail = "drop"},
          SmtpScript{.rcpt = "drop"}, SmtpScript{.data = "drop"}, SmtpScript{.end = "drop"}}) {
        SmtpServer server(script);
        EXPECT_EQ(sent_to(server).delivery, Delivery::later);
    }
}

TEST(Smtp, a_silent_relay_is_left_after_the_timeout) {
    for (SmtpScript const& script : {SmtpScript{.greeting = "silence"}, SmtpScript{.end = "silence"}}) {
        SmtpServer server(script);
        SmtpSettings impatient = settings(server.url());
        impatient.total_timeout = std::chrono::milliseconds(300);
        auto const begin = std::chrono::steady_clock::now();
        Answer const answer = SmtpTransport(impatient).send(envelope());
        EXPECT_EQ(answer.delivery, Delivery::later);
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4));
    }
}

TEST(Smtp, nobody_at_the_address_is_tried_later) {
    std::string url;
    {
        SmtpServer const gone({});
        url = gone.url();
    }
    EXPECT_EQ(SmtpTransport(settings(url)).send(envelope()).delivery, Delivery::later);
}

TEST(Smtp, without_the_encryption_demanded_nothing_of_the_mail_is_said) {
    SmtpServer server({.ehlo = "250-test\r\n250 AUTH PLAIN"});
    SmtpSettings strict = settings(server.url());
    strict.is_always_encrypted = true;
    strict.user = "tremplin";
    strict.password = "secret";
    Answer const answer = SmtpTransport(strict).send(envelope());
    server.stop();
    EXPECT_EQ(answer.delivery, Delivery::later);
    EXPECT_FALSE(heard(server, "AUTH"));
    EXPECT_FALSE(heard(server, "MAIL"));
    EXPECT_TRUE(server.messages.empty());
}

TEST(Smtp, with_starttls_password_and_mail_are_said_only_under_encryption) {
    support::TemporaryFolder const folder;
    support::OwnCertificate const certificate;
    certificate.write(folder.file("ca.pem"));
    SmtpServer server({.ehlo = "250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN"}, &certificate);
    SmtpSettings strict = settings(server.url());
    strict.is_always_encrypted = true;
    strict.ca_file = folder.file("ca.pem");
    strict.user = "tremplin";
    strict.password = "motdepasse";
    Answer const answer = SmtpTransport(strict).send(envelope());
    server.stop();
    EXPECT_EQ(answer.delivery, Delivery::sent) << answer.message;
    EXPECT_TRUE(heard(server, "TLS AUTH PLAIN"));
    EXPECT_TRUE(heard(server, "TLS MAIL"));
    EXPECT_FALSE(heard(server, "AUTH") || heard(server, "MAIL"));
    ASSERT_EQ(server.messages.size(), 1u);
    EXPECT_EQ(server.messages.front(), envelope().message);
}

TEST(Smtp, a_relay_whose_certificate_nobody_vouches_for_hears_nothing_of_the_mail) {
    support::OwnCertificate const certificate;
    SmtpServer server({.ehlo = "250-test\r\n250 STARTTLS"}, &certificate);
    SmtpSettings strict = settings(server.url());
    strict.is_always_encrypted = true;
    Answer const answer = SmtpTransport(strict).send(envelope());
    server.stop();
    EXPECT_EQ(answer.delivery, Delivery::later);
    EXPECT_NE(answer.message.find("certificate"), std::string::npos) << answer.message;
    EXPECT_FALSE(heard(server, "MAIL") || heard(server, "TLS MAIL"));
}

TEST(Smtp, encryption_is_demanded_of_every_relay_but_this_machine) {
    for (char const* url : {"smtp://relay.example", "smtp://192.0.2.1:25", "smtp://127.0.0.1.evil.example",
                            "smtp://localhost.example", "smtps://localhost", "smtp://[2001:db8::1]"})
        EXPECT_TRUE(SmtpTransport(settings(url)).is_encryption_required()) << url;
    for (char const* url : {"smtp://127.0.0.1:2525", "smtp://localhost", "smtp://[::1]:25"})
        EXPECT_FALSE(SmtpTransport(settings(url)).is_encryption_required()) << url;
}

TEST(Smtp, user_and_password_are_given_and_a_wrong_one_never_shows) {
    for (char const* reply : {"235 welcome", "535 5.7.8 wrong"}) {
        SmtpServer server({.ehlo = "250-test\r\n250 AUTH PLAIN", .auth = reply});
        SmtpSettings known = settings(server.url());
        known.user = "tremplin";
        known.password = "motdepasse";
        Answer const answer = SmtpTransport(known).send(envelope());
        server.stop();
        EXPECT_TRUE(heard(server, "AUTH PLAIN"));
        EXPECT_EQ(server.credentials, base::base64(std::string_view("\0tremplin\0motdepasse", 20)));
        EXPECT_EQ(answer.delivery, reply[0] == '2' ? Delivery::sent : Delivery::later);
        EXPECT_EQ(answer.message.find("motdepasse"), std::string::npos);
        EXPECT_EQ(server.messages.size(), reply[0] == '2' ? 1u : 0u);
    }
}

TEST(Smtp, settings_that_cannot_work_are_refused_at_start) {
    EXPECT_NE(why_refused(settings("http://relay.example")).find("smtp://"), std::string::npos);
    EXPECT_NE(why_refused(settings("smtp://")).find("no address"), std::string::npos);
    EXPECT_NE(why_refused(settings("smtp://user:password@relay.example")).find("password"),
              std::string::npos);
    SmtpSettings slow = settings("smtp://relay.example");
    slow.total_timeout = std::chrono::minutes(5);
    EXPECT_NE(why_refused(slow).find("timeouts"), std::string::npos);
}
