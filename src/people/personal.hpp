// What this room keeps about persons, and the archive and the erasure of one person made from every room's
// declaration.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "db/database.hpp"
#include "journal/personal.hpp"
#include "people/affiliation.hpp"
#include "people/person.hpp"

namespace people {

std::vector<journal::PersonalTable> personal_tables();

/// Calls `row` with the cells of each row about this person, in the order of the table's columns that are not
/// secret: text as shown in files (instants ISO 8601). In constant memory on both engines.
using PersonalRow = std::function<void(std::span<std::string const>)>;
void each_personal_row(db::Reader const& reader, journal::PersonalTable const& table, Person const& person,
                       PersonalRow const& row);

/// Deletes the rows of tables whose fate is `removed`. Returns how many.
std::int64_t remove_personal_rows(db::Tx& tx, std::vector<journal::PersonalTable> const& tables,
                                  Person const& person);
/// Overwrites the columns that have a replacement. Returns how many rows.
std::int64_t replace_personal_columns(db::Tx& tx, std::vector<journal::PersonalTable> const& tables,
                                      Person const& person);

}  // namespace people
