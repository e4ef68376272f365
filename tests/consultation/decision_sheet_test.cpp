// Decisions by spreadsheet: tried line by line, applied as one batch, again under locks, and undone together.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/crypto.hpp"
#include "consultation/decision_sheet_actions.hpp"
#include "consultation/desk_rows.hpp"
#include "consultation/fixture.hpp"
#include "consultation/second_reading_actions.hpp"
#include "consultation/taking.hpp"
#include "consultation/triage_sheet.hpp"

namespace {

using namespace tests;
using consultation::AppliedSheet;
using consultation::ApplySheet;
using consultation::Batch;
using consultation::CheckedRow;
using consultation::Contribution;
using consultation::DecisionSheet;
using consultation::Outcome;
using consultation::SheetReport;
using Fate = CheckedRow::Fate;

ON_BOTH_ENGINES(DecisionSheetTest);

constexpr char const* because = "Parce que c’est ainsi.";

struct SheetFixture : Fixture {
    explicit SheetFixture(db::Engine engine) : Fixture(engine) {
        author = agent(1, 1);
        grace(15);
    }
    Contribution contribution(std::string const& title) { return contribute(author, text(title)).value(); }
    std::string hash(std::string const& bytes) { return base::hex(base::as_bytes(base::sha256(bytes))); }
    SheetReport report(std::string const& bytes) {
        return consultation::checked(*database->snapshot(), campaign,
                                     consultation::read_decisions(bytes).value(), nullptr);
    }
    Result<base::Id<DecisionSheet>> try_it(std::string const& bytes, people::Actor const& who) {
        return write([&](db::Tx& tx) {
            return consultation::try_sheet(tx, world, who, campaign, "décisions.csv", bytes,
                                           consultation::read_decisions(bytes).value());
        });
    }
    Result<AppliedSheet> apply(base::Id<DecisionSheet> sheet, std::string const& bytes,
                               bool with_warned = false) {
        return write([&](db::Tx& tx) {
            return consultation::apply_sheet(
                tx, world, operator_,
                {campaign, sheet, hash(bytes), consultation::read_decisions(bytes).value(), with_warned,
                 "Tableur"});
        });
    }
    std::string outcome(Contribution const& one) {
        return database->snapshot()
            ->first<std::string>("SELECT outcome FROM contributions WHERE id = $1", {one.id},
                                 [](db::Row const& row) { return row.string(0); })
            .value();
    }
    std::string csv(std::vector<std::string> const& lines) {
        std::string text =
            "Référence;Décision;Proposition(s);Bureau destinataire;Motif de rejet;Explication\r\n";
        for (std::string const& line : lines) text += line + "\r\n";
        return text;
    }
    people::Actor author;
};

TEST_P(DecisionSheetTest, each_line_says_what_is_wrong_and_what_to_do) {
    SheetFixture f(GetParam());
    auto const first = f.contribution("Signaler un incident");
    auto const withdrawn = f.contribution("Retirer sa demande");
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::withdraw(tx, f.world, f.author, withdrawn.id);
                 }).ok());
    auto const proposal = f.proposal();
    std::string const ref = first.reference;
    auto const only = [&](std::string const& line) { return f.report(f.csv({line})).rows.front(); };
    EXPECT_EQ(only(ref + ";Regrouper;" + proposal.reference + ";;;" + because).fate, Fate::accepted);
    EXPECT_EQ(only(ref + ";regroupée;\"" + proposal.reference + " – Titre ; " + proposal.reference + "\";;;" +
                   because)
                  .fate,
              Fate::accepted);
    EXPECT_EQ(only(ref + ";REORIENTER;;guichet local;;" + because).fate, Fate::accepted);
    EXPECT_EQ(only(ref + ";rejeter;;;equipement;" + because).fate, Fate::accepted);
    EXPECT_EQ(only(ref + ";Remettre à traiter;;;;" + because).fate, Fate::unchanged);
    for (std::string const& line : std::vector<std::string>{
             ";Rejeter;;;equipement;" + std::string(because),
             "C-2026-9999;Rejeter;;;equipement;" + std::string(because),
             withdrawn.reference + ";Rejeter;;;equipement;" + because, ref + ";Peut-être;;;;" + because,
             ref + ";;;;equipement;" + because, ref + ";Regrouper;;;;" + because,
             ref + ";Regrouper;P-2026-999;;;" + because, ref + ";Réorienter;;Ailleurs;;" + because,
             ref + ";Réorienter;;;;" + because, ref + ";Rejeter;;;<script>;" + because,
             ref + ";Rejeter;;guichet local;equipement;" + because, ref + ";Rejeter;;;equipement;",
             ref + ";Rejeter;;;equipement;court", ref + ";Rejeter;;;equipement;" + std::string(2001, 'x')}) {
        auto const row = only(line);
        EXPECT_EQ(row.fate, Fate::refused) << line;
        EXPECT_FALSE(row.message.empty() || row.advice.empty()) << line;
        EXPECT_EQ(row.number, 2);
    }
    auto const twice = f.report(
        f.csv({ref + ";Rejeter;;;equipement;" + because, "", ref + ";Rejeter;;;equipement;" + because}));
    EXPECT_EQ(twice.rows[0].fate, Fate::accepted);
    EXPECT_EQ(twice.rows[1].fate, Fate::refused);
    EXPECT_EQ(twice.rows[1].number, 4);
    EXPECT_FALSE(consultation::read_decisions("a;b\n1;2").ok());
    EXPECT_FALSE(consultation::read_decisions(f.csv({})).ok());
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions"), 0);
}

