// Contact messages: received, completed by their author, assigned, answered, noted, closed; each write with
// its journal entry.
#pragma once

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"
#include "people/mail_limit_rows.hpp"
#include "people/settings.hpp"
#include "site/contact.hpp"

namespace site {

/// Each message sends a receipt: to one address so many a day; and in all so many an hour, whatever the
/// networks.
inline constexpr people::MailLimit messages_per_address{5, base::Duration::days(1)};
inline constexpr people::MailLimit messages_in_all{200, base::Duration::hours(1)};
inline constexpr people::MailLimit additions_per_message{10, base::Duration::days(1)};

struct NewMessage {
    std::string topic;  // as typed: a code of Topic
    std::string text;
    std::string body;  // may be empty
    std::string email;
    std::string contests =
        {};  // which support that was set aside, in our words (contest_actions); empty: none
};

/// The message as kept, its receipt in the outbox, the team told soon (contact_alert). `actor` is null for a
/// visitor. Refuses `invalid` (fields "topic", "text", "body", "email"), `too_many`.
base::Result<ContactMessage> receive_message(db::Tx& tx, base::World const& world,
                                             people::Settings const& settings, people::Actor const* actor,
                                             NewMessage const& typed);

/// What the author adds from the page of their mails: the message waits again, also when it was closed.
/// Refuses `not_found`, `invalid` (field "text"), `too_many`.
base::Result<base::Done> add_to_message(db::Tx& tx, base::World const& world, std::string_view reference,
                                        std::string const& text);

/// What an operator saw when writing: refused as `conflict` when something followed meanwhile.
struct Seen {
    std::int64_t last_post = 0;  // 0: nothing yet
};

/// Sends the answer to the author; the message becomes the operator's own when it was nobody's. Refuses
/// `forbidden` unless an operator, `not_found`, `conflict`, `invalid` (field "text").
base::Result<base::Done> answer_message(db::Tx& tx, base::World const& world,
                                        people::Settings const& settings, people::Actor const& actor,
                                        std::string_view reference, std::string const& text, Seen seen);
/// The answer to a contest whose support the team restored.
struct RestoredAnswer {
    std::string contests;  // which support: NewMessage's words
    std::string text;
};
/// Sends it, and closes the message, which the caller holds; an operator's act checked by its caller
/// (restoring the support). It becomes the operator's own when it was nobody's. Returns the address written
/// to.
std::string answer_restored(db::Tx& tx, base::World const& world, people::Settings const& settings,
                            people::Actor const& actor, ContactMessage message, RestoredAnswer const& answer);
/// For the team only. Refuses as above (field "note").
base::Result<base::Done> note_on_message(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                         std::string_view reference, std::string const& text);
/// To an operator, or to nobody (none). The same again: done, without a second entry. Refuses `forbidden`,
/// `not_found`, `invalid` (field "person") when that person is no operator.
base::Result<base::Done> assign_message(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                        std::string_view reference, base::Id<people::Person> person);
/// Closed, or open again. Already so: done, without a second entry. Refuses `forbidden`, `not_found`.
base::Result<base::Done> close_message(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                       std::string_view reference);
base::Result<base::Done> reopen_message(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                        std::string_view reference);

}  // namespace site
