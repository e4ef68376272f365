// A few contributions come with a file, as real ones do: made here, joined through the action.
#pragma once

#include <string>

#include "base/world.hpp"
#include "consultation/contribution.hpp"
#include "db/database.hpp"
#include "people/actor.hpp"

namespace demo {

/// One contribution in so many has one.
inline constexpr std::int64_t contributions_per_file = 40;

/// Joins a small table (CSV) or note (PDF) to a draft that is its turn; nothing for the others, or without a
/// folder.
base::Result<base::Done> join_sample(db::Tx& tx, base::World const& world, std::string const& files_folder,
                                     people::Actor const& actor, consultation::Contribution const& draft);

}  // namespace demo
