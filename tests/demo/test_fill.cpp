// The whole demonstration, filled from the real register: its figures, its rules, its sameness.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <set>

#include "account/room.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "consultation/campaign_actions.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/question_actions.hpp"
#include "consultation/snapshot_actions.hpp"
#include "consultation/support_actions.hpp"
#include "consultation/taking.hpp"
#include "consultation/telling.hpp"
#include "consultation/validation_actions.hpp"
#include "demo/accounts.hpp"
#include "demo/campaign_2021.hpp"
#include "demo/campaigns_now.hpp"
#include "demo/fill.hpp"
#include "journal/jobs.hpp"
#include "journal/journal.hpp"
#include "messaging/bounce.hpp"
#include "messaging/outbox.hpp"
#include "outreach/mailing_actions.hpp"
#include "outreach/room.hpp"
#include "people/affiliation_rows.hpp"
#include "people/person_rows.hpp"
#include "people/role_rows.hpp"
#include "search/search.hpp"
#include "site/contact_alert.hpp"
#include "support/databases.hpp"
#include "territories/register.hpp"

namespace consultation {
std::vector<db::Migration> migrations();
}
namespace search {
std::vector<db::Migration> migrations();
}
namespace people {
std::vector<db::Migration> migrations();
}
namespace files {
std::vector<db::Migration> migrations();
}
namespace relay {
std::vector<db::Migration> migrations();
}
namespace site {
std::vector<db::Migration> migrations();
}

namespace {

std::string const& packages() {
    static std::string const folder = [] {
        char const* const named = std::getenv("TREMPLIN_NODE_MODULES");
        return std::string(named ? named : NODE_MODULES);
    }();
    return folder;
}

/// A database filled once, with the jobs run as the program runs them.
class Filled {
  public:
    explicit Filled(db::Engine engine, std::string_view now = "2026-11-21T22:30:00Z") : database(engine) {
        for (auto const& migrations :
             {journal::migrations(), territories::migrations(), search::migrations(), messaging::migrations(),
              people::migrations(), files::migrations(), consultation::migrations(), outreach::migrations(),
              relay::migrations(), site::migrations()})
            db::migrate(*database, migrations);
        hooks.affiliation_changed = consultation::recount_after_affiliation_change;
        consultation::Settings const pages{"http://localhost:8080", "Tremplin"};
        messaging::Outbox outbox(*database, {clock, random}, transport,
                                 {"Tremplin", "ne-pas-repondre@tremplin.example", pages.origin}, true);
        journal::JobRunner jobs(*database, clock);
        jobs.handle(messaging::mail_job, [&](std::string const& payload) { outbox.send(payload); });
        for (char const* const job : {consultation::extension_mails_job, consultation::results_mails_job})
            jobs.handle(job, [&, job](std::string const& payload) {
                consultation::send_round(*database, {clock, random}, pages, job, payload);
            });
        for (char const* const job : {consultation::telling_job, consultation::digest_job})
            jobs.handle(job, [&, job](std::string const& payload) {
                consultation::tell_round(*database, {clock, random}, {pages.origin, std::string(32, 'k')},
                                         job, payload);
            });
        jobs.handle(consultation::tell_job, [&](std::string const& payload) {
            consultation::tell(*database, {clock, random}, pages, payload);
        });
        jobs.handle(consultation::validation_mails_job, [&](std::string const& payload) {
            (void)consultation::send_validation_mails(*database, {clock, random}, pages, payload);
        });
        jobs.handle(consultation::closing_figures_job, [&](std::string const& payload) {
            consultation::close_figures(*database, {clock, random},
                                        {"Tremplin", pages.origin, folder.file(""), true}, payload);
        });
        jobs.handle(outreach::slice_job, [&](std::string const& payload) {
            (void)outreach::send_slice(*database, {clock, random}, {pages.origin, std::string(32, 'k')},
                                       payload);
        });
        jobs.handle(std::string(site::alert_job), [&](std::string const& payload) {
            site::send_alert(*database, {clock, random},
                             {pages.origin, "Tremplin", "contact@tremplin.example", std::string(32, 'k')},
                             payload);
        });
        jobs.handle(consultation::question_job, [&](std::string const& payload) {
            consultation::remind(*database, {clock, random}, pages, payload);
        });
        jobs.on_failure([&](std::string const& kind, std::string const& what) {
            std::lock_guard const guard(failures_lock);  // jobs run on several threads
            failures.push_back(kind + ": " + what);
        });
        double jobs_seconds = 0;
        demo::Settings const settings{
            packages(),
            *base::parse_iso8601(now),
            clock,
            hooks,
            {pages.origin, "Tremplin", "equipe@tremplin.example", std::string(32, 'k')},
            pages,
            [&] {
                auto const begun = std::chrono::steady_clock::now();
                demo::run_due_together(jobs);
                jobs_seconds +=
                    std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
            },
            folder.file("")};
        auto const begun = std::chrono::steady_clock::now();
        auto const done = demo::fill(*database, settings, report);
        double const seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
        if (!done.ok()) refusal = done.refusal().message;
        std::cout << "filled in " << seconds << " s, of which jobs " << jobs_seconds << " s; "
                  << transport.sent().size() << " mails\n";
        for (std::string const& line : demo::printed(report)) std::cout << line << "\n";
    }

