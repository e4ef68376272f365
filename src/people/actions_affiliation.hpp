// Affiliations: claimed, verified (six ways, PROGRAMME A2), refused, ended. Each change is journalled and
// told to the hooks, in the same transaction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "people/affiliation.hpp"
#include "people/mail_limit_rows.hpp"
#include "people/partner.hpp"
#include "people/settings.hpp"

namespace people {

inline constexpr std::size_t standing_affiliations_max = 50;  // of one person
/// Some town halls open two half-days a week (PROGRAMME A2).
inline constexpr base::Duration official_code_kept = base::Duration::days(7);
inline constexpr MailLimit official_codes_per_authority{3, base::Duration::days(1)};
inline constexpr MailLimit official_codes_per_person{10, base::Duration::days(1)};
inline constexpr std::size_t official_addresses_max = 10;  // mailed at one sending

struct ClaimAffiliation {
    base::Id<Person> person;                     // signed in: the address is theirs
    base::Id<territories::Authority> authority;  // or
    base::Id<Partner> partner;
    Quality quality = Quality::agent;
    std::string function;  // a value of functions(quality)
};

/// The person's standing affiliation to the body, claimed now unless it stands already (then returned as it
/// is, its quality and function too). Verified at once when the person's address is an official one of the
/// authority or of a domain recorded for it, unless somebody turned the person away before; else pending. A
/// pending one is verified in the same way when claimed again. Refuses `invalid` (fields "authority",
/// "partner", "function": unknown, no longer in force, not of the list), `too_many`.
base::Result<Affiliation> claim(db::Tx& tx, base::World const& world, Hooks const& hooks,
                                ClaimAffiliation const& claimed);

struct OfficialCodeSent {
    std::vector<std::string> masked_addresses;  // "m•••@locronan.fr"
    base::Instant expires_at;
};

/// Mails a code to every official address of the authority. Earlier codes still open stay valid. Refuses
/// `not_found` (not this person's), `conflict` (not pending; no official address known), `too_many`.
base::Result<OfficialCodeSent> send_official_code(db::Tx& tx, base::World const& world,
                                                  Settings const& settings, base::Id<Person> person,
                                                  base::Id<Affiliation> affiliation);

/// Verifies by that code. Already verified: returned as it is. Refuses `not_found` (not this person's),
/// `conflict` (refused or ended), `late` (no open code: none sent, expired, tried too often), `invalid`
/// (field "code"; recorded).
base::Result<Affiliation> enter_official_code(db::Tx& tx, base::World const& world, Settings const& settings,
                                              Hooks const& hooks, base::Id<Person> person,
                                              base::Id<Affiliation> affiliation, std::string_view code);

enum class Verdict { verify, refuse };

struct DecideAffiliation {
    base::Id<Affiliation> affiliation;
    Verdict verdict = Verdict::verify;
    std::string reason;  // told to the person; must be given to refuse
};

/// The operator, the relay of its département or the authority's administrator decides; where there is no
/// administrator, any verified colleague may verify. The person is told by mail. Refuses `not_found`
/// (unknown, or of no concern to this actor), `forbidden` (one's own; a colleague refusing), `conflict` (not
/// pending any more), `invalid` (field "reason").
base::Result<Affiliation> decide(db::Tx& tx, base::World const& world, Settings const& settings,
                                 Hooks const& hooks, Actor const& decider, DecideAffiliation const& decision);

/// Ends a standing affiliation: one's own (no reason needed), or any by the operator or the authority's
/// administrator (reason needed, the
/// person is told by mail). One's own that has ended already is returned as it is. Refuses `not_found`,
/// `conflict`, `invalid`.
base::Result<Affiliation> end_affiliation(db::Tx& tx, base::World const& world, Settings const& settings,
                                          Hooks const& hooks, Actor const& actor,
                                          base::Id<Affiliation> affiliation, std::string_view reason);

/// The person says that the official address shown is no longer the right one: the operator sees it in the
/// queue. Said twice: done. Refuses `not_found` (another's), `conflict` (not pending).
base::Result<base::Done> doubt_official_address(db::Tx& tx, base::World const& world, base::Id<Person> person,
                                                base::Id<Affiliation> affiliation);

enum class AddressVerdict { right, wrong, add };
/// The operator corrects the directory: an address right again, wrong (it receives no code any more), or
/// added. Refuses `forbidden`, `not_found`, `invalid` (field "address").
base::Result<base::Done> correct_official_address(db::Tx& tx, base::World const& world, Actor const& actor,
                                                  base::Id<territories::Authority> authority,
                                                  AddressVerdict verdict, std::string_view address);

/// The partner of this name (and SIREN, if given), added when there is none. Refuses `invalid` with every
/// error.
base::Result<Partner> find_or_create_partner(db::Tx& tx, base::World const& world, base::Id<Person> person,
                                             NamePartner const& named);

}  // namespace people
