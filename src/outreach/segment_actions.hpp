// The writes of the campaign's team: a mailing to a segment is drafted, changed, thrown away, sent.
#pragma once

#include "outreach/mailing_actions.hpp"
#include "outreach/segment.hpp"

namespace outreach {

struct WriteMailing {
    base::Id<consultation::Campaign> campaign;
    base::Id<Mailing> draft;  // none: a new one
    Segment segment;
    MailingText text;
};
/// A draft is housekeeping: no entry in the journal. Refused: not an operator (forbidden), a text, reference
/// or code that is none (invalid, with every field), drafts_max drafts already (too_many), not a draft of
/// this campaign any more (conflict).
base::Result<base::Id<Mailing>> save_draft(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                           WriteMailing const& wanted);
base::Result<base::Done> throw_away(db::Tx& tx, people::Actor const& actor, base::Id<Mailing> id);

/// Freezes the list as it is now and begins. Refused: not an operator (forbidden), not a draft any more
/// (conflict), a campaign that is not public or nobody to write to (conflict), mailings_a_day_max within 24
/// hours (too_many).
base::Result<base::Done> send_to_segment(db::Tx& tx, base::World const& world, Settings const& settings,
                                         people::Actor const& actor, base::Id<Mailing> id);

}  // namespace outreach
