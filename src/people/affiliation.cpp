// Affiliations in words.
#include "people/affiliation.hpp"

#include <algorithm>

#include "people/quality.hpp"

namespace people {

std::string_view code(AffiliationState state) {
    switch (state) {
        case AffiliationState::pending:
            return "pending";
        case AffiliationState::verified:
            return "verified";
        case AffiliationState::refused:
            return "refused";
        case AffiliationState::ended:
            return "ended";
    }
    base::fail("an affiliation without state");
}

std::optional<AffiliationState> affiliation_state_from(std::string_view text) {
    for (AffiliationState const state : {AffiliationState::pending, AffiliationState::verified,
                                         AffiliationState::refused, AffiliationState::ended})
        if (code(state) == text) return state;
    return std::nullopt;
}

std::string_view french(AffiliationState state) {
    switch (state) {
        case AffiliationState::pending:
            return "en attente de vérification";
        case AffiliationState::verified:
            return "vérifié";
        case AffiliationState::refused:
            return "refusé";
        case AffiliationState::ended:
            return "terminé";
    }
    base::fail("an affiliation without state");
}

std::string_view code(Method method) {
    switch (method) {
        case Method::none:
            return "";
        case Method::domain:
            return "domain";
        case Method::official_address:
            return "official_address";
        case Method::colleague:
            return "colleague";
        case Method::prefecture:
            return "prefecture";
        case Method::operator_:
            return "operator";
    }
    base::fail("an unknown method");
}

std::optional<Method> method_from(std::string_view text) {
    for (Method const method : {Method::none, Method::domain, Method::official_address, Method::colleague,
                                Method::prefecture, Method::operator_})
        if (code(method) == text) return method;
    return std::nullopt;
}

std::string_view french(Method method) {
    switch (method) {
        case Method::none:
            return "";
        case Method::domain:
            return "par le domaine de votre adresse e-mail";
        case Method::official_address:
            return "par l’adresse officielle de la structure";
        case Method::colleague:
            return "par un collègue déjà vérifié";
        case Method::prefecture:
            return "par la préfecture";
        case Method::operator_:
            return "par l’équipe qui gère la plateforme";
    }
    base::fail("an unknown method");
}

void act_under(Actor& actor, Affiliation const& affiliation) {
    base::check(affiliation.is_standing() && affiliation.person == actor.person,
                "a person acts under a standing affiliation of their own");
    actor.affiliation = affiliation.id;
    actor.authority = affiliation.authority;
    actor.partner = affiliation.partner;
    actor.quality = affiliation.quality;
    actor.verified = affiliation.state == AffiliationState::verified;
}

std::string public_description(Affiliation const& affiliation) {
    return public_description(affiliation.quality, affiliation.function);
}

std::string_view french_state(Affiliation const& affiliation) {
    if (affiliation.is_suspended()) return "suspendu";
    if (affiliation.is_lapsed()) return "à reconfirmer";
    return french(affiliation.state);
}

std::int64_t days_waited(Affiliation const& affiliation, base::Instant now) {
    base::Duration const waited = now - affiliation.requested_at;
    return std::max<std::int64_t>(0, waited.us / base::Duration::days(1).us);
}

}  // namespace people
