// Support: an authority's expression of interest in a proposal, counted once whoever casts it (PROGRAMME B6).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "consultation/proposal.hpp"
#include "people/actor.hpp"

namespace consultation {

using AuthorityId = base::Id<territories::Authority>;
using PersonId = base::Id<people::Person>;

/// What the casts of an authority's people amount to.
enum class SupportState { counted, pending, set_aside, withdrawn };
std::string_view name_of(SupportState state);
std::optional<SupportState> support_state(std::string_view name);
/// "Compté", "En attente", "Écarté", "Retiré".
std::string_view title_of(SupportState state);

/// One person's own support, standing: neither withdrawn nor cast under an affiliation that was refused.
struct Cast {
    base::Instant cast_at;
    std::optional<base::Instant> verified_at;  // nothing: the affiliation waits for verification
    /// Cast after the closing by a decision on a late request: what is said of it; empty: cast in time.
    std::string late_mention = {};
};

/// An authority's support of a proposal.
struct Standing {
    SupportState state = SupportState::withdrawn;
    base::Instant since;  // the original instant of the earliest standing cast
    std::string reason;   // why it is not counted (public when set aside), or by which late decision it is

    friend bool operator==(Standing const&, Standing const&) = default;
};

/// Counted while at least one standing cast was verified before `late_limit` (a number of days after
/// closing) or admitted by a late decision, which is its reason when no other makes it count; pending while
/// at least one stands; else withdrawn. `since` is kept from `before` when nothing stands. A support that was
/// set aside stays so until it is restored.
Standing standing_of(std::span<Cast const> casts, std::optional<base::Instant> late_limit,
                     Standing const& before);

/// What a person is told after each act.
enum class Verdict { counted, pending, not_counted };
std::string_view name_of(Verdict verdict);

struct SupportAnswer {
    base::Id<Proposal> proposal;
    std::string proposal_reference;
    std::string proposal_title;
    AuthorityId authority;
    std::string authority_name;
    Verdict verdict = Verdict::not_counted;
    std::string why;      // French
    std::string advice;   // what to do, or what follows
    bool is_new = false;  // false: it stood already, and nothing was written
};

inline constexpr std::size_t supports_at_once_max = 100;    // proposals in one act
inline constexpr std::size_t authorities_at_once_max = 20;  // a secretary of several communes
inline constexpr std::size_t set_aside_reason_min = 10;
inline constexpr std::size_t set_aside_reason_max = 500;

}  // namespace consultation
