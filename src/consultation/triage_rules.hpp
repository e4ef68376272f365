// TriageRules: how a campaign's operators work: how long a decision can be undone, what is read twice.
#pragma once

#include "base/instant.hpp"
#include "consultation/campaign.hpp"
#include "db/database.hpp"

namespace consultation {

inline constexpr int grace_minutes_usual = 15;
inline constexpr int grace_minutes_max = 1440;

struct TriageRules {
    int grace_minutes =
        grace_minutes_usual;          // mails of decisions leave after it; 0: at once, nothing is undone
    bool rereads_rejections = false;  // each rejection waits for a colleague's reading
    base::Duration grace() const { return base::Duration::minutes(grace_minutes); }
};

// The SQL, in batch_rows.cpp.

TriageRules triage_rules(db::Reader const& reader, base::Id<Campaign> campaign);
void save_triage_rules(db::Tx& tx, base::Id<Campaign> campaign, TriageRules const& rules);

}  // namespace consultation
