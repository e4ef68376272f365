// A personal API token: one affiliation of one person, shown once, kept hashed, revocable.
#pragma once

#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "people/actor.hpp"

namespace people {

inline constexpr int tokens_per_person_max = 10;  // not revoked
inline constexpr std::size_t token_label_characters_max = 80;

struct ApiToken {
    base::Id<ApiToken> id;
    base::Id<Affiliation> affiliation;
    std::string body_name;
    std::string label;  // what its owner calls it
    base::Instant created_at;
    std::optional<std::int64_t> last_used_day;  // days since 1970-01-01, Europe/Paris; no finer, by design
    std::optional<base::Instant> revoked_at;
    bool works = false;  // not revoked, and its affiliation stands
};

/// Who a token acts as. It carries one affiliation and no role, whatever its owner's roles are.
struct TokenActor {
    base::Id<ApiToken> token;
    Actor actor;
    bool is_noted_today = false;  // its use of today is already written
};

}  // namespace people
