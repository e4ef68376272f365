// The SQL of API tokens.
#pragma once

#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "db/database.hpp"
#include "people/api_token.hpp"

namespace people {

inline constexpr int tokens_listed_max = 100;

/// Working ones first, then newest first; at most tokens_listed_max.
std::vector<ApiToken> tokens_of(db::Reader const& reader, base::Id<Person> person);
/// Who acts with this token; nothing when it is unknown, revoked, or its affiliation stands no more. One
/// statement.
std::optional<TokenActor> actor_of_token(db::Reader const& reader, std::string_view token, base::Instant now);

std::int64_t count_tokens(db::Reader const& reader, base::Id<Person> person);
base::Id<ApiToken> insert_token(db::Tx& tx, base::Sha256 const& hash, base::Id<Person> person,
                                base::Id<Affiliation> affiliation, std::string_view label, base::Instant at);
/// False when it is not a token of this person that still works.
bool end_token(db::Tx& tx, base::Id<Person> person, base::Id<ApiToken> token, base::Instant at);
bool owns_token(db::Reader const& reader, base::Id<Person> person, base::Id<ApiToken> token);
/// Takes the person's row, so that limits on what is theirs hold for many requests at once.
void lock_person(db::Tx& tx, base::Id<Person> person);
/// Housekeeping: the token was used today. Asked once a day (TokenActor::is_noted_today).
void note_token_used(db::Tx& tx, base::Id<ApiToken> token, base::Instant now);

}  // namespace people
