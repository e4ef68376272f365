// The SQL of limits on mails that a visitor causes (reliability.md, advisory 43).
#pragma once

#include <optional>
#include <string_view>

#include "db/database.hpp"

namespace people {

struct MailLimit {
    int most = 1;
    base::Duration period;
};

/// Counts one more mail under this key, unless `limit` is reached: then nothing is written, and the answer is
/// the instant from which one more is allowed. Many at once are counted one by one (the key's row is locked).
std::optional<base::Instant> count_mail(db::Tx& tx, base::Instant now, std::string_view key, MailLimit limit);

/// Housekeeping: forgets what no limit looks at any more, at most `most` rows; returns how many.
std::int64_t forget_mail_counts(db::Tx& tx, base::Instant before, int most);

}  // namespace people