TEST_P(DecisionSheetTest, accepted_lines_apply_as_one_batch_refused_ones_do_not_and_all_is_undone_together) {
    SheetFixture f(GetParam());
    auto const one = f.contribution("Signaler un incident");
    auto const two = f.contribution("Réserver une salle");
    auto const three = f.contribution("Prendre rendez-vous");
    auto const four = f.contribution("Payer la cantine");
    auto const p1 = f.proposal("Signaler");
    auto const p2 = f.proposal("Réserver");
    std::string const bytes =
        f.csv({one.reference + ";Regrouper;\"" + p1.reference + " ; " + p2.reference + "\";;;" + because,
               two.reference + ";Regrouper;" + p2.reference + ";;;Une autre raison, plus longue.",
               three.reference + ";Réorienter;;Guichet local;;" + because,
               four.reference + ";Rejeter;;;nulle part;" + because});
    auto const sheet = f.try_it(bytes, f.operator_).value();
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions"), 0) << "a dry run decides nothing";
    auto const applied = f.apply(sheet, bytes).value();
    EXPECT_EQ(applied.changed, 3);
    EXPECT_EQ(applied.report.count(Fate::refused), 1);
    EXPECT_EQ(f.outcome(one), "grouped");
    EXPECT_EQ(f.outcome(three), "reoriented");
    EXPECT_EQ(f.outcome(four), "pending");
    EXPECT_EQ(f.count("SELECT count(*) FROM decision_proposals"), 3);
    EXPECT_EQ(f.count("SELECT count(DISTINCT batch_id) FROM decisions"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'contribution.grouped'"), 2);
    EXPECT_EQ(f.apply(sheet, bytes).refusal().code, RefusalCode::conflict) << "once";
    f.expect_no_problem();

    // The same file again changes nothing.
    auto const again = f.try_it(bytes, f.operator_).value();
    EXPECT_EQ(f.report(bytes).count(Fate::unchanged), 3);
    EXPECT_EQ(f.apply(again, bytes).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions"), 3);

    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::undo(tx, f.world, f.settings, f.operator_, applied.batch);
                 }).ok());
    EXPECT_EQ(f.outcome(one), "pending");
    f.expect_no_problem();
}

TEST_P(DecisionSheetTest, mails_leave_after_the_grace_with_each_ones_own_reason) {
    SheetFixture f(GetParam());
    auto const one = f.contribution("Signaler un incident");
    auto const two = f.contribution("Réserver une salle");
    std::string const bytes = f.csv({one.reference + ";Rejeter;;;equipement;La première raison.",
                                     two.reference + ";Réorienter;;Guichet local;;La seconde raison."});
    auto const applied = f.apply(f.try_it(bytes, f.operator_).value(), bytes).value();
    EXPECT_EQ(f.mails("contribution.outcome").size(), 0U);
    f.clock.set(f.clock.now() + base::Duration::minutes(15));
    consultation::tell(*f.database, f.world, f.settings, std::to_string(applied.batch.value));
    auto const mails = f.mails("contribution.outcome");
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_NE(mails[0].find("La première raison."), std::string::npos);
    EXPECT_NE(mails[1].find("La seconde raison."), std::string::npos);
}

