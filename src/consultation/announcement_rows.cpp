// The SQL of announcements.
#include "consultation/announcement.hpp"

namespace consultation {

std::vector<Recipient> participants_after(db::Reader const& reader, base::Id<Campaign> campaign,
                                          std::int64_t after, int limit) {
    return reader.list<Recipient>(
        "SELECT p.id, p.email FROM persons p WHERE p.id > $1 AND NOT EXISTS (SELECT 1 FROM erasures e WHERE "
        "e.person_id = p.id AND e.done_at IS NOT NULL) AND (EXISTS (SELECT 1 FROM contributions c "
        "WHERE c.author_person_id = p.id AND c.state = 'published' AND c.campaign_id = $2) "
        "OR EXISTS (SELECT 1 FROM support_casts k JOIN proposals r ON r.id = k.proposal_id "
        "WHERE k.person_id = p.id AND k.withdrawn_at IS NULL AND r.campaign_id = $3) "
        "OR EXISTS (SELECT 1 FROM late_requests l WHERE l.person_id = p.id AND l.campaign_id = $4 "
        "AND l.state <> 'withdrawn')) ORDER BY p.id LIMIT $5",
        {after, campaign, campaign, campaign, limit}, [](db::Row const& row) {
            return Recipient{PersonId(row.integer(0)), row.string(1)};
        });
}

bool begin_round(db::Tx& tx, std::string_view job, std::string_view payload, base::Instant now) {
    return tx.execute(
               "INSERT INTO mail_rounds (job, payload, posted_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
               {job, payload, now}) == 1;
}

}  // namespace consultation
