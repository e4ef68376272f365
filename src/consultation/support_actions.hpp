// The writes on supports: cast, withdraw, follow a verification, set aside, restore.
#pragma once

#include <functional>
#include <vector>

#include "base/world.hpp"
#include "consultation/settings.hpp"
#include "consultation/support_rows.hpp"
#include "db/database.hpp"
#include "people/affiliation.hpp"

namespace consultation {

struct CastSupport {
    std::vector<base::Id<Proposal>> proposals;  // 1–100, of one campaign
    /// For which authorities, each one the person's own by a standing affiliation; empty: the one acted for.
    /// An API token acts for its own only: its caller leaves this empty.
    std::vector<AuthorityId> authorities;
};

/// Casts the person's own support for each proposal and each authority, whole or nothing. One answer per
/// pair, in ascending order of proposal then authority. Already standing: a success, nothing written.
/// Refused: supports not open at the instant read after the locks (late), no standing affiliation
/// (forbidden), an unknown or draft proposal (not_found), one that the committee has decided on (conflict),
/// no authority of a class that the campaign admits (forbidden; when only some are, those others answer
/// not_counted).
base::Result<std::vector<SupportAnswer>> cast_support(db::Tx& tx, base::World const& world,
                                                      people::Actor const& actor, CastSupport const& command);

/// What is ready to be cast but for the phase.
struct Castable {
    Campaign campaign;
    std::vector<SupportedProposal> proposals;  // ascending
    std::vector<ActingRight> rights;           // ascending
    std::vector<SupportAnswer> refused;        // of the authorities whose class the campaign does not admit
};
/// Refused as cast_support, except for the phase and what the committee decided. On PostgreSQL the
/// affiliations are held.
base::Result<Castable> castable(db::Tx& tx, people::Actor const& actor, CastSupport const& command);

/// The decision on a late request by which supports are cast after the closing.
struct LateDecision {
    base::Id<LateRequest> request;
    base::Instant filed_at;  // the instant at which the support counts
};
/// Casts for a person whose late request is accepted (late_request_actions), in the transaction of that
/// decision, which is written before. Refused as cast_support, and: the phase is open (conflict), the results
/// are published (conflict), an affiliation is not verified (conflict), a support stands already or is set
/// aside (conflict).
base::Result<base::Done> cast_late(db::Tx& tx, base::World const& world, people::Actor const& supporter,
                                   CastSupport const& command, LateDecision const& late);

/// Withdraws the person's own support; the authority's stands while a colleague's does. Withdrawing what is
/// not there is a success. Refused: not open (late), nobody acted for (forbidden), unknown proposal
/// (not_found).
base::Result<SupportAnswer> withdraw_support(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                             base::Id<Proposal> proposal);

/// people::Hooks::affiliation_changed. Verified: the casts made under it count from their original instant if
/// the campaign's limit allows, else stay pending and say why. Refused, or ended before any verification:
/// they are withdrawn. Ended after: nothing, the act was good on its day.
void recount_after_affiliation_change(db::Tx& tx, base::World const& world,
                                      people::AffiliationChange const& change);

/// Counts again the pending supports of a campaign that hold a verified cast; after an extension.
void recount_pending(db::Tx& tx, base::Id<Campaign> campaign);

struct SetAside {
    base::Id<Proposal> proposal;
    AuthorityId authority;
    std::string reason;  // 10–500 characters; public, and told to those who cast it
};
/// Operator: the support is not counted, whatever is cast afterwards, until restored (B6, FAQ "seront
/// écartés"). Refused once the results are published.
base::Result<base::Done> set_aside(db::Tx& tx, base::World const& world, Settings const& settings,
                                   people::Actor const& actor, SetAside const& command);
/// A support set aside no more, as told to what waits for that.
struct RestoredSupport {
    SupportedProposal proposal;
    AuthorityId authority;
    SupportState state = SupportState::counted;  // now
    std::string reason;                          // the operator's, public
};
/// Handed over by app/: answers whoever contested (site). Called by the operator's act in its transaction,
/// the support locked and saved; returns the addresses that were written to.
using OnRestored = std::function<std::vector<std::string>(db::Tx&, base::World const&, people::Actor const&,
                                                          RestoredSupport const&)>;
/// Operator: back to what its casts amount to. Those who cast it are told, but for whom `on_restored` has
/// written to: one mail each. Refused as set_aside, and when it is not set aside (conflict).
base::Result<base::Done> restore(db::Tx& tx, base::World const& world, Settings const& settings,
                                 people::Actor const& actor, SetAside const& command,
                                 OnRestored const& on_restored = {});

}  // namespace consultation
