// Telling: facts become mails to those who follow what they are about, in bounded rounds of a job.
#pragma once

#include <string>

#include "base/world.hpp"
#include "consultation/event.hpp"
#include "db/database.hpp"

namespace consultation {

inline constexpr char const* telling_job = "consultation.follow_told";
inline constexpr char const* digest_job = "consultation.follow_digest";
/// The kinds of the mails.
inline constexpr std::string_view told_mail_kind = "follow.event";
inline constexpr std::string_view digest_mail_kind = "follow.digest";

/// A round writes to persons whose ids lie within this span: so many mails at most in one transaction.
inline constexpr std::int64_t persons_per_round = 500;
inline constexpr int facts_per_mail = 20;

struct TellingSettings {
    std::string origin;
    std::string secret;  // signs the addresses that stop
};

void enqueue_telling(db::Tx& tx, base::Id<Event> batch, base::Instant now);
/// The digest of the next eighth hour; already waiting: nothing changes.
void enqueue_digest(db::Tx& tx, base::Instant now);

/// One round of a job; enqueues the next one while followers are left. Run twice it writes to nobody twice.
/// Returns how many mails were posted.
int tell_round(db::Database& database, base::World const& world, TellingSettings const& settings,
               std::string const& job, std::string const& payload);

}  // namespace consultation
