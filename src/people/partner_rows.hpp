// The SQL of partners.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "db/database.hpp"
#include "people/partner.hpp"

namespace people {

std::optional<Partner> partner_by_id(db::Reader const& reader, base::Id<Partner> id);
/// Those of these ids, by id; unknown ones left out. At most `partners_asked_max`.
std::vector<Partner> partners(db::Reader const& reader, std::span<base::Id<Partner> const> ids);
inline constexpr std::size_t partners_asked_max = 1000;
/// By name, however written (accents, capitals, punctuation aside), and SIREN, if any.
std::optional<Partner> partner_by_name(db::Reader const& reader, std::string_view name,
                                       std::optional<base::Siren> const& siren);
/// Those whose name begins so, by name; at most `most`.
std::vector<Partner> partners_starting(db::Reader const& reader, std::string_view name, int most);

/// Nothing when one of this name and SIREN exists.
std::optional<base::Id<Partner>> insert_partner(db::Tx& tx, Partner const& partner);

}  // namespace people
