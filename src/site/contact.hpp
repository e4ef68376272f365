// ContactMessage: what somebody asks the operator by the contact form, and what follows until it is closed.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "people/person.hpp"

namespace site {

enum class Topic { use, affiliation, campaign, content, accessibility, privacy, security, other };
std::string_view code(Topic topic);
std::optional<Topic> topic_from(std::string_view code);
/// "Signaler une difficulté d’accessibilité".
std::string_view french(Topic topic);
inline constexpr std::array all_topics{Topic::use,      Topic::affiliation,   Topic::campaign,
                                       Topic::content,  Topic::accessibility, Topic::privacy,
                                       Topic::security, Topic::other};

enum class MessageState { open, answered, closed };
std::string_view code(MessageState state);
std::optional<MessageState> message_state_from(std::string_view code);

inline constexpr std::size_t message_characters_min = 10;
inline constexpr std::size_t message_characters_max = 4000;
inline constexpr std::size_t body_characters_max = 120;
inline constexpr std::size_t note_characters_max = 2000;
inline constexpr int posts_max = 200;  // of one message, all kinds together
/// From when a message that nobody answered is late.
inline constexpr std::int64_t late_days = 5;
/// A closed message is deleted after so long, with all that followed it.
inline constexpr base::Duration closed_messages_kept = base::Duration::days(365);

struct ContactMessage {
    base::Id<ContactMessage> id;
    std::string reference;  // "M-2026-0012"
    Topic topic = Topic::other;
    std::string text;
    std::string body;  // as typed: "Commune de Locronan"; may be empty
    std::string email;
    MessageState state = MessageState::open;
    std::optional<base::Id<people::Person>> assigned_to;
    base::Instant created_at;
    base::Instant waiting_since;  // when it last became open
    std::optional<base::Instant> closed_at;
};

/// "nouveau", "attribué", "répondu", "clos".
std::string_view french_state(ContactMessage const& message);
std::int64_t days_waiting(ContactMessage const& message, base::Instant now);

enum class PostKind { answer, note, addition };
std::string_view code(PostKind kind);
PostKind post_kind_from(std::string_view code);

/// What follows a message, in order.
struct Post {
    std::int64_t id = 0;
    PostKind kind = PostKind::note;
    std::optional<base::Id<people::Person>> person;  // of the team; none: the author
    std::string text;
    base::Instant at;
    std::string email;  // of that person, for the team; empty once erased
};

/// "M-2026-0012".
std::string message_reference(int year, std::int64_t number);
bool is_message_reference(std::string_view text);

/// What stands in the address of the author's page: only the mails to the author hold it.
std::string thread_key(std::string_view secret, std::string_view reference);
std::string thread_address(std::string_view secret, std::string_view reference);

/// The moment at which a form was shown, signed, so that what is sent at once is known for a machine's.
std::string shown_mark(std::string_view secret, base::Instant at);
/// Nothing when it is not ours.
std::optional<base::Instant> shown_at(std::string_view secret, std::string_view mark);
inline constexpr base::Duration typing_min = base::Duration::seconds(3);
inline constexpr base::Duration typing_max = base::Duration::hours(24);

/// The network of an address: an IPv4 address, or the first 64 bits of an IPv6 one.
std::string network_of(std::string_view address);

}  // namespace site
