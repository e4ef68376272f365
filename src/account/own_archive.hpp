// The archive of all that concerns one person.
#pragma once

#include <string>

#include "db/database.hpp"
#include "people/person.hpp"
#include "web/site.hpp"

namespace account {

/// Writes a ZIP (a note, one JSON, one CSV a table) into the temporary folder in constant memory; returns its
/// path. Every table that a room declares personal is in it, without its secret columns.
std::string write_own_archive(web::Services const& services, db::Reader const& reader,
                              people::Person const& person);

}  // namespace account
