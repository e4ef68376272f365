// A draft proposal may go while nobody outside the team knew of it and no contribution's history needs it.
#include "consultation/proposal_deletion.hpp"

#include <future>

#include "consultation/bench_rows.hpp"
#include "consultation/fixture.hpp"
#include "consultation/proposal_rows.hpp"
#include "consultation/second_reading_actions.hpp"

using consultation::Grouped;
using consultation::Proposal;
using tests::Fixture;
using tests::paris;
using namespace tests;

ON_BOTH_ENGINES(ProposalDeletionTest);

namespace {

struct DeletionFixture : Fixture {
    explicit DeletionFixture(db::Engine engine) : Fixture(engine) {
        author = agent(1, 1);
        grace(15);
    }
    Proposal draft(std::string const& title = "Un brouillon de trop") {
        return write([&](db::Tx& tx) {
                   return consultation::create_proposal(
                       tx, world, operator_, campaign,
                       {title, "Un résumé.", {}, {}, {}, {}, {choices.themes.front().id}});
               })
            .value();
    }
    consultation::Contribution contribution() { return contribute(author, text()).value(); }
    Result<Done> remove(people::Actor const& by, base::Id<Proposal> id, base::Instant seen) {
        return write([&](db::Tx& tx) { return consultation::delete_proposal(tx, world, by, {id, seen}); });
    }
    Result<Done> remove(Proposal const& one) { return remove(operator_, one.id, one.changed_at); }
    bool stands(base::Id<Proposal> id) {
        return consultation::proposal_by_id(*database->snapshot(), id).has_value();
    }
    people::Actor author;
};

}  // namespace

TEST_P(ProposalDeletionTest, a_draft_made_by_mistake_goes_with_an_act_and_its_number_is_not_given_again) {
    DeletionFixture f(GetParam());
    Proposal const one = f.draft();
    ASSERT_TRUE(f.remove(one).ok());
    EXPECT_FALSE(f.stands(one.id));
    EXPECT_EQ(f.count("SELECT count(*) FROM proposal_themes"), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'proposal.deleted' AND subject = '" +
                      one.reference + "' AND person_id = 900"),
              1);
    EXPECT_EQ(f.remove(one).refusal().code, RefusalCode::not_found) << "twice";
    EXPECT_NE(f.draft().reference, one.reference);
    f.expect_no_problem();
}

TEST_P(ProposalDeletionTest, the_draft_that_an_undone_decision_left_goes_and_its_contribution_stays_whole) {
    DeletionFixture f(GetParam());
    auto const one = f.contribution();
    auto const decided = f.decide({one.id}, Grouped{{}, {"Une proposition de trop"}});
    ASSERT_EQ(decided->new_proposals.size(), 1U);
    auto const made =
        f.stands(decided->new_proposals.front().id)
            ? *consultation::proposal_by_id(*f.database->snapshot(), decided->new_proposals.front().id)
            : Proposal{};
    auto const held = f.remove(made);
    ASSERT_FALSE(held.ok()) << "it gathers";
    EXPECT_EQ(held.refusal().code, RefusalCode::conflict);
    EXPECT_NE(held.refusal().message.find(one.reference), std::string::npos) << held.refusal().message;
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::undo(tx, f.world, f.settings, f.operator_, decided->batch);
                 }).ok());
    auto const left = [&] { return consultation::draft_left_by(*f.database->snapshot(), decided->batch); };
    EXPECT_EQ(left(), made.reference) << "offered on the bench";
    ASSERT_TRUE(f.remove(made).ok());
    EXPECT_EQ(left(), "");
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions"), 1) << "that it was decided and undone stays";
    auto const story = consultation::item_story(*f.database->snapshot(), one.id);
    EXPECT_FALSE(story.entries.empty());
    f.expect_no_problem();
}

TEST_P(ProposalDeletionTest, what_was_published_stays) {
    DeletionFixture f(GetParam());
    Proposal const one = *consultation::proposal_by_id(*f.database->snapshot(), f.proposal().id);
    auto const refused = f.remove(one);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().code, RefusalCode::conflict);
    EXPECT_NE(refused.refusal().message.find("est publiée"), std::string::npos);
    EXPECT_TRUE(f.stands(one.id));
}

