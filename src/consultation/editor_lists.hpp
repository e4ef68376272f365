// Themes, desks and grounds of a campaign as whole lists: what the editor's actions write.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "consultation/campaign_rows.hpp"

namespace consultation {

/// The wanted list in place of the stored one: an entry without a slug is new and gets one from its name; an
/// entry that is gone is deleted. Refused, naming it, when something refers to what would go.
base::Result<base::Done> write_themes(db::Tx& tx, base::Id<Campaign> campaign,
                                      std::vector<Theme> const& stored, std::vector<Theme> wanted);
base::Result<base::Done> write_desks(db::Tx& tx, base::Id<Campaign> campaign, std::vector<Desk> const& stored,
                                     std::vector<Desk> wanted);
base::Result<base::Done> write_grounds(db::Tx& tx, base::Id<Campaign> campaign,
                                       std::vector<Ground> const& stored, std::vector<Ground> wanted);

}  // namespace consultation