    support::TemporaryFolder folder;  // of the files of contributions
    support::TestDatabase database;
    base::FixedClock clock{*base::parse_iso8601("2021-01-01T00:00:00Z")};
    base::SystemRandom random;
    people::Hooks hooks;
    messaging::MemoryTransport transport;
    demo::Report report;
    std::string refusal;
    std::vector<std::string> failures;
    std::mutex failures_lock;
};

/// The journal as text; leaves are hashes of everything, salts too.
std::string acts_of(db::Reader const& reader) {
    std::string all;
    reader.each("SELECT at, act, subject, payload, leaf FROM journal_entries ORDER BY id", {},
                [&](db::Row const& row) {
                    all += std::to_string(row.integer(0)) + "|" + row.string(1) + "|" + row.string(2) + "|" +
                           row.maybe_string(3).value_or("");
                    // A job salts its leaf with the program's own randomness.
                    if (row.text(1) != "snapshot.made") all += "|" + base::hex(row.bytes(4));
                    all += "\n";
                });
    return all;
}

class DemoFill : public testing::Test {
  protected:
    static bool have_packages() { return std::filesystem::exists(packages() + "/decoupage-2021"); }
    static void SetUpTestSuite() {
        if (have_packages()) filled = std::make_unique<Filled>(db::Engine::sqlite);
    }
    static void TearDownTestSuite() { filled.reset(); }
    void SetUp() override {
        if (!filled) GTEST_SKIP() << "no register package in " << packages() << " (./run installs it)";
        ASSERT_EQ(filled->refusal, "");
        snapshot = filled->database->snapshot();
    }
    consultation::Campaign campaign(std::string_view slug) const {
        return consultation::campaign_by_slug(*snapshot, slug).value();
    }

