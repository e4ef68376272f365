// Mail: one message to one person, finished by the room that posts it; its journey has a state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "db/migration.hpp"
#include "journal/personal.hpp"

namespace messaging {

inline constexpr std::size_t subject_characters_max = 200;
inline constexpr std::size_t text_characters_max = 20'000;
inline constexpr std::size_t sentence_characters_max = 500;  // `why` and `stop`
inline constexpr std::size_t kind_bytes_max = 60;
inline constexpr std::size_t unsubscribe_url_bytes_max = 900;  // an SMTP line holds 998 (RFC 5322 §2.1.1)

/// What a room hands over. Texts are French, made of values that were tidied when they came in; links in them
/// start with the configured origin, never with the Host of a request (reliability.md, advisory 39).
struct Mail {
    std::string to;                    // an address that base::is_email accepts
    std::string subject;               // what happened to which thing
    std::string text;                  // paragraphs parted by an empty line; the answer first; one link
    std::string kind;                  // "sign_in.code": a-z 0-9 _ and .
    std::string why;                   // one sentence: why this person gets it
    std::string stop;                  // how to stop it; empty for transactional mail
    std::string list_unsubscribe_url;  // http(s); empty: no List-Unsubscribe
    bool secret = false;               // the text holds a code: wiped once sent
    bool is_markdown = false;          // the text is safe Markdown: both parts are rendered from it

    /// Not transactional: it may be stopped, and does not go to a suspended address.
    bool is_notification() const { return !list_unsubscribe_url.empty(); }
};

enum class MailState { waiting, sent, failed, bounced };

/// The state's name in the table and in interfaces: "waiting", "sent", "failed", "bounced".
std::string_view name_of(MailState state);
/// Faults on any other word.
MailState mail_state(std::string_view name);

/// A mail as the outbox keeps it.
struct StoredMail {
    base::Id<Mail> id;
    Mail mail;               // `text` is empty once a secret was wiped
    std::string message_id;  // left of the @ of Message-ID
    MailState state = MailState::waiting;
    base::Instant created_at;
    std::optional<base::Instant> sent_at;  // when the relay took it
    std::int64_t attempts = 0;
    std::string failure;  // of the last attempt, without addresses; empty when none failed
};

/// The job that sends: handled by Outbox::send.
inline constexpr char const* mail_job = "mail.send";

/// Puts the mail in the outbox and enqueues its sending, both in the caller's transaction: it goes out if and
/// only if that commits. Refuses nothing. Line breaks in one-line parts become spaces, over-long parts are
/// shortened. Faults on what the caller had to check: an address that is none, a kind of other characters,
/// text that is no UTF-8, an unsubscribe address that is no http(s) URL.
base::Id<Mail> post(db::Tx& tx, base::World const& world, Mail const& mail);

/// Jobs are done in the order of their instants: a transactional mail (a code) is dated back so far, so that
/// it never waits behind thirty thousand notifications posted before it.
inline constexpr base::Duration head_start = base::Duration::days(4);
/// Enqueues the sending of a waiting mail; `post` has done it already.
void enqueue_sending(db::Tx& tx, base::Id<Mail> id, bool is_notification, base::Instant now);

/// What this room keeps about persons.
std::vector<journal::PersonalTable> personal_tables();

/// This room's tables.
std::vector<db::Migration> migrations();

}  // namespace messaging
