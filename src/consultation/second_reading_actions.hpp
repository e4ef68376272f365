// The writes of second readings: asked for, confirmed, sent back, taken back.
#pragma once

#include "consultation/second_reading.hpp"
#include "consultation/taking.hpp"

namespace consultation {

/// Refused (conflict) when a reading waits for one of them: it is confirmed, sent back or taken back first.
base::Result<base::Done> require_no_reading(db::Reader const& reader, ContributionIds contributions);
/// A checked decision waits for a colleague instead of standing. `reader` none: whichever. Refused: oneself,
/// or somebody who is no operator (field "relecture").
base::Result<base::Done> ask_reading(db::Tx& tx, base::World const& world, Taking const& taking,
                                     PersonId reader);

enum class ReadingVerdict { confirm, send_back, take_back };
struct Reread {
    base::Id<SecondReading> reading;
    ReadingVerdict verdict = ReadingVerdict::confirm;
    std::string comment;  // 10–2 000 characters when sent back; else not used
};
/// Confirming makes the decision stand, in the name of who took it, with the reader's beside it. Sending back
/// leaves the contribution undecided, with the comment, in the hands of who asked. Only who asked takes back.
/// Refused: one's own reading, another's when a reader is named (forbidden), one that does not wait any more
/// or whose contribution was withdrawn or decided meanwhile (conflict), a missing comment.
base::Result<base::Done> reread(db::Tx& tx, base::World const& world, Settings const& settings,
                                people::Actor const& actor, Reread const& command);

}  // namespace consultation
