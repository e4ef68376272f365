// The columns from which the *_rows files of this room read an affiliation; only they include this.
#pragma once

#include <string>

#include "people/affiliation.hpp"

namespace people {

/// How many columns each of the two below has: what a query adds stands behind.
inline constexpr int affiliation_columns_count = 17;
inline constexpr int affiliation_line_columns_count = affiliation_columns_count + 6;

/// Of `affiliations f`.
std::string affiliation_columns();
/// Of `affiliations f`, `persons p`, `authorities a`, `partners r` (the last two may be absent).
std::string affiliation_line_columns();

/// A LIKE pattern that finds `text` anywhere, its own % _ and \ taken literally.
std::string like_anywhere(std::string_view text);

Affiliation affiliation_from(db::Row const& row);
AffiliationLine affiliation_line_from(db::Row const& row);

}  // namespace people