    static std::unique_ptr<Filled> filled;
    std::unique_ptr<db::Reader> snapshot;
};
std::unique_ptr<Filled> DemoFill::filled;

TEST_F(DemoFill, the_campaign_of_2021_shows_exactly_the_figures_of_the_sources) {
    auto const figures = consultation::campaign_figures(*snapshot, campaign(demo::slug_of_2021).id);
    EXPECT_EQ(figures.conservation, (consultation::Conservation{476, 0, 81, 4, 391}));
    EXPECT_EQ(figures.proposals, 67);
    EXPECT_EQ(figures.supports, 531);
    EXPECT_EQ(figures.selected, 17);
}

TEST_F(DemoFill, every_campaign_adds_up_and_nothing_contradicts_itself) {
    for (auto const& figures : consultation::every_campaign_figures(*snapshot))
        EXPECT_TRUE(figures.conservation.adds_up());
    EXPECT_EQ(consultation::problems(*snapshot), std::vector<std::string>{});
    // Nothing waits but the digest of the next morning, the reminder of a question of yesterday, and the
    // closing figures of the two campaigns that go on.
    EXPECT_EQ(journal::job_counts(*snapshot).waiting, 4);
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM jobs WHERE kind = 'consultation.closing_figures'"), 2);
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM snapshots WHERE due_at = at"), 1)
        << "at its own instant";
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM jobs WHERE kind = 'consultation.question'"), 1);
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM jobs WHERE kind = 'consultation.follow_digest'"), 1);
    EXPECT_EQ(filled->failures, std::vector<std::string>{});
}

TEST_F(DemoFill, one_mailing_was_sent_to_the_contributors_and_one_is_a_draft) {
    EXPECT_EQ(snapshot->integer(
                  "SELECT count(*) FROM mailings WHERE kind = 'segment' AND state = 'sent' AND posted > 20"),
              1);
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM mailings WHERE state = 'draft'"), 1);
    EXPECT_EQ(
        snapshot->integer(
            "SELECT count(*) FROM mails WHERE kind = 'campaign.segment' AND state IN ('sent', 'bounced')"),
        snapshot->integer("SELECT sum(posted) FROM mailings WHERE kind = 'segment'"));
}

TEST_F(DemoFill, two_mails_to_contributors_came_back_and_no_address_of_an_account_fails) {
    EXPECT_EQ(
        snapshot->integer("SELECT count(*) FROM mails WHERE kind = 'campaign.segment' AND state = 'bounced'"),
        2);
    auto const failing = messaging::failing_addresses(*snapshot, 1, 20);
    ASSERT_EQ(failing.total, 2);
    for (messaging::FailingAddress const& one : failing.addresses) {
        EXPECT_EQ(one.permanent + one.soft, 1) << one.email_key;
        EXPECT_FALSE(one.suspended_since.has_value());
        for (account::DemoAccount const& account : demo::accounts())
            EXPECT_NE(one.email_key, account.key + "@" + std::string(account::demo_email_domain));
    }
}

TEST_F(DemoFill, no_two_contributions_have_the_same_text_or_the_same_title) {
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM (SELECT problem FROM contributions GROUP BY problem "
                                "HAVING count(*) > 1) AS twice"),
              0);
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM (SELECT title FROM contributions GROUP BY title "
                                "HAVING count(*) > 1) AS twice"),
              0);
}

TEST_F(DemoFill, a_few_contributions_come_with_a_small_file_of_each_kind) {
    for (char const* const type : {"csv", "pdf"}) {
        EXPECT_GE(snapshot->integer("SELECT count(*) FROM contribution_attachments x "
                                    "JOIN contributions c ON c.id = x.contribution_id "
                                    "WHERE c.state = 'published' AND x.type = $1",
                                    {type}),
                  5)
            << type;
    }
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM file_uses"),
              snapshot->integer("SELECT count(*) FROM contribution_attachments"));
}

TEST_F(DemoFill, only_territorial_authorities_support) {
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM supports s JOIN authorities a ON a.id = s.authority_id "
                                "WHERE a.legal_class <> 'authority'"),
              0);
}

TEST_F(DemoFill, around_the_counted_supports_stand_pending_withdrawn_and_set_aside_ones) {
    auto const count = [&](std::string_view slug, std::string_view state) {
        return snapshot->integer(
            "SELECT count(*) FROM supports s JOIN proposals p ON p.id = s.proposal_id "
            "WHERE p.campaign_id = $1 AND s.state = $2",
            {campaign(slug).id, state});
    };
    EXPECT_GE(count(demo::slug_of_2021, "pending"), 12);
    EXPECT_GE(count(demo::slug_of_2021, "withdrawn"), 9);
    EXPECT_EQ(count(demo::slug_of_2021, "set_aside"), 2);
    EXPECT_GE(count(demo::slug_supporting, "counted"), 220);
    EXPECT_GE(count(demo::slug_supporting, "pending"), 12);
    // Colleagues: more standing verified casts than counted supports.
    EXPECT_GT(
        snapshot->integer(
            "SELECT count(*) FROM support_casts WHERE withdrawn_at IS NULL AND verified_at IS NOT NULL"),
        531 + 220 + 20);
}

TEST_F(DemoFill, supports_of_2021_came_from_every_region_overseas_too) {
    EXPECT_GE(snapshot->integer(
                  "SELECT count(DISTINCT a.region_code) FROM supports s "
                  "JOIN proposals p ON p.id = s.proposal_id JOIN authorities a ON a.id = s.authority_id "
                  "WHERE p.campaign_id = $1 AND s.state = 'counted'",
                  {campaign(demo::slug_of_2021).id}),
              18);
    EXPECT_GE(snapshot->integer("SELECT count(DISTINCT a.region_code) FROM contributions c "
                                "JOIN authorities a ON a.id = c.authority_id WHERE c.campaign_id = $1",
                                {campaign(demo::slug_of_2021).id}),
              18);
}

