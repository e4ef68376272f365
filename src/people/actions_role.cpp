// Roles and tokens: the writes.
#include "people/actions_role.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "journal/journal.hpp"
#include "people/affiliation_change.hpp"
#include "people/affiliation_rows.hpp"
#include "people/api_token_rows.hpp"
#include "people/letters_member.hpp"
#include "people/person_rows.hpp"
#include "people/quality.hpp"
#include "people/role_rows.hpp"
#include "people/secrets.hpp"
#include "territories/lookup.hpp"

namespace people {
namespace {

base::Refusal only_for_operators() {
    return base::refuse(base::RefusalCode::forbidden,
                        "Seule l’équipe de la plateforme donne et retire des rôles.",
                        "Demandez à l’un de ses membres.");
}

void record_role(db::Tx& tx, base::World const& world, std::string_view act, base::Instant at,
                 base::Id<Person> by, base::Id<Person> person, Role role, std::string_view scope) {
    journal::record_at(tx, at, world.random,
                       {act,
                        by.value,
                        0,
                        "person:" + std::to_string(person.value),
                        {{"role", std::string(code(role))}, {"scope", std::string(scope)}}});
}

bool is_department(db::Reader const& reader, std::string_view department_code) {
    auto const known = territories::departments(reader);
    return std::any_of(known.begin(), known.end(),
                       [&](territories::Territory const& one) { return one.code == department_code; });
}

base::Result<Person> give(db::Tx& tx, base::World const& world, base::Id<Person> by, GiveRole const& given) {
    std::string const email = base::tidied_line(given.email).value_or("");
    base::FormErrors errors;
    if (!base::is_email(email)) errors.add("email", "Indiquez une adresse e-mail complète.");
    bool const is_relay = given.role == Role::relay;
    if (is_relay && !is_department(tx, given.scope))
        errors.add("scope", "Choisissez le département dans la liste.");
    if (!is_relay && !given.scope.empty()) errors.add("scope", "Ce rôle ne se limite pas à un département.");
    if (!errors.none()) return std::move(errors).refusal();

    base::Instant const now = world.clock.now();
    Person const person = find_or_create_person(tx, now, email).person;
    if (insert_role(tx, person.id, given.role, given.scope, now, by, given.reason))
        record_role(tx, world, "role.give", now, by, person.id, given.role, given.scope);
    return person;
}

}  // namespace

base::Result<Person> give_role(db::Tx& tx, base::World const& world, Actor const& giver,
                               GiveRole const& given) {
    if (!rights_of(tx, giver.person).is_operator) return only_for_operators();
    return give(tx, world, giver.person, given);
}

base::Result<base::Done> take_role(db::Tx& tx, base::World const& world, Actor const& taker,
                                   base::Id<Person> person, Role role, std::string_view scope) {
    if (!rights_of(tx, taker.person).is_operator) return only_for_operators();
    if (person == taker.person && role == Role::operator_)
        return base::refuse(base::RefusalCode::forbidden, "On ne se retire pas soi-même le rôle d’opérateur.",
                            "Demandez à un autre membre de l’équipe.");
    base::Instant const now = world.clock.now();
    if (role == Role::operator_) {
        lock_operators(tx);
        // Read again under the lock: who was just taken the role takes nobody else's.
        if (!rights_of(tx, taker.person).is_operator) return only_for_operators();
        if (operators(tx).size() <= 1)
            return base::refuse(base::RefusalCode::conflict, "C’est le dernier opérateur.",
                                "Donnez d’abord ce rôle à une autre personne.");
    }
    if (!end_role(tx, person, role, scope, now, taker.person))
        return base::refuse(base::RefusalCode::not_found, "Cette personne n’a pas, ou n’a plus, ce rôle.");
    record_role(tx, world, "role.take", now, taker.person, person, role, scope);
    return base::Done{};
}

base::Result<Person> give_role_told(db::Tx& tx, base::World const& world, Settings const& settings,
                                    Actor const& giver, GiveRole const& given) {
    if (!rights_of(tx, giver.person).is_operator) return only_for_operators();
    auto const reason = reason_typed(given.reason, true);
    auto const known = person_by_email(tx, base::tidied_line(given.email).value_or(""));
    if (known && known->id == giver.person)
        return base::refuse_field("email", "On ne se donne pas un rôle à soi-même.");
    GiveRole wanted = given;
    if (reason) wanted.reason = *reason;
    auto const had = known ? has_role(tx, known->id, given.role, given.scope) : false;
    auto given_to = give(tx, world, giver.person, wanted);
    if (!given_to.ok() || !reason.ok()) {
        if (given_to.ok()) return reason.refusal();
        base::Refusal every = given_to.refusal();
        if (!reason.ok())
            every.fields.insert(every.fields.end(), reason.refusal().fields.begin(),
                                reason.refusal().fields.end());
        return every;
    }
    if (!had)
        messaging::post(tx, world,
                        role_letter(settings, given_to->email, given.role, given.scope, true, *reason));
    return given_to;
}

base::Result<base::Done> take_role_told(db::Tx& tx, base::World const& world, Settings const& settings,
                                        Actor const& taker, base::Id<Person> person, Role role,
                                        std::string_view scope, std::string_view typed_reason) {
    if (!rights_of(tx, taker.person).is_operator) return only_for_operators();
    auto const reason = reason_typed(typed_reason, true);
    if (!reason) return reason.refusal();
    auto taken = take_role(tx, world, taker, person, role, scope);
    if (!taken) return taken;
    messaging::post(tx, world,
                    role_letter(settings, person_by_id(tx, person).value().email, role, std::string(scope),
                                false, *reason));
    return taken;
}

base::Result<Person> add_operator(db::Tx& tx, base::World const& world, std::string_view email) {
    return give(tx, world, base::Id<Person>(), {std::string(email), Role::operator_, "", {}});
}

base::Result<MadeToken> make_token(db::Tx& tx, base::World const& world, base::Id<Person> person,
                                   base::Id<Affiliation> affiliation, std::string_view typed_label) {
    base::Instant const now = world.clock.now();
    auto const own = affiliation_by_id(tx, affiliation);
    if (!own || own->person != person || !own->is_standing())
        return base::refuse(base::RefusalCode::forbidden,
                            "Ce rattachement n’est pas le vôtre, ou il a pris fin.",
                            "Choisissez l’une de vos collectivités.");
    std::string const label = base::tidied_line(typed_label).value_or("");
    if (label.empty())
        return base::refuse_field("label", "Donnez un nom à ce jeton, pour le reconnaître plus tard.");
    if (base::length_in_characters(label) > token_label_characters_max)
        return base::refuse_field("label", "Le nom du jeton dépasse 80 caractères. Raccourcissez-le.");
    lock_person(tx, person);
    if (count_tokens(tx, person) >= tokens_per_person_max)
        return base::refuse(base::RefusalCode::too_many, "Vous avez déjà 10 jetons, le maximum.",
                            "Révoquez un jeton dont vous ne vous servez plus.");
    std::string token = new_api_token(world.random);
    auto const id = insert_token(tx, hash_of_token(token), person, affiliation, label, now);
    journal::record_at(tx, now, world.random,
                       {"token.make",
                        person.value,
                        own->body(),
                        "token:" + std::to_string(id.value),
                        {{"affiliation", std::to_string(affiliation.value)}}});
    return MadeToken{std::move(token), id};
}

base::Result<base::Done> revoke_token(db::Tx& tx, base::World const& world, base::Id<Person> person,
                                      base::Id<ApiToken> token) {
    base::Instant const now = world.clock.now();
    if (end_token(tx, person, token, now)) {
        journal::record_at(tx, now, world.random,
                           {"token.revoke", person.value, 0, "token:" + std::to_string(token.value), {}});
        return base::Done{};
    }
    if (!owns_token(tx, person, token))
        return base::refuse(base::RefusalCode::not_found, "Ce jeton n’existe pas, ou n’est pas le vôtre.",
                            "Vos jetons sont dans votre compte.");
    return base::Done{};
}

}  // namespace people
