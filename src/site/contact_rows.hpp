// The SQL of contact messages and of what follows them.
#pragma once

#include <functional>
#include <vector>

#include "db/database.hpp"
#include "journal/personal.hpp"
#include "site/contact.hpp"

namespace site {

inline constexpr int messages_per_page = 20;

enum class Whose { anybody, nobody, one };

/// Which messages a queue shows; by default what waits for the team. Contests of supports (contest_rows.hpp)
/// have a queue of their own and are not in the others.
struct MessageFilter {
    std::optional<MessageState> state = MessageState::open;  // nothing: every state
    std::optional<Topic> topic;
    Whose whose = Whose::anybody;
    base::Id<people::Person> person;  // of Whose::one
    std::string text;  // in reference, address, structure and message, accents and capitals aside
};

struct MessageLine {
    ContactMessage message;
    std::string assigned_email;  // empty: nobody, or erased
    std::int64_t posts = 0;
};
struct MessagePage {
    std::vector<MessageLine> lines;  // what waits: the longest first; everything else: the newest first
    std::int64_t total = 0;
};
MessagePage messages(db::Reader const& reader, MessageFilter const& filter, int page);
/// Every message of the filter, oldest first, in constant memory.
void each_message(db::Reader const& reader, MessageFilter const& filter,
                  std::function<void(MessageLine const&)> const& each);

/// What waits for the team, and since when.
struct Waiting {
    std::int64_t count = 0;
    std::optional<base::Instant> oldest;  // none: nothing waits
};

/// What came since an instant and waits for the team, contests included.
struct NewMessages {
    std::vector<ContactMessage> first;  // in order, at most `limit`
    std::int64_t total = 0;
};
NewMessages open_messages_since(db::Reader const& reader, base::Instant since, int limit);

std::optional<ContactMessage> message_by_reference(db::Reader const& reader, std::string_view reference);
/// In order; at most posts_max.
std::vector<Post> posts_of(db::Reader const& reader, base::Id<ContactMessage> id);

/// Takes the message for the rest of the transaction; nothing when it is gone.
std::optional<ContactMessage> lock_message(db::Tx& tx, std::string_view reference);
/// Numbers it within its year; sets id and reference.
void insert_message(db::Tx& tx, ContactMessage& message);
/// State, assignment, waiting_since and closed_at.
void save_message(db::Tx& tx, ContactMessage const& message);
std::int64_t insert_post(db::Tx& tx, base::Id<ContactMessage> id, Post const& post);

/// Housekeeping: closed messages older than that with their posts, at most `limit`; returns how many.
std::int64_t forget_closed_messages(db::Tx& tx, base::Instant before, int limit);

/// What this room keeps about persons.
std::vector<journal::PersonalTable> personal_tables();

}  // namespace site
