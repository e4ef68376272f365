// The writes on supports: cast, withdraw, follow a verification, set aside, restore.
#pragma once

#include <vector>

#include "base/world.hpp"
#include "consultation/settings.hpp"
#include "consultation/support.hpp"
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
/// Operator: back to what its casts amount to.
base::Result<base::Done> restore(db::Tx& tx, base::World const& world, Settings const& settings,
                                 people::Actor const& actor, SetAside const& command);

}  // namespace consultation
