// Late requests: nothing counts before a reasoned decision; who asks, until when, once; how what is admitted
// counts and is said.
#include <atomic>
#include <thread>

#include "consultation/announcement.hpp"
#include "consultation/fixture.hpp"
#include "consultation/late_request_actions.hpp"
#include "consultation/late_request_rows.hpp"
#include "consultation/personal_rows.hpp"

using consultation::LateRequest;
using consultation::LateState;
using tests::Fixture;
using tests::paris;
using namespace tests;

ON_BOTH_ENGINES(LateRequestTest);

namespace {

constexpr char const* good_reason = "La mairie était fermée pour deuil municipal le jour de la clôture.";
constexpr char const* good_answer = "Fermeture exceptionnelle de la mairie, attestée.";
constexpr char const* closing_of_support = "2026-04-30T18:00";

struct LateFixture : Fixture {
    explicit LateFixture(db::Engine engine, int days = 7) : Fixture(engine), one(proposal()) {
        sql(fmt::format("UPDATE campaigns SET late_request_days = {}", days));
        clock.set(paris("2026-04-30T18:20"));
    }
    Result<LateRequest> ask(people::Actor const& actor, std::vector<base::Id<consultation::Proposal>> wanted,
                            std::string const& reason = good_reason) {
        return write([&](db::Tx& tx) {
            return consultation::ask_late_support(tx, world, settings, actor,
                                                  {wanted, actor.authority, reason});
        });
    }
    Result<LateRequest> ask(people::Actor const& actor) { return ask(actor, {one.id}); }
    Result<LateRequest> ask_draft(people::Actor const& actor, base::Id<consultation::Contribution> draft) {
        return write([&](db::Tx& tx) {
            return consultation::ask_late_contribution(tx, world, settings, actor, {draft, good_reason});
        });
    }
    Result<consultation::Contribution> draft(people::Actor const& actor,
                                             base::Id<consultation::Contribution> id = {},
                                             std::string const& title = "Arrivée trop tard") {
        return write([&](db::Tx& tx) {
            return consultation::save_draft(tx, world, actor, {campaign, id, text(title)});
        });
    }
    Result<Done> decide(people::Actor const& actor, base::Id<LateRequest> id, bool accepts,
                        std::string const& answer = good_answer) {
        return write([&](db::Tx& tx) {
            return consultation::decide_late_request(tx, world, settings, actor, {id, accepts, answer});
        });
    }
    Result<Done> withdraw(people::Actor const& actor, base::Id<LateRequest> id) {
        return write([&](db::Tx& tx) { return consultation::withdraw_late_request(tx, world, actor, id); });
    }
    LateState state(base::Id<LateRequest> id) {
        return consultation::late_request_by_id(*database->snapshot(), id)->state;
    }
    void extend(consultation::PhaseKind phase, char const* closes) {
        auto const done = write([&](db::Tx& tx) {
            return consultation::extend_phase(tx, world, operator_,
                                              {campaign, phase, paris(closes), "Panne nationale du réseau."});
        });
        ASSERT_TRUE(done.ok()) << done.refusal().message;
    }
    consultation::Proposal one;
};

}  // namespace

