// Stamp: what every document says of itself: what it is, of which instant, from where.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/instant.hpp"

namespace documents {

struct Stamp {
    std::string title;
    base::Instant at;  // of the figures, not of the download: the same document has the same bytes each time
    std::string source;   // "Tremplin, soutiens comptés, un par collectivité"
    std::string address;  // of the page that shows the same; empty: none
    /// Further lines, "Empreinte SHA-256" → "3f…": shown after the others, in this order.
    std::vector<std::pair<std::string, std::string>> more = {};
};

/// Title, instant, source, address and what is more, as label and value, in French.
std::vector<std::pair<std::string, std::string>> lines_of(Stamp const& stamp);

}  // namespace documents
