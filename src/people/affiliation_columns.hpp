// The columns from which the *_rows files of this room read an affiliation; only they include this.
#pragma once

#include <string>

#include "people/affiliation.hpp"

namespace people {

/// Of `affiliations f`.
std::string affiliation_columns();
/// Of `affiliations f`, `persons p`, `authorities a`, `partners r` (the last two may be absent).
std::string affiliation_line_columns();

Affiliation affiliation_from(db::Row const& row);
AffiliationLine affiliation_line_from(db::Row const& row);

}  // namespace people
