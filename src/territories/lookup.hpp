// Finding authorities: by name, postcode, INSEE code or SIREN; by id; and the lists that filters offer.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/database.hpp"
#include "territories/authority.hpp"
#include "territories/register.hpp"

namespace territories {

/// What to look for. `text` is taken for a SIREN (9 digits), a SIRET (14), an INSEE code or postcode (5),
/// else for words of the name; a département's number beside words ("Saint-Denis 93") narrows to it.
struct AuthoritySearch {
    std::string text;               // empty: all, by name
    std::optional<Kind> kind;       // nothing: any
    std::string department;         // code; empty: any
    std::string region;             // code; empty: any
    bool is_in_force_only = false;  // false: former communes too, they answer with their successor
    int limit = 20;                 // at most `limit_max`
    std::string after;              // `next` of the page before
    int offset = 0;                 // instead of `after`, for numbered pages

    static constexpr int limit_max = 50;
    static constexpr std::size_t text_bytes_max = 200;
};

struct AuthorityPage {
    std::vector<Authority> authorities;
    std::string next;  // opaque; empty: the last page
};

/// The best answers first: exact name, then names that begin so, then others, larger populations first;
/// bodies in force before former ones. Without text: by name.
AuthorityPage find_authorities(db::Reader const& reader, AuthoritySearch const& search);
/// How many there are in all: one more statement.
std::int64_t count_authorities(db::Reader const& reader, AuthoritySearch const& search);

std::optional<Authority> authority(db::Reader const& reader, base::Id<Authority> id);
/// By what stands in addresses: "29134", "DEP-29", "200068120", "ANC-29001". An INSEE code that a commune had
/// once leads to the one it belongs to now.
std::optional<Authority> authority_by_reference(db::Reader const& reader, std::string_view reference);
/// In the order of the ids asked for; unknown ones left out. At most `many_max` ids.
std::vector<Authority> authorities(db::Reader const& reader, std::span<base::Id<Authority> const> ids);
inline constexpr std::size_t many_max = 1000;

/// The one in force that acts for it today: itself, or the successor of a former commune or grouping. Nothing
/// when it is gone without one.
std::optional<Authority> in_force(db::Reader const& reader, base::Id<Authority> id);

/// Former communes and groupings that an authority took over, by name, at most `many_max`.
std::vector<Authority> predecessors(db::Reader const& reader, base::Id<Authority> id);
/// Communes of a grouping, by name.
std::vector<Authority> members(db::Reader const& reader, base::Id<Authority> grouping);
std::vector<std::string> postcodes(db::Reader const& reader, base::Id<Authority> id);

/// What an edition said of an authority; nothing when it was not in force in it.
struct FrozenAuthority {
    base::Id<Authority> id;
    Kind kind = Kind::commune;
    std::string name;
    std::optional<std::int64_t> population;
    std::string department_code;
    std::string region_code;
    base::Id<Authority> epci;
};
std::optional<FrozenAuthority> in_edition(db::Reader const& reader, base::Id<Edition> edition,
                                          base::Id<Authority> id);

struct Territory {
    std::string code;
    std::string name;
    std::string region_code;  // of a département
    bool is_full = true;      // false: an overseas collectivity, neither département nor région
};
/// The 101 départements and the overseas collectivities, by code (971 after 95).
std::vector<Territory> departments(db::Reader const& reader);
/// The 18 régions and the overseas collectivities, by name.
std::vector<Territory> regions(db::Reader const& reader);

}  // namespace territories
