#include <thread>

#include "consultation/fixture.hpp"

using consultation::Verdict;
using tests::Fixture;
using tests::paris;
using namespace tests;

ON_BOTH_ENGINES(SupportTest);

namespace {

struct SupportFixture : Fixture {
    explicit SupportFixture(db::Engine engine) : Fixture(engine), one(proposal()) {
        clock.set(paris("2026-04-10T12:00"));
    }
    consultation::Proposal one;
};

}  // namespace

TEST_P(SupportTest, a_commune_supports_a_proposal_once) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const first = f.cast(marie, {f.one.id});
    ASSERT_TRUE(first.ok()) << first.refusal().message;
    EXPECT_EQ(first->front().verdict, Verdict::counted);
    EXPECT_TRUE(first->front().is_new);
    auto const again = f.cast(marie, {f.one.id});
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->front().verdict, Verdict::counted);
    EXPECT_FALSE(again->front().is_new);
    EXPECT_EQ(f.supports(f.one.id), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM support_casts"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'support.cast'"), 1);
    f.expect_no_problem();
}

TEST_P(SupportTest, sixty_four_identical_supports_at_once_count_once) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    std::atomic<int> successes{0};
    std::atomic<int> fresh{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 64; ++i)
        threads.emplace_back([&, i] {
            base::SeededRandom own(static_cast<std::uint64_t>(i));
            auto const answer = f.database->write([&](db::Tx& tx) {
                return consultation::cast_support(tx, {f.clock, own}, marie, {{f.one.id}, {}});
            });
            if (answer.ok()) ++successes;
            if (answer.ok() && answer->front().is_new) ++fresh;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(successes, 64);
    EXPECT_EQ(fresh, 1);
    EXPECT_EQ(f.supports(f.one.id), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM support_casts"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'support.cast'"), 1);
    f.expect_no_problem();
}

TEST_P(SupportTest, sixty_four_colleagues_of_one_authority_at_once_count_once) {
    SupportFixture f(GetParam());
    std::vector<people::Actor> colleagues;
    for (int i = 1; i <= 64; ++i) colleagues.push_back(f.agent(i, 1, i % 2 == 0));
    std::vector<std::thread> threads;
    std::atomic<int> successes{0};
    for (int i = 0; i < 64; ++i)
        threads.emplace_back([&, i] {
            base::SeededRandom own(static_cast<std::uint64_t>(i));
            auto const answer = f.database->write([&](db::Tx& tx) {
                return consultation::cast_support(tx, {f.clock, own}, colleagues[static_cast<std::size_t>(i)],
                                                  {{f.one.id}, {}});
            });
            if (answer.ok()) ++successes;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(successes, 64);
    EXPECT_EQ(f.supports(f.one.id), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM support_casts"), 64);
    EXPECT_EQ(f.count("SELECT count(*) FROM supports"), 1);
    f.expect_no_problem();
}

TEST_P(SupportTest, casting_and_withdrawing_at_once_leaves_what_the_casts_say) {
    SupportFixture f(GetParam());
    auto const second = f.proposal("Une autre proposition");
    std::vector<people::Actor> people;
    for (int i = 1; i <= 8; ++i) people.push_back(f.agent(i, 1 + i % 2, i % 3 != 0));
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < people.size(); ++t)
        threads.emplace_back([&, t] {
            base::SeededRandom own(t);
            for (int i = 0; i < 20; ++i) {
                base::World const world{f.clock, own};
                bool const withdraws = own.below(2) == 0;
                auto const target = own.below(2) == 0 ? f.one.id : second.id;
                auto const done = f.database->write([&](db::Tx& tx) -> Result<Done> {
                    if (withdraws) {
                        auto const answer = consultation::withdraw_support(tx, world, people[t], target);
                        if (!answer.ok()) return answer.refusal();
                    } else {
                        auto const answer =
                            consultation::cast_support(tx, world, people[t], {{second.id, f.one.id}, {}});
                        if (!answer.ok()) return answer.refusal();
                    }
                    return Done{};
                });
                EXPECT_TRUE(done.ok());
            }
        });
    for (std::thread& thread : threads) thread.join();
    f.expect_no_problem();
}

TEST_P(SupportTest, verifying_while_casting_never_leaves_a_verified_support_pending) {
    SupportFixture f(GetParam());
    for (int round = 0; round < 10; ++round) {
        auto const agent = f.agent(100 + round, 1 + round % 8, false);
        std::thread casting([&] {
            base::SeededRandom own(1);
            (void)f.database->write([&](db::Tx& tx) {
                return consultation::cast_support(tx, {f.clock, own}, agent, {{f.one.id}, {}});
            });
        });
        f.change_affiliation(agent, people::AffiliationState::verified, f.clock.now());
        casting.join();
        EXPECT_EQ(f.support_state(f.one.id, 1 + round % 8), "counted") << round;
    }
    f.expect_no_problem();
}

TEST_P(SupportTest, a_support_is_late_at_the_very_microsecond_of_the_closing) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    base::Instant const closes = paris("2026-04-30T18:00");
    f.clock.set(closes);
    auto const late = f.cast(marie, {f.one.id});
    ASSERT_FALSE(late.ok());
    EXPECT_EQ(late.refusal().code, RefusalCode::late);
    EXPECT_NE(late.refusal().message.find("close depuis le jeudi 30 avril 2026 à 18"), std::string::npos)
        << late.refusal().message;
    EXPECT_EQ(f.count("SELECT count(*) FROM supports"), 0);
    f.clock.set({closes.us - 1});
    EXPECT_TRUE(f.cast(marie, {f.one.id}).ok());
    f.clock.set(closes);
    EXPECT_EQ(f.withdraw(marie, f.one.id).refusal().code, RefusalCode::late);
    EXPECT_EQ(f.supports(f.one.id), 1);
}

TEST_P(SupportTest, a_support_before_the_opening_says_when_to_come_back) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    f.clock.set({paris("2026-04-01T09:00").us - 1});
    auto const early = f.cast(marie, {f.one.id});
    ASSERT_FALSE(early.ok());
    EXPECT_EQ(early.refusal().code, RefusalCode::late);
    EXPECT_NE(early.refusal().message.find("n’ouvre que le mercredi 1er avril 2026 à 9"), std::string::npos)
        << early.refusal().message;
    f.clock.set(paris("2026-04-01T09:00"));
    EXPECT_TRUE(f.cast(marie, {f.one.id}).ok());
}