TEST_F(DemoFill, acts_of_2021_lie_in_the_phases_and_the_calendar_moved_three_times) {
    auto const year = campaign(demo::slug_of_2021);
    auto const first =
        snapshot->integer("SELECT min(published_at) FROM contributions WHERE campaign_id = $1", {year.id});
    auto const last =
        snapshot->integer("SELECT max(published_at) FROM contributions WHERE campaign_id = $1", {year.id});
    EXPECT_GE(base::Instant{first}, *base::parse_local("2021-01-25T08:00"));
    EXPECT_LE(base::Instant{last}, *base::parse_local("2021-03-15T19:00"));
    auto const support = *year.phase(consultation::PhaseKind::support);
    EXPECT_EQ(support.opens_at, *base::parse_local("2021-04-01"));
    EXPECT_EQ(support.closes_at, *base::parse_local("2021-05-01T23:59") + base::Duration::seconds(59));
    std::int64_t extensions = 0;
    for (auto const& phase : consultation::phase_versions(*snapshot, year.id))
        extensions += phase.version > 1 ? 1 : 0;
    EXPECT_EQ(extensions, 3);
    EXPECT_EQ(year.results_published_at, base::parse_local("2021-05-07T12:00"));
    EXPECT_GE(snapshot->integer("SELECT count(*) FROM decisions WHERE replaced_by IS NOT NULL"), 20);
    EXPECT_GE(snapshot->integer(
                  "SELECT count(*) FROM (SELECT decision_id FROM decision_proposals GROUP BY decision_id "
                  "HAVING count(*) = 2) AS both_of"),
              20);
}

TEST_F(DemoFill, one_campaign_collects_today_and_one_is_open_to_supports) {
    base::Instant const now = filled->clock.now();
    EXPECT_EQ(now, *base::parse_iso8601("2026-11-21T22:30:00Z"));
    EXPECT_TRUE(campaign(demo::slug_collecting).is_open(consultation::PhaseKind::collect, now));
    EXPECT_TRUE(campaign(demo::slug_supporting).is_open(consultation::PhaseKind::support, now));
    auto const collecting = consultation::campaign_figures(*snapshot, campaign(demo::slug_collecting).id);
    EXPECT_GT(collecting.conservation.pending, 20);
    EXPECT_GT(collecting.conservation.grouped, 5);
    EXPECT_EQ(collecting.conservation.reoriented, 6);  // three of them as one batch
    // What operators do beside deciding is there to be seen.
    for (char const* kind :
         {"notes", "answers", "flags WHERE lifted_at IS NULL", "assignments WHERE ended_at IS NULL",
          "second_readings WHERE state = 'waiting'", "decision_batches WHERE name <> ''"})
        EXPECT_GT(snapshot->integer(std::string("SELECT count(*) FROM ") + kind), 0) << kind;
    EXPECT_EQ(collecting.proposals, 3);
    EXPECT_EQ(consultation::campaign_figures(*snapshot, campaign(demo::slug_supporting).id).proposals, 14);
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM journal_entries WHERE at > $1", {now}), 0);
}

TEST_F(DemoFill, the_operator_has_nothing_waiting_from_years_ago) {
    auto const waiting = people::waiting_affiliations(*snapshot, {}, 1);
    EXPECT_GE(waiting.total, 12);
    ASSERT_TRUE(waiting.oldest.has_value());
    EXPECT_LT(filled->clock.now() - *waiting.oldest, base::Duration::days(30));
}

