// The public texts that a proposal has had, each with the reason of its change (docs/decisions/0019).
#pragma once

#include <string>
#include <vector>

#include "consultation/proposal.hpp"
#include "db/database.hpp"

namespace consultation {

inline constexpr int proposal_versions_max = 200;

struct ProposalVersion {
    int version = 1;
    base::Instant at;
    std::string reason;  // public; empty: the text as it was published first
    ProposalForm text;   // themes ascending
    std::vector<std::string> theme_names;
};

// The SQL, in proposal_versions_rows.cpp.

/// Keeps the proposal's text under its `version`.
void insert_version(db::Tx& tx, Proposal const& proposal, base::Instant at, std::string const& reason);

/// Every version, oldest first. Two statements.
std::vector<ProposalVersion> versions_of(db::Reader const& reader, base::Id<Proposal> proposal);

/// When and why the text changed, without the texts: the last `limit` changes, oldest first. One statement.
struct ProposalChange {
    int version = 2;
    base::Instant at;
    std::string reason;
};
std::vector<ProposalChange> last_changes(db::Reader const& reader, base::Id<Proposal> proposal, int limit);

}  // namespace consultation