TEST_P(SupportTest, an_unverified_person_is_pending_then_counts_from_the_original_instant) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1, false);
    base::Instant const cast_at = f.clock.now();
    auto const answer = f.cast(marie, {f.one.id});
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->front().verdict, Verdict::pending);
    EXPECT_FALSE(answer->front().advice.empty());
    EXPECT_EQ(f.supports(f.one.id), 0);
    // Verified nine days after the closing: within the ten days of the campaign.
    f.clock.set(paris("2026-05-10T17:59"));
    f.change_affiliation(marie, people::AffiliationState::verified, f.clock.now());
    EXPECT_EQ(f.supports(f.one.id), 1);
    EXPECT_EQ(f.count("SELECT since FROM supports"), cast_at.us);
    f.expect_no_problem();
}

TEST_P(SupportTest, a_verification_after_the_limit_leaves_it_pending_and_says_why) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1, false);
    ASSERT_TRUE(f.cast(marie, {f.one.id}).ok());
    base::Instant const limit = paris("2026-05-10T18:00");
    f.clock.set(limit);
    f.change_affiliation(marie, people::AffiliationState::verified, limit);
    EXPECT_EQ(f.supports(f.one.id), 0);
    EXPECT_EQ(f.support_state(f.one.id, 1), "pending");
    auto const listed = consultation::supports_of(*f.database->snapshot(), f.one.id,
                                                  {.state = consultation::SupportState::pending,
                                                   .kind = {},
                                                   .region_code = {},
                                                   .department_code = {},
                                                   .name = {}},
                                                  1);
    ASSERT_EQ(listed.total, 1);
    EXPECT_NE(listed.items.front().standing.reason.find("trop tard"), std::string::npos);
    f.expect_no_problem();
}

