// What every list of this room shares: pages of twenty with exact totals, and the body named beside an act.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "consultation/support.hpp"

namespace consultation {

inline constexpr int items_per_page = 20;
inline constexpr int pages_max = 5000;  // beyond: the last one; nobody reads further, and no OFFSET explodes

/// One page of a list. `page` counts from 1 and is never beyond the last.
template<class T>
struct Listed {
    std::vector<T> items;
    std::int64_t total = 0;  // on all pages
    int page = 1;
    int pages() const {
        return total == 0 ? 1 : static_cast<int>((total + items_per_page - 1) / items_per_page);
    }
};

/// Every item of a list, page after page: a file shows what the list's own reading shows. `page_of(n)` reads
/// page n of one view of the database.
template<class PageOf, class Each>
void each_listed(PageOf const& page_of, Each const& each) {
    for (int page = 1, last = 1; page <= last; ++page) {
        auto const listed = page_of(page);
        last = std::min(listed.pages(), pages_max);
        for (auto const& item : listed.items) each(item);
    }
}

/// For whom an act was made: an authority, or a partner (then only the name).
struct NamedBody {
    AuthorityId authority;  // none: a partner
    std::string name;       // long: "Commune de Locronan"
    std::string reference;  // of the authority's page; empty: a partner
    std::string department_code;
    std::string department_name;
};

}  // namespace consultation
