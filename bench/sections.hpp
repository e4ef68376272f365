// The sections of the bench; each prints its rows.
#pragma once

#include "app/program.hpp"

namespace bench {

/// Pages cold and cached, against the same server answering constant bytes.
void pages(app::Program& program);
/// CPU of the handlers alone, nothing cached, before compression.
void handlers(app::Program& program);
/// The raw engine's group commit, then durable supports by many at once, then 200 000 supports by 35 000
/// authorities.
void supports(app::Program& program);
/// Search over 10 000 contributions.
void searches(app::Program& program);
/// What resembles a contribution being written, against what the triage of 2021 grouped together.
void near(app::Program& program);
/// One fact told to 35 000 followers.
void followers(app::Program& program);
/// Asking for a code, with and without an account.
void sign_ins(app::Program& program);
/// The CSV of all supports, in constant memory.
void exports(app::Program& program);
/// Forms with files, many at once: memory stays flat.
void uploads(app::Program& program);

}  // namespace bench
