// One attempt to send one mail.
#include "messaging/outbox.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/text.hpp"
#include "messaging/mails_rows.hpp"

namespace messaging {
namespace {

constexpr std::size_t failure_characters_max = 300;

/// The other side's words, fit to be kept and logged: ASCII, one line, no address (reliability.md O3).
std::string kept_failure(std::string_view message) {
    std::string ascii;
    for (char const c : message.substr(0, 4 * failure_characters_max))
        ascii += c >= ' ' && c <= '~' ? c : (c == '\r' || c == '\n' || c == '\t' ? ' ' : '?');
    std::string out;
    for (std::string_view const word : base::split(ascii, ' ')) {
        if (word.empty()) continue;
        if (!out.empty()) out += ' ';
        out += word.find('@') == std::string_view::npos ? word : std::string_view("(address)");
    }
    return base::shortened(out, failure_characters_max);
}

}  // namespace

Outbox::Outbox(db::Database& database, base::World world, Transport& transport, Sender sender,
               bool keep_bodies)
    : database_(database),
      world_(world),
      transport_(transport),
      sender_(std::move(sender)),
      keep_bodies_(keep_bodies) {
    base::check(base::is_email(sender_.address), "mails are sent from an address");
    base::check(!sender_.origin.empty() && !sender_.origin.ends_with('/'),
                "the origin of mails is an address without a slash at its end");
}

void Outbox::send(std::string const& payload) {
    auto const number = base::parse_int(payload);
    base::check(number.has_value(), "the job of a mail carries its number");
    // The attempt is counted, hence written, before anything is sent: a database that takes no writes sends
    // no mail of which it could not keep the record.
    auto const taken = database_.write([&](db::Tx& tx) -> base::Result<std::optional<StoredMail>> {
        return take_waiting(tx, base::Id<Mail>(*number));
    });
    if (!taken.ok()) throw std::runtime_error("mail " + payload + ": the database takes no writes");
    if (!taken->has_value()) return;  // sent or failed already, or forgotten
    StoredMail const& stored = **taken;

    Attempt attempt = attempted(stored);
    bool const is_last = world_.clock.now() - stored.created_at > mail_age_max;
    if (attempt.answer.delivery == Delivery::later && is_last) {
        attempt.answer.delivery = Delivery::refused;
        attempt.answer.message =
            fmt::format("given up after {} attempts: {}", stored.attempts, attempt.answer.message);
        attempt.bounce = Bounce{false, enhanced_status(attempt.answer.message)};
    }
    attempt.answer.message = kept_failure(attempt.answer.message);
    record(stored, attempt);
    if (attempt.answer.delivery == Delivery::later)
        throw std::runtime_error("mail " + payload + ": " + attempt.answer.message);
}

Outbox::Attempt Outbox::attempted(StoredMail const& stored) {
    if (stored.mail.secret && world_.clock.now() - stored.created_at > secret_age_max)
        return {{Delivery::refused, "not sent in time"}};
    if (stored.mail.is_notification() && suspension_of(*database_.snapshot(), stored.mail.to))
        return {{Delivery::refused, "this address is suspended: its mails come back"}};
    try {
        Attempt attempt{transport_.send(envelope_of(stored, sender_))};
        if (attempt.answer.delivery == Delivery::refused) {
            attempt.ends_as = MailState::bounced;
            attempt.bounce = bounce_of(enhanced_status(attempt.answer.message), true);
        }
        return attempt;
    } catch (std::exception const& fault) {
        // Told by the job that fails; kept with the mail, so that even a faulty one ends some day.
        return {{Delivery::later, fault.what()}};
    }
}

void Outbox::record(StoredMail const& stored, Attempt const& attempt) {
    base::Instant const now = world_.clock.now();
    auto const recorded = database_.write([&](db::Tx& tx) -> base::Result<base::Done> {
        switch (attempt.answer.delivery) {
            case Delivery::sent:
                record_attempt(tx, stored.id, MailState::sent, now, "");
                break;
            case Delivery::later:
                record_attempt(tx, stored.id, MailState::waiting, std::nullopt, attempt.answer.message);
                return base::Done{};
            case Delivery::refused:
                record_attempt(tx, stored.id, attempt.ends_as, std::nullopt, attempt.answer.message);
                if (attempt.bounce) note_bounce(tx, stored.id, *attempt.bounce, now);
                break;
        }
        if (stored.mail.secret && !keep_bodies_) wipe_text(tx, stored.id);
        return base::Done{};
    });
    if (!recorded.ok())
        throw std::runtime_error(fmt::format("mail {}: the database took no record of it", stored.id.value));
}

}  // namespace messaging
