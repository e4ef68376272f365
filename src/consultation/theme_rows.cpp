#include "consultation/theme_rows.hpp"

namespace consultation {

std::vector<Theme> themes_by_rank(db::Reader const& reader, base::Id<Campaign> campaign) {
    return reader.list<Theme>(
        "SELECT id, slug, name, hint FROM themes WHERE campaign_id = $1 ORDER BY rank, id", {campaign},
        [](db::Row const& row) {
            return Theme{row.id<Theme>(0), row.string(1), row.string(2), row.string(3)};
        });
}

}  // namespace consultation
