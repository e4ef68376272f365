// The SQL of the codes sent to official addresses.
#pragma once

#include <string_view>

#include "base/crypto.hpp"
#include "db/database.hpp"
#include "people/affiliation.hpp"

namespace people {

inline constexpr int official_code_tries_max = 10;  // of 8 letters: guessing is hopeless, but each is counted

/// `sent_to`: the addresses, one a line.
void insert_official_code(db::Tx& tx, base::Id<Affiliation> affiliation, std::string_view sent_to,
                          base::Sha256 const& hash, base::Instant at, base::Instant expires_at);

/// Counts a try on every open code of the affiliation; false when none is open (none sent, expired, used,
/// tried too often). In one statement.
bool take_official_try(db::Tx& tx, base::Id<Affiliation> affiliation, base::Instant now);
/// Marks the open code with this hash as used; false when there is none. After take_official_try.
bool use_official_code(db::Tx& tx, base::Id<Affiliation> affiliation, base::Sha256 const& hash,
                       base::Instant now);

/// The last sending, open or not.
struct OfficialSending {
    std::string sent_to;
    base::Instant at;
    base::Instant expires_at;
    std::int64_t tries = 0;
};
std::optional<OfficialSending> last_official_sending(db::Reader const& reader,
                                                     base::Id<Affiliation> affiliation);

}  // namespace people
