// The SQL of priority policies and of their lists of communes.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/policy.hpp"
#include "db/database.hpp"

namespace consultation {

/// By name, each with its count of communes; one statement.
std::vector<Policy> policies(db::Reader const& reader, base::Id<Campaign> campaign);
/// The same with the codes of their communes: for the file and the history.
std::vector<Policy> policies_with_members(db::Reader const& reader, base::Id<Campaign> campaign);
/// "Locronan (29134)", by name, a page of them.
std::vector<std::string> policy_communes(db::Reader const& reader, base::Id<Policy> policy, int limit,
                                         int offset);

/// Compares lines with the register: a former commune gives its successor, what is unknown or twice is
/// remarked.
CodeReport checked_codes(db::Reader const& reader, std::vector<CodeLine> const& lines);

// For the room's actions.

/// Inserts or changes by slug; the members stay.
base::Id<Policy> put_policy(db::Tx& tx, base::Id<Campaign> campaign, Policy const& policy);
void replace_members(db::Tx& tx, base::Id<Policy> policy,
                     std::vector<base::Id<territories::Authority>> const& communes);
/// The communes of one list into another, which has none.
void copy_members(db::Tx& tx, base::Id<Policy> from, base::Id<Policy> to);
void delete_policy(db::Tx& tx, base::Id<Policy> policy);

}  // namespace consultation
