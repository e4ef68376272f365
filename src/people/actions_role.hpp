// Roles given and taken, and API tokens made and revoked: the writes, each with its journal entry.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/world.hpp"
#include "db/database.hpp"
#include "people/api_token.hpp"
#include "people/person.hpp"
#include "people/role.hpp"
#include "people/settings.hpp"

namespace people {

struct GiveRole {
    std::string email;  // as typed; the account is made when there is none
    Role role = Role::operator_;
    std::string scope;        // a relay's département code; empty for others
    std::string reason = {};  // told to the person; needed on the page, not on the command line
};

/// The person who has the role; already had: the same, without a second entry. Refuses `forbidden` unless the
/// giver is an operator, `invalid` (fields "email", "scope").
base::Result<Person> give_role(db::Tx& tx, base::World const& world, Actor const& giver,
                               GiveRole const& given);

/// The same, told to the person by mail. Refuses besides: `forbidden` (oneself: nobody raises oneself),
/// `invalid` (field "reason").
base::Result<Person> give_role_told(db::Tx& tx, base::World const& world, Settings const& settings,
                                    Actor const& giver, GiveRole const& given);

/// Takes a role and tells the person. Refuses what `take_role` does, and `invalid` (field "reason").
base::Result<base::Done> take_role_told(db::Tx& tx, base::World const& world, Settings const& settings,
                                        Actor const& taker, base::Id<Person> person, Role role,
                                        std::string_view scope, std::string_view reason);

/// Refuses `forbidden` unless the taker is an operator, or when operators take their own operator's role;
/// `conflict` for the last operator (two who take each other's at once: one stays), `not_found` when the
/// person has it not.
base::Result<base::Done> take_role(db::Tx& tx, base::World const& world, Actor const& taker,
                                   base::Id<Person> person, Role role, std::string_view scope);

/// For the command line, which needs no operator to ask: whoever may write to the database may do this.
base::Result<Person> add_operator(db::Tx& tx, base::World const& world, std::string_view email);

struct MadeToken {
    std::string token;  // shown once; only its hash is kept
    base::Id<ApiToken> id;
};

/// Refuses `forbidden` unless the affiliation is a standing one of this person, `invalid` (field "label"),
/// `too_many`.
base::Result<MadeToken> make_token(db::Tx& tx, base::World const& world, base::Id<Person> person,
                                   base::Id<Affiliation> affiliation, std::string_view label);

/// Refuses `not_found` unless it is a token of this person. Already revoked: done, without a second entry.
base::Result<base::Done> revoke_token(db::Tx& tx, base::World const& world, base::Id<Person> person,
                                      base::Id<ApiToken> token);

}  // namespace people