TEST_P(SupportTest, an_extension_counts_what_was_verified_too_late_before_it) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1, false);
    ASSERT_TRUE(f.cast(marie, {f.one.id}).ok());
    f.clock.set(paris("2026-05-12T10:00"));
    f.change_affiliation(marie, people::AffiliationState::verified, f.clock.now());
    EXPECT_EQ(f.supports(f.one.id), 0);
    auto const extended = f.write([&](db::Tx& tx) {
        return consultation::extend_phase(
            tx, f.world, f.operator_,
            {f.campaign, consultation::PhaseKind::support, paris("2026-05-20T18:00"),
             "À la demande des associations d’élus."});
    });
    ASSERT_TRUE(extended.ok()) << extended.refusal().message;
    EXPECT_EQ(f.supports(f.one.id), 1);
    f.expect_no_problem();
}

TEST_P(SupportTest, a_refused_affiliation_withdraws_what_it_cast) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1, false);
    ASSERT_TRUE(f.cast(marie, {f.one.id}).ok());
    f.change_affiliation(marie, people::AffiliationState::refused, f.clock.now());
    EXPECT_EQ(f.support_state(f.one.id, 1), "withdrawn");
    EXPECT_EQ(f.cast(marie, {f.one.id}).refusal().code, RefusalCode::forbidden);
    f.expect_no_problem();
}

TEST_P(SupportTest, a_support_made_while_verified_outlives_the_affiliation) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    ASSERT_TRUE(f.cast(marie, {f.one.id}).ok());
    f.change_affiliation(marie, people::AffiliationState::ended, f.clock.now());
    EXPECT_EQ(f.supports(f.one.id), 1);
    EXPECT_EQ(f.cast(marie, {f.one.id}).refusal().code, RefusalCode::forbidden);
    f.expect_no_problem();
}

TEST_P(SupportTest, one_verified_colleague_is_enough_and_the_first_cast_dates_it) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1, false);
    auto const paul = f.agent(2, 1, true);
    base::Instant const first = f.clock.now();
    ASSERT_TRUE(f.cast(marie, {f.one.id}).ok());
    f.clock.set(first + base::Duration::hours(1));
    EXPECT_EQ(f.cast(paul, {f.one.id})->front().verdict, Verdict::counted);
    EXPECT_EQ(f.count("SELECT since FROM supports"), first.us);
    // Paul withdraws his: Marie's stands, and waits again.
    EXPECT_EQ(f.withdraw(paul, f.one.id)->verdict, Verdict::pending);
    EXPECT_EQ(f.supports(f.one.id), 0);
    f.expect_no_problem();
}

TEST_P(SupportTest, each_withdraws_only_their_own_and_may_come_back) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const paul = f.agent(2, 1);
    ASSERT_TRUE(f.cast(marie, {f.one.id}).ok());
    auto const nothing = f.withdraw(paul, f.one.id);
    ASSERT_TRUE(nothing.ok());
    EXPECT_FALSE(nothing->is_new);
    EXPECT_EQ(f.supports(f.one.id), 1);
    EXPECT_EQ(f.withdraw(marie, f.one.id)->verdict, Verdict::not_counted);
    EXPECT_EQ(f.supports(f.one.id), 0);
    ASSERT_TRUE(f.cast(marie, {f.one.id}).ok());
    EXPECT_EQ(f.supports(f.one.id), 1);
    f.expect_no_problem();
}

