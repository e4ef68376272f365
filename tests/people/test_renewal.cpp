#include "people/actions_renewal.hpp"
#include "people/fixture.hpp"

ON_BOTH_ENGINES(RenewalTest);

using people::Verdict;

namespace {

people::RenewalRound round_of(Fixture& f) {
    return *f.write([&](Tx& tx) -> Result<people::RenewalRound> {
        return people::renew_affiliations(tx, f.world, f.settings, f.hooks, 100);
    });
}
Result<Affiliation> reconfirm(Fixture& f, Id<Person> who, Id<Affiliation> which) {
    return f.write(
        [&](Tx& tx) -> Result<Affiliation> { return people::reconfirm(tx, f.world, f.hooks, who, which); });
}
Affiliation now(Fixture& f, Id<Affiliation> id) {
    return *people::affiliation_by_id(*f.database->snapshot(), id);
}

}  // namespace

TEST_P(RenewalTest, reminded_at_30_and_7_days_then_to_reconfirm_and_never_unwarned) {
    Fixture f(GetParam());
    auto const who = f.person("dgs@locronan.bzh");
    auto const one = f.claim(who, Fixture::locronan)->id;
    f.later(Duration::days(334));
    EXPECT_EQ(round_of(f).reminded, 0);
    EXPECT_FALSE(people::may_reconfirm(now(f, one), f.clock.now()));
    f.later(Duration::days(1));
    EXPECT_EQ(round_of(f).reminded, 1);
    EXPECT_EQ(round_of(f).reminded, 0) << "told once";
    EXPECT_TRUE(people::may_reconfirm(now(f, one), f.clock.now()));
    f.later(Duration::days(23));
    EXPECT_EQ(round_of(f).reminded, 1);
    EXPECT_EQ(f.mails_to("dgs@locronan.bzh"), 2);
    f.later(Duration::days(7));
    EXPECT_EQ(round_of(f).lapsed, 1);
    EXPECT_TRUE(now(f, one).is_lapsed());
    EXPECT_EQ(people::french_state(now(f, one)), "à reconfirmer");
    EXPECT_NE(f.mail_to("dgs@locronan.bzh").find("à reconfirmer"), std::string::npos);
    EXPECT_EQ(reconfirm(f, f.person("x@exemple.fr"), one).refusal().code, RefusalCode::not_found);
    ASSERT_TRUE(reconfirm(f, who, one).ok());
    EXPECT_TRUE(now(f, one).is_verified());
    EXPECT_EQ(now(f, one).method, Method::domain);
    EXPECT_EQ(round_of(f).lapsed, 0) << "a new year counts from the confirmation";
}

TEST_P(RenewalTest, an_instance_that_slept_a_year_warns_before_anything_lapses) {
    Fixture f(GetParam());
    auto const one = f.claim(f.person("dgs@locronan.bzh"), Fixture::locronan)->id;
    f.later(Duration::days(500));
    auto const round = round_of(f);
    EXPECT_EQ(round.reminded, 1);
    EXPECT_EQ(round.lapsed, 0);
    f.later(Duration::days(6));
    EXPECT_EQ(round_of(f).lapsed, 0);
    f.later(Duration::days(1));
    EXPECT_EQ(round_of(f).lapsed, 1);
    EXPECT_TRUE(now(f, one).is_lapsed());
}

TEST_P(RenewalTest, one_button_in_time_keeps_it_and_writes_one_act) {
    Fixture f(GetParam());
    auto const who = f.person("dgs@locronan.bzh");
    auto const one = f.claim(who, Fixture::locronan)->id;
    f.later(Duration::days(340));
    ASSERT_TRUE(reconfirm(f, who, one).ok());
    ASSERT_TRUE(reconfirm(f, who, one).ok()) << "twice: the same";
    EXPECT_EQ(f.acts(one).size(), 2u);
    f.later(Duration::days(330));
    EXPECT_EQ(round_of(f).reminded, 0);
}

