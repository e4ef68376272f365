// The operators' work on the triage bench: batches and undoing, colleagues, notes, questions, second
// readings.
#include <gtest/gtest.h>

#include <thread>

#include "consultation/bench_actions.hpp"
#include "consultation/bench_rows.hpp"
#include "consultation/fixture.hpp"
#include "consultation/question_actions.hpp"
#include "consultation/question_rows.hpp"
#include "consultation/second_reading_actions.hpp"
#include "consultation/taking.hpp"
#include "consultation/triage_choice.hpp"

namespace {

using namespace tests;
using consultation::Attention;
using consultation::Batch;
using consultation::Contribution;
using consultation::Grouped;
using consultation::Outcome;
using consultation::ReadingVerdict;
using consultation::Rejected;
using consultation::Reopened;
using consultation::Reoriented;
using consultation::SecondReading;

ON_BOTH_ENGINES(BenchTest);

struct BenchFixture : Fixture {
    explicit BenchFixture(db::Engine engine) : Fixture(engine) {
        author = agent(1, 1);
        colleague = person(901);
        colleague.is_operator = true;
        for (int const id : {900, 901})
            sql(fmt::format(
                "INSERT INTO roles (person_id, role, scope, given_at, given_by) VALUES ({}, 'operator', "
                "'', 0, 0)",
                id));
        grace(15);
    }
    Contribution contribution(std::string const& title = "Signaler un incident") {
        return contribute(author, text(title)).value();
    }
    Reoriented to_desk() const { return {choices.desks.front().id}; }
    Rejected for_ground() const { return {choices.grounds.front().id}; }
    std::int64_t mails() { return count("SELECT count(*) FROM mails WHERE kind = 'contribution.outcome'"); }
    void tell(base::Id<Batch> batch) {
        consultation::tell(*database, world, settings, std::to_string(batch.value));
    }
    Result<consultation::Undone> undo(base::Id<Batch> batch) {
        return write([&](db::Tx& tx) { return consultation::undo(tx, world, settings, operator_, batch); });
    }
    void later(base::Duration by) { clock.set(clock.now() + by); }
    std::string outcome(Contribution const& one) {
        return database->snapshot()
            ->first<std::string>("SELECT outcome FROM contributions WHERE id = $1", {one.id},
                                 [](db::Row const& row) { return row.string(0); })
            .value();
    }
    consultation::BenchItem item(Contribution const& one) {
        return consultation::bench_item(*database->snapshot(), one.reference).value();
    }
    consultation::BenchFrame frame() {
        return consultation::bench_frame(*database->snapshot(), campaign, operator_.person, clock.now());
    }
    std::int64_t listed(consultation::ContributionFilter filter) {
        filter.campaign = campaign;
        filter.now = clock.now();
        return consultation::triage_page(*database->snapshot(), filter, 1).total;
    }
    Result<consultation::Decided> to_be_read(Contribution const& one, PersonId reader = {}) {
        return write([&](db::Tx& tx) {
            return consultation::decide(tx, world, settings, operator_,
                                        {.contributions = {one.id},
                                         .choice = for_ground(),
                                         .reason = "Il s’agit d’un achat de matériel.",
                                         .wants_reading = true,
                                         .reader = reader});
        });
    }
    Result<Done> reread(people::Actor const& by, Contribution const& one, ReadingVerdict verdict,
                        std::string const& comment = {}) {
        auto const id = item(one).reading;
        return write([&](db::Tx& tx) {
            return consultation::reread(tx, world, settings, by, {id, verdict, comment});
        });
    }
    people::Actor author;
    people::Actor colleague;
};

TEST_P(BenchTest, an_author_is_told_once_the_grace_is_over_and_once_only) {
    BenchFixture f(GetParam());
    auto const one = f.contribution();
    auto const batch = f.decide({one.id}, f.to_desk())->batch;
    EXPECT_EQ(f.mails(), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM jobs WHERE kind = 'consultation.decisions'"), 1);
    f.later(base::Duration::minutes(15));
    f.tell(batch);
    f.tell(batch);
    EXPECT_EQ(f.mails(), 1);
    f.expect_no_problem();
}

TEST_P(BenchTest, an_undone_decision_leaves_what_stood_before_and_no_trace_in_public) {
    BenchFixture f(GetParam());
    auto const one = f.contribution();
    auto const first = f.decide({one.id}, f.to_desk())->batch;
    f.later(base::Duration::minutes(20));
    f.tell(first);
    auto const second = f.decide({one.id}, f.for_ground())->batch;
    EXPECT_EQ(f.outcome(one), "rejected");
    ASSERT_TRUE(f.undo(second).ok());
    EXPECT_EQ(f.outcome(one), "reoriented");
    f.later(base::Duration::minutes(20));
    f.tell(second);
    EXPECT_EQ(f.mails(), 1);
    auto const read = consultation::contribution_by_reference(*f.database->snapshot(), one.reference);
    ASSERT_EQ(read->history.size(), 1u);
    EXPECT_TRUE(read->history.back().is_standing);
    EXPECT_EQ(f.undo(second).refusal().code, RefusalCode::conflict);
    f.expect_no_problem();
}

TEST_P(BenchTest, a_decision_that_stands_again_is_told_although_its_own_hour_has_passed) {
    BenchFixture f(GetParam());
    auto const one = f.contribution();
    auto const first = f.decide({one.id}, f.to_desk())->batch;
    f.later(base::Duration::minutes(10));
    auto const second = f.decide({one.id}, f.for_ground())->batch;
    f.later(base::Duration::minutes(10));
    f.tell(first);  // replaced meanwhile: nobody is written to
    EXPECT_EQ(f.mails(), 0);
    ASSERT_TRUE(f.undo(second).ok());
    EXPECT_EQ(f.count("SELECT count(*) FROM jobs WHERE kind = 'consultation.decisions'"), 3);
    f.tell(first);
    EXPECT_EQ(f.mails(), 1);
}

TEST_P(BenchTest, nothing_is_undone_once_the_mails_may_have_left) {
    BenchFixture f(GetParam());
    auto const one = f.contribution();
    auto const batch = f.decide({one.id}, f.to_desk())->batch;
    f.later(base::Duration::minutes(15));
    EXPECT_EQ(f.undo(batch).refusal().code, RefusalCode::late);
    EXPECT_EQ(f.outcome(one), "reoriented");
    EXPECT_EQ(f.undo(base::Id<Batch>(99)).refusal().code, RefusalCode::not_found);
    f.author.is_operator = false;
    auto const wrong =
        f.write([&](db::Tx& tx) { return consultation::undo(tx, f.world, f.settings, f.author, batch); });
    EXPECT_EQ(wrong.refusal().code, RefusalCode::forbidden);
}

TEST_P(BenchTest, a_batch_is_undone_but_for_what_was_decided_anew) {
    BenchFixture f(GetParam());
    auto const a = f.contribution("Première");
    auto const b = f.contribution("Deuxième");
    auto const batch = f.decide({a.id, b.id}, Grouped{{f.proposal().id}, {}})->batch;
    ASSERT_TRUE(f.decide({b.id}, f.to_desk()).ok());
    auto const undone = f.undo(batch);
    ASSERT_TRUE(undone.ok());
    EXPECT_EQ(undone->undone, 1);
    EXPECT_EQ(undone->replaced_since, 1);
    EXPECT_EQ(f.outcome(a), "pending");
    EXPECT_EQ(f.outcome(b), "reoriented");
    f.expect_no_problem();
}

TEST_P(BenchTest, four_hundred_and_seventy_six_are_decided_in_one_act) {
    BenchFixture f(GetParam());
    std::vector<base::Id<Contribution>> ids;
    int const all = GetParam() == db::Engine::sqlite ? 476 : 60;
    for (int i = 0; i < all; ++i) ids.push_back(f.contribution().id);
    int statements = 0;
    auto const proposal = f.proposal().id;
    auto const decided = f.write([&](db::Tx& tx) {
        int const before = tx.statements_run();
        auto made = consultation::decide(tx, f.world, f.settings, f.operator_,
                                         {ids, Grouped{{proposal}, {}}, "Toutes le même besoin."});
        statements = tx.statements_run() - before;
        return made;
    });
    ASSERT_TRUE(decided.ok());
    EXPECT_EQ(decided->changed, all);
    EXPECT_LE(statements, 30 + 2 * all);  // two each for the journal, the rest at once
    EXPECT_EQ(f.frame().line.grouped, all);
    EXPECT_TRUE(f.frame().line.adds_up());
    ASSERT_TRUE(f.undo(decided->batch).ok());
    EXPECT_EQ(f.frame().line.pending, all);
    f.expect_no_problem();
}

TEST_P(BenchTest, a_decision_over_one_taken_meanwhile_is_refused) {
    BenchFixture f(GetParam());
    auto const one = f.contribution();
    auto const decide_seeing = [&](base::Id<consultation::Decision> seen) {
        return f.write([&](db::Tx& tx) {
            return consultation::decide(tx, f.world, f.settings, f.colleague,
                                        {.contributions = {one.id},
                                         .choice = f.for_ground(),
                                         .reason = "Il s’agit d’un achat.",
                                         .seen = {{one.id, seen}}});
        });
    };
    ASSERT_TRUE(f.decide({one.id}, f.to_desk()).ok());
    EXPECT_EQ(decide_seeing({}).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.outcome(one), "reoriented");
    EXPECT_TRUE(decide_seeing(f.item(one).standing).ok());
}

TEST_P(BenchTest, contributions_are_taken_given_given_back_and_shared_out_evenly) {
    BenchFixture f(GetParam());
    std::vector<base::Id<Contribution>> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(f.contribution().id);
    auto const assign = [&](std::vector<base::Id<Contribution>> const& some, PersonId to) {
        return f.write([&](db::Tx& tx) { return consultation::assign(tx, f.world, f.operator_, some, to); });
    };
    EXPECT_EQ(*assign({ids[0]}, f.operator_.person), 1);
    EXPECT_EQ(*assign({ids[0]}, f.operator_.person), 0);  // already
    EXPECT_EQ(f.frame().mine, 1);
    EXPECT_EQ(f.listed({.assignee = PersonId()}), 4);
    EXPECT_EQ(*assign({ids[0]}, f.colleague.person), 1);
    EXPECT_EQ(f.frame().others, 1);
    EXPECT_EQ(f.listed({.not_assignee = f.operator_.person}), 1);
    EXPECT_EQ(assign({ids[0]}, f.author.person).refusal().code, RefusalCode::invalid);
    EXPECT_EQ(*assign({ids[0]}, PersonId()), 1);
    auto const shared = f.write([&](db::Tx& tx) {
        return consultation::share_out(tx, f.world, f.operator_, ids,
                                       {f.operator_.person, f.colleague.person});
    });
    EXPECT_EQ(*shared, 5);
    EXPECT_EQ(f.frame().mine, 3);
    EXPECT_EQ(f.frame().others, 2);
    EXPECT_EQ(f.frame().nobodys, 0);
}

TEST_P(BenchTest, one_colleague_has_a_contribution_when_several_take_it_at_once) {
    BenchFixture f(GetParam());
    auto const one = f.contribution();
    std::vector<std::thread> threads;
    for (people::Actor const& actor : {f.operator_, f.colleague})
        for (int i = 0; i < 3; ++i)
            threads.emplace_back([&f, &one, actor, i] {
                base::SeededRandom own(static_cast<std::uint64_t>(i) +
                                       10 * static_cast<std::uint64_t>(actor.person.value));
                base::World const world{f.clock, own};
                EXPECT_TRUE(f.database
                                ->write([&](db::Tx& tx) {
                                    return consultation::assign(tx, world, actor, {one.id}, actor.person);
                                })
                                .ok());
            });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(f.count("SELECT count(*) FROM assignments WHERE ended_at IS NULL"), 1);
}

TEST_P(BenchTest, a_flag_and_a_note_are_for_operators_and_a_decision_settles_the_flag) {
    BenchFixture f(GetParam());
    auto const one = f.contribution();
    auto const flag = [&](std::string const& reason, std::optional<base::Instant> due = {}) {
        return f.write([&](db::Tx& tx) {
            return consultation::flag(tx, f.world, f.operator_, {one.id, reason, due});
        });
    };
    f.later(base::Duration::minutes(1));
    EXPECT_EQ(flag("").refusal().code, RefusalCode::invalid);
    EXPECT_EQ(flag("Attendre la note de la préfecture.", f.clock.now()).refusal().code, RefusalCode::invalid);
    ASSERT_TRUE(flag("Attendre la note de la préfecture.", f.clock.now() + base::Duration::days(2)).ok());
    EXPECT_EQ(f.frame().flagged, 1);
    EXPECT_EQ(f.listed({.attention = Attention::overdue}), 0);
    f.later(base::Duration::days(3));
    EXPECT_EQ(f.listed({.attention = Attention::overdue}), 1);
    auto const note = [&](people::Actor const& by, std::string const& text) {
        return f.write([&](db::Tx& tx) { return consultation::write_note(tx, f.world, by, one.id, text); });
    };
    EXPECT_EQ(note(f.author, "Bonjour").refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(note(f.operator_, "  ").refusal().code, RefusalCode::invalid);
    ASSERT_TRUE(note(f.operator_, "Ressemble au dossier de la crèche.").ok());
    EXPECT_EQ(f.listed({.anything = "crèche"}), 1);
    EXPECT_EQ(f.listed({.text = "crèche"}), 0);  // the public search does not see it
    EXPECT_EQ(f.listed({.anything = one.reference}), 1);
    EXPECT_EQ(f.listed({.anything = "p1@x.example"}), 1);
    EXPECT_EQ(f.listed({.anything = "00001"}), 1);
    EXPECT_EQ(f.listed({.anything = "introuvable"}), 0);
    ASSERT_TRUE(f.decide({one.id}, f.to_desk()).ok());
    EXPECT_EQ(f.frame().flagged, 0);
    auto const story = consultation::item_story(*f.database->snapshot(), one.id);
    EXPECT_EQ(story.entries.size(), 5u);  // published, flagged, noted, flag lifted, decided
    EXPECT_EQ(story.entries.back().kind, consultation::StoryEntry::Kind::version);
}

TEST_P(BenchTest, a_question_is_answered_by_the_authors_side_and_reminded_of_once) {
    BenchFixture f(GetParam());
    auto const one = f.contribution();
    auto const ask = [&] {
        return f.write([&](db::Tx& tx) {
            return consultation::ask(tx, f.world, f.settings, f.operator_, one.id,
                                     "Combien d’agents sont concernés ?");
        });
    };
    auto const asked = ask();
    ASSERT_TRUE(asked.ok());
    EXPECT_EQ(ask().refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE kind = 'question.asked'"), 1);
    EXPECT_EQ(f.listed({.attention = Attention::asked}), 1);
    f.later(base::Duration::days(7));
    for (int i = 0; i < 2; ++i)
        consultation::remind(*f.database, f.world, f.settings, std::to_string(asked->value));
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE kind = 'question.reminder'"), 1);
    auto const answer = [&](people::Actor const& by, std::string const& text) {
        return f.write([&](db::Tx& tx) { return consultation::answer(tx, f.world, by, one.id, text); });
    };
    people::Actor const stranger = f.agent(50, 2);
    people::Actor const colleague = f.agent(51, 1);
    people::Actor const pending = f.agent(52, 1, false);
    EXPECT_EQ(answer(stranger, "Dix").refusal().code, RefusalCode::not_found);
    EXPECT_EQ(answer(pending, "Dix").refusal().code, RefusalCode::not_found);
    EXPECT_EQ(answer(f.author, " ").refusal().code, RefusalCode::invalid);
    ASSERT_TRUE(answer(colleague, "Une dizaine.").ok());
    ASSERT_TRUE(answer(f.author, "Onze, pour être précis.").ok());
    EXPECT_EQ(f.listed({.attention = Attention::answered}), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act LIKE 'question.%'"), 3);
    // Asked, one may edit although the collect has closed; a decision ends that.
    f.clock.set(paris("2026-03-20T10:00"));
    auto text = f.text();
    text.title = "Signaler un incident, onze agents";
    auto const edit = [&] {
        return f.write([&](db::Tx& tx) { return consultation::edit(tx, f.world, f.author, one.id, text); });
    };
    EXPECT_TRUE(edit().ok());
    ASSERT_TRUE(f.decide({one.id}, f.to_desk()).ok());
    EXPECT_EQ(answer(f.author, "Douze.").refusal().code, RefusalCode::conflict);
    text.title = "Encore un autre titre";
    EXPECT_EQ(edit().refusal().code, RefusalCode::late);
    f.expect_no_problem();
}

TEST_P(BenchTest, a_decision_to_be_read_counts_once_a_colleague_has_confirmed_it) {
    BenchFixture f(GetParam());
    auto const one = f.contribution();
    EXPECT_EQ(f.to_be_read(one, f.operator_.person).refusal().code, RefusalCode::invalid);  // one's own
    auto const asked = f.to_be_read(one);
    ASSERT_TRUE(asked.ok());
    EXPECT_EQ(asked->to_read, 1);
    EXPECT_EQ(f.outcome(one), "pending");
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions"), 0);
    EXPECT_EQ(f.frame().to_read, 1);
    EXPECT_EQ(f.decide({one.id}, f.to_desk()).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.reread(f.operator_, one, ReadingVerdict::confirm).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(f.reread(f.colleague, one, ReadingVerdict::take_back).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(f.reread(f.author, one, ReadingVerdict::confirm).refusal().code, RefusalCode::forbidden);
    ASSERT_TRUE(f.reread(f.colleague, one, ReadingVerdict::confirm).ok());
    EXPECT_EQ(f.outcome(one), "rejected");
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions WHERE decided_by = 900 AND read_by = 901"), 1);
    f.expect_no_problem();
}

TEST_P(BenchTest, a_decision_sent_back_leaves_the_contribution_with_who_took_it) {
    BenchFixture f(GetParam());
    auto const one = f.contribution();
    ASSERT_TRUE(f.to_be_read(one, f.colleague.person).ok());
    EXPECT_EQ(f.reread(f.colleague, one, ReadingVerdict::send_back, "Non").refusal().code,
              RefusalCode::invalid);
    ASSERT_TRUE(f.reread(f.colleague, one, ReadingVerdict::send_back, "Le motif ne dit pas lequel.").ok());
    EXPECT_EQ(f.outcome(one), "pending");
    EXPECT_EQ(f.item(one).marks.assignee, f.operator_.person);
    ASSERT_TRUE(f.to_be_read(one).ok());
    ASSERT_TRUE(f.reread(f.operator_, one, ReadingVerdict::take_back).ok());
    EXPECT_EQ(f.frame().to_read, 0);
    f.expect_no_problem();
}

TEST_P(BenchTest, a_campaign_may_have_every_rejection_read) {
    BenchFixture f(GetParam());
    auto const one = f.contribution();
    f.grace(15, true);
    EXPECT_EQ(f.decide({one.id}, f.for_ground())->to_read, 1);
    auto const other = f.contribution();
    EXPECT_EQ(f.decide({other.id}, f.to_desk())->changed, 1);
}

TEST_P(BenchTest, proposals_near_a_contribution_share_its_words) {
    consultation::ContributionText text;
    text.title = "Signaler un incident dans la rue";
    text.problem = "Les usagers signalent les incidents par téléphone.";
    std::vector<consultation::ProposalName> const proposals{
        {base::Id<consultation::Proposal>(1), "P-1", "Payer la cantine", true},
        {base::Id<consultation::Proposal>(2), "P-2", "Faciliter le signalement d’incidents", true}};
    auto const found = consultation::near(text, proposals, {"Un paiement en ligne.", "Pour les usagers."});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found.front().reference, "P-2");
}

}  // namespace
