// Exactly once: a request that comes again gets the answer it got, and does nothing (HOUSE.md "Idempotency
// key").
#pragma once

#include <functional>
#include <string>

#include "base/crypto.hpp"
#include "base/result.hpp"
#include "db/database.hpp"

namespace journal {

struct OnceKey {
    std::string actor;     // "person:12", "token:7", or the browser's own key when nobody is signed in
    std::string route;     // "POST /soutenir"
    std::string key;       // hidden field or Idempotency-Key header; 8–200 visible characters
    base::Sha256 request;  // of the body: the same key with another body is refused (422)
};

/// Runs `action` in `tx` unless this key was already answered; its answer is a short text (where to go next,
/// or JSON). Only successes are kept, at least `once_kept`. Two at the same instant: the second waits for the
/// first. Refuses `invalid` when the key was used for another request.
base::Result<std::string> once(db::Tx& tx, base::Instant now, OnceKey const& key,
                               std::function<base::Result<std::string>()> const& action);

inline constexpr base::Duration once_kept = base::Duration::hours(48);
/// Forgets answers older than `once_kept`, at most `limit`; returns how many.
std::int64_t forget_answers(db::Tx& tx, base::Instant now, int limit);

}  // namespace journal
