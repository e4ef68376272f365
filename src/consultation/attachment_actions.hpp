// The writes on attachments: by the author of the contribution only, while its text may change too.
#pragma once

#include <string_view>
#include <vector>

#include "base/world.hpp"
#include "consultation/attachment.hpp"
#include "db/database.hpp"
#include "files/intake.hpp"
#include "people/actor.hpp"

namespace consultation {

/// Joins files that `files::take_in` has put on the disk. On a published contribution this is another version
/// of it, journalled. A content that is joined already stays once. Refused: not the author's (not_found for a
/// draft, forbidden), withdrawn (conflict), the collect phase is over (late), too many (invalid, field
/// "files").
base::Result<base::Done> attach(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                base::Id<Contribution> contribution,
                                std::vector<files::TakenFile> const& taken);

/// Takes one out; its name and content are forgotten, a published contribution keeps that there was one.
/// Twice is a success. Refused as `attach`.
base::Result<base::Done> detach(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                base::Id<Contribution> contribution, std::string_view key);

/// Before a draft is deleted: its files with it.
void forget_attachments(db::Tx& tx, base::Id<Contribution> draft);

}  // namespace consultation
