// Announcement: a mail to all who took part in a campaign, posted in rounds by a job.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/support.hpp"
#include "db/database.hpp"

namespace consultation {

/// Which announcement, and how far it came.
struct Round {
    base::Id<Campaign> campaign;
    PhaseKind kind = PhaseKind::support;  // of an extension
    int version = 0;                      // of the extended phase
    std::int64_t after = 0;               // persons up to this id were written to

    std::string payload() const;
    static std::optional<Round> from(std::string_view payload);
};

/// Enqueues the round in the caller's transaction.
void enqueue_round(db::Tx& tx, std::string_view job, Round const& round, base::Instant now);

struct Recipient {
    PersonId person;
    std::string email;
};

// The SQL, in announcement_rows.cpp.

/// Persons with a published contribution to, a standing cast in, or a late request about the campaign, whose
/// account still has an address; by id, after `after`.
std::vector<Recipient> participants_after(db::Reader const& reader, base::Id<Campaign> campaign,
                                          std::int64_t after, int limit);
/// False when that round was posted before.
bool begin_round(db::Tx& tx, std::string_view job, std::string_view payload, base::Instant now);

}  // namespace consultation
