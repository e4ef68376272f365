// Invitation: the prefecture writes to the town halls of its département that have not taken part.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/world.hpp"
#include "outreach/mailing_actions.hpp"
#include "relay/kit.hpp"
#include "relay/participation.hpp"

namespace relay {

/// An authority is invited once in so many days, whatever the campaign and whoever of its prefecture writes.
inline constexpr base::Duration invited_again_after = base::Duration::days(14);

struct Invited {
    Line line;
    std::string address;  // one of its usable official addresses, the first by name
};
/// Whom an invitation reaches, and why not the others: written + without_address + lately = silent.
struct Audience {
    std::vector<Invited> written;
    std::int64_t silent = 0;
    std::int64_t without_address = 0;
    std::int64_t lately = 0;                 // invited less than invited_again_after ago
    std::optional<base::Instant> next_from;  // when the first of those may be invited again
};
/// Of the lines that the filter keeps, those that have not taken part. Two statements.
Audience audience_of(db::Reader const& reader, base::Id<consultation::Campaign> campaign, Scope const& scope,
                     Filter filter, base::Instant now);

/// Subject and Markdown as first proposed; {collectivite} and {code} stand for each reader's authority.
outreach::MailingText invitation_text(KitFacts const& facts, std::string const& campaign_slug);
/// Why a town hall receives it, under the text.
outreach::Part invitation_part(Scope const& scope);

struct Invite {
    std::string department;
    base::Id<consultation::Campaign> campaign;
    Filter filter;
    std::string chosen;  // how the filter reads: "communes de 500 à 999 habitants"; empty: all
    outreach::MailingText text;
};
/// Writes to everybody of the audience as it is in this transaction, under the département's lock: two relays
/// at once write to nobody twice. Refuses `forbidden` (no relay of it any more), `not_found` (the campaign),
/// `late` (nothing to invite to), `conflict` (nobody to write to), `invalid` (fields "subject", "text").
base::Result<base::Id<outreach::Mailing>> invite(db::Tx& tx, base::World const& world,
                                                 outreach::Settings const& settings,
                                                 people::Actor const& relay, Invite const& wanted);

enum class MailingChange { pause, resume, stop };
/// Of an invitation of this département. Refuses `forbidden`, `not_found`, `conflict`.
base::Result<outreach::Mailing> change_invitation(db::Tx& tx, base::World const& world,
                                                  people::Actor const& relay, std::string const& department,
                                                  base::Id<outreach::Mailing> id, MailingChange change);

/// The invitation of this number, when it is this département's. One statement.
std::optional<outreach::Mailing> invitation_of(db::Reader const& reader, Scope const& scope,
                                               base::Id<outreach::Mailing> id);

/// Takes the département, and the one with which it shares an authority (Corse, Alsace), in one order.
void lock_department(db::Tx& tx, std::string const& code);

}  // namespace relay
