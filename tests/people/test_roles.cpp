#include "people/fixture.hpp"

ON_BOTH_ENGINES(RoleTest);

using people::Role;

TEST_P(RoleTest, the_command_line_makes_an_operator_once) {
    Fixture f(GetParam());
    auto const first = f.operator_();
    EXPECT_EQ(f.operator_(), first);
    EXPECT_EQ(people::operators(*f.database->snapshot()).size(), 1u);
    EXPECT_EQ(f.acts("person:" + std::to_string(first.value)).size(), 1u);
    auto const refused = f.write(
        [&](Tx& tx) -> Result<Person> { return people::add_operator(tx, f.world, "pas une adresse"); });
    EXPECT_EQ(refused.refusal().fields.front().field, "email");
    auto const signed_in = f.sign_in("equipe@anct.example");
    auto const who = people::sign_in_of(*f.database->snapshot(), signed_in.session_token, f.clock.now());
    EXPECT_TRUE(who->actor.is_operator);
}

TEST_P(RoleTest, only_operators_give_and_take_roles) {
    Fixture f(GetParam());
    auto const team = f.operator_();
    auto const nobody = f.person("x@exemple.fr");
    auto const give = [&](Id<Person> giver, people::GiveRole const& given) {
        return f.write(
            [&](Tx& tx) -> Result<Person> { return people::give_role(tx, f.world, actor_of(giver), given); });
    };
    auto const take = [&](Id<Person> taker, Id<Person> person, Role role, std::string const& scope) {
        return f.write([&](Tx& tx) -> Result<Done> {
            return people::take_role(tx, f.world, actor_of(taker), person, role, scope);
        });
    };
    EXPECT_EQ(give(nobody, {"x@exemple.fr", Role::operator_, ""}).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(give(team, {"y", Role::relay, "999"}).refusal().fields.size(), 2u);
    EXPECT_FALSE(give(team, {"y@exemple.fr", Role::auditor, "29"}).ok());
    auto const relay = give(team, {"y@exemple.fr", Role::relay, "29"});
    ASSERT_TRUE(relay.ok());
    ASSERT_TRUE(give(team, {"y@exemple.fr", Role::relay, "01"}).ok());
    EXPECT_EQ(people::rights_of(*f.database->snapshot(), relay->id).relay_of,
              (std::vector<std::string>{"01", "29"}));
    EXPECT_EQ(take(relay->id, relay->id, Role::relay, "29").refusal().code, RefusalCode::forbidden);
    EXPECT_TRUE(take(team, relay->id, Role::relay, "29").ok());
    EXPECT_EQ(take(team, relay->id, Role::relay, "29").refusal().code, RefusalCode::not_found);
    EXPECT_EQ(take(team, team, Role::operator_, "").refusal().code, RefusalCode::forbidden);
    EXPECT_TRUE(give(team, {"y@exemple.fr", Role::relay, "29"}).ok()) << "given again";
}

TEST_P(RoleTest, a_role_given_many_times_at_once_is_one) {
    Fixture f(GetParam());
    Fixture::at_once(16, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(6000 + i));
        EXPECT_TRUE(f.write([&](Tx& tx) -> Result<Person> {
                         return people::add_operator(tx, {f.clock, own}, "equipe@anct.example");
                     }).ok());
    });
    EXPECT_EQ(f.count("SELECT count(*) FROM roles"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'role.give'"), 1);
}

TEST_P(RoleTest, a_token_acts_for_one_affiliation_without_its_owners_roles) {
    Fixture f(GetParam());
    auto const team = f.operator_();
    auto const one = f.claim(team, Fixture::locronan);
    auto const make = [&](Id<Person> person, Id<Affiliation> affiliation, std::string const& label) {
        return f.write([&](Tx& tx) -> Result<people::MadeToken> {
            return people::make_token(tx, f.world, person, affiliation, label);
        });
    };
    auto const made = make(team, one->id, "Logiciel métier");
    ASSERT_TRUE(made.ok()) << made.refusal().message;
    EXPECT_EQ(made->token.size(), 9u + 43u);
    auto const actor = [&](std::string const& token) {
        return people::actor_of_token(*f.database->snapshot(), token, f.clock.now());
    };
    auto const acting = actor(made->token);
    ASSERT_TRUE(acting.has_value());
    EXPECT_EQ(acting->actor.affiliation, one->id);
    EXPECT_EQ(acting->actor.authority, Fixture::locronan);
    EXPECT_FALSE(acting->actor.is_operator);
    EXPECT_FALSE(acting->is_noted_today);
    (void)f.write([&](Tx& tx) -> Result<Done> {
        people::note_token_used(tx, acting->token, f.clock.now());
        return Done{};
    });
    EXPECT_TRUE(actor(made->token)->is_noted_today);
    for (std::string const& wrong : {std::string(), std::string("tremplin_"), made->token + "x",
                                     made->token.substr(9), std::string(1'000'000, 'a')})
        EXPECT_FALSE(actor(wrong).has_value());

    auto const stranger = f.person("x@exemple.fr");
    EXPECT_EQ(make(stranger, one->id, "vol").refusal().code, RefusalCode::forbidden);
    EXPECT_FALSE(make(team, one->id, "").ok());
    EXPECT_FALSE(make(team, one->id, std::string(81, 'x')).ok());
    auto const revoke = [&](Id<Person> person) {
        return f.write(
            [&](Tx& tx) -> Result<Done> { return people::revoke_token(tx, f.world, person, made->id); });
    };
    EXPECT_EQ(revoke(stranger).refusal().code, RefusalCode::not_found);
    EXPECT_TRUE(actor(made->token).has_value());
    EXPECT_TRUE(revoke(team).ok());
    EXPECT_TRUE(revoke(team).ok()) << "again: done";
    EXPECT_FALSE(actor(made->token).has_value());
    EXPECT_FALSE(people::tokens_of(*f.database->snapshot(), team).front().works);
    EXPECT_EQ(f.acts("token:" + std::to_string(made->id.value)).size(), 2u);
}

TEST_P(RoleTest, a_token_stops_with_its_affiliation) {
    Fixture f(GetParam());
    auto const who = f.person("dgs@locronan.bzh");
    auto const one = f.claim(who, Fixture::locronan);
    auto const made = f.write([&](Tx& tx) -> Result<people::MadeToken> {
        return people::make_token(tx, f.world, who, one->id, "x");
    });
    EXPECT_TRUE(people::actor_of_token(*f.database->snapshot(), made->token, f.clock.now())->actor.verified);
    ASSERT_TRUE(f.end(who, one->id).ok());
    EXPECT_FALSE(people::actor_of_token(*f.database->snapshot(), made->token, f.clock.now()).has_value());
    ASSERT_TRUE(f.claim(who, Fixture::locronan).ok());
    EXPECT_FALSE(people::actor_of_token(*f.database->snapshot(), made->token, f.clock.now()).has_value())
        << "a new affiliation does not revive it";
}

TEST_P(RoleTest, a_person_has_ten_tokens_even_when_asked_at_once) {
    Fixture f(GetParam());
    auto const who = f.person("dgs@locronan.bzh");
    auto const one = f.claim(who, Fixture::locronan);
    std::atomic<int> made{0};
    Fixture::at_once(32, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(7000 + i));
        auto const answer = f.write([&](Tx& tx) -> Result<people::MadeToken> {
            return people::make_token(tx, {f.clock, own}, who, one->id, "jeton");
        });
        if (answer.ok()) ++made;
    });
    EXPECT_EQ(made, people::tokens_per_person_max);
}
