// Persons of the demonstration: invented, each at a real authority or an invented partner, known by their
// function.
#pragma once

#include <string>

#include "base/result.hpp"
#include "base/world.hpp"
#include "demo/places.hpp"
#include "demo/stage.hpp"
#include "people/actor.hpp"

namespace demo {

inline constexpr std::string_view email_domain = "demo.tremplin.example";

struct Someone {
    std::string email;
    base::Id<territories::Authority> authority;  // or
    std::string partner_name;
    std::string partner_kind;  // "association", "company", "other"
    people::Quality quality = people::Quality::agent;
    std::string function;
};

/// The agent or élu of a place who writes from its official address, which is added to the directory.
Someone official_person(Place const& place, people::Quality quality, std::string function,
                        Directory& directory);
/// Another person of the place, whose address nobody has recorded: to be verified by somebody, or by nobody.
Someone unknown_person(Place const& place, people::Quality quality, std::string function);
/// A demonstration account: KEY@demo.tremplin.example.
std::string account_email(std::string_view key);

/// The person with the affiliation, both made if need be, acting under it.
base::Result<people::Actor> arrive(db::Tx& tx, base::World const& world, Settings const& settings,
                                   Someone const& someone);
/// The national operator's team of the demonstration (the account "operateur").
base::Result<people::Actor> operator_of(db::Tx& tx, base::World const& world);
/// A colleague of the operator: who answers reviews of the operator's decisions, and shares the triage.
base::Result<people::Actor> colleague_of(db::Tx& tx, base::World const& world);
/// The operator, or `decider`, verifies a pending affiliation. Does nothing when it stands verified.
base::Result<base::Done> verify(db::Tx& tx, base::World const& world, Settings const& settings,
                                people::Actor const& decider, Someone const& someone);

/// The operator refuses a pending affiliation, with a reason told to the person.
base::Result<base::Done> refuse(db::Tx& tx, base::World const& world, Settings const& settings,
                                people::Actor const& decider, Someone const& someone, std::string reason);

}  // namespace demo
