// The SQL of the second factor.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/crypto.hpp"
#include "db/database.hpp"
#include "people/person.hpp"

namespace people {

struct SecondFactor {
    std::string sealed;  // the secret, encrypted
    std::optional<base::Instant> active_since;
    std::int64_t last_step = 0;
};
std::optional<SecondFactor> factor_of(db::Reader const& reader, base::Id<Person> person);
/// Of those who have a role: who has an active factor. At most roles_with_factor_max.
inline constexpr int roles_with_factor_max = 2000;
std::vector<base::Id<Person>> role_holders_with_factor(db::Reader const& reader);
std::int64_t recovery_codes_left(db::Reader const& reader, base::Id<Person> person);

void insert_factor(db::Tx& tx, base::Id<Person> person, std::string_view sealed, base::Instant now);
/// Counts a try before the code is looked at; false when the window's tries are spent.
bool take_factor_try(db::Tx& tx, base::Id<Person> person, base::Instant now);
/// The code of this step is used, and the tries are forgotten; false when it, or a later one, was used
/// already.
bool use_step(db::Tx& tx, base::Id<Person> person, std::int64_t step);
bool activate(db::Tx& tx, base::Id<Person> person, base::Instant now);
void delete_factor(db::Tx& tx, base::Id<Person> person);
void insert_recovery_code(db::Tx& tx, base::Id<Person> person, base::Sha256 const& hash);
bool use_recovery_code(db::Tx& tx, base::Id<Person> person, base::Sha256 const& hash, base::Instant now);
void delete_recovery_codes(db::Tx& tx, base::Id<Person> person);

}  // namespace people
