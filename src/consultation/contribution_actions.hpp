// The writes on contributions: draft, publication, edition, withdrawal; by the author, or by the authority
// once the author has left.
#pragma once

#include "base/world.hpp"
#include "consultation/contribution.hpp"
#include "consultation/late_request.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace consultation {

struct SaveDraft {
    base::Id<Campaign> campaign;
    base::Id<Contribution> contribution;  // none: a new draft
    ContributionText text;
};

/// Keeps an unfinished contribution, seen by its author only; not journalled. After the closing too, as long
/// as its late publication may be asked for. Refused: no body acted for (forbidden), the collect phase is
/// over (late), not the author's or not a draft any more (not_found, conflict), a late request stands on it
/// (conflict), fields too long or unreadable, too many drafts.
base::Result<Contribution> save_draft(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                      SaveDraft const& command);
base::Result<base::Done> discard_draft(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                       base::Id<Contribution> contribution);

/// Makes a draft public, with its reference of the year in Paris and its first version. An unverified
/// affiliation may publish too. Where the authority asks for it, a draft of somebody who does not administer
/// it is submitted instead and stays a draft. Publishing again what is published is a success. Refused: every
/// field error at once, the phase is not open (late), the affiliation under which it was drafted does not
/// stand any more (forbidden).
base::Result<Contribution> publish(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                   base::Id<Contribution> contribution);

/// The same for a draft that an administrator of its authority validates (validation_actions): under its
/// author's name and affiliation. Refused as above, and when it is no draft any more (conflict).
base::Result<Contribution> publish_validated(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                             base::Id<Contribution> id, base::Instant now);

/// The same for a draft whose late request is accepted (late_request_actions): under its author's name, after
/// the closing. Refused as above, and: the phase is open, the results are published (conflict).
base::Result<Contribution> publish_late(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                        base::Id<Contribution> id, base::Id<LateRequest> request);
/// The actor's draft, held, if it could be published but for the phase. Refused: every field error at once,
/// not the author's (not_found), no draft any more (conflict), the author's affiliation does not stand any
/// more or the authority wants it validated by an administrator (forbidden).
base::Result<Contribution> publishable_draft(db::Tx& tx, people::Actor const& actor,
                                             base::Id<Contribution> id);

/// Another text for a published contribution, by its author, or by a verified member of its authority once
/// the author does not act for it any more; the former one is kept as a version. The same text changes
/// nothing. Refused once the collect phase is over, with the instant.
base::Result<Contribution> edit(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                base::Id<Contribution> contribution, ContributionText const& text);

/// Takes a published contribution back while the collect phase is open: it leaves lists and counts; its acts
/// stay in the journal. Withdrawing twice is a success.
base::Result<base::Done> withdraw(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                  base::Id<Contribution> contribution);

}  // namespace consultation
