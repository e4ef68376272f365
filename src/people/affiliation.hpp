// An affiliation (rattachement): the right of a person to act for a body, from a claim to its end.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "journal/personal.hpp"
#include "people/actor.hpp"

namespace people {

enum class AffiliationState { pending, verified, refused, ended };
/// How an affiliation was verified (PROGRAMME A2).
enum class Method { none, domain, official_address, colleague, prefecture, operator_ };

std::string_view code(AffiliationState state);
std::optional<AffiliationState> affiliation_state_from(std::string_view code);
/// "en attente de vérification", "vérifié", "refusé", "terminé".
std::string_view french(AffiliationState state);
std::string_view code(Method method);
std::optional<Method> method_from(std::string_view code);
/// "par l’adresse officielle de la collectivité" …; empty for none.
std::string_view french(Method method);

struct Affiliation {
    base::Id<Affiliation> id;
    base::Id<Person> person;
    base::Id<territories::Authority> authority;  // or
    base::Id<Partner> partner;
    Quality quality = Quality::agent;
    std::string function;  // a value of functions(quality)
    AffiliationState state = AffiliationState::pending;
    Method method = Method::none;
    base::Instant requested_at;
    std::optional<base::Instant> decided_at;  // when it came into its state
    base::Id<Person> decided_by;              // none: by itself (domain, address)
    std::string reason;                       // of a refusal or an end; told to the person, not public
    std::optional<base::Instant> administrator_since;  // of an authority's verified member
    std::optional<base::Instant> suspended_at;         // on an ended one: it may be reinstated
    std::optional<base::Instant> confirmed_at;         // the last time its person reconfirmed it
    std::optional<base::Instant> lapsed_at;            // on a pending one: it waits to be reconfirmed
    std::int64_t lapsed_election = 0;                  // the election that ended it; 0: the year is over

    bool is_verified() const { return state == AffiliationState::verified; }
    bool is_administrator() const { return is_verified() && administrator_since.has_value(); }
    bool is_suspended() const { return state == AffiliationState::ended && suspended_at.has_value(); }
    bool is_lapsed() const { return state == AffiliationState::pending && lapsed_at.has_value(); }
    /// From when the year of a verified one counts.
    base::Instant known_good_at() const { return confirmed_at.value_or(decided_at.value_or(requested_at)); }
    bool is_standing() const {
        return state == AffiliationState::pending || state == AffiliationState::verified;
    }
    /// As Actor::body: the authority, or minus the partner.
    std::int64_t body() const { return authority.exists() ? authority.value : -partner.value; }
};

/// An affiliation with the names that lists and mails need.
struct AffiliationLine {
    Affiliation affiliation;
    std::string email;            // of the person; private
    std::string body_name;        // "Commune de Locronan", or the partner's name
    std::string body_reference;   // of the authority's page; empty for a partner
    std::string department_code;  // of the authority; empty: none or several
    std::optional<base::Instant> official_code_sent_at;
    std::optional<base::Instant> address_doubted_at;  // "ce n’est plus la bonne adresse", said by the person
};

/// Makes the actor act under this affiliation (standing, of the same person).
void act_under(Actor& actor, Affiliation const& affiliation);

/// The public part: "Agent, secrétaire général(e) de mairie".
std::string public_description(Affiliation const& affiliation);

/// The state in words, "suspendu" and "à reconfirmer" told apart.
std::string_view french_state(Affiliation const& affiliation);

/// Whole days since the claim: how long the person has waited.
std::int64_t days_waited(Affiliation const& affiliation, base::Instant now);

/// An affiliation that has just changed, in the transaction that changes it.
struct AffiliationChange {
    Affiliation affiliation;                 // as it is now
    std::optional<AffiliationState> before;  // nothing: it was just claimed
};

/// What other rooms hand in so as to follow (supports are counted anew), and what they keep about persons.
struct Hooks {
    std::function<void(db::Tx&, base::World const&, AffiliationChange const&)> affiliation_changed;

    /// Every room's personal tables, in the order in which rows may be deleted.
    std::vector<journal::PersonalTable> personal = {};
    /// Beside the declared tables: what goes when this person asks for erasure (drafts and what hangs on
    /// them).
    std::vector<std::function<void(db::Tx&, base::Id<Person>)>> erase = {};
    /// The acts of this person that are still open to recourse at that instant.
    std::vector<
        std::function<std::vector<journal::Holding>(db::Reader const&, base::Id<Person>, base::Instant)>>
        holdings = {};
};

inline constexpr std::size_t reason_characters_max = 1000;

}  // namespace people
