// What of contributions and proposals can be found by words: put when public, removed when not.
#pragma once

#include <string_view>

#include "consultation/contribution.hpp"
#include "db/database.hpp"

namespace consultation {

inline constexpr std::string_view contribution_documents = "contribution";
inline constexpr std::string_view proposal_documents = "proposal";
/// Of operators only: no public search asks for this kind.
inline constexpr std::string_view note_documents = "note";

/// Title; problem, options, reference and the body for which it is made.
void put_document(db::Tx& tx, Contribution const& contribution, std::string_view body_name);
void put_document(db::Tx& tx, Proposal const& proposal);
void remove_document(db::Tx& tx, base::Id<Contribution> id);
void remove_document(db::Tx& tx, base::Id<Proposal> id);

/// Every document of the room made anew, in bounded batches: the index is not copied from one engine to the
/// other.
void index_anew(db::Database& database);

}  // namespace consultation