TEST_P(RenewalTest, an_election_ends_the_mandate_of_elus_of_that_kind_only) {
    Fixture f(GetParam());
    auto const team = f.operator_();
    auto const mayor = f.person("le-maire@exemple.fr");
    auto const mayors = f.claim(mayor, Fixture::culoz, Quality::elected, "maire")->id;
    ASSERT_TRUE(f.decide(team, mayors, Verdict::verify).ok());
    auto const deputy = f.person("adjoint@locronan.bzh");
    auto const deputys = f.claim(deputy, Fixture::locronan, Quality::elected, "maire")->id;
    auto const agents = f.claim(f.person("dgs@locronan.bzh"), Fixture::locronan)->id;
    people::Election election;
    election.kind = territories::Kind::commune;
    election.held_at = f.clock.now() + Duration::days(10);
    election.label = "Élections municipales";
    auto const record = [&](Id<Person> by) {
        people::Actor actor;
        actor.person = by;
        actor.is_operator = true;  // not believed
        return f.write(
            [&](Tx& tx) -> Result<Done> { return people::record_election(tx, f.world, actor, election); });
    };
    EXPECT_EQ(record(mayor).refusal().code, RefusalCode::forbidden);
    ASSERT_TRUE(record(team).ok());
    ASSERT_TRUE(record(team).ok());
    EXPECT_EQ(f.count("SELECT count(*) FROM elections"), 1);
    EXPECT_EQ(round_of(f).lapsed, 0) << "not before it is held";
    f.later(Duration::days(10));
    EXPECT_EQ(round_of(f).lapsed, 2);
    EXPECT_TRUE(now(f, agents).is_verified()) << "an agent's right does not depend on elections";
    ASSERT_TRUE(reconfirm(f, deputy, deputys).ok());
    EXPECT_TRUE(now(f, deputys).is_verified()) << "the recorded domain proves it";
    ASSERT_TRUE(reconfirm(f, mayor, mayors).ok());
    EXPECT_EQ(now(f, mayors).state, AffiliationState::pending) << "a new mandate is verified anew";
    EXPECT_FALSE(now(f, mayors).is_lapsed());
    EXPECT_EQ(round_of(f).lapsed, 0);
}

TEST_P(RenewalTest, the_last_operator_stays_and_nobody_raises_themself) {
    Fixture f(GetParam());
    auto const one = f.operator_();
    auto const actor_of = [](Id<Person> person) {
        people::Actor actor;
        actor.person = person;
        return actor;
    };
    auto const give = [&](Id<Person> by, people::GiveRole const& given) {
        return f.write([&](Tx& tx) -> Result<Person> {
            return people::give_role_told(tx, f.world, f.settings, actor_of(by), given);
        });
    };
    EXPECT_EQ(
        give(one, {"deux@anct.example", people::Role::operator_, "", " "}).refusal().fields.front().field,
        "reason");
    EXPECT_EQ(f.count("SELECT count(*) FROM roles"), 1) << "a refusal gives nothing";
    EXPECT_FALSE(give(one, {"equipe@anct.example", people::Role::auditor, "", "Moi."}).ok());
    auto const two = give(one, {"deux@anct.example", people::Role::operator_, "", "Renfort."});
    ASSERT_TRUE(two.ok()) << two.refusal().message;
    EXPECT_NE(f.mail_to("deux@anct.example").find("Renfort."), std::string::npos);
    std::atomic<int> taken{0};
    Fixture::at_once(2, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(900 + i));
        auto const answer = f.write([&](Tx& tx) -> Result<Done> {
            return people::take_role_told(tx, {f.clock, own}, f.settings, actor_of(i == 0 ? one : two->id),
                                          i == 0 ? two->id : one, people::Role::operator_, "", "Départ.");
        });
        if (answer.ok()) ++taken;
    });
    EXPECT_EQ(taken, 1);
    EXPECT_EQ(people::operators(*f.database->snapshot()).size(), 1u);
}
