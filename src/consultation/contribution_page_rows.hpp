// The SQL of what the contributor's pages show.
#pragma once

#include <string>
#include <vector>

#include "consultation/contribution.hpp"
#include "db/database.hpp"

namespace consultation {

/// For whom a contribution speaks.
struct SpokenFor {
    std::string name;       // long: "Commune de Locronan"; of the author's body
    std::string reference;  // of its page; empty for a partner
    bool is_verified = false;
    std::vector<std::string> others;            // long names of the other authorities
    std::vector<std::string> other_references;  // in the same order
};
SpokenFor spoken_for(db::Reader const& reader, base::Id<Contribution> id);

/// Long names of these authorities, `named_authorities_max` at most; unknown ones are left out. One
/// statement.
inline constexpr std::size_t named_authorities_max = 400;
std::vector<std::pair<AuthorityId, std::string>> authority_names(db::Reader const& reader,
                                                                 std::vector<AuthorityId> ids);

/// Authorities named by their code or their name, one a line, as typed by a person.
struct NamedBodies {
    std::vector<AuthorityId> found;
    std::vector<std::string> unknown;    // lines that name none
    std::vector<std::string> ambiguous;  // names that several bear
};
inline constexpr std::size_t named_lines_max = 40;
/// "29134", "Locronan", "Commune de Locronan (29134)". At most `named_lines_max` lines are looked at. One
/// statement.
NamedBodies named_bodies(db::Reader const& reader, std::vector<std::string> const& lines);

}  // namespace consultation