TEST_P(SupportTest, groupings_local_bodies_and_partners_are_told_why_and_what_they_can_do) {
    SupportFixture f(GetParam());
    for (int const authority : {22, 23}) {
        auto const refused = f.cast(f.agent(authority, authority), {f.one.id});
        ASSERT_FALSE(refused.ok());
        EXPECT_EQ(refused.refusal().code, RefusalCode::forbidden);
        EXPECT_FALSE(refused.refusal().advice.empty());
    }
    auto const partner = f.cast(f.partner(50), {f.one.id});
    ASSERT_FALSE(partner.ok());
    EXPECT_NE(partner.refusal().advice.find("contribuer"), std::string::npos);
    EXPECT_EQ(f.cast(f.person(51), {f.one.id}).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(f.count("SELECT count(*) FROM supports"), 0);
}

TEST_P(SupportTest, a_secretary_of_three_communes_supports_two_proposals_for_each) {
    SupportFixture f(GetParam());
    auto const other = f.proposal("Une autre proposition");
    auto secretary = f.person(1);
    for (int const commune : {3, 1, 2}) f.affiliate(secretary, commune, true);
    auto const answers =
        f.cast(secretary, {other.id, f.one.id, f.one.id}, {AuthorityId(2), AuthorityId(1), AuthorityId(3)});
    ASSERT_TRUE(answers.ok()) << answers.refusal().message;
    EXPECT_EQ(answers->size(), 6u);
    EXPECT_EQ(f.supports(f.one.id) + f.supports(other.id), 6);
    // One of them not hers: nothing at all is done.
    auto const foreign = f.cast(secretary, {f.one.id}, {AuthorityId(1), AuthorityId(4)});
    EXPECT_EQ(foreign.refusal().code, RefusalCode::forbidden);
    // A grouping among them is answered apart, the others count.
    f.affiliate(secretary, 22, true);
    f.affiliate(secretary, 5, true);
    auto const mixed = f.cast(secretary, {f.one.id}, {AuthorityId(5), AuthorityId(22)});
    ASSERT_TRUE(mixed.ok());
    EXPECT_EQ((*mixed)[0].verdict, Verdict::counted);
    EXPECT_EQ((*mixed)[1].verdict, Verdict::not_counted);
    f.expect_no_problem();
}

TEST_P(SupportTest, unknown_draft_and_foreign_proposals_are_not_found) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const draft = f.write([&](db::Tx& tx) {
        consultation::ProposalForm form;
        form.title = "En préparation";
        return consultation::create_proposal(tx, f.world, f.operator_, f.campaign, form);
    });
    EXPECT_EQ(f.cast(marie, {draft->id}).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.cast(marie, {base::Id<consultation::Proposal>(999)}).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.cast(marie, {f.one.id, draft->id}).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.cast(marie, {}).refusal().code, RefusalCode::invalid);
    std::vector<base::Id<consultation::Proposal>> many;
    for (int i = 1; i <= 101; ++i) many.emplace_back(i);
    EXPECT_EQ(f.cast(marie, many).refusal().code, RefusalCode::invalid);
    EXPECT_EQ(f.count("SELECT count(*) FROM supports"), 0);
}

TEST_P(SupportTest, a_support_set_aside_stays_so_until_restored_and_its_people_are_told) {
    SupportFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    ASSERT_TRUE(f.cast(marie, {f.one.id}).ok());
    consultation::SetAside const command{f.one.id, AuthorityId(1), "Hors du périmètre de la <consultation>."};
    auto const by = [&](people::Actor const& actor, bool lifts) {
        return f.write([&](db::Tx& tx) {
            return lifts ? consultation::restore(tx, f.world, f.settings, actor, command)
                         : consultation::set_aside(tx, f.world, f.settings, actor, command);
        });
    };
    EXPECT_EQ(by(marie, false).refusal().code, RefusalCode::forbidden);
    ASSERT_TRUE(by(f.operator_, false).ok());
    EXPECT_EQ(f.supports(f.one.id), 0);
    auto const colleague = f.cast(f.agent(2, 1), {f.one.id});
    EXPECT_EQ(colleague->front().verdict, Verdict::not_counted);
    EXPECT_NE(colleague->front().why.find("Hors du périmètre"), std::string::npos);
    EXPECT_EQ(f.support_state(f.one.id, 1), "set_aside");
    EXPECT_EQ(f.mails("support.set_aside").size(), 1u);
    f.expect_no_problem();
    EXPECT_EQ(by(marie, true).refusal().code, RefusalCode::forbidden);
    ASSERT_TRUE(by(f.operator_, true).ok());
    EXPECT_EQ(f.supports(f.one.id), 1);
    EXPECT_EQ(f.mails("support.restored").size(), 2u);
    EXPECT_FALSE(by(f.operator_, true).ok());
    f.expect_no_problem();
}

TEST_P(SupportTest, whatever_is_changed_behind_our_back_is_found) {
    for (char const* harm : {"UPDATE supports SET state = 'pending'", "UPDATE supports SET since = since + 1",
                             "UPDATE support_casts SET withdrawn_at = 5", "DELETE FROM support_casts",
                             "DELETE FROM supports", "UPDATE support_casts SET verified_at = NULL"}) {
        SupportFixture f(GetParam());
        ASSERT_TRUE(f.cast(f.agent(1, 1), {f.one.id}).ok());
        f.expect_no_problem();
        f.sql(harm);
        EXPECT_FALSE(consultation::problems(*f.database->snapshot()).empty()) << harm;
    }
}