TEST_P(LateRequestTest, nothing_counts_until_the_operator_has_accepted_with_a_reason) {
    LateFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    ASSERT_EQ(f.cast(marie, {f.one.id}).refusal().code, RefusalCode::late);
    auto const asked = f.ask(marie);
    ASSERT_TRUE(asked.ok()) << asked.refusal().message;
    EXPECT_EQ(f.supports(f.one.id), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM support_casts"), 0);
    ASSERT_EQ(f.mails("late_request.made").size(), 1u);
    EXPECT_NE(f.mails("late_request.made").front().find("en attente de décision"), std::string::npos);

    f.clock.set(paris("2026-05-03T10:00"));
    auto const accepted = f.decide(f.operator_, asked->id, true);
    ASSERT_TRUE(accepted.ok()) << accepted.refusal().message;
    EXPECT_EQ(f.supports(f.one.id), 1);
    // It counts at the instant of the request, and says by which decision.
    EXPECT_EQ(f.count("SELECT since FROM supports"), paris("2026-04-30T18:20").us);
    auto const listed = consultation::supports_of(*f.database->snapshot(), f.one.id, {}, 1);
    ASSERT_EQ(listed.total, 1);
    EXPECT_NE(listed.items.front().standing.reason.find("Prise en compte tardive, décidée le 3 mai 2026"),
              std::string::npos);
    EXPECT_NE(listed.items.front().standing.reason.find(good_answer), std::string::npos);
    ASSERT_EQ(f.mails("late_request.decided").size(), 1u);
    EXPECT_TRUE(f.mails("late_request.decided").front().starts_with("p1@x.example "));
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'late_request.made'"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'late_request.accepted'"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'support.cast'"), 1);
    f.expect_no_problem();
}

TEST_P(LateRequestTest, a_refused_request_counts_for_nothing_and_is_not_asked_again) {
    LateFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const asked = f.ask(marie);
    ASSERT_TRUE(f.decide(f.operator_, asked->id, false, "Le délai était connu depuis trois mois.").ok());
    EXPECT_EQ(f.supports(f.one.id), 0);
    EXPECT_EQ(f.state(asked->id), LateState::refused);
    EXPECT_EQ(f.ask(marie).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.decide(f.operator_, asked->id, true).refusal().code, RefusalCode::conflict);
    EXPECT_NE(f.mails("late_request.decided").front().find("refusée"), std::string::npos);
    f.expect_no_problem();
}

TEST_P(LateRequestTest, it_is_asked_from_the_closing_until_the_announced_hour_and_not_at_it) {
    LateFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    f.clock.set({paris(closing_of_support).us - 1});
    EXPECT_EQ(f.ask(marie).refusal().code, RefusalCode::conflict);  // it is not too late
    f.clock.set(paris("2026-05-07T18:00"));
    auto const late = f.ask(marie);
    ASSERT_FALSE(late.ok());
    EXPECT_EQ(late.refusal().code, RefusalCode::late);
    EXPECT_NE(late.refusal().message.find("jeudi 30 avril 2026"), std::string::npos);
    EXPECT_NE(late.refusal().message.find("jeudi 7 mai 2026"), std::string::npos);
    f.clock.set({paris("2026-05-07T18:00").us - 1});
    EXPECT_TRUE(f.ask(marie).ok());
    LateFixture strict(GetParam(), 0);
    EXPECT_EQ(strict.ask(strict.agent(1, 1)).refusal().code, RefusalCode::late);
}

TEST_P(LateRequestTest, only_who_could_have_supported_asks) {
    LateFixture f(GetParam());
    EXPECT_EQ(f.ask(f.agent(2, 22)).refusal().code, RefusalCode::forbidden);  // a grouping
    EXPECT_EQ(f.ask(f.partner(3)).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(f.ask({}).refusal().code, RefusalCode::forbidden);
    auto stranger = f.agent(4, 4);
    stranger.authority = AuthorityId(5);
    EXPECT_EQ(f.ask(stranger).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(f.count("SELECT count(*) FROM late_requests"), 0);
}

TEST_P(LateRequestTest, a_reason_is_needed_and_hostile_text_stays_text) {
    LateFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    for (std::string const& bad : {std::string(), std::string("Trop court"), std::string(1001, 'x'),
                                   std::string("\xff") + std::string(30, 'x')}) {
        auto const refused = f.ask(marie, {f.one.id}, bad);
        ASSERT_FALSE(refused.ok());
        ASSERT_FALSE(refused.refusal().fields.empty());
        EXPECT_EQ(refused.refusal().fields.front().field, "reason");
    }
    std::string const hostile = "<script>alert(1)</script> '; DROP TABLE late_requests; -- 🐚 \xe2\x80\xae";
    auto const asked = f.ask(marie, {f.one.id}, hostile);
    ASSERT_TRUE(asked.ok());
    EXPECT_TRUE(asked->reason.starts_with("<script>alert(1)</script> '; DROP TABLE late_requests; -- 🐚"));
    for (std::string const& bad : {std::string(), std::string("Non."), std::string(501, 'x')})
        EXPECT_EQ(f.decide(f.operator_, asked->id, true, bad).refusal().fields.front().field, "answer");
}

TEST_P(LateRequestTest, only_an_operator_decides_and_never_on_their_own_request) {
    LateFixture f(GetParam());
    auto marie = f.agent(1, 1);
    auto const asked = f.ask(marie);
    EXPECT_EQ(f.decide(marie, asked->id, true).refusal().code, RefusalCode::forbidden);
    marie.is_operator = true;
    EXPECT_EQ(f.decide(marie, asked->id, true).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(f.decide({}, asked->id, true).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(f.decide(f.operator_, base::Id<LateRequest>(999), true).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.state(asked->id), LateState::waiting);
}

TEST_P(LateRequestTest, an_unverified_right_is_verified_before_anything_is_accepted) {
    LateFixture f(GetParam());
    auto const marie = f.agent(1, 1, false);
    auto const asked = f.ask(marie);
    ASSERT_TRUE(asked.ok());
    auto const early = f.decide(f.operator_, asked->id, true);
    EXPECT_EQ(early.refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.state(asked->id), LateState::waiting);  // nothing of the decision stayed
    EXPECT_EQ(f.mails("late_request.decided").size(), 0u);
    // Past the days of late verification too: the decision is what admits the act.
    f.clock.set(paris("2026-05-20T10:00"));
    f.change_affiliation(marie, people::AffiliationState::verified, f.clock.now());
    ASSERT_TRUE(f.decide(f.operator_, asked->id, true).ok());
    EXPECT_EQ(f.supports(f.one.id), 1);
    f.expect_no_problem();
}

TEST_P(LateRequestTest, who_left_meanwhile_supports_nothing) {
    LateFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const asked = f.ask(marie);
    f.change_affiliation(marie, people::AffiliationState::ended, f.clock.now());
    EXPECT_EQ(f.decide(f.operator_, asked->id, true).refusal().code, RefusalCode::forbidden);
    EXPECT_TRUE(f.decide(f.operator_, asked->id, false).ok());
    EXPECT_EQ(f.supports(f.one.id), 0);
}

TEST_P(LateRequestTest, it_is_whole_or_nothing_over_its_proposals) {
    LateFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const two = f.proposal("Une autre proposition");
    f.clock.set(paris("2026-04-20T10:00"));
    ASSERT_TRUE(f.cast(marie, {two.id}).ok());
    f.clock.set(paris("2026-05-01T10:00"));
    EXPECT_EQ(f.ask(marie, {f.one.id, two.id}).refusal().code, RefusalCode::conflict);  // two stands already
    EXPECT_EQ(f.count("SELECT count(*) FROM late_requests"), 0);
    auto const three = f.proposal("Une troisième proposition");
    auto const asked = f.ask(marie, {f.one.id, three.id});
    ASSERT_TRUE(asked.ok());
    EXPECT_EQ(f.ask(marie, {three.id}).refusal().code, RefusalCode::conflict);
    ASSERT_TRUE(f.decide(f.operator_, asked->id, true).ok());
    EXPECT_EQ(f.supports(f.one.id) + f.supports(three.id), 2);
    f.expect_no_problem();
}

TEST_P(LateRequestTest, an_authority_that_supported_in_time_is_not_said_to_be_late) {
    LateFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const paul = f.agent(2, 1);
    f.clock.set(paris("2026-04-20T10:00"));
    ASSERT_TRUE(f.cast(marie, {f.one.id}).ok());
    f.clock.set(paris("2026-05-01T10:00"));
    auto const asked = f.ask(paul);
    ASSERT_TRUE(f.decide(f.operator_, asked->id, true).ok());
    EXPECT_EQ(f.supports(f.one.id), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM supports WHERE reason = ''"), 1);
    EXPECT_EQ(f.count("SELECT since FROM supports"), paris("2026-04-20T10:00").us);
    f.expect_no_problem();
}

TEST_P(LateRequestTest, a_support_that_was_set_aside_does_not_come_back_by_a_late_request) {
    LateFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const paul = f.agent(2, 1);
    f.clock.set(paris("2026-04-20T10:00"));
    ASSERT_TRUE(f.cast(marie, {f.one.id}).ok());
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::set_aside(
                         tx, f.world, f.settings, f.operator_,
                         {f.one.id, AuthorityId(1), "Doublon d’une commune nouvelle."});
                 }).ok());
    f.clock.set(paris("2026-05-01T10:00"));
    auto const asked = f.ask(paul);
    ASSERT_TRUE(asked.ok());
    EXPECT_EQ(f.decide(f.operator_, asked->id, true).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.support_state(f.one.id, 1), "set_aside");
    EXPECT_EQ(f.count("SELECT count(*) FROM support_casts WHERE person_id = 2"), 0);
    f.expect_no_problem();
}

TEST_P(LateRequestTest, sixty_four_identical_requests_at_once_are_one) {
    LateFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    std::atomic<int> made{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 64; ++i)
        threads.emplace_back([&, i] {
            base::SeededRandom own(static_cast<std::uint64_t>(i));
            auto const asked = f.database->write([&](db::Tx& tx) {
                return consultation::ask_late_support(tx, {f.clock, own}, f.settings, marie,
                                                      {{f.one.id}, marie.authority, good_reason});
            });
            if (asked.ok()) ++made;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(made, 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM late_requests"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE kind = 'late_request.made'"), 1);
    f.expect_no_problem();
}

TEST_P(LateRequestTest, many_decisions_at_once_are_one) {
    LateFixture f(GetParam());
    auto const asked = f.ask(f.agent(1, 1));
    std::atomic<int> decided{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&, i] {
            base::SeededRandom own(static_cast<std::uint64_t>(i));
            auto const done = f.database->write([&](db::Tx& tx) {
                return consultation::decide_late_request(tx, {f.clock, own}, f.settings, f.operator_,
                                                         {asked->id, i % 2 == 0, good_answer});
            });
            if (done.ok()) ++decided;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(decided, 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE kind = 'late_request.decided'"), 1);
    EXPECT_EQ(f.supports(f.one.id), f.state(asked->id) == LateState::accepted ? 1 : 0);
    f.expect_no_problem();
}

TEST_P(LateRequestTest, an_extension_leaves_waiting_requests_without_object_and_tells_their_authors) {
    LateFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const asked = f.ask(marie);
    f.extend(consultation::PhaseKind::support, "2026-05-05T18:00");
    EXPECT_EQ(f.state(asked->id), LateState::lapsed);
    EXPECT_EQ(f.decide(f.operator_, asked->id, true).refusal().code, RefusalCode::conflict);
    auto const reached = consultation::participants_after(*f.database->snapshot(), f.campaign, 0, 100);
    ASSERT_EQ(reached.size(), 1u);
    EXPECT_EQ(reached.front().email, "p1@x.example");
    ASSERT_TRUE(f.cast(marie, {f.one.id}).ok());
    EXPECT_EQ(f.count("SELECT count(*) FROM supports WHERE state = 'counted' AND reason = ''"), 1);
    f.clock.set(paris("2026-05-05T18:30"));
    EXPECT_EQ(f.ask(marie).refusal().code, RefusalCode::conflict);  // it stands
    f.expect_no_problem();
}

TEST_P(LateRequestTest, the_person_takes_a_waiting_request_back_and_may_ask_again) {
    LateFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const asked = f.ask(marie);
    EXPECT_EQ(f.withdraw(f.agent(2, 1), asked->id).refusal().code, RefusalCode::not_found);
    ASSERT_TRUE(f.withdraw(marie, asked->id).ok());
    EXPECT_TRUE(f.withdraw(marie, asked->id).ok());
    auto const again = f.ask(marie);
    ASSERT_TRUE(again.ok());
    ASSERT_TRUE(f.decide(f.operator_, again->id, true).ok());
    EXPECT_EQ(f.withdraw(marie, again->id).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.supports(f.one.id), 1);
}

TEST_P(LateRequestTest, after_the_results_nothing_is_asked_nor_accepted) {
    LateFixture f(GetParam());
    auto const asked = f.ask(f.agent(1, 1));
    f.sql(fmt::format("UPDATE campaigns SET results_published_at = {}", f.clock.now().us));
    EXPECT_EQ(f.ask(f.agent(2, 2)).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.decide(f.operator_, asked->id, true).refusal().code, RefusalCode::conflict);
    EXPECT_TRUE(f.decide(f.operator_, asked->id, false).ok());
}

TEST_P(LateRequestTest, a_text_that_comes_too_late_is_kept_asked_for_and_published_with_its_mention) {
    LateFixture f(GetParam());
    f.clock.set(paris("2026-03-15T18:05"));  // five minutes after the collection
    auto const marie = f.agent(1, 1);
    auto const draft = f.draft(marie);
    ASSERT_TRUE(draft.ok()) << draft.refusal().message;
    auto const refused =
        f.write([&](db::Tx& tx) { return consultation::publish(tx, f.world, marie, draft->id); });
    EXPECT_EQ(refused.refusal().code, RefusalCode::late);
    auto const asked = f.ask_draft(marie, draft->id);
    ASSERT_TRUE(asked.ok()) << asked.refusal().message;
    // What is asked for stays exactly what it was.
    EXPECT_EQ(f.draft(marie, draft->id, "Un autre titre").refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.write([&](db::Tx& tx) { return consultation::discard_draft(tx, f.world, marie, draft->id); })
                  .refusal()
                  .code,
              RefusalCode::conflict);
    EXPECT_EQ(f.ask_draft(marie, draft->id).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.ask_draft(f.agent(2, 1), draft->id).refusal().code, RefusalCode::not_found);

    f.clock.set(paris("2026-03-17T09:00"));
    ASSERT_TRUE(f.decide(f.operator_, asked->id, true).ok());
    auto const reference = f.database->snapshot()
                               ->first<std::string>("SELECT reference FROM contributions", {},
                                                    [](db::Row const& row) { return row.string(0); })
                               .value();
    auto const read = consultation::contribution_by_reference(*f.database->snapshot(), reference);
    ASSERT_TRUE(read && read->late);
    EXPECT_EQ(read->late->answer, good_answer);
    EXPECT_EQ(read->contribution.text.title, "Arrivée trop tard");
    EXPECT_EQ(*read->contribution.published_at, paris("2026-03-17T09:00"));
    EXPECT_NE(f.mails("late_request.decided").front().find("/contributions/" + reference), std::string::npos);
    f.expect_no_problem();
}

TEST_P(LateRequestTest, a_draft_that_is_not_whole_is_not_asked_for) {
    LateFixture f(GetParam());
    f.clock.set(paris("2026-03-15T18:05"));
    auto const marie = f.agent(1, 1);
    auto const draft = f.draft(marie, {}, "");
    ASSERT_TRUE(draft.ok());
    EXPECT_EQ(f.ask_draft(marie, draft->id).refusal().fields.front().field, "title");
}

TEST_P(LateRequestTest, without_the_rule_a_closed_collection_takes_no_draft) {
    LateFixture f(GetParam(), 0);
    f.clock.set(paris("2026-03-15T18:05"));
    EXPECT_EQ(f.draft(f.agent(1, 1)).refusal().code, RefusalCode::late);
    LateFixture after(GetParam(), 7);
    after.clock.set(paris("2026-03-22T18:00"));
    EXPECT_EQ(after.draft(after.agent(1, 1)).refusal().code, RefusalCode::late);
}

TEST_P(LateRequestTest, the_erasure_of_a_person_withdraws_what_waits) {
    LateFixture f(GetParam());
    f.clock.set(paris("2026-03-15T18:05"));
    auto const marie = f.agent(1, 1);
    auto const draft = f.draft(marie);
    auto const asked = f.ask_draft(marie, draft->id);
    ASSERT_TRUE(f.write([&](db::Tx& tx) -> Result<Done> {
                     consultation::forget_unfinished(tx, marie.person);
                     return Done{};
                 }).ok());
    EXPECT_EQ(f.state(asked->id), LateState::withdrawn);
    EXPECT_EQ(f.count("SELECT count(*) FROM contributions"), 0);
    EXPECT_EQ(f.decide(f.operator_, asked->id, true).refusal().code, RefusalCode::conflict);
    f.expect_no_problem();
}

TEST_P(LateRequestTest, verify_sees_an_accepted_request_whose_act_is_missing) {
    LateFixture f(GetParam());
    auto const asked = f.ask(f.agent(1, 1));
    ASSERT_TRUE(asked.ok());
    f.sql("UPDATE late_requests SET state = 'accepted', decided_at = 1, decided_by = 900");
    EXPECT_FALSE(consultation::problems(*f.database->snapshot()).empty());
}
