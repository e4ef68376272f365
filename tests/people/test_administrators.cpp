#include "people/actions_administrator.hpp"
#include "people/administrator_rows.hpp"
#include "people/fixture.hpp"
#include "people/invitation_rows.hpp"

ON_BOTH_ENGINES(AdministratorTest);

using people::Invitation;
using people::Verdict;

namespace {

struct House : Fixture {
    explicit House(db::Engine engine) : Fixture(engine) {
        mayor = person("mairie.locronan@orange.fr");
        mayors = claim(mayor, locronan)->id;
        agent = person("dgs@locronan.bzh");
        agents = claim(agent, locronan)->id;
    }
    Result<Affiliation> name(Id<Person> by, Id<Affiliation> whom) {
        return write([&](Tx& tx) -> Result<Affiliation> {
            return people::name_administrator(tx, world, settings, actor_of(by), whom);
        });
    }
    Result<Affiliation> release(Id<Person> by, Id<Affiliation> whom) {
        return write([&](Tx& tx) -> Result<Affiliation> {
            return people::release_administrator(tx, world, settings, actor_of(by), whom);
        });
    }
    Result<Affiliation> suspend(Id<Person> by, Id<Affiliation> whom, std::string const& reason = "Absent.") {
        return write([&](Tx& tx) -> Result<Affiliation> {
            return people::suspend(tx, world, settings, hooks, actor_of(by), whom, reason);
        });
    }
    Result<Affiliation> reinstate(Id<Person> by, Id<Affiliation> whom) {
        return write([&](Tx& tx) -> Result<Affiliation> {
            return people::reinstate(tx, world, settings, hooks, actor_of(by), whom);
        });
    }
    Result<Invitation> invite(Id<Person> by, std::string const& email, std::string const& function = "dgs") {
        return write([&](Tx& tx) -> Result<Invitation> {
            return people::invite(tx, world, settings, actor_of(by),
                                  {locronan, email, Quality::agent, function});
        });
    }
    Result<Affiliation> accept(Id<Person> who, Id<Invitation> invitation) {
        return write([&](Tx& tx) -> Result<Affiliation> {
            return people::accept_invitation(tx, world, hooks, who, invitation);
        });
    }
    Affiliation now(Id<Affiliation> id) { return *people::affiliation_by_id(*database->snapshot(), id); }

    Id<Person> mayor;
    Id<Affiliation> mayors;
    Id<Person> agent;
    Id<Affiliation> agents;
};

}  // namespace

TEST_P(AdministratorTest, the_first_one_verified_by_the_official_address_or_the_operator_administers) {
    House f(GetParam());
    EXPECT_TRUE(f.now(f.mayors).is_administrator());
    EXPECT_FALSE(f.now(f.agents).is_administrator()) << "a domain alone does not make one, and there is one";
    auto const asked = f.claim(f.person("x@exemple.fr"), Fixture::culoz);
    auto const decided = f.decide(f.operator_(), asked->id, Verdict::verify);
    EXPECT_TRUE(decided->is_administrator());
    auto const second = f.claim(f.person("y@exemple.fr"), Fixture::culoz);
    EXPECT_FALSE(f.decide(f.operator_(), second->id, Verdict::verify)->is_administrator());
}

TEST_P(AdministratorTest, of_two_verified_at_once_one_administers) {
    Fixture f(GetParam());
    auto const team = f.operator_();
    std::vector<Id<Affiliation>> asked;
    for (int i = 0; i < 8; ++i)
        asked.push_back(f.claim(f.person("a" + std::to_string(i) + "@exemple.fr"), Fixture::culoz)->id);
    Fixture::at_once(8, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(700 + i));
        (void)f.write([&](Tx& tx) -> Result<Affiliation> {
            return people::decide(tx, {f.clock, own}, f.settings, f.hooks, actor_of(team),
                                  {asked[static_cast<std::size_t>(i)], Verdict::verify, ""});
        });
    });
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations WHERE state = 'verified'"), 8);
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations WHERE administrator_since IS NOT NULL"), 1);
}

TEST_P(AdministratorTest, where_somebody_administers_they_alone_of_the_colleagues_accept_and_refuse) {
    House f(GetParam());
    auto const asked = f.claim(f.person("nouveau@exemple.fr"), Fixture::locronan);
    EXPECT_EQ(f.decide(f.agent, asked->id, Verdict::verify).refusal().code, RefusalCode::forbidden);
    EXPECT_TRUE(f.decide(f.mayor, asked->id, Verdict::refuse, "Inconnu ici.").ok());
    auto const again = f.claim(f.person("autre@exemple.fr"), Fixture::locronan);
    ASSERT_TRUE(f.release(f.mayor, f.mayors).ok());
    EXPECT_TRUE(f.decide(f.agent, again->id, Verdict::verify).ok()) << "without one, any verified colleague";
}

