// Following: who is told of what, once, when, never of what they may not see; and the end of it.
#include <algorithm>
#include <regex>
#include <thread>

#include "consultation/event.hpp"
#include "consultation/fixture.hpp"
#include "consultation/follow_actions.hpp"
#include "consultation/follow_rows.hpp"
#include "consultation/telling.hpp"
#include "journal/jobs.hpp"
#include "messaging/bounce.hpp"
#include "messaging/stop.hpp"

ON_BOTH_ENGINES(FollowTest);

namespace {

using base::Duration;
using consultation::Event;
using consultation::EventKind;
using consultation::Frequency;
using consultation::StopScope;
using tests::Done;
using tests::paris;
using tests::RefusalCode;
using tests::Result;

constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";

/// The programme with its jobs of telling.
struct Followed : tests::Fixture {
    explicit Followed(db::Engine engine) : tests::Fixture(engine), jobs(*database, clock) {
        for (char const* kind : {consultation::telling_job, consultation::digest_job}) {
            std::string const job = kind;
            jobs.handle(job, [this, job](std::string const& payload) {
                (void)consultation::tell_round(*database, world, {settings.origin, std::string(secret)}, job,
                                               payload);
            });
        }
        for (char const* kind : {"mail.send", "consultation.extension", "consultation.results"})
            jobs.handle(kind, [](std::string const&) {});
        jobs.on_failure(
            [](std::string const& kind, std::string const& what) { ADD_FAILURE() << kind << " " << what; });
    }
    Result<consultation::Subject> follow(people::Actor const& actor, std::string const& subject,
                                         Frequency frequency) {
        return write([&](db::Tx& tx) { return consultation::follow(tx, world, actor, subject, frequency); });
    }
    void followed(people::Actor const& actor, std::string const& subject, Frequency frequency) {
        auto const done = follow(actor, subject, frequency);
        EXPECT_TRUE(done.ok()) << subject;
    }
    void run() {
        while (jobs.run_due(50) > 0) {
        }
    }
    void run_at(char const* wall) {
        clock.set(paris(wall));
        run();
    }
    int mails_to(int person, std::string_view kind) {
        return static_cast<int>(
            database->snapshot()->integer("SELECT count(*) FROM mails WHERE to_address = $1 AND kind = $2",
                                          {fmt::format("p{}@x.example", person), kind}));
    }
    /// Of the last mail, with plain blanks: French no-break ones are not typed in tests.
    std::string last(std::string_view column) {
        return std::regex_replace(raw_last(column), std::regex("\u00a0|\u202f"), " ");
    }
    std::string raw_last(std::string_view column) {
        return database->snapshot()
            ->first<std::string>("SELECT " + std::string(column) + " FROM mails ORDER BY id DESC LIMIT 1", {},
                                 [](db::Row const& row) { return row.string(0); })
            .value_or("");
    }
    void pass(Duration duration) { clock.set(clock.now() + duration); }
    Result<Done> stop(std::string const& token, StopScope scope) {
        return write(
            [&](db::Tx& tx) { return consultation::stop_by_token(tx, world, secret, token, scope); });
    }
    /// The token of the last mail.
    std::string token() {
        std::string const url = last("unsubscribe_url");
        return url.substr(url.rfind('/') + 1);
    }

    journal::JobRunner jobs;
};

}  // namespace

TEST_P(FollowTest, a_person_follows_a_thing_once_and_changes_how_often) {
    Followed f(GetParam());
    auto const reader = f.person(1);
    auto const proposal = f.proposal();
    f.followed(reader, "proposition:" + proposal.reference, Frequency::at_once);
    f.followed(reader, "proposition:" + proposal.reference, Frequency::at_once);
    f.followed(reader, "proposition:" + proposal.reference, Frequency::daily);
    auto const page = consultation::follows_of(*f.database->snapshot(), reader.person, std::nullopt, 1);
    ASSERT_EQ(page.total, 1);
    EXPECT_EQ(page.follows.at(0).subject.title, proposal.title);
    EXPECT_EQ(page.follows.at(0).frequency, Frequency::daily);
}

