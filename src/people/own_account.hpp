// One's own account: codes that confirm an act on it, and the erasure asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/crypto.hpp"
#include "base/result.hpp"
#include "journal/personal.hpp"
#include "people/mail_limit_rows.hpp"
#include "people/person.hpp"

namespace people {

/// What a code sent confirms.
enum class OwnPurpose { address, erasure };
/// "address", "erasure": as stored.
std::string_view code(OwnPurpose purpose);

inline constexpr base::Duration own_code_kept = base::Duration::minutes(30);
inline constexpr int own_code_tries_max = 5;
/// Codes one person may ask for, to whatever address, beside the limit of each address.
inline constexpr MailLimit own_codes_per_person{10, base::Duration::days(1)};

/// Time for recourse before the administrative judge: two months, clear days (code de justice administrative,
/// R. 421-1 and R. 421-5).
inline constexpr base::Duration recourse_time = base::Duration::days(63);
/// The receipt leaves before the address goes; meanwhile the erasure may be cancelled.
inline constexpr base::Duration erasure_pause = base::Duration::hours(1);

struct OwnCode {
    std::string email;  // to which it was sent
    base::Sha256 code_hash{};
    base::Instant created_at;
    base::Instant expires_at;
    std::int64_t tries = 0;
};

struct Erasure {
    base::Id<Person> person;
    base::Instant asked_at;
    std::optional<base::Instant> due_at;  // nothing: not known yet
};

/// What erasing this account means now, for the page that asks.
struct ErasureOutlook {
    std::vector<journal::Holding> holdings;
    std::optional<base::Instant> due_at;  // if asked now; nothing: not known yet
    bool is_last_operator = false;        // then it is refused
    std::int64_t waiting_affiliations = 0;
};

}  // namespace people
