#include "consultation/validation_actions.hpp"

#include <atomic>
#include <thread>

#include "consultation/authority_acts.hpp"
#include "consultation/contribution_rows.hpp"
#include "consultation/fixture.hpp"
#include "consultation/validation_rows.hpp"

using consultation::Contribution;
using consultation::ContributionState;
using consultation::Validation;
using tests::Fixture;
using tests::paris;
using namespace tests;

ON_BOTH_ENGINES(ValidationTest);

namespace {

/// Commune 1 has an administrator who asks for validation, and an agent who writes.
struct TownHall : Fixture {
    explicit TownHall(db::Engine engine) : Fixture(engine), mayor(agent(1, 1)), clerk(agent(2, 1)) {
        sql("UPDATE affiliations SET administrator_since = 1 WHERE person_id = 1");
    }
    Result<Done> choose(people::Actor const& by, bool required) {
        return write([&](db::Tx& tx) {
            return consultation::choose_validation(tx, world, by, AuthorityId(1), required);
        });
    }
    Validation waiting() {
        auto const all = consultation::waiting_validations(*database->snapshot(), AuthorityId(1));
        EXPECT_EQ(all.size(), 1u);
        return all.at(0).validation;
    }
    Contribution draft_now(base::Id<Contribution> id) {
        return *consultation::contribution_by_id(*database->snapshot(), id);
    }
    Result<Contribution> decide(people::Actor const& by, base::Id<Validation> id, bool publishes,
                                base::Instant seen, std::string const& comment = {}) {
        return write([&](db::Tx& tx) {
            return consultation::decide_validation(tx, world, settings, by, {id, publishes, seen, comment});
        });
    }
    Result<Done> give(people::Actor const& by, base::Id<Contribution> draft, people::Actor const& to) {
        return write([&](db::Tx& tx) {
            return consultation::hand_over(tx, world, settings, by, {draft, to.affiliation});
        });
    }
    Result<Contribution> draft(people::Actor const& by) {
        return write([&](db::Tx& tx) {
            return consultation::save_draft(tx, world, by, {campaign, {}, text()});
        });
    }

    people::Actor mayor;
    people::Actor clerk;
};

}  // namespace

TEST_P(ValidationTest,
       where_it_is_asked_for_a_draft_waits_for_an_administrator_then_counts_from_that_instant) {
    TownHall f(GetParam());
    EXPECT_EQ(f.choose(f.clerk, true).refusal().code, RefusalCode::not_found);
    ASSERT_TRUE(f.choose(f.mayor, true).ok());
    auto const sent = f.contribute(f.clerk, f.text());
    ASSERT_TRUE(sent.ok()) << sent.refusal().message;
    EXPECT_EQ(sent->state, ContributionState::draft);
    Validation const one = f.waiting();
    EXPECT_EQ(
        consultation::send_validation_mails(*f.database, f.world, f.settings, std::to_string(one.id.value)),
        1);
    EXPECT_EQ(
        consultation::send_validation_mails(*f.database, f.world, f.settings, std::to_string(one.id.value)),
        0)
        << "a job run twice writes once";
    auto const seen = f.draft_now(sent->id).changed_at;
    EXPECT_EQ(f.decide(f.clerk, one.id, true, seen).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(f.decide(f.agent(3, 2), one.id, true, seen).refusal().code, RefusalCode::not_found);
    f.clock.set(paris("2026-03-01T10:00"));
    auto const published = f.decide(f.mayor, one.id, true, seen);
    ASSERT_TRUE(published.ok()) << published.refusal().message;
    EXPECT_EQ(published->published_at, paris("2026-03-01T10:00"));
    EXPECT_EQ(published->author, f.clerk.person);
    EXPECT_EQ(f.decide(f.mayor, one.id, true, seen).refusal().code, RefusalCode::conflict);
    auto const own = f.contribute(f.mayor, f.text("Un autre besoin"));
    EXPECT_EQ(own->state, ContributionState::published) << "an administrator publishes";
    f.expect_no_problem();
}

TEST_P(ValidationTest, what_was_not_read_is_not_validated_and_the_phase_does_not_wait) {
    TownHall f(GetParam());
    ASSERT_TRUE(f.choose(f.mayor, true).ok());
    auto const sent = f.contribute(f.clerk, f.text());
    auto const seen = f.draft_now(sent->id).changed_at;
    f.clock.set(paris("2026-02-02T10:00"));
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::save_draft(tx, f.world, f.clerk,
                                                     {f.campaign, sent->id, f.text("Tout autre chose")});
                 }).ok());
    Validation const one = f.waiting();
    EXPECT_EQ(f.decide(f.mayor, one.id, true, seen).refusal().code, RefusalCode::conflict);
    f.clock.set(paris("2026-03-15T18:00"));
    EXPECT_EQ(f.decide(f.mayor, one.id, true, f.draft_now(sent->id).changed_at).refusal().code,
              RefusalCode::late);
    f.expect_no_problem();
}

TEST_P(ValidationTest, it_is_sent_back_with_a_comment_and_may_be_submitted_again) {
    TownHall f(GetParam());
    ASSERT_TRUE(f.choose(f.mayor, true).ok());
    auto const sent = f.contribute(f.clerk, f.text());
    Validation const one = f.waiting();
    EXPECT_EQ(f.decide(f.mayor, one.id, false, {}, " ").refusal().fields.front().field, "comment");
    ASSERT_TRUE(f.decide(f.mayor, one.id, false, {}, "Précisez <le> public.").ok());
    EXPECT_NE(f.mails("consultation.validation").back().find("Précisez <le> public."), std::string::npos);
    ASSERT_TRUE(
        f.write([&](db::Tx& tx) { return consultation::publish(tx, f.world, f.clerk, sent->id); }).ok());
    ASSERT_TRUE(
        f.write([&](db::Tx& tx) { return consultation::publish(tx, f.world, f.clerk, sent->id); }).ok());
    EXPECT_NE(f.waiting().id, one.id);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'validation.submitted'"), 2);
}

