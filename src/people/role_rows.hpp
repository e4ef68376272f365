// The SQL of roles.
#pragma once

#include <vector>

#include "db/database.hpp"
#include "people/role.hpp"

namespace people {

inline constexpr int roles_of_one_max = 200;  // a relay may have several départements
inline constexpr int roles_listed_max = 1000;

Rights rights_of(db::Reader const& reader, base::Id<Person> person);
/// Standing roles of this sort, by address; at most roles_listed_max.
std::vector<RoleLine> holders_of(db::Reader const& reader, Role role);
/// Every operator.
std::vector<RoleLine> operators(db::Reader const& reader);

/// Takes the rows of every operator: whoever leaves counts those who stay.
void lock_operators(db::Tx& tx);
/// False when the person has it already.
bool insert_role(db::Tx& tx, base::Id<Person> person, Role role, std::string_view scope, base::Instant at,
                 base::Id<Person> given_by, std::string_view reason);
bool has_role(db::Reader const& reader, base::Id<Person> person, Role role, std::string_view scope);
inline constexpr int roles_per_page = 20;
struct RolePage {
    std::vector<RoleLine> lines;  // by role, then address
    std::int64_t total = 0;
};
/// Standing roles whose address holds `text`; `page` counts from 1.
RolePage standing_roles(db::Reader const& reader, std::string_view text, int page);
/// False when the person does not have it (any more).
bool end_role(db::Tx& tx, base::Id<Person> person, Role role, std::string_view scope, base::Instant at,
              base::Id<Person> taken_by);

}  // namespace people
