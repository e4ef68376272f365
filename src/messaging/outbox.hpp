// Outbox: does the job "mail.send" — hands a waiting mail to the transport and records what became of it.
#pragma once

#include <string>

#include "messaging/bounce.hpp"
#include "messaging/transport.hpp"

namespace messaging {

/// A mail that nobody took for this long has failed (RFC 5321 §4.5.4.1 advises four to five days between
/// relays; ours is one hop away).
inline constexpr base::Duration mail_age_max = base::Duration::days(3);
/// A code is of no use after this long and is not sent any more.
inline constexpr base::Duration secret_age_max = base::Duration::hours(1);

/// At least once: a crash between the relay's "250" and our record sends the mail again, with the same
/// Message-ID and the same bytes. A mail recorded as sent is never sent again.
class Outbox {
  public:
    /// `keep_bodies`: secrets stay readable after sending; only for the demonstration, which shows its mails.
    Outbox(db::Database& database, base::World world, Transport& transport, Sender sender,
           bool keep_bodies = false);

    /// The handler of mail_job; `payload` is the mail's number. Returns when the mail needs nothing more:
    /// sent, refused for good, too old, or forgotten meanwhile. Throws to be run again.
    void send(std::string const& payload);

  private:
    /// What an attempt led to. A mail that the other side refuses for good has come back (bounced); one that
    /// we do not send any more has failed.
    struct Attempt {
        Answer answer;
        MailState ends_as = MailState::failed;  // when refused
        std::optional<Bounce> bounce = {};      // counts against the address
    };
    Attempt attempted(StoredMail const& stored);
    void record(StoredMail const& stored, Attempt const& attempt);

    db::Database& database_;
    base::World world_;
    Transport& transport_;
    Sender sender_;
    bool keep_bodies_;
};

}  // namespace messaging