TEST_P(FollowTest, sixteen_clicks_at_once_make_one_follow) {
    Followed f(GetParam());
    auto const reader = f.person(1);
    std::vector<std::thread> clicks;
    for (int i = 0; i < 16; ++i)
        clicks.emplace_back([&] { f.followed(reader, "campagne:essai-2026", Frequency::daily); });
    for (std::thread& click : clicks) click.join();
    EXPECT_EQ(f.count("SELECT count(*) FROM follows"), 1);
}

TEST_P(FollowTest, each_kind_of_thing_can_be_followed_and_is_listed_with_its_name) {
    Followed f(GetParam());
    auto const reader = f.person(1);
    auto const author = f.agent(2, 1);
    auto const contribution = f.contribute(author, f.text()).value();
    auto const proposal = f.proposal();
    for (std::string const& subject :
         {std::string("campagne:essai-2026"), std::string("theme:essai-2026/mobilites"),
          "proposition:" + proposal.reference, "contribution:" + contribution.reference,
          std::string("collectivite:A1"), std::string("departement:29"), std::string("region:53")})
        f.followed(reader, subject, Frequency::daily);
    auto const page = consultation::follows_of(*f.database->snapshot(), reader.person, std::nullopt, 1);
    ASSERT_EQ(page.total, 7);
    std::vector<std::string> titles;
    for (auto const& one : page.follows) {
        titles.push_back(one.subject.title);
        auto const again = consultation::subject_of_topic(*f.database->snapshot(), one.subject.topic);
        ASSERT_TRUE(again.has_value()) << one.subject.topic;
        EXPECT_EQ(again->title, one.subject.title);
        EXPECT_EQ(again->name, one.subject.name);
    }
    EXPECT_EQ(titles.front(), "Bretagne");
    EXPECT_EQ(titles.back(), "Consultation d’essai");
    EXPECT_EQ(
        consultation::follows_of(*f.database->snapshot(), reader.person, consultation::FollowKind::theme, 1)
            .total,
        1);
}

