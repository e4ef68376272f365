// Snapshots: the figures of one instant, kept for ever with their files, made by an operator or at the
// closing.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <thread>

#include "base/crypto.hpp"
#include "base/french.hpp"
#include "consultation/editor_actions.hpp"
#include "consultation/fixture.hpp"
#include "consultation/snapshot_actions.hpp"
#include "consultation/snapshot_rows.hpp"
#include "journal/jobs.hpp"
#include "journal/journal.hpp"

namespace {

using namespace tests;
using consultation::Snapshot;
using consultation::SnapshotFile;

ON_BOTH_ENGINES(SnapshotTest);

struct SnapshotFixture : Fixture {
    explicit SnapshotFixture(db::Engine engine) : Fixture(engine) {
        source = {"Tremplin", "https://tremplin.example", folder.file(""), false};
    }
    consultation::Campaign one() { return *consultation::campaign_by_id(*database->snapshot(), campaign); }
    Result<base::Id<Snapshot>> keep(people::Actor const& actor, std::string const& name = "Comité du 3 mai") {
        auto const prepared = consultation::prepare_snapshot(*database->snapshot(), world, one(), name,
                                                             clock.now(), std::nullopt, source);
        return write([&](db::Tx& tx) { return consultation::keep_snapshot(tx, world, actor, prepared); });
    }
    std::string bytes(base::Id<Snapshot> id, SnapshotFile file) {
        auto const found = consultation::snapshot_file(*database->snapshot(), campaign, id, file);
        return found ? found->bytes : "";
    }
    int run_jobs() {
        journal::JobRunner jobs(*database, clock);
        jobs.handle(consultation::closing_figures_job, [&](std::string const& payload) {
            consultation::close_figures(*database, world, source, payload);
        });
        jobs.handle(consultation::extension_mails_job, [](std::string const&) {});
        jobs.on_failure([](std::string const&, std::string const& what) { ADD_FAILURE() << what; });
        return jobs.run_due(10);
    }
    void support(int authority) { ASSERT_TRUE(cast(agent(100 + authority, authority), {wanted.id}).ok()); }
    consultation::Proposal wanted;
    support::TemporaryFolder folder;
    consultation::SnapshotSource source;
};

std::string hash_of(std::string const& bytes) {
    return base::hex(base::as_bytes(base::sha256(bytes)));
}

TEST_P(SnapshotTest, what_is_kept_says_its_instant_its_hash_and_never_changes) {
    SnapshotFixture f(GetParam());
    f.wanted = f.proposal("=HYPERLINK(\"x\") 😀");
    f.clock.set(paris("2026-04-10T10:00"));
    f.support(1);
    f.support(5);
    auto const id = f.keep(f.operator_).value();
    auto const kept = consultation::snapshot_by_id(*f.database->snapshot(), f.campaign, id).value();
    std::string const figures = f.bytes(id, SnapshotFile::figures);
    std::string const sheet = f.bytes(id, SnapshotFile::sheet);
    std::string const pdf = f.bytes(id, SnapshotFile::pdf);
    EXPECT_EQ(kept.figures, figures);
    EXPECT_EQ(kept.snapshot.sha256, hash_of(figures));
    EXPECT_EQ(kept.snapshot.sheet_sha256, hash_of(sheet));
    EXPECT_EQ(kept.snapshot.pdf_sha256, hash_of(pdf));
    EXPECT_TRUE(sheet.starts_with("PK"));
    EXPECT_TRUE(pdf.starts_with("%PDF"));
    auto const document = boost::json::parse(figures);
    EXPECT_EQ(document.at("format").as_string(), "tremplin.snapshot.1");
    EXPECT_EQ(document.at("at").as_string(), "2026-04-10T08:00:00Z");
    EXPECT_EQ(document.at("proposals").as_array().size(), 1U);
    auto const then = consultation::counts_of(figures);
    EXPECT_EQ(then.proposals.front().counted, 2);
    EXPECT_EQ(then.proposals.front().title, f.wanted.title);

    // Later supports change the present, never what was kept.
    f.support(6);
    EXPECT_EQ(f.bytes(id, SnapshotFile::figures), figures);
    EXPECT_EQ(f.bytes(id, SnapshotFile::sheet), sheet);
    EXPECT_EQ(f.bytes(id, SnapshotFile::pdf), pdf);
    auto const now = consultation::present_counts(*f.database->snapshot(), f.campaign);
    EXPECT_EQ(now.proposals.front().counted, 3);
    EXPECT_EQ(now.summary.size(), then.summary.size());
    auto const acts = journal::acts_on(*f.database->snapshot(), "campaign:essai-2026", 20);
    ASSERT_EQ(acts.back().act, "snapshot.made");
    EXPECT_EQ(acts.back().person, 900);
    EXPECT_NE(acts.back().payload.find(kept.snapshot.sha256), std::string::npos);
    EXPECT_EQ(acts.back().payload.find("Comité"), std::string::npos);
    f.expect_no_problem();
}

TEST_P(SnapshotTest, the_same_figures_and_instant_give_the_same_bytes) {
    SnapshotFixture f(GetParam());
    f.wanted = f.proposal();
    auto const first = consultation::prepare_snapshot(*f.database->snapshot(), f.world, f.one(), "Un",
                                                      f.clock.now(), {}, f.source);
    auto const again = consultation::prepare_snapshot(*f.database->snapshot(), f.world, f.one(), "Un",
                                                      f.clock.now(), {}, f.source);
    EXPECT_EQ(first.figures, again.figures);
    EXPECT_EQ(first.snapshot.sheet_sha256, again.snapshot.sheet_sha256);
    EXPECT_EQ(first.snapshot.pdf_sha256, again.snapshot.pdf_sha256);
}

TEST_P(SnapshotTest, only_an_operator_stops_the_figures_of_a_public_campaign) {
    SnapshotFixture f(GetParam());
    people::Actor const agent = f.agent(1, 1);
    EXPECT_EQ(f.keep(agent).refusal().code, RefusalCode::forbidden);
    people::Actor auditor = f.person(950);
    auditor.is_auditor = true;
    EXPECT_EQ(f.keep(auditor).refusal().code, RefusalCode::forbidden);
    f.sql("UPDATE campaigns SET state = 'draft'");
    EXPECT_EQ(f.keep(f.operator_).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.count("SELECT count(*) FROM snapshots"), 0);
    for (char const* name : {"", "   ", "\n"}) EXPECT_FALSE(consultation::checked_snapshot_name(name).ok());
    EXPECT_FALSE(consultation::checked_snapshot_name(std::string(101, 'x')).ok());
    EXPECT_EQ(consultation::checked_snapshot_name(" Comité\tdu 3 ").value(), "Comité du 3");
}

TEST_P(SnapshotTest, the_closing_one_comes_by_itself_once_when_the_last_support_could_count) {
    SnapshotFixture f(GetParam());
    f.wanted = f.proposal();
    f.clock.set(paris("2026-04-10T10:00"));
    f.support(1);
    f.clock.set(paris("2026-05-10T17:59"));
    EXPECT_EQ(f.run_jobs(), 0);
    f.clock.set(paris("2026-05-10T18:00"));
    EXPECT_EQ(f.run_jobs(), 1);
    ASSERT_EQ(f.count("SELECT count(*) FROM snapshots"), 1);
    auto const listed = consultation::snapshots_page(*f.database->snapshot(), f.campaign, 1);
    Snapshot const& one = listed.items.front();
    EXPECT_EQ(one.due_at, paris("2026-05-10T18:00"));
    EXPECT_EQ(one.name, "Clôture des soutiens, " + base::french_date_time(paris("2026-05-10T18:00")));
    EXPECT_FALSE(one.by.exists());
    // Two nodes, or the same job twice: still one.
    std::string const payload = fmt::format("{} {}", f.campaign.value, one.due_at->us);
    std::thread other([&] { consultation::close_figures(*f.database, f.world, f.source, payload); });
    consultation::close_figures(*f.database, f.world, f.source, payload);
    other.join();
    auto prepared = consultation::prepare_snapshot(*f.database->snapshot(), f.world, f.one(), "Encore",
                                                   f.clock.now(), one.due_at, f.source);
    EXPECT_FALSE(f.write([&](db::Tx& tx) -> Result<bool> {
                      return consultation::insert_snapshot(tx, prepared).has_value();
                  }).value());
    EXPECT_EQ(f.count("SELECT count(*) FROM snapshots"), 1);
    f.expect_no_problem();
}

TEST_P(SnapshotTest, an_extension_moves_the_closing_one) {
    SnapshotFixture f(GetParam());
    f.clock.set(paris("2026-04-20T10:00"));
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::extend_phase(
                         tx, f.world, f.operator_,
                         {f.campaign, consultation::PhaseKind::support, paris("2026-05-15T18:00"),
                          "Des communes attendent leur conseil municipal."});
                 }).ok());
    f.clock.set(paris("2026-05-10T18:00"));
    EXPECT_EQ(f.run_jobs(), 2);  // with the mails of the extension; the first instant holds no more
    EXPECT_EQ(f.count("SELECT count(*) FROM snapshots"), 0);
    f.clock.set(paris("2026-05-25T18:00"));
    EXPECT_EQ(f.run_jobs(), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM snapshots"), 1);
}

TEST_P(SnapshotTest, one_changed_byte_is_found) {
    SnapshotFixture f(GetParam());
    ASSERT_TRUE(f.keep(f.operator_).ok());
    f.expect_no_problem();
    f.sql("UPDATE snapshots SET figures = replace(figures, '\"title\"', '\"titre\"')");
    EXPECT_EQ(consultation::problems(*f.database->snapshot()).size(), 1U);
}

}  // namespace
