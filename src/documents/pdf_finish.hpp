// What the drawing library cannot say in a PDF: its language, its title in the window, the scope of header
// cells.
#pragma once

#include <string>

#include "documents/stamp.hpp"

namespace documents {

/// The same document with /Lang, /ViewerPreferences, its XMP description (PDF/UA-1) and a scope on every
/// header cell; deterministic. Throws when `drawn` is no PDF.
std::string with_description(std::string const& drawn, Stamp const& stamp);

}  // namespace documents