TEST_P(FollowTest, what_is_not_public_or_does_not_exist_cannot_be_followed) {
    Followed f(GetParam());
    auto const reader = f.person(1);
    auto const author = f.agent(2, 1);
    auto const draft = f.write([&](db::Tx& tx) {
                            return consultation::save_draft(tx, f.world, author, {f.campaign, {}, f.text()});
                        }).value();
    for (std::string const& subject :
         {"contribution:" + draft.reference, std::string("proposition:P-2026-999"),
          std::string("departement:999"), std::string(""), std::string(":"), std::string("theme:essai-2026"),
          std::string("utilisateur:1"), std::string(10'000, 'x'), std::string("campagne:<script>'")}) {
        auto const refused = f.follow(reader, subject, Frequency::daily);
        ASSERT_FALSE(refused.ok()) << subject;
        EXPECT_EQ(refused.refusal().code, RefusalCode::not_found);
    }
    auto const nobody = f.follow(people::Actor{}, "campagne:essai-2026", Frequency::daily);
    ASSERT_FALSE(nobody.ok());
    EXPECT_EQ(nobody.refusal().code, RefusalCode::forbidden);
}

TEST_P(FollowTest, one_fact_makes_one_mail_even_when_five_follows_match_and_says_which) {
    Followed f(GetParam());
    auto const reader = f.person(1);
    for (char const* subject : {"campagne:essai-2026", "theme:essai-2026/relation-usagers", "collectivite:A1",
                                "departement:29", "region:53"})
        f.followed(reader, subject, Frequency::at_once);
    auto const author = f.agent(2, 1);
    f.pass(Duration::minutes(1));
    auto const contribution = f.contribute(author, f.text("Un besoin nouveau")).value();
    f.run();
    EXPECT_EQ(f.mails_to(1, "follow.event"), 1);
    EXPECT_NE(f.last("subject").find(contribution.reference), std::string::npos);
    EXPECT_NE(f.last("why").find("vous suivez la commune de Ville 1 (et 4 autres"), std::string::npos)
        << f.last("why");
    EXPECT_NE(f.last("body").find("/contributions/" + contribution.reference), std::string::npos);
    EXPECT_EQ(f.last("unsubscribe_url").find("p1@"), std::string::npos);
    f.run_at("2026-02-02T08:00");
    EXPECT_EQ(f.mails_to(1, "follow.digest"), 0) << "told at once is not told again";
}

TEST_P(FollowTest, a_job_run_twice_writes_to_nobody_twice) {
    Followed f(GetParam());
    f.followed(f.person(1), "campagne:essai-2026", Frequency::at_once);
    f.proposal();
    auto const round = [&] {
        return consultation::tell_round(*f.database, f.world, {f.settings.origin, std::string(secret)},
                                        consultation::telling_job, "1 0");
    };
    EXPECT_EQ(round(), 1);
    EXPECT_EQ(round(), 0);
}

TEST_P(FollowTest, many_proposals_published_by_one_act_make_one_mail) {
    Followed f(GetParam());
    f.followed(f.person(1), "campagne:essai-2026", Frequency::at_once);
    std::vector<base::Id<consultation::Proposal>> ids;
    auto const published = f.write([&](db::Tx& tx) -> Result<int> {
        for (int i = 0; i < 25; ++i) {
            consultation::ProposalForm form;
            form.title = fmt::format("Proposition numéro {}", i);
            form.summary = "Un résumé.";
            form.themes = {f.choices.themes.front().id};
            ids.push_back(
                consultation::create_proposal(tx, f.world, f.operator_, f.campaign, form).value().id);
        }
        return consultation::publish_proposals(tx, f.world, f.operator_, ids);
    });
    ASSERT_EQ(published.value(), 25);
    f.run();
    EXPECT_EQ(f.mails_to(1, "follow.event"), 1);
    EXPECT_EQ(f.last("subject"), "25 nouveautés sur ce que vous suivez");
    EXPECT_NE(f.last("body").find("20 nouveautés sur 25"), std::string::npos) << "cut at a stated number";
}

TEST_P(FollowTest, who_acted_and_whose_contribution_it_is_are_not_told_by_a_follow) {
    Followed f(GetParam());
    auto const author = f.agent(2, 1);
    auto const reader = f.person(1);
    auto const contribution = f.contribute(author, f.text()).value();
    for (auto const& who : {author, reader, f.operator_})
        f.followed(who, "contribution:" + contribution.reference, Frequency::at_once);
    f.pass(Duration::minutes(1));
    ASSERT_TRUE(f.decide({contribution.id}, consultation::Rejected{f.choices.grounds.front().id}).ok());
    f.run();
    EXPECT_EQ(f.mails_to(1, "follow.event"), 1);
    EXPECT_EQ(f.mails_to(2, "follow.event"), 0);
    EXPECT_EQ(f.mails_to(2, "contribution.outcome"), 1) << "the author has a mail of their own";
    EXPECT_EQ(f.mails_to(900, "follow.event"), 0);
}

TEST_P(FollowTest, an_extension_is_not_told_twice_to_who_took_part) {
    Followed f(GetParam());
    auto const author = f.agent(2, 1);
    ASSERT_TRUE(f.contribute(author, f.text()).ok());
    f.followed(author, "campagne:essai-2026", Frequency::at_once);
    f.followed(f.person(1), "campagne:essai-2026", Frequency::at_once);
    f.run();
    auto const extended = f.write([&](db::Tx& tx) {
        return consultation::extend_phase(
            tx, f.world, f.operator_,
            {f.campaign, consultation::PhaseKind::collect, paris("2026-03-20T18:00"),
             "Les vacances scolaires ont retardé les conseils."});
    });
    ASSERT_TRUE(extended.ok()) << extended.refusal().message;
    f.run();
    EXPECT_EQ(f.mails_to(1, "follow.event"), 1);
    EXPECT_EQ(f.mails_to(2, "follow.event"), 0);
}

TEST_P(FollowTest, the_digest_comes_at_eight_in_paris_newest_first_and_only_with_something_to_say) {
    Followed f(GetParam());
    f.followed(f.person(1), "campagne:essai-2026", Frequency::daily);
    f.followed(f.person(3), "theme:essai-2026/mobilites", Frequency::daily);
    f.run_at("2026-02-02T08:00");
    EXPECT_EQ(f.mails_to(1, "follow.digest"), 0) << "nothing to say, no mail";
    f.clock.set(paris("2026-02-02T09:00"));
    f.proposal("La première des deux");
    f.clock.set(paris("2026-02-02T10:00"));
    f.proposal("La seconde des deux");
    f.run_at("2026-02-03T07:59");
    EXPECT_EQ(f.mails_to(1, "follow.digest"), 0);
    f.run_at("2026-02-03T08:00");
    EXPECT_EQ(f.mails_to(1, "follow.digest"), 1);
    EXPECT_EQ(f.mails_to(3, "follow.digest"), 0);
    EXPECT_EQ(f.last("subject"), "2 nouveautés sur ce que vous suivez");
    std::string const body = f.last("body");
    EXPECT_LT(body.find("La seconde"), body.find("La première"));
    f.run_at("2026-02-04T08:00");
    EXPECT_EQ(f.mails_to(1, "follow.digest"), 1) << "told once";
    // Summer time: eight o'clock in Paris is another instant in UTC.
    f.clock.set(paris("2026-03-29T12:00"));
    f.proposal("Au printemps");
    f.run_at("2026-03-30T07:59");
    EXPECT_EQ(f.mails_to(1, "follow.digest"), 1);
    f.run_at("2026-03-30T08:00");
    EXPECT_EQ(f.mails_to(1, "follow.digest"), 2);
}

TEST_P(FollowTest, supports_are_told_as_one_number_a_day_and_never_one_by_one) {
    Followed f(GetParam());
    auto const proposal = f.proposal();
    f.clock.set(paris("2026-04-02T08:30"));
    f.followed(f.person(1), "proposition:" + proposal.reference, Frequency::daily);
    f.followed(f.person(3), "proposition:" + proposal.reference, Frequency::at_once);
    for (int i = 1; i <= 3; ++i) {
        f.clock.set(paris("2026-04-02T10:00") + Duration::minutes(i));
        ASSERT_TRUE(f.cast(f.agent(10 + i, i), {proposal.id}).ok());
    }
    f.run_at("2026-04-03T08:00");
    EXPECT_EQ(f.mails_to(1, "follow.digest"), 1);
    EXPECT_NE(f.last("body").find("3 collectivités de plus la soutiennent depuis la veille"),
              std::string::npos)
        << f.last("body");
    EXPECT_EQ(f.mails_to(3, "follow.event"), 0);
}

TEST_P(FollowTest, what_may_not_be_seen_any_more_is_not_told) {
    Followed f(GetParam());
    f.followed(f.person(1), "campagne:essai-2026", Frequency::daily);
    f.followed(f.person(3), "collectivite:A1", Frequency::daily);
    auto const author = f.agent(2, 1);
    auto const contribution = f.contribute(author, f.text()).value();
    ASSERT_TRUE(f.decide({contribution.id}, consultation::Rejected{f.choices.grounds.front().id}).ok());
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::withdraw(tx, f.world, author, contribution.id);
                 }).ok());
    f.run_at("2026-02-02T08:00");
    EXPECT_EQ(f.mails_to(1, "follow.digest"), 0) << "withdrawn before the digest";
    EXPECT_EQ(f.mails_to(3, "follow.digest"), 0);
}

