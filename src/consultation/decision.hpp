// Decision: what the operator decides of a contribution, dated and named, replaceable, never erased
// (PROGRAMME B3).
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "consultation/campaign.hpp"
#include "consultation/contribution.hpp"
#include "consultation/proposal.hpp"

namespace consultation {

/// To a named desk.
struct Reoriented {
    base::Id<Desk> desk;
    friend bool operator==(Reoriented const&, Reoriented const&) = default;
};
/// With a ground of ineligibility.
struct Rejected {
    base::Id<Ground> ground;
    friend bool operator==(Rejected const&, Rejected const&) = default;
};
/// Into one or several proposals (n:m); a new title makes a draft proposal.
struct Grouped {
    std::vector<base::Id<Proposal>> proposals;
    std::vector<std::string> new_titles;
    friend bool operator==(Grouped const&, Grouped const&) = default;
};
/// Back to be decided.
struct Reopened {
    friend bool operator==(Reopened const&, Reopened const&) = default;
};

using OutcomeChoice = std::variant<Reoriented, Rejected, Grouped, Reopened>;
Outcome outcome_of(OutcomeChoice const& choice);

/// A proposal as a decision, a list or a link names it.
struct ProposalName {
    base::Id<Proposal> id;
    std::string reference;
    std::string title;
    bool is_public = false;                     // a draft's name is for operators only
    ProposalState state = ProposalState::open;  // as stored: selected … once the results are published
};

/// A decision as stored.
struct Decision {
    base::Id<Decision> id;
    base::Id<Contribution> contribution;
    Outcome outcome = Outcome::pending;
    std::optional<Desk> desk;             // of a reorientation, with its name and address
    std::optional<Ground> ground;         // of a rejection
    std::vector<ProposalName> proposals;  // of a grouping
    std::string reason;
    base::Instant decided_at;
    bool is_standing = true;
};

inline constexpr std::size_t decided_at_once_max = 500;
inline constexpr std::size_t grouped_proposals_max = 20;  // one contribution into so many proposals at most
inline constexpr std::size_t decision_reason_min = 10;
inline constexpr std::size_t decision_reason_max = 2000;

/// The conservation line: contributions = pending + reoriented + rejected + grouped, always (B3).
struct Conservation {
    std::int64_t contributions = 0;
    std::int64_t pending = 0;
    std::int64_t reoriented = 0;
    std::int64_t rejected = 0;
    std::int64_t grouped = 0;
    bool adds_up() const { return contributions == pending + reoriented + rejected + grouped; }
    friend bool operator==(Conservation const&, Conservation const&) = default;
};

}  // namespace consultation
