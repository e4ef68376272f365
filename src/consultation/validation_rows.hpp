// The SQL of validations and of drafts handed over.
#pragma once

#include <optional>
#include <vector>

#include "consultation/validation.hpp"
#include "db/database.hpp"

namespace consultation {

/// The authority asked for it, and has an administrator who can give it (never a trap).
bool requires_validation(db::Reader const& reader, AuthorityId authority);
/// False when it was so already.
bool set_requires_validation(db::Tx& tx, AuthorityId authority, bool required, base::Instant at);

/// None when one waits already.
std::optional<base::Id<Validation>> insert_validation(db::Tx& tx, Validation const& validation);
/// False when it does not wait any more.
bool close_validation(db::Tx& tx, base::Id<Validation> id, ValidationState state, base::Instant at,
                      PersonId by, std::string_view comment);
std::optional<Validation> validation_by_id(db::Reader const& reader, base::Id<Validation> id);
/// The last one of a draft.
std::optional<Validation> last_validation(db::Reader const& reader, base::Id<Contribution> contribution);
/// Those that wait, the longest first; at most validations_listed_max.
std::vector<ValidationLine> waiting_validations(db::Reader const& reader, AuthorityId authority);

/// The longest untouched first; at most left_drafts_listed_max.
std::vector<LeftDraft> left_drafts(db::Reader const& reader, AuthorityId authority);
/// The same of what is published: any verified member may edit it while the phase is open.
std::vector<LeftDraft> left_contributions(db::Reader const& reader, AuthorityId authority);
/// Gives a draft to somebody else under their affiliation; who began it is kept.
void give_draft(db::Tx& tx, base::Id<Contribution> id, PersonId to, base::Id<people::Affiliation> affiliation,
                base::Instant at);
/// The address of who began a draft that was handed over; empty: its author did.
std::string begun_by(db::Reader const& reader, base::Id<Contribution> id);

/// Whether the person may edit a published contribution in its author's place: the author does not act for
/// the authority any more, the person does, verified.
bool may_take_over(db::Reader const& reader, Contribution const& contribution, PersonId person);

}  // namespace consultation