TEST_P(FollowTest, a_decision_replaced_before_the_digest_is_told_as_it_stands) {
    Followed f(GetParam());
    auto const author = f.agent(2, 1);
    auto const contribution = f.contribute(author, f.text()).value();
    f.followed(f.person(1), "contribution:" + contribution.reference, Frequency::daily);
    f.pass(Duration::minutes(1));
    ASSERT_TRUE(f.decide({contribution.id}, consultation::Rejected{f.choices.grounds.front().id}).ok());
    ASSERT_TRUE(f.decide({contribution.id}, consultation::Reoriented{f.choices.desks.front().id}).ok());
    f.run_at("2026-02-02T08:00");
    ASSERT_EQ(f.mails_to(1, "follow.digest"), 1);
    EXPECT_EQ(f.last("body").find("rejetée"), std::string::npos);
    EXPECT_NE(f.last("body").find("réorientée"), std::string::npos);
}

TEST_P(FollowTest, nobody_is_told_of_what_happened_before_they_followed) {
    Followed f(GetParam());
    f.followed(f.person(3), "campagne:essai-2026", Frequency::daily);
    f.proposal();
    f.pass(Duration::minutes(1));
    f.followed(f.person(1), "campagne:essai-2026", Frequency::daily);
    f.run_at("2026-02-02T08:00");
    EXPECT_EQ(f.mails_to(1, "follow.digest"), 0);
    EXPECT_EQ(f.mails_to(3, "follow.digest"), 1);
}