TEST_F(DemoFill, the_accounts_can_do_what_their_description_says) {
    auto const person = [&](std::string_view key) {
        auto const found = people::person_by_email(
            *snapshot, std::string(key) + "@" + std::string(account::demo_email_domain));
        EXPECT_TRUE(found.has_value()) << key;
        return found.value_or(people::Person{}).id;
    };
    auto const states = [&](std::string_view key) {
        std::vector<people::AffiliationState> all;
        for (auto const& line : people::affiliations_of(*snapshot, person(key)))
            all.push_back(line.affiliation.state);
        return all;
    };
    using enum people::AffiliationState;
    EXPECT_EQ(states("agent"), std::vector{verified});
    EXPECT_EQ(states("secretaire"), (std::vector{verified, verified, verified}));
    EXPECT_EQ(states("elu"), std::vector{verified});
    EXPECT_EQ(states("nouveau"), std::vector{pending});
    EXPECT_EQ(states("partenaire"), std::vector{verified});
    EXPECT_TRUE(people::rights_of(*snapshot, person("operateur")).is_operator);
    EXPECT_TRUE(people::rights_of(*snapshot, person("auditeur")).is_auditor);
    EXPECT_TRUE(people::rights_of(*snapshot, person("relais")).is_relay_of("29"));
    people::WaitingFilter finistere;
    finistere.department_code = "29";
    EXPECT_GE(people::waiting_affiliations(*snapshot, finistere, 1).total, 2) << "something to vouch for";
    EXPECT_GE(snapshot->integer("SELECT count(*) FROM affiliations WHERE method = 'prefecture'"), 1);
    EXPECT_GE(
        snapshot->integer("SELECT sum(posted) FROM mailings WHERE kind = 'invitation' AND scope = '29' AND "
                          "state = 'sent'"),
        12);
    EXPECT_GE(
        snapshot->integer("SELECT count(DISTINCT s.authority_id) FROM supports s JOIN authorities a ON "
                          "a.id = s.authority_id WHERE s.state = 'counted' AND a.department_code = '29'"),
        14);
    EXPECT_EQ(snapshot->integer(
                  "SELECT count(*) FROM contributions WHERE state = 'draft' AND author_person_id = $1",
                  {person("agent")}),
              1);
    EXPECT_EQ(snapshot->integer(
                  "SELECT count(*) FROM support_casts c JOIN supports s ON s.proposal_id = c.proposal_id "
                  "AND s.authority_id = c.authority_id WHERE c.person_id = $1 AND s.state = 'pending'",
                  {person("nouveau")}),
              1);
}

TEST_F(DemoFill, another_fill_of_the_same_day_makes_the_same_acts) {
    snapshot.reset();  // a thread that holds a snapshot may not write
    Filled again(db::Engine::sqlite, "2026-11-21T08:15:00Z");
    ASSERT_EQ(again.refusal, "");
    snapshot = filled->database->snapshot();
    auto const other = again.database->snapshot();
    EXPECT_TRUE(acts_of(*snapshot) == acts_of(*other));
    // The seeds of choice reach every text: contributions are the same too.
    EXPECT_EQ(snapshot->integer("SELECT sum(length(problem)) FROM contributions"),
              other->integer("SELECT sum(length(problem)) FROM contributions"));
}

TEST_F(DemoFill, a_database_that_holds_a_register_is_refused) {
    snapshot.reset();
    demo::Report report;
    demo::Settings const settings{packages(), filled->clock.now(), filled->clock, filled->hooks, {}, {},
                                  [] {}};
    auto const refused = demo::fill(*filled->database, settings, report);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().code, base::RefusalCode::conflict);
}

TEST(DemoFillOfAnotherDay, fills_on_any_day_of_the_year) {
    if (!std::filesystem::exists(packages() + "/decoupage-2021")) GTEST_SKIP() << "no register package";
    for (char const* const now : {"2026-03-29T21:59:00Z"}) {
        Filled filled(db::Engine::sqlite, now);
        EXPECT_EQ(filled.refusal, "") << now;
        EXPECT_EQ(filled.failures, std::vector<std::string>{}) << now;
        EXPECT_EQ(filled.database->snapshot()->integer("SELECT count(*) FROM journal_entries WHERE at > $1",
                                                       {filled.clock.now()}),
                  0);
        EXPECT_EQ(consultation::problems(*filled.database->snapshot()), std::vector<std::string>{}) << now;
    }
}

TEST(DemoFillOnPostgresql, gives_the_same_figures) {
    if (std::getenv("TREMPLIN_TEST_POSTGRES") == nullptr) GTEST_SKIP() << "TREMPLIN_TEST_POSTGRES is not set";
    if (!std::filesystem::exists(packages() + "/decoupage-2021")) GTEST_SKIP() << "no register package";
    Filled const filled(db::Engine::postgresql);
    EXPECT_EQ(filled.refusal, "");
    EXPECT_EQ(filled.failures, std::vector<std::string>{});
}

}  // namespace