TEST_P(DecisionSheetTest, what_was_decided_since_the_dry_run_is_refused_with_a_line) {
    SheetFixture f(GetParam());
    auto const one = f.contribution("Signaler un incident");
    auto const two = f.contribution("Réserver une salle");
    std::string const bytes = f.csv({one.reference + ";Rejeter;;;equipement;" + because,
                                     two.reference + ";Rejeter;;;equipement;" + because});
    auto const sheet = f.try_it(bytes, f.operator_).value();
    ASSERT_TRUE(f.decide({one.id}, consultation::Reoriented{f.choices.desks.front().id}).ok());
    auto const applied = f.apply(sheet, bytes).value();
    EXPECT_EQ(applied.changed, 1);
    ASSERT_EQ(applied.report.rows[0].fate, Fate::refused);
    EXPECT_NE(applied.report.rows[0].message.find("depuis l’essai"), std::string::npos);
    EXPECT_EQ(f.outcome(one), "reoriented");
    EXPECT_EQ(f.outcome(two), "rejected");
    f.expect_no_problem();
}

TEST_P(DecisionSheetTest, a_file_older_than_a_decision_warns_and_replaces_it_only_when_told_to) {
    SheetFixture f(GetParam());
    auto const one = f.contribution("Signaler un incident");
    ASSERT_TRUE(f.decide({one.id}, consultation::Reoriented{f.choices.desks.front().id}).ok());
    std::string const bytes = "Référence;Décision;Motif;Explication;Version;N° de la décision actuelle\n" +
                              one.reference + ";Rejeter;equipement;" + because + ";1;\n";
    auto const sheet = f.try_it(bytes, f.operator_).value();
    EXPECT_EQ(f.report(bytes).rows.front().fate, Fate::warned);
    EXPECT_EQ(f.apply(sheet, bytes).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.outcome(one), "reoriented");
    EXPECT_EQ(f.apply(sheet, bytes, true).value().changed, 1);
    EXPECT_EQ(f.outcome(one), "rejected");
    // A text that changed since warns too.
    std::string const old = "Référence;Décision;Motif;Explication;Version\n" + one.reference +
                            ";Remettre à traiter;;" + because + ";7\n";
    EXPECT_EQ(f.report(old).rows.front().fate, Fate::warned);
}

TEST_P(DecisionSheetTest, only_the_bytes_that_were_tried_are_applied_by_an_operator_before_the_results) {
    SheetFixture f(GetParam());
    auto const one = f.contribution("Signaler un incident");
    std::string const bytes = f.csv({one.reference + ";Rejeter;;;equipement;" + because});
    std::string const other = f.csv({one.reference + ";Rejeter;;;equipement;Une tout autre raison."});
    EXPECT_EQ(f.try_it(bytes, f.author).refusal().code, RefusalCode::forbidden);
    auto const sheet = f.try_it(bytes, f.operator_).value();
    EXPECT_EQ(f.apply(sheet, other).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.apply(base::Id<DecisionSheet>(999), bytes).refusal().code, RefusalCode::not_found);
    f.sql("UPDATE campaigns SET results_published_at = 1");
    EXPECT_EQ(f.apply(sheet, bytes).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.outcome(one), "pending");
    f.sql("UPDATE campaigns SET results_published_at = NULL");
    // Kept for some days, and so many at a time.
    for (int i = 0; i < consultation::sheets_kept_per_person + 2; ++i)
        ASSERT_TRUE(f.try_it(bytes, f.operator_).ok());
    EXPECT_EQ(f.count("SELECT count(*) FROM decision_sheets"), consultation::sheets_kept_per_person);
    f.clock.set(f.clock.now() + base::Duration::days(consultation::sheet_kept_days + 1));
    consultation::forget_sheets(*f.database, f.world);
    EXPECT_EQ(f.count("SELECT count(*) FROM decision_sheets"), 0);
}

TEST_P(DecisionSheetTest, rejections_wait_for_a_reading_where_the_campaign_wants_it) {
    SheetFixture f(GetParam());
    f.grace(15, true);
    auto const one = f.contribution("Signaler un incident");
    auto const two = f.contribution("Réserver une salle");
    std::string const bytes = f.csv({one.reference + ";Rejeter;;;equipement;" + because,
                                     two.reference + ";Réorienter;;Guichet local;;" + because});
    auto const applied = f.apply(f.try_it(bytes, f.operator_).value(), bytes).value();
    EXPECT_EQ(applied.changed, 1);
    EXPECT_EQ(applied.to_read, 1);
    EXPECT_EQ(f.outcome(one), "pending");
    EXPECT_EQ(f.report(bytes).rows[0].fate, Fate::refused) << "a reading waits";
    f.expect_no_problem();
}