TEST_P(ValidationTest, an_authority_without_administrator_never_waits) {
    TownHall f(GetParam());
    ASSERT_TRUE(f.choose(f.mayor, true).ok());
    f.sql("UPDATE affiliations SET administrator_since = NULL");
    EXPECT_EQ(f.contribute(f.clerk, f.text())->state, ContributionState::published);
}

TEST_P(ValidationTest, validated_by_many_at_once_it_is_published_once) {
    TownHall f(GetParam());
    ASSERT_TRUE(f.choose(f.mayor, true).ok());
    auto const sent = f.contribute(f.clerk, f.text());
    Validation const one = f.waiting();
    auto const seen = f.draft_now(sent->id).changed_at;
    std::atomic<int> done{0};
    std::vector<std::thread> running;
    for (int i = 0; i < 8; ++i)
        running.emplace_back([&, i] {
            base::SeededRandom own(static_cast<std::uint64_t>(500 + i));
            auto const answer = f.write([&](db::Tx& tx) {
                return consultation::decide_validation(tx, {f.clock, own}, f.settings, f.mayor,
                                                       {one.id, true, seen, {}});
            });
            if (answer.ok()) ++done;
        });
    for (std::thread& thread : running) thread.join();
    EXPECT_EQ(done, 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM contribution_versions"), 1);
    f.expect_no_problem();
}

TEST_P(ValidationTest, a_draft_goes_to_a_verified_colleague_and_keeps_who_began_it) {
    TownHall f(GetParam());
    auto const one = f.draft(f.clerk);
    EXPECT_EQ(f.give(f.mayor, one->id, f.mayor).refusal().code, RefusalCode::not_found)
        << "its author is still there";
    EXPECT_EQ(f.give(f.clerk, one->id, f.agent(4, 2)).refusal().fields.front().field, "to")
        << "of another authority";
    EXPECT_EQ(f.give(f.clerk, one->id, f.agent(5, 1, false)).refusal().fields.front().field, "to")
        << "not verified";
    ASSERT_TRUE(f.give(f.clerk, one->id, f.mayor).ok());
    auto const told = f.mails("consultation.validation");
    ASSERT_EQ(told.size(), 1u);
    EXPECT_NE(told.front().find("vous est transmis par p2@x.example."), std::string::npos)
        << "by whom is said";
    EXPECT_EQ(f.draft_now(one->id).author, f.mayor.person);
    EXPECT_EQ(consultation::begun_by(*f.database->snapshot(), one->id), "p2@x.example");
    EXPECT_EQ(f.give(f.clerk, one->id, f.mayor).refusal().code, RefusalCode::not_found)
        << "it is not theirs any more";
    EXPECT_TRUE(
        f.write([&](db::Tx& tx) { return consultation::publish(tx, f.world, f.mayor, one->id); }).ok());
    f.expect_no_problem();
}

TEST_P(ValidationTest,
       the_drafts_of_who_left_are_the_administrators_to_give_and_what_they_published_the_members_to_edit) {
    TownHall f(GetParam());
    auto const one = f.draft(f.clerk);
    auto const published = f.contribute(f.clerk, f.text("Ce qui est publié"));
    auto const other = f.agent(6, 1);
    auto const edit = [&](people::Actor const& by, std::string const& title) {
        return f.write(
            [&](db::Tx& tx) { return consultation::edit(tx, f.world, by, published->id, f.text(title)); });
    };
    EXPECT_EQ(edit(other, "Modifié").refusal().code, RefusalCode::forbidden) << "its author is still there";
    f.change_affiliation(f.clerk, people::AffiliationState::ended, f.clock.now());
    EXPECT_EQ(consultation::left_drafts(*f.database->snapshot(), AuthorityId(1)).size(), 1u);
    EXPECT_EQ(f.give(other, one->id, other).refusal().code, RefusalCode::not_found);
    ASSERT_TRUE(f.give(f.mayor, one->id, other).ok());
    EXPECT_EQ(edit(f.agent(7, 1, false), "Modifié").refusal().code, RefusalCode::forbidden) << "not verified";
    EXPECT_EQ(edit(f.agent(8, 2), "Modifié").refusal().code, RefusalCode::forbidden)
        << "of another authority";
    auto const edited = edit(other, "Modifié ensuite");
    ASSERT_TRUE(edited.ok()) << edited.refusal().message;
    EXPECT_EQ(edited->author, f.clerk.person);
    EXPECT_EQ(f.count("SELECT person_id FROM contribution_versions WHERE version = 2"), 6);
    f.expect_no_problem();
}

TEST_P(ValidationTest, what_was_done_is_one_dated_list) {
    TownHall f(GetParam());
    auto const published = f.contribute(f.clerk, f.text());
    (void)f.contribute(f.agent(9, 2), f.text("D’ailleurs"));
    auto const snapshot = f.database->snapshot();
    using consultation::ActSort;
    EXPECT_EQ(consultation::authority_acts(*snapshot, AuthorityId(1), ActSort::any, 1).total, 1);
    EXPECT_EQ(consultation::authority_acts(*snapshot, AuthorityId(1), ActSort::support, 1).total, 0);
    int lines = 0;
    consultation::each_authority_act(*snapshot, AuthorityId(1), ActSort::contribution,
                                     [&](consultation::AuthorityAct const& act) {
                                         EXPECT_EQ(act.reference, published->reference);
                                         ++lines;
                                     });
    EXPECT_EQ(lines, 1);
}
