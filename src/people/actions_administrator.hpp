// What an authority's administrator decides: who else administers, who is suspended and reinstated, who is
// invited. The operator may do each; the relay of the
// département may name. Told to the person by mail, journalled.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "people/affiliation.hpp"
#include "people/invitation.hpp"
#include "people/settings.hpp"

namespace people {

/// Names a verified member administrator; named already: the same, without a second entry. By an
/// administrator of the authority, the operator, the relay of its département. Refuses `not_found`,
/// `conflict` (not verified, or a partner's).
base::Result<Affiliation> name_administrator(db::Tx& tx, base::World const& world, Settings const& settings,
                                             Actor const& actor, base::Id<Affiliation> affiliation);
/// Takes that back, one's own too: an authority may be without administrator, then any verified colleague
/// verifies. Refuses `not_found`; was none: the same.
base::Result<Affiliation> release_administrator(db::Tx& tx, base::World const& world,
                                                Settings const& settings, Actor const& actor,
                                                base::Id<Affiliation> affiliation);

/// Stops a member's acts at once; what they did stays, what waited for their verification is withdrawn. By an
/// administrator of the authority or the operator. Refuses `not_found`, `forbidden` (oneself), `conflict`
/// (not verified), `invalid` (field "reason").
base::Result<Affiliation> suspend(db::Tx& tx, base::World const& world, Settings const& settings,
                                  Hooks const& hooks, Actor const& actor, base::Id<Affiliation> affiliation,
                                  std::string_view reason);
/// Back to what it was, without administering. Refuses `not_found`, `forbidden` (oneself), `conflict` (not
/// suspended; another affiliation stands).
base::Result<Affiliation> reinstate(db::Tx& tx, base::World const& world, Settings const& settings,
                                    Hooks const& hooks, Actor const& actor,
                                    base::Id<Affiliation> affiliation);

struct InviteColleague {
    base::Id<territories::Authority> authority;
    std::string email;
    Quality quality = Quality::agent;
    std::string function;
};
/// Mails an invitation, valid 30 days. By an administrator; where there is none, by any verified member.
/// Invited again while it stands: the same invitation, mailed again at most once an hour. Refuses
/// `not_found`, `forbidden`, `conflict` (a member already, suspended), `too_many`, `invalid` (fields "email",
/// "function").
base::Result<Invitation> invite(db::Tx& tx, base::World const& world, Settings const& settings,
                                Actor const& actor, InviteColleague const& invited);
/// By whoever could invite. Withdrawn already: done. Refuses `not_found`, `conflict` (accepted).
base::Result<base::Done> withdraw_invitation(db::Tx& tx, base::World const& world, Actor const& actor,
                                             base::Id<Invitation> invitation);
/// The signed-in person whose address was invited joins: verified by "colleague" if who invited still may,
/// else pending. Accepted twice: the same. Refuses `not_found` (another's), `late` (expired, withdrawn), and
/// what `claim` refuses.
base::Result<Affiliation> accept_invitation(db::Tx& tx, base::World const& world, Hooks const& hooks,
                                            base::Id<Person> person, base::Id<Invitation> invitation);

}  // namespace people
