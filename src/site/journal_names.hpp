// For whom acts were done, in words: the names of a page of acts, in two statements at most.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "journal/journal.hpp"

namespace site {

struct NamedBody {
    std::string name;    // "Commune de Locronan"
    std::string filter;  // what the journal's filter takes: "29134", "partenaire:3"
    std::string href;    // of its public page; empty for a partner
};

class NamedBodies {
  public:
    NamedBodies(db::Reader const& reader, std::vector<journal::Act> const& acts);
    /// Null for nobody; a body that is gone is shown by its number.
    NamedBody const* find(std::int64_t body) const;

  private:
    std::map<std::int64_t, NamedBody> by_id_;
};

}  // namespace site
