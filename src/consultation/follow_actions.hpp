// The writes of following. Who follows what is nobody else's business: these are settings, without an entry
// in the journal (docs/decisions/0007).
#pragma once

#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/world.hpp"
#include "consultation/follow.hpp"
#include "people/actor.hpp"

namespace consultation {

/// Any signed-in person may follow anything public. The same again is a success; another frequency replaces
/// the first. Refused: nobody signed in (forbidden), the subject does not exist or is not public (not_found),
/// more than follows_per_person_max (too_many).
base::Result<Subject> follow(db::Tx& tx, base::World const& world, people::Actor const& actor,
                             std::string_view subject_name, Frequency frequency);

/// Sets several of one's own at once, whole or nothing; refused (not_found) when one is somebody else's.
base::Result<int> change_follows(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                 std::vector<std::pair<base::Id<Follow>, Frequency>> const& changes);
/// All of one's own; how many changed.
base::Result<int> change_every_follow(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                      Frequency frequency);

/// What the address in a mail stops. Kinds of mails are "follow.PERSON.KIND.TARGET" (one follow),
/// "follow.PERSON.daily" (the digest), and any other kind as its room names it.
std::string stop_kind_of(PersonId person, std::string_view topic);
std::string stop_kind_of_digest(PersonId person);

struct Stopping {
    std::string what;  // "les messages sur la proposition « … »": after "Vous ne recevrez plus"
    bool is_stopped = false;
};
/// What a token would stop, and whether it is; nothing when the token is not ours or what it names is gone.
std::optional<Stopping> stopping_of(db::Reader const& reader, std::string_view secret,
                                    std::string_view token);
enum class StopScope { this_one, everything };
/// By whoever holds the token, signed in or not; again is a success. Everything: every follow of that person,
/// and every other kind of notification to that address. Refused (not_found) as above.
base::Result<base::Done> stop_by_token(db::Tx& tx, base::World const& world, std::string_view secret,
                                       std::string_view token, StopScope scope);

}  // namespace consultation
