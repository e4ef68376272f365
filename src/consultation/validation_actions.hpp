// The writes on validations, and drafts handed over to a colleague.
#pragma once

#include <string>

#include "base/world.hpp"
#include "consultation/settings.hpp"
#include "consultation/validation.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

/// Whether contributions of others than administrators wait for one before publication. By an administrator
/// of the authority. Refused: not_found. Drafts that already wait keep waiting: an administrator decides on
/// them.
base::Result<base::Done> choose_validation(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                           AuthorityId authority, bool required);

/// Called by `publish` for a whole text while the phase is open: the draft waits, its administrators are
/// mailed. Submitted already: the same.
void submit_for_validation(db::Tx& tx, base::World const& world, people::Actor const& actor,
                           Contribution const& draft, base::Instant now);

struct DecideValidation {
    base::Id<Validation> validation;
    bool publishes = true;  // else it is sent back
    base::Instant seen_at;  // `changed_at` of the text that was read
    std::string comment;    // needed to send back; told to the author
};
/// By an administrator of the authority. Publishing counts from that instant, which must be before the phase
/// closes (B1: exact instants). Refused: not_found, conflict (decided meanwhile, text changed since it was
/// read), late, forbidden (the author does not act for the authority any more: hand the draft over first),
/// field "comment".
base::Result<Contribution> decide_validation(db::Tx& tx, base::World const& world, Settings const& settings,
                                             people::Actor const& actor, DecideValidation const& command);

struct HandOver {
    base::Id<Contribution> draft;
    base::Id<people::Affiliation> to;  // verified, of the same authority
};
/// A draft goes to a colleague, who is mailed: by its author, or by an administrator when its author does not
/// act for the authority any more. A validation that waits goes on waiting. Refused: not_found, conflict (not
/// a draft), field "to".
base::Result<base::Done> hand_over(db::Tx& tx, base::World const& world, Settings const& settings,
                                   people::Actor const& actor, HandOver const& command);

/// The job that mails administrators of a submitted draft; its payload is the validation's id.
inline constexpr char const* validation_mails_job = "consultation.validation";
int send_validation_mails(db::Database& database, base::World const& world, Settings const& settings,
                          std::string const& payload);

}  // namespace consultation
