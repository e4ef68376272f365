// The rows of the outbox: what pages list, what limits count, what the outbox records.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "messaging/mail.hpp"

namespace messaging {

inline constexpr int mails_per_page_max = 100;

struct MailPage {
    std::vector<StoredMail> mails;  // newest first
    std::int64_t total = 0;         // on all pages
};

/// Mails in a state; `kind` empty: of any kind. `page` counts from 1; `per_page` at most mails_per_page_max.
MailPage mails(db::Reader const& reader, MailState state, std::string_view kind, int page, int per_page);
MailPage mails_sent(db::Reader const& reader, std::string_view kind, int page, int per_page);
/// The kinds of which a mail was sent. Walks an index of every mail: for a demonstration, not a desk.
std::vector<std::string> kinds_sent(db::Reader const& reader);
std::optional<StoredMail> mail(db::Reader const& reader, base::Id<Mail> id);

struct MailCounts {
    std::int64_t waiting = 0;
    std::int64_t sent = 0;
    std::int64_t failed = 0;
    std::int64_t bounced = 0;
    std::int64_t suspended_addresses = 0;
};
MailCounts mail_counts(db::Reader const& reader);

/// What the operator's page asks for: a state (nothing: any), a kind, an address as typed (whole).
struct MailFilter {
    std::optional<MailState> state;
    std::string kind;
    std::string to;
};
/// Three statements at most. `page` counts from 1.
MailPage mails_matching(db::Reader const& reader, MailFilter const& filter, int page, int per_page);
/// Kinds that some mail has, by name; at most 100.
std::vector<std::string> mail_kinds(db::Reader const& reader);
/// A failed or bounced mail waits again, with no attempt counted and as posted now, else it would be too old
/// to be sent; false when it is in another state or its text was wiped.
bool wait_again(db::Tx& tx, base::Id<Mail> id, base::Instant now);
/// By its number, left of the @ of Message-ID.
std::optional<base::Id<Mail>> mail_by_number(db::Reader const& reader, std::string_view message_id);
/// Every matching mail, newest first, for a file; at most `limit`.
void each_mail(db::Reader const& reader, MailFilter const& filter, int limit,
               std::function<void(StoredMail const&)> const& each);

/// How many mails were posted to this address since then, whatever became of them; `kind` empty: of any kind.
/// Capitals do not make another address. For callers' limits (reliability.md, advisory 43: three an hour);
/// asked in the transaction that posts. On PostgreSQL two transactions at the same instant do not see each
/// other's mail: a caller for whom one more matters locks its own row first.
std::int64_t recent_mails(db::Reader const& reader, std::string_view to, std::string_view kind,
                          base::Instant since);

/// Erasure: every mail to this address, waiting ones too (their job then finds nothing). Returns how many.
std::int64_t forget_mails_to(db::Tx& tx, std::string_view to);
/// Erasure: mails to others that name this address (who asks to act for a body). Returns how many.
std::int64_t forget_mails_naming(db::Tx& tx, std::string_view address);
/// Housekeeping: mails that wait no more and were posted before that instant, at most `limit`, oldest first.
std::int64_t forget_old_mails(db::Tx& tx, base::Instant before, int limit);
/// A sent mail came back (`message_id` as in StoredMail); false when no sent mail has that number.
bool record_bounce(db::Tx& tx, std::string_view message_id, std::string_view failure);

// For the outbox.

base::Id<Mail> insert_mail(db::Tx& tx, StoredMail const& mail);
/// Counts an attempt and returns the mail; nothing when it does not wait (any more).
std::optional<StoredMail> take_waiting(db::Tx& tx, base::Id<Mail> id);
/// What an attempt led to; changes nothing when the mail does not wait any more.
void record_attempt(db::Tx& tx, base::Id<Mail> id, MailState state, std::optional<base::Instant> sent_at,
                    std::string_view failure);
void wipe_text(db::Tx& tx, base::Id<Mail> id);

}  // namespace messaging
