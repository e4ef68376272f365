// Batch: the decisions of one act, undone together while their mails have not left.
#pragma once

#include <optional>
#include <string>

#include "consultation/decision.hpp"

namespace consultation {

inline constexpr std::size_t batch_name_max = 100;
inline constexpr std::size_t batch_decisions_max =
    10'000;  // of a spreadsheet; on the bench decided_at_once_max

struct Batch {
    base::Id<Batch> id;
    base::Id<Campaign> campaign;
    std::string name;  // empty: of one contribution
    PersonId by;
    std::string by_email;
    base::Instant at;
    base::Instant tell_at;
    std::optional<base::Instant> undone_at;
    std::int64_t decisions = 0;
    std::int64_t standing = 0;  // neither undone nor replaced since
    std::int64_t told = 0;      // mails posted
    bool may_be_undone(base::Instant now) const { return !undone_at && now < tell_at && standing > 0; }
};

}  // namespace consultation