TEST_P(FollowTest, the_address_in_a_mail_stops_that_follow_or_all_without_signing_in) {
    Followed f(GetParam());
    auto const reader = f.person(1);
    f.followed(reader, "campagne:essai-2026", Frequency::at_once);
    f.followed(reader, "region:53", Frequency::daily);
    f.proposal();
    f.run();
    std::string const token = f.token();
    EXPECT_FALSE(consultation::stopping_of(*f.database->snapshot(), secret, token)->is_stopped)
        << "looking stops nothing";
    ASSERT_TRUE(f.stop(token, StopScope::this_one).ok());
    ASSERT_TRUE(f.stop(token, StopScope::this_one).ok()) << "twice is a success";
    auto const counts = consultation::follow_counts(*f.database->snapshot(), reader.person);
    EXPECT_EQ(counts.at_once, 0);
    EXPECT_EQ(counts.daily, 1);
    f.proposal("Encore une proposition");
    f.run();
    EXPECT_EQ(f.mails_to(1, "follow.event"), 1);
    ASSERT_TRUE(f.stop(token, StopScope::everything).ok());
    EXPECT_EQ(consultation::follow_counts(*f.database->snapshot(), reader.person).stopped, 2);
    EXPECT_FALSE(
        messaging::may_receive(*f.database->snapshot(), secret, "p1@x.example", "campaign.reminder"));
    EXPECT_TRUE(messaging::may_receive(*f.database->snapshot(), secret, "p3@x.example", "campaign.reminder"));
    // Following again is asked for anew.
    f.followed(reader, "region:53", Frequency::daily);
    EXPECT_EQ(consultation::follow_counts(*f.database->snapshot(), reader.person).daily, 1);
}

TEST_P(FollowTest, the_address_in_a_digest_stops_the_digest) {
    Followed f(GetParam());
    auto const reader = f.person(1);
    f.followed(reader, "campagne:essai-2026", Frequency::daily);
    f.followed(reader, "region:53", Frequency::daily);
    f.followed(reader, "departement:29", Frequency::at_once);
    f.proposal();
    f.run_at("2026-02-02T08:00");
    ASSERT_TRUE(f.stop(f.token(), StopScope::this_one).ok());
    auto const counts = consultation::follow_counts(*f.database->snapshot(), reader.person);
    EXPECT_EQ(counts.daily, 0);
    EXPECT_EQ(counts.at_once, 1);
}

TEST_P(FollowTest, a_token_of_another_address_or_changed_stops_nothing) {
    Followed f(GetParam());
    auto const reader = f.person(1);
    f.followed(reader, "departement:29", Frequency::at_once);
    std::string const kind = consultation::stop_kind_of(reader.person, "department:29");
    for (std::string const& token :
         {messaging::stop_token(secret, "p2@x.example", kind),
          messaging::stop_token("other", "p1@x.example", kind), std::string("x"),
          messaging::stop_token(secret, "p1@x.example", "follow.1.department.69")}) {
        auto const refused = f.stop(token, StopScope::this_one);
        ASSERT_FALSE(refused.ok());
        EXPECT_EQ(refused.refusal().code, RefusalCode::not_found);
    }
    EXPECT_EQ(consultation::follow_counts(*f.database->snapshot(), reader.person).at_once, 1);
    ASSERT_TRUE(f.stop(messaging::stop_token(secret, "p1@x.example", kind), StopScope::this_one).ok());
}