TEST_P(AdministratorTest, one_names_another_and_who_may_not_sees_nothing) {
    House f(GetParam());
    auto const stranger = f.person("dgs@quimper.bzh");
    (void)f.claim(stranger, Fixture::quimper);
    EXPECT_EQ(f.name(stranger, f.agents).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.name(f.agent, f.agents).refusal().code, RefusalCode::not_found) << "nobody raises themself";
    EXPECT_EQ(f.name(f.relay_of("01"), f.agents).refusal().code, RefusalCode::not_found);
    ASSERT_TRUE(f.name(f.mayor, f.agents).ok());
    ASSERT_TRUE(f.name(f.mayor, f.agents).ok()) << "again: the same";
    EXPECT_EQ(f.mails_to("dgs@locronan.bzh"), 1);
    auto const waiting = f.claim(f.person("z@exemple.fr"), Fixture::locronan);
    EXPECT_EQ(f.name(f.mayor, waiting->id).refusal().code, RefusalCode::conflict);
    ASSERT_TRUE(f.release(f.agent, f.mayors).ok());
    EXPECT_FALSE(f.now(f.mayors).is_administrator());
    EXPECT_TRUE(f.name(f.relay_of("29"), f.mayors).ok()) << "the prefecture may name one";
}

TEST_P(AdministratorTest, a_suspension_stops_acts_at_once_with_its_reason_and_claims_do_not_go_round_it) {
    House f(GetParam());
    auto const signed_in = f.sign_in("dgs@locronan.bzh");
    EXPECT_EQ(f.suspend(f.mayor, f.agents, " ").refusal().fields.front().field, "reason");
    EXPECT_EQ(f.suspend(f.agent, f.mayors).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.suspend(f.mayor, f.mayors).refusal().code, RefusalCode::forbidden);
    ASSERT_TRUE(f.suspend(f.mayor, f.agents, "Congé <b>long</b>").ok());
    EXPECT_NE(f.mail_to("dgs@locronan.bzh").find("Congé <b>long</b>"), std::string::npos);
    auto const who = people::sign_in_of(*f.database->snapshot(), signed_in.session_token, f.clock.now());
    EXPECT_TRUE(who->affiliations.empty());
    EXPECT_EQ(f.claim(f.agent, Fixture::locronan).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(f.suspend(f.mayor, f.agents).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.reinstate(f.agent, f.agents).refusal().code, RefusalCode::not_found);
    ASSERT_TRUE(f.reinstate(f.mayor, f.agents).ok());
    EXPECT_TRUE(f.now(f.agents).is_verified());
    EXPECT_EQ(f.acts(f.agents).back().act, "affiliation.reinstate");
}

TEST_P(AdministratorTest, two_who_suspend_each_other_at_once_leave_one) {
    House f(GetParam());
    ASSERT_TRUE(f.name(f.mayor, f.agents).ok());
    std::atomic<int> done{0};
    Fixture::at_once(2, [&](int i) {
        base::SeededRandom own(static_cast<std::uint64_t>(800 + i));
        auto const answer = f.write([&](Tx& tx) -> Result<Affiliation> {
            return people::suspend(tx, {f.clock, own}, f.settings, f.hooks,
                                   actor_of(i == 0 ? f.mayor : f.agent), i == 0 ? f.agents : f.mayors,
                                   "Désaccord.");
        });
        if (answer.ok()) ++done;
    });
    EXPECT_EQ(done, 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations WHERE administrator_since IS NOT NULL"), 1);
}

TEST_P(AdministratorTest, an_invited_colleague_arrives_verified_with_the_invited_address_only) {
    House f(GetParam());
    EXPECT_EQ(f.invite(f.agent, "a@exemple.fr").refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(f.invite(f.person("w@exemple.fr"), "a@exemple.fr").refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.invite(f.mayor, "pas une adresse", "roi").refusal().fields.size(), 2u);
    EXPECT_EQ(f.invite(f.mayor, "dgs@locronan.bzh").refusal().fields.front().field, "email");
    auto const invited = f.invite(f.mayor, "A@exemple.fr");
    ASSERT_TRUE(invited.ok()) << invited.refusal().message;
    EXPECT_NE(f.mail_to("a@exemple.fr").find("/mon-compte/invitations/"), std::string::npos);
    EXPECT_FALSE(f.invite(f.mayor, "a@exemple.fr").ok()) << "not twice within the hour";
    EXPECT_EQ(f.accept(f.person("b@exemple.fr"), invited->id).refusal().code, RefusalCode::not_found);
    auto const joined = f.accept(f.person("a@exemple.fr"), invited->id);
    ASSERT_TRUE(joined.ok()) << joined.refusal().message;
    EXPECT_TRUE(joined->is_verified());
    EXPECT_EQ(joined->method, Method::colleague);
    EXPECT_EQ(joined->decided_by, f.mayor);
    EXPECT_EQ(f.accept(f.person("a@exemple.fr"), invited->id)->id, joined->id) << "again: the same";
}

TEST_P(AdministratorTest, an_invitation_is_worth_what_its_author_still_may) {
    House f(GetParam());
    ASSERT_TRUE(f.name(f.mayor, f.agents).ok());
    auto const one = f.invite(f.agent, "un@exemple.fr");
    ASSERT_TRUE(f.suspend(f.mayor, f.agents).ok());
    auto const joined = f.accept(f.person("un@exemple.fr"), one->id);
    EXPECT_EQ(joined->state, AffiliationState::pending);
    auto const late = f.invite(f.mayor, "deux@exemple.fr");
    f.later(Duration::days(31));
    EXPECT_EQ(f.accept(f.person("deux@exemple.fr"), late->id).refusal().code, RefusalCode::late);
    EXPECT_TRUE(f.invite(f.mayor, "deux@exemple.fr").ok()) << "invited anew once expired";
}