TEST_P(DecisionSheetTest, two_who_apply_at_once_decide_once) {
    SheetFixture f(GetParam());
    auto const one = f.contribution("Signaler un incident");
    std::string const bytes = f.csv({one.reference + ";Rejeter;;;equipement;" + because});
    auto const sheet = f.try_it(bytes, f.operator_).value();
    std::vector<std::thread> all;
    std::atomic<int> changed = 0;
    for (int i = 0; i < 8; ++i)
        all.emplace_back([&] {
            if (f.apply(sheet, bytes).ok()) ++changed;
        });
    for (std::thread& thread : all) thread.join();
    EXPECT_EQ(changed, 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions"), 1);
    f.expect_no_problem();
}

TEST_P(DecisionSheetTest,
       the_workbook_of_the_bench_comes_back_as_it_was_and_a_season_of_it_is_applied_within_seconds) {
    SheetFixture f(GetParam());
    constexpr int contributions = 476;
    f.contribution("=HYPERLINK(\"x\") 😀");
    // Copies of the first, straight into the table: the rules of publishing are not tested here.
    f.sql(fmt::format(
        "INSERT INTO contributions (reference, campaign_id, kind, state, outcome, theme_id, title, "
        "title_key, problem, audience, "
        "territory, service_name, maturity, licence, source_url, cost, hosting, author_person_id, "
        "author_affiliation_id, "
        "authority_id, partner_id, quality, function, version, created_at, published_at, changed_at) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "
        "SELECT 'C-2025-' || CAST(n.i + 1000 AS TEXT), campaign_id, kind, state, outcome, theme_id, title, "
        "title_key, problem, audience, "
        "territory, service_name, maturity, licence, source_url, cost, hosting, author_person_id, "
        "author_affiliation_id, "
        "authority_id, partner_id, quality, function, version, created_at, published_at, changed_at FROM "
        "contributions CROSS JOIN n",
        contributions - 1));
    support::TemporaryFolder folder;
    consultation::ContributionFilter filter;
    filter.campaign = f.campaign;
    auto const campaign = consultation::campaign_by_id(*f.database->snapshot(), f.campaign).value();
    std::string const path = consultation::write_triage_sheet(
        *f.database->snapshot(), campaign, f.choices,
        consultation::changeable_proposals(*f.database->snapshot(), f.campaign), filter,
        {{}, f.clock.now(), "Tremplin", "", {}}, folder.file("tri.xlsx"));
    std::ifstream in(path, std::ios::binary);
    std::string const workbook{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    auto const sheets = documents::read_workbook(workbook).value();
    ASSERT_EQ(sheets.size(), 5U);
    EXPECT_EQ(sheets[1].rows.size(), static_cast<std::size_t>(contributions) + 1);
    EXPECT_EQ(sheets[3].rows[1].cells[0], "Guichet local");
    EXPECT_FALSE(consultation::read_decisions(workbook).ok()) << "nothing is filled in yet";

    // Filled in as a person would, each with its own reason.
    std::string bytes =
        "Référence;Version;N° de la décision actuelle;Décision;Bureau destinataire;Explication\n";
    for (std::size_t i = 1; i < sheets[1].rows.size(); ++i) {
        auto const& row = sheets[1].rows[i];
        bytes += fmt::format("{};{};{};Réorienter;Guichet local;La raison numéro {} de ce tri.\n",
                             row.cell(0), row.cell(13), row.cell(14), i);
    }
    auto const begun = std::chrono::steady_clock::now();
    auto const sheet = f.try_it(bytes, f.operator_).value();
    auto const tried = std::chrono::steady_clock::now();
    EXPECT_EQ(f.apply(sheet, bytes).value().changed, contributions);
    auto const applied = std::chrono::steady_clock::now();
    std::cout << contributions << " decisions tried in "
              << std::chrono::duration<double>(tried - begun).count() << " s, applied in "
              << std::chrono::duration<double>(applied - tried).count() << " s\n";
    EXPECT_LT(applied - begun, std::chrono::seconds(10));
    EXPECT_EQ(f.count("SELECT count(*) FROM contributions WHERE outcome = 'reoriented'"), contributions);
    f.expect_no_problem();
}

}  // namespace
