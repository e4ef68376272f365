// Requests for a review of a decision: who may ask, once, until when; who answers; what becomes of it.
#include <thread>

#include "consultation/desk_queues.hpp"
#include "consultation/fixture.hpp"
#include "consultation/review_actions.hpp"
#include "consultation/review_rows.hpp"
#include "consultation/taking.hpp"

using consultation::ReviewState;
using tests::Fixture;
using tests::paris;
using namespace tests;

ON_BOTH_ENGINES(ReviewTest);

namespace {

constexpr char const* review_reason =
    "Notre projet n’est pas un achat d’équipement, relisez le dernier paragraphe.";
constexpr char const* review_answer = "Le projet comporte bien une part d’équipement.";

struct Decided {
    explicit Decided(db::Engine engine) : f(engine) {
        author = f.agent(1, 1);
        contribution = f.contribute(author, f.text()).value();
        f.sql(
            "INSERT INTO roles (person_id, role, scope, given_at, given_by) VALUES (900, 'operator', '', 0, "
            "0)");
        reject();
    }
    void reject(std::string const& reason = "Ce projet est un achat d’équipement.") {
        auto const done =
            f.decide({contribution.id}, consultation::Rejected{f.choices.grounds.front().id}, reason);
        ASSERT_TRUE(done.ok()) << done.refusal().message;
    }
    base::Id<consultation::Decision> standing() {
        return consultation::standing_decision(*f.database->snapshot(), contribution.id)->id;
    }
    Result<consultation::ReviewRequest> ask(people::Actor const& actor,
                                            std::string const& reason = review_reason) {
        return f.write([&](db::Tx& tx) {
            return consultation::request_review(tx, f.world, f.settings, actor,
                                                {contribution.id, standing_, reason});
        });
    }
    Result<consultation::ReviewRequest> ask_now(people::Actor const& actor,
                                                std::string const& reason = review_reason) {
        standing_ = standing();
        return ask(actor, reason);
    }
    Result<Done> answer(people::Actor const& actor, base::Id<consultation::ReviewRequest> id,
                        std::optional<consultation::OutcomeChoice> choice = {},
                        std::string const& text = review_answer) {
        return f.write([&](db::Tx& tx) {
            return consultation::answer_review(tx, f.world, f.settings, actor, {id, text, choice});
        });
    }
    people::Actor second_operator() {
        people::Actor other = f.person(901);
        other.is_operator = true;
        f.sql(
            "INSERT INTO roles (person_id, role, scope, given_at, given_by) VALUES (901, 'operator', '', 0, "
            "0)");
        return other;
    }
    std::vector<consultation::ReviewRequest> all() {
        return consultation::reviews_of(*f.database->snapshot(), contribution.id);
    }

    Fixture f;
    people::Actor author;
    consultation::Contribution contribution;
    base::Id<consultation::Decision> standing_;
};

}  // namespace