TEST_P(FollowTest, nobody_changes_the_follows_of_another) {
    Followed f(GetParam());
    auto const reader = f.person(1);
    auto const other = f.person(2);
    f.followed(reader, "departement:29", Frequency::at_once);
    f.followed(other, "region:53", Frequency::at_once);
    auto const id =
        consultation::follows_of(*f.database->snapshot(), reader.person, std::nullopt, 1).follows.at(0).id;
    auto const own =
        consultation::follows_of(*f.database->snapshot(), other.person, std::nullopt, 1).follows.at(0).id;
    auto const refused = f.write([&](db::Tx& tx) {
        return consultation::change_follows(tx, f.world, other,
                                            {{own, Frequency::stopped}, {id, Frequency::stopped}});
    });
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().code, RefusalCode::not_found);
    EXPECT_EQ(consultation::follow_counts(*f.database->snapshot(), other.person).at_once, 1)
        << "whole or nothing";
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::change_every_follow(tx, f.world, other, Frequency::stopped);
                 }).ok());
    EXPECT_EQ(consultation::follow_counts(*f.database->snapshot(), reader.person).at_once, 1);
}

TEST_P(FollowTest, a_suspended_address_gets_no_notification) {
    Followed f(GetParam());
    f.followed(f.person(1), "campagne:essai-2026", Frequency::at_once);
    f.followed(f.person(3), "campagne:essai-2026", Frequency::at_once);
    f.sql(
        "INSERT INTO mail_suspensions (to_key, since, permanent, status) VALUES ('p1@x.example', 0, 1, "
        "'5.1.1')");
    f.proposal();
    f.run();
    EXPECT_EQ(f.mails_to(1, "follow.event"), 0);
    EXPECT_EQ(f.mails_to(3, "follow.event"), 1);
}

TEST_P(FollowTest, two_hundred_follows_are_the_limit) {
    Followed f(GetParam());
    auto const reader = f.person(1);
    f.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1199) INSERT INTO "
        "follows "
        "(person_id, kind, target_id, topic, frequency, since) SELECT 1, 'authority', i, 'authority:' || i, "
        "'daily', 0 FROM n");
    auto const refused = f.follow(reader, "departement:29", Frequency::daily);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().code, RefusalCode::too_many);
}

TEST_P(FollowTest, more_followers_than_a_round_are_all_told_once) {
    Followed f(GetParam());
    f.sql(
        "WITH RECURSIVE n(i) AS (SELECT 2000 UNION ALL SELECT i + 1 FROM n WHERE i < 3299) INSERT INTO "
        "persons "
        "(id, email, email_key, created_at) SELECT i, 'p' || i || '@x.example', 'p' || i || '@x.example', 0 "
        "FROM n");
    f.sql(
        "INSERT INTO follows (person_id, kind, target_id, topic, frequency, since) SELECT id, 'campaign', 1, "
        "'campaign:1', 'at_once', 0 FROM persons WHERE id >= 2000");
    ASSERT_EQ(f.campaign.value, 1);
    f.proposal();
    EXPECT_EQ(f.count("SELECT count(*) FROM jobs WHERE kind = 'consultation.follow_told'"), 1)
        << "one job a fact, not one a follower";
    f.run();
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE kind = 'follow.event'"), 1300);
    EXPECT_EQ(f.count("SELECT count(DISTINCT to_key) FROM mails WHERE kind = 'follow.event'"), 1300);
}

TEST_P(FollowTest, a_fact_that_nobody_follows_makes_no_job) {
    Followed f(GetParam());
    f.proposal();
    EXPECT_EQ(f.count("SELECT count(*) FROM jobs WHERE kind LIKE 'consultation.follow%'"), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM follow_events"), 1);
    auto const forgotten = f.write([&](db::Tx& tx) -> Result<std::int64_t> {
        return consultation::forget_old_events(tx, f.clock.now() + Duration::days(1), 10);
    });
    EXPECT_EQ(forgotten.value(), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM follow_event_topics"), 0);
}
