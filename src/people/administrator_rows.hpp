// The SQL of an authority's administrators, and of what their page shows.
#pragma once

#include <string>
#include <vector>

#include "db/database.hpp"
#include "people/affiliation.hpp"

namespace people {

inline constexpr int administrators_listed_max = 50;

/// Holds the authority's members until the end of the transaction: its administrators change one by one.
/// Taken before any affiliation of it.
void lock_members(db::Tx& tx, base::Id<territories::Authority> authority);

bool has_administrator(db::Reader const& reader, base::Id<territories::Authority> authority);
bool is_administrator(db::Reader const& reader, base::Id<Person> person,
                      base::Id<territories::Authority> authority);
/// Their addresses, for mails; at most administrators_listed_max.
std::vector<std::string> administrator_addresses(db::Reader const& reader,
                                                 base::Id<territories::Authority> authority);

/// Makes a verified member administrator, or takes that back (`since` nothing). False when nothing changed.
bool set_administrator(db::Tx& tx, base::Id<Affiliation> affiliation, std::optional<base::Instant> since);

/// Members who were suspended and not reinstated, newest first; at most administrators_listed_max.
std::vector<AffiliationLine> suspended_of(db::Reader const& reader,
                                          base::Id<territories::Authority> authority);
/// The person's last affiliation to the body, when that one is suspended.
bool is_suspended(db::Reader const& reader, base::Id<Person> person, std::int64_t body);

/// When each of these persons last acted for the authority, by its journal entries.
struct LastAct {
    base::Id<Person> person;
    base::Instant at;
};
std::vector<LastAct> last_acts(db::Reader const& reader, base::Id<territories::Authority> authority);

}  // namespace people
