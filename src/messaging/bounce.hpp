// Bounce: a mail that came back, and the suspension of addresses from which mails keep coming back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "db/database.hpp"
#include "messaging/mail.hpp"

namespace messaging {

/// An address is suspended after so many mails were refused for good, or so many failed in the window.
/// Counted anew once its owner has asked to try again.
inline constexpr int permanent_bounces_max = 2;
inline constexpr int soft_bounces_max = 5;
inline constexpr base::Duration soft_bounces_window = base::Duration::days(7);

struct Bounce {
    bool is_permanent = false;
    std::string status;  // RFC 3463, "5.1.1"; empty: not told
};

/// The first enhanced status code in what a relay said; empty when there is none.
std::string enhanced_status(std::string_view reply);
/// What a refusal or a report says of the *address*: class 5 is permanent, but 5.2.2 (mailbox full) and 5.7.x
/// (our message was not liked) say nothing lasting of it and count as soft.
Bounce bounce_of(std::string_view status, bool is_refused_for_good);

/// Why and since when an address gets no notifications.
struct Suspension {
    base::Instant since;
    bool is_permanent = false;
    std::string status;
};

// The SQL, in delivery_rows.cpp.

/// Notes it against the mail's address and suspends that address when it was once too often; the same mail
/// counts once. Nothing when the mail is not there any more.
void note_bounce(db::Tx& tx, base::Id<Mail> mail, Bounce const& bounce, base::Instant now);
std::optional<Suspension> suspension_of(db::Reader const& reader, std::string_view email);
/// The owner asks to try again: the suspension and the bounces behind it go. False when there was none.
bool lift_suspension(db::Tx& tx, std::string_view email);

/// An address with bounces, for the operator.
struct FailingAddress {
    std::string email_key;
    std::int64_t permanent = 0;
    std::int64_t soft = 0;
    std::string status;  // the last one told
    base::Instant last_at;
    std::optional<base::Instant> suspended_since;
};
struct FailingPage {
    std::vector<FailingAddress> addresses;  // the last to bounce first
    std::int64_t total = 0;
};
FailingPage failing_addresses(db::Reader const& reader, int page, int per_page);

/// Erasure: what is known of an address beside its mails.
void forget_bounces_of(db::Tx& tx, std::string_view email);
/// Housekeeping: bounces older than that, at most `limit`.
std::int64_t forget_old_bounces(db::Tx& tx, base::Instant before, int limit);

}  // namespace messaging
