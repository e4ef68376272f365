#include "demo/persons.hpp"

#include <fmt/format.h>

#include "people/actions_affiliation.hpp"
#include "people/actions_role.hpp"
#include "people/person_rows.hpp"

namespace demo {
namespace {

/// "mairie.29134", "interco.200068120", "departement.29": what stands before the @.
std::string box_of(Place const& place, std::string_view of_commune) {
    std::string_view box = of_commune;
    std::string_view code = place.reference;
    if (place.kind == territories::Kind::epci) box = of_commune == "mairie" ? "interco" : "elu.interco";
    if (place.kind == territories::Kind::departement)
        box = of_commune == "mairie" ? "departement" : "elu.departement";
    if (place.kind == territories::Kind::region) box = of_commune == "mairie" ? "region" : "elu.region";
    if (place.kind == territories::Kind::collectivite_particuliere)
        box = of_commune == "mairie" ? "collectivite" : "elu.collectivite";
    if (std::size_t const dash = code.find('-'); dash != std::string_view::npos) code.remove_prefix(dash + 1);
    return fmt::format("{}.{}@{}", box, code, email_domain);
}

base::Result<base::Done> decide_on(db::Tx& tx, base::World const& world, Settings const& settings,
                                   people::Actor const& decider, Someone const& someone,
                                   people::Verdict verdict, std::string reason) {
    auto const actor = arrive(tx, world, settings, someone);
    if (!actor.ok()) return actor.refusal();
    if (actor->verified) return base::Done{};
    auto const decided = people::decide(tx, world, settings.people, settings.hooks, decider,
                                        {actor->affiliation, verdict, std::move(reason)});
    if (!decided.ok()) return decided.refusal();
    return base::Done{};
}

base::Result<people::Actor> team_member(db::Tx& tx, base::World const& world, std::string_view key) {
    // Had already: the same, without a second entry in the journal.
    auto const person = people::add_operator(tx, world, account_email(key));
    if (!person.ok()) return person.refusal();
    people::Actor actor;
    actor.person = person->id;
    actor.is_operator = true;
    return actor;
}

}  // namespace

Someone official_person(Place const& place, people::Quality quality, std::string function,
                        Directory& directory) {
    Someone someone;
    someone.email = box_of(place, quality == people::Quality::elected ? "elu" : "mairie");
    someone.authority = place.id;
    someone.quality = quality;
    someone.function = std::move(function);
    directory.add(place.reference, someone.email);
    return someone;
}

Someone unknown_person(Place const& place, people::Quality quality, std::string function) {
    Someone someone;
    someone.email = fmt::format("accueil.{}@{}", place.reference, email_domain);
    someone.authority = place.id;
    someone.quality = quality;
    someone.function = std::move(function);
    return someone;
}

std::string account_email(std::string_view key) {
    return fmt::format("{}@{}", key, email_domain);
}

base::Result<people::Actor> arrive(db::Tx& tx, base::World const& world, Settings const& settings,
                                   Someone const& someone) {
    people::Person const person = people::find_or_create_person(tx, world.clock.now(), someone.email).person;
    people::ClaimAffiliation claimed;
    claimed.person = person.id;
    claimed.quality = someone.quality;
    claimed.function = someone.function;
    claimed.authority = someone.authority;
    if (!someone.partner_name.empty()) {
        auto const partner = people::find_or_create_partner(tx, world, person.id,
                                                            {someone.partner_name, someone.partner_kind, {}});
        if (!partner.ok()) return partner.refusal();
        claimed.partner = partner->id;
    }
    auto const affiliation = people::claim(tx, world, settings.hooks, claimed);
    if (!affiliation.ok()) return affiliation.refusal();
    people::Actor actor;
    actor.person = person.id;
    people::act_under(actor, *affiliation);
    return actor;
}

base::Result<people::Actor> operator_of(db::Tx& tx, base::World const& world) {
    return team_member(tx, world, "operateur");
}

base::Result<people::Actor> colleague_of(db::Tx& tx, base::World const& world) {
    return team_member(tx, world, "instructrice");
}

base::Result<base::Done> verify(db::Tx& tx, base::World const& world, Settings const& settings,
                                people::Actor const& decider, Someone const& someone) {
    return decide_on(tx, world, settings, decider, someone, people::Verdict::verify, {});
}

base::Result<base::Done> refuse(db::Tx& tx, base::World const& world, Settings const& settings,
                                people::Actor const& decider, Someone const& someone, std::string reason) {
    return decide_on(tx, world, settings, decider, someone, people::Verdict::refuse, std::move(reason));
}

}  // namespace demo
