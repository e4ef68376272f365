// The writes of mailings: a list is frozen and sent, paused, resumed, stopped.
#pragma once

#include <string>
#include <vector>

#include "base/world.hpp"
#include "db/database.hpp"
#include "outreach/letter.hpp"
#include "outreach/mailing_rows.hpp"
#include "people/actor.hpp"

namespace outreach {

/// A mailing whose list the caller made (a relay's invitation). Who may send it, and how often to whom, is
/// the caller's rule: `last_written` says when an authority was written to.
struct NewMailing {
    base::Id<consultation::Campaign> campaign;
    MailingKind kind = MailingKind::invitation;
    std::string audience;  // French: "12 communes du Finistère qui n’ont pas pris part"
    std::string scope;     // "29"
    MailingText text;      // Markdown; checked here
    std::vector<Part> parts;
    std::vector<Addressee> addressees;
    std::optional<base::Instant> until = {};  // nothing leaves from then on
};

/// Freezes the list and enqueues the first slice, in the caller's transaction; journal 'mail.segment_sent'
/// with counts and hashes only. An address that stands twice is written to once. Refused: subject or text
/// (invalid, fields "subject", "text"), nobody to write to (conflict), more than addressees_max (too_large).
/// Faults on what the caller had to check: an address that is none, a part that is not there, a `why` that is
/// empty.
base::Result<base::Id<Mailing>> send_mailing(db::Tx& tx, base::World const& world, Settings const& settings,
                                             people::Actor const& actor, NewMailing const& wanted);

/// Each answers the mailing as it is then. Refused: unknown (not_found), in another state (conflict). Pausing
/// lets go what the outbox already has; stopping is for good. Who may is the caller's rule.
base::Result<Mailing> pause_mailing(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                    base::Id<Mailing> id);
base::Result<Mailing> resume_mailing(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                     base::Id<Mailing> id);
base::Result<Mailing> stop_mailing(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                   base::Id<Mailing> id);

/// One mail as its readers would get it, to the writer, at most tests_an_hour_max times an hour (too_many).
/// No entry in the journal: it is nobody else's.
inline constexpr int tests_an_hour_max = 20;
inline constexpr std::string_view test_mail_kind = "campaign.test";
base::Result<base::Done> send_test(db::Tx& tx, base::World const& world, Settings const& settings,
                                   people::Actor const& actor, MailingKind kind, MailingText const& text,
                                   Part const& part, Reader sample);

/// For this room's other writes: a draft whose list is frozen leaves.
base::Result<base::Done> begin_sending(db::Tx& tx, base::World const& world, Settings const& settings,
                                       PersonId by, Mailing const& draft, base::Instant now);

inline constexpr char const* slice_job = "outreach.slice";

/// One slice of a mailing: at most recipients_per_slice mails posted, then the next slice enqueued. Run twice
/// it writes to nobody twice. Returns how many mails were posted.
int send_slice(db::Database& database, base::World const& world, Settings const& settings,
               std::string const& payload);

}  // namespace outreach