TEST_P(ProposalDeletionTest, a_decision_replaced_since_keeps_the_draft_that_its_history_names) {
    DeletionFixture f(GetParam());
    Proposal const one = f.draft();
    auto const contribution = f.contribution();
    ASSERT_TRUE(f.decide({contribution.id}, Grouped{{one.id}, {}}).ok());
    ASSERT_TRUE(f.decide({contribution.id}, consultation::Reopened{}).ok());
    auto const refused = f.remove(one);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.refusal().message.find("dans l’histoire"), std::string::npos)
        << refused.refusal().message;
    EXPECT_TRUE(f.stands(one.id));
}

TEST_P(ProposalDeletionTest, a_decision_that_waits_for_its_reading_holds_the_draft_until_it_is_taken_back) {
    DeletionFixture f(GetParam());
    f.sql(
        "INSERT INTO roles (person_id, role, scope, given_at, given_by) VALUES (900, 'operator', '', 0, 0)");
    people::Actor colleague = f.person(901);
    colleague.is_operator = true;
    f.sql(
        "INSERT INTO roles (person_id, role, scope, given_at, given_by) VALUES (901, 'operator', '', 0, 0)");
    Proposal const one = f.draft();
    auto const contribution = f.contribution();
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::decide(tx, f.world, f.settings, f.operator_,
                                                 {.contributions = {contribution.id},
                                                  .choice = Grouped{{one.id}, {}},
                                                  .reason = "Le même besoin.",
                                                  .wants_reading = true});
                 }).ok());
    auto const refused = f.remove(one);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.refusal().message.find("à relire"), std::string::npos) << refused.refusal().message;
    auto const reading =
        consultation::bench_item(*f.database->snapshot(), contribution.reference).value().reading;
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::reread(tx, f.world, f.settings, f.operator_,
                                                 {reading, consultation::ReadingVerdict::take_back, {}});
                 }).ok());
    EXPECT_TRUE(f.remove(one).ok());
    EXPECT_EQ(f.count("SELECT count(*) FROM second_readings"), 1);
    f.expect_no_problem();
}

TEST_P(ProposalDeletionTest, only_the_team_deletes_and_only_the_text_it_saw) {
    DeletionFixture f(GetParam());
    Proposal const one = f.draft();
    people::Actor auditor = f.person(950);
    auditor.is_auditor = true;
    EXPECT_EQ(f.remove(auditor, one.id, one.changed_at).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(f.remove(f.author, one.id, one.changed_at).refusal().code, RefusalCode::forbidden);
    f.clock.set(f.clock.now() + base::Duration::minutes(1));
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::edit_proposal(
                         tx, f.world, f.operator_,
                         {one.id, {"Une collègue y travaille", {}, {}, {}, {}, {}, {}}, {}, {}});
                 }).ok());
    auto const refused = f.remove(one);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.refusal().message.find("modifiée depuis"), std::string::npos);
    EXPECT_TRUE(f.stands(one.id));
}

TEST_P(ProposalDeletionTest, published_grouped_into_and_deleted_at_once_never_both) {
    DeletionFixture f(GetParam());
    auto const contribution = f.contribution();
    for (int round = 0; round < 8; ++round) {
        Proposal const one = f.draft();
        std::int64_t const links = f.count("SELECT count(*) FROM decision_proposals");
        auto const together = [&](auto action, int seed) {
            return std::async(std::launch::async, [&f, action, seed] {
                base::SeededRandom random{static_cast<std::uint64_t>(seed)};
                base::World const world{f.clock, random};
                return f.database->write([&](db::Tx& tx) { return action(tx, world); }).ok();
            });
        };
        auto removed = together(
            [&](db::Tx& tx, base::World const& world) {
                return consultation::delete_proposal(tx, world, f.operator_, {one.id, one.changed_at});
            },
            100 + round);
        auto other = round % 2 == 0
                         ? together(
                               [&](db::Tx& tx, base::World const& world) {
                                   return consultation::publish_proposals(tx, world, f.operator_, {one.id});
                               },
                               200 + round)
                         : together(
                               [&](db::Tx& tx, base::World const& world) {
                                   return consultation::decide(tx, world, f.settings, f.operator_,
                                                               {.contributions = {contribution.id},
                                                                .choice = Grouped{{one.id}, {}},
                                                                .reason = "Le même besoin que les autres."});
                               },
                               200 + round);
        bool const is_removed = removed.get();
        bool const is_used = other.get();
        EXPECT_NE(is_removed, is_used) << "round " << round;
        EXPECT_EQ(f.stands(one.id), is_used);
        if (is_removed) {
            EXPECT_EQ(f.count("SELECT count(*) FROM decision_proposals"), links);
        }
    }
    f.expect_no_problem();
}
