// What resembles a contribution being written: published contributions and open proposals of the same
// campaign.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "consultation/contribution.hpp"
#include "db/database.hpp"
#include "html/view.hpp"

namespace consultation {

/// One that resembles: its title, for whom, what became of it.
struct NearText {
    bool is_proposal = false;
    std::string reference;
    std::string title;
    std::string body_name;  // of a contribution
    std::string became;     // "Regroupée dans P-2026-012 – Titre", "12 soutiens"
    double score = 0;
};
inline constexpr int near_texts_max = 5;

/// At most `near_texts_max`, the most alike first; `own` is left out. Two statements.
std::vector<NearText> near_texts(db::Reader const& reader, base::Id<Campaign> campaign,
                                 base::Id<Contribution> own, std::string_view title,
                                 std::string_view problem);

}  // namespace consultation
