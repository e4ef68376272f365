// SmtpTransport: hands mails to a relay over SMTP, encrypted unless the relay is this machine.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "messaging/transport.hpp"

namespace messaging {

struct SmtpSettings {
    std::string url;       // smtp://host:587 (STARTTLS) or smtps://host:465; a path is the name given in EHLO
    std::string user;      // empty: no authentication
    std::string password;  // kept here, not in the URL
    std::string ca_file;   // certificates to trust; empty: the system's
    /// STARTTLS is demanded of any relay but this machine itself; true: of this machine too.
    bool is_always_encrypted = false;
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds total_timeout{60'000};
};

/// One sending lasts at most twice its total timeout (a silent relay is waited for once more at QUIT), and
/// must end before the lease of its job does (journal/jobs: five minutes).
inline constexpr std::chrono::milliseconds smtp_timeout_max{120'000};

/// A 5xx answer to the recipient or to the message is `refused`. Everything else is `later`: a 4xx, a lost or
/// silent relay, and what our own configuration must mend (refused sender or password, no encryption
/// offered), for the mail itself is good.
class SmtpTransport final : public Transport {
  public:
    /// Throws std::runtime_error, in a plain sentence, when the settings cannot be used.
    explicit SmtpTransport(SmtpSettings settings);
    Answer send(Envelope const& envelope) override;

    /// Whether a mail leaves only over TLS.
    bool is_encryption_required() const { return is_encryption_required_; }

  private:
    SmtpSettings settings_;
    bool is_encryption_required_ = true;
};

}  // namespace messaging