TEST_P(ReviewTest, an_author_asks_once_per_decision_and_is_told) {
    Decided d(GetParam());
    auto const asked = d.ask_now(d.author);
    ASSERT_TRUE(asked.ok()) << asked.refusal().message;
    EXPECT_EQ(d.ask(d.author).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(d.all().size(), 1u);
    auto const mails = d.f.mails("review.requested");
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_TRUE(mails.front().starts_with("p1@x.example "));
    EXPECT_EQ(d.f.count("SELECT count(*) FROM journal_entries WHERE act = 'review.requested'"), 1);
    EXPECT_NE(d.f.mails("contribution.outcome").front().find("demander un réexamen jusqu’au"),
              std::string::npos);
    d.f.expect_no_problem();
}

TEST_P(ReviewTest, only_the_author_or_a_verified_colleague_asks) {
    Decided d(GetParam());
    EXPECT_EQ(d.ask_now(d.f.agent(2, 2)).refusal().code, RefusalCode::forbidden);         // another commune
    EXPECT_EQ(d.ask_now(d.f.agent(3, 1, false)).refusal().code, RefusalCode::forbidden);  // not verified
    EXPECT_EQ(d.ask_now(d.f.operator_).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(d.ask_now({}).refusal().code, RefusalCode::forbidden);
    auto const colleague = d.f.agent(4, 1);
    EXPECT_TRUE(d.ask_now(colleague).ok());
    EXPECT_EQ(d.f.mails("review.requested").size(), 2u);  // the colleague and the author
}

TEST_P(ReviewTest, a_reason_is_needed_and_hostile_text_stays_text) {
    Decided d(GetParam());
    for (std::string const& bad : {std::string(), std::string("Trop court"), std::string(2001, 'x'),
                                   std::string("\xff\xfe") + std::string(30, 'x')}) {
        auto const refused = d.ask_now(d.author, bad);
        ASSERT_FALSE(refused.ok());
        EXPECT_EQ(refused.refusal().fields.front().field, "reason");
    }
    std::string const hostile = "<script>alert(1)</script> '; DROP TABLE review_requests; -- 🐚";
    ASSERT_TRUE(d.ask_now(d.author, hostile).ok());
    EXPECT_EQ(d.all().front().reason, hostile);
}

TEST_P(ReviewTest, it_is_asked_until_the_announced_hour_and_not_at_it) {
    Decided d(GetParam());  // decided on 1 February at 10:00, 60 days
    d.f.clock.set(paris("2026-04-02T10:00"));
    auto const late = d.ask_now(d.author);
    ASSERT_FALSE(late.ok());
    EXPECT_EQ(late.refusal().code, RefusalCode::late);
    EXPECT_NE(late.refusal().message.find("2 avril 2026"), std::string::npos) << late.refusal().message;
    d.f.clock.set(paris("2026-04-02T10:00") - base::Duration::seconds(1));
    EXPECT_TRUE(d.ask_now(d.author).ok());
}

TEST_P(ReviewTest, what_is_not_decided_is_not_reviewed) {
    Decided d(GetParam());
    auto const other = d.f.contribute(d.author, d.f.text("Un autre besoin")).value();
    auto const refused = d.f.write([&](db::Tx& tx) {
        return consultation::request_review(tx, d.f.world, d.f.settings, d.author,
                                            {other.id, {}, review_reason});
    });
    EXPECT_EQ(refused.refusal().code, RefusalCode::conflict);
    d.standing_ = d.standing();
    ASSERT_TRUE(d.f.decide({d.contribution.id}, consultation::Reopened{}, "Nous la relisons ensemble.").ok());
    EXPECT_EQ(d.ask(d.author).refusal().code, RefusalCode::conflict);  // the decision read stands no more
    EXPECT_EQ(d.ask_now(d.author).refusal().code, RefusalCode::conflict);
}

TEST_P(ReviewTest, another_operator_answers_when_there_is_one) {
    Decided d(GetParam());
    auto const asked = d.ask_now(d.author);
    auto const other = d.second_operator();
    EXPECT_EQ(d.answer(d.author, asked->id).refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(d.answer(d.f.operator_, asked->id).refusal().code, RefusalCode::forbidden);
    EXPECT_FALSE(d.answer(other, asked->id, {}, "court").ok());
    ASSERT_TRUE(d.answer(other, asked->id).ok());
    EXPECT_EQ(d.answer(other, asked->id).refusal().code, RefusalCode::conflict);  // answered once
    EXPECT_EQ(d.all().front().state, ReviewState::maintained);
    EXPECT_EQ(d.all().front().answer, review_answer);
    EXPECT_EQ(d.f.mails("review.answered").size(), 1u);
    EXPECT_EQ(d.f.count("SELECT count(*) FROM journal_entries WHERE act = 'review.answered'"), 1);
    EXPECT_EQ(d.ask(d.author).refusal().code, RefusalCode::conflict);  // the same decision, once
    d.f.expect_no_problem();
}

TEST_P(ReviewTest, an_operator_alone_answers_to_themself) {
    Decided d(GetParam());
    auto const asked = d.ask_now(d.author);
    EXPECT_TRUE(d.answer(d.f.operator_, asked->id).ok());
}

TEST_P(ReviewTest, an_answer_may_replace_the_decision_which_may_be_reviewed_in_turn) {
    Decided d(GetParam());
    auto const asked = d.ask_now(d.author);
    auto const other = d.second_operator();
    consultation::Rejected const same{d.f.choices.grounds.front().id};
    EXPECT_EQ(d.answer(other, asked->id, same, "Ce projet est un achat d’équipement.").refusal().code,
              RefusalCode::conflict);
    EXPECT_EQ(d.all().front().state, ReviewState::waiting);  // the refusal left nothing behind
    ASSERT_TRUE(
        d.answer(other, asked->id, consultation::Reoriented{d.f.choices.desks.front().id}, review_answer)
            .ok());
    EXPECT_EQ(d.all().front().state, ReviewState::replaced);
    EXPECT_EQ(d.f.count("SELECT count(*) FROM review_requests r JOIN decisions d ON d.id = r.new_decision_id "
                        "WHERE d.outcome = 'reoriented' AND d.replaced_by IS NULL"),
              1);
    EXPECT_EQ(d.f.mails("contribution.outcome").size(), 2u);  // the author reads the new decision there
    EXPECT_TRUE(d.f.mails("review.answered").empty());
    EXPECT_TRUE(d.f.mails("review.lapsed").empty());
    EXPECT_TRUE(d.ask_now(d.author).ok());
    d.f.expect_no_problem();
}

TEST_P(ReviewTest, a_request_lapses_when_the_decision_is_replaced_meanwhile) {
    Decided d(GetParam());
    auto const asked = d.ask_now(d.author);
    d.reject("Un autre motif, mieux expliqué que le premier.");
    EXPECT_EQ(d.all().front().state, ReviewState::lapsed);
    EXPECT_EQ(d.f.mails("review.lapsed").size(), 1u);
    auto const refused = d.answer(d.f.operator_, asked->id);
    EXPECT_EQ(refused.refusal().code, RefusalCode::conflict);
    EXPECT_NE(refused.refusal().message.find("sans objet"), std::string::npos);
    EXPECT_TRUE(d.ask_now(d.author).ok());  // of the new decision
    d.f.expect_no_problem();
}

TEST_P(ReviewTest, two_requests_at_once_are_one) {
    Decided d(GetParam());
    auto const colleague = d.f.agent(4, 1);
    d.standing_ = d.standing();
    bool first = false;
    bool second = false;
    std::thread one([&] { first = d.ask(d.author).ok(); });
    std::thread two([&] { second = d.ask(colleague).ok(); });
    one.join();
    two.join();
    EXPECT_NE(first, second);
    EXPECT_EQ(d.all().size(), 1u);
    EXPECT_EQ(d.f.count("SELECT count(*) FROM journal_entries WHERE act = 'review.requested'"), 1);
}

TEST_P(ReviewTest, the_queue_has_the_oldest_first_and_counts_what_waits) {
    Decided d(GetParam());
    auto const newer = d.ask_now(d.author);
    auto const other = d.f.contribute(d.author, d.f.text("Un autre besoin")).value();
    ASSERT_TRUE(d.f.decide({other.id}, consultation::Rejected{d.f.choices.grounds.front().id}).ok());
    d.f.clock.set(paris("2026-01-20T10:00"));  // earlier
    auto const standing = consultation::standing_decision(*d.f.database->snapshot(), other.id)->id;
    auto const older = d.f.write([&](db::Tx& tx) {
        return consultation::request_review(tx, d.f.world, d.f.settings, d.author,
                                            {other.id, standing, review_reason});
    });
    auto const snapshot = d.f.database->snapshot();
    auto const listed = consultation::reviews_page(*snapshot, ReviewState::waiting, 1);
    ASSERT_EQ(listed.total, 2);
    EXPECT_EQ(listed.items.front().request.id, older->id);
    EXPECT_EQ(listed.items.back().request.id, newer->id);
    auto const queues = consultation::desk_queues(*snapshot);
    EXPECT_EQ(queues.reviews.count, 2);
    EXPECT_EQ(queues.reviews.oldest, older->requested_at);
    EXPECT_EQ(consultation::reviews_page(*snapshot, ReviewState::maintained, 1).total, 0);
    EXPECT_EQ(consultation::reviews_page(*snapshot, std::nullopt, 1).total, 2);
}

TEST_P(ReviewTest, a_request_that_a_batch_left_without_object_waits_again_once_the_batch_is_undone) {
    Decided d(GetParam());
    auto const asked = d.ask_now(d.author);
    ASSERT_TRUE(asked.ok());
    d.f.grace(15);
    auto const decided =
        d.f.decide({d.contribution.id}, consultation::Reoriented{d.f.choices.desks.front().id},
                   "Le guichet local répond à ce besoin.");
    ASSERT_TRUE(decided.ok()) << decided.refusal().message;
    EXPECT_EQ(d.all().front().state, ReviewState::lapsed);
    ASSERT_TRUE(d.f.write([&](db::Tx& tx) {
                       return consultation::undo(tx, d.f.world, d.f.settings, d.f.operator_, decided->batch);
                   })
                    .ok());
    EXPECT_EQ(d.all().front().state, ReviewState::waiting);
    EXPECT_EQ(d.f.mails("review.lapsed").size(), 0u);
    // It is answered as if nothing had happened, by a colleague.
    EXPECT_TRUE(d.answer(d.second_operator(), asked->id).ok());
    EXPECT_EQ(d.all().front().state, ReviewState::maintained);
    d.f.expect_no_problem();
}
