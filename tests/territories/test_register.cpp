// Loading editions: ids are kept, merges are followed, the same again changes nothing, an older one is
// refused.
#include <algorithm>

#include "register_on.hpp"

using support::small_package;
using territories::Package;

ON_BOTH_ENGINES(RegisterTest);

namespace {

using LoadedRegister = support::RegisterOn;

bool mentions(std::vector<std::string> const& lines, std::string_view text) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](std::string const& line) { return line.find(text) != std::string::npos; });
}

/// Argol (29001) joins Locronan; the grouping is replaced by another with the same communes.
Package next_package() {
    Package next = small_package(2022, "2.0.0");
    next.communes.pop_back();
    next.communes[0].name = "Locronan-Argol";
    next.communes[0].former_codes = {"29001"};
    next.groupings[0].siren = "200099992";
    next.groupings[0].name = "CA Quimper";
    return next;
}

}  // namespace

TEST_P(RegisterTest, the_first_load_stores_what_the_edition_says) {
    LoadedRegister reg(GetParam());
    auto const report = reg.load(small_package(2021, "1.1.1"));
    ASSERT_TRUE(report.ok()) << report.refusal().message;
    EXPECT_FALSE(report->is_unchanged);
    EXPECT_TRUE(report->changes.appeared.empty());
    EXPECT_EQ(reg.integer("SELECT count(*) FROM authorities WHERE kind = 'commune'"), 3);
    EXPECT_EQ(reg.text("SELECT e.name FROM authorities a JOIN authorities e ON e.id = a.epci_id "
                       "WHERE a.insee_code = '29134'"),
              "CA Quimper Bretagne Occidentale");
    EXPECT_EQ(reg.integer("SELECT count(*) FROM authority_editions"), report->edition.authorities);
    EXPECT_EQ(reg.integer("SELECT count(*) FROM journal_entries WHERE act = 'register.loaded'"), 1);
}

TEST_P(RegisterTest, loading_the_same_again_changes_nothing) {
    LoadedRegister reg(GetParam());
    ASSERT_TRUE(reg.load(small_package(2021, "1.1.1")).ok());
    auto const again = reg.load(small_package(2021, "1.1.1"));
    ASSERT_TRUE(again.ok());
    EXPECT_TRUE(again->is_unchanged);
    EXPECT_TRUE(mentions(territories::printed(*again), "rien n’a changé"));
    EXPECT_EQ(reg.integer("SELECT count(*) FROM journal_entries"), 1);
    EXPECT_EQ(reg.integer("SELECT count(*) FROM editions"), 1);
}

TEST_P(RegisterTest, an_older_edition_is_refused_with_a_sentence) {
    LoadedRegister reg(GetParam());
    ASSERT_TRUE(reg.load(small_package(2026, "6.0.0")).ok());
    auto const refused = reg.load(small_package(2021, "1.1.1"));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().code, base::RefusalCode::conflict);
    EXPECT_NE(refused.refusal().message.find("plus ancienne"), std::string::npos);
    EXPECT_FALSE(reg.load(small_package(2026, "5.9.9")).ok());
    EXPECT_TRUE(reg.load(small_package(2026, "6.0.1")).ok());
}

TEST_P(RegisterTest, a_merged_commune_keeps_its_id_and_is_found_under_its_successor) {
    LoadedRegister reg(GetParam());
    ASSERT_TRUE(reg.load(small_package(2021, "1.1.1")).ok());
    std::int64_t const argol = reg.integer("SELECT id FROM authorities WHERE insee_code = '29001'");
    std::int64_t const locronan = reg.integer("SELECT id FROM authorities WHERE insee_code = '29134'");
    auto const report = reg.load(next_package());
    ASSERT_TRUE(report.ok());
    EXPECT_TRUE(mentions(report->changes.merged, "Argol (29001) → Locronan-Argol (29134)"));
    EXPECT_TRUE(mentions(report->changes.renamed, "Locronan (29134) devient Locronan-Argol"));
    EXPECT_EQ(reg.text("SELECT kind FROM authorities WHERE id = " + std::to_string(argol)), "former_commune");
    EXPECT_EQ(reg.integer("SELECT successor_id FROM authorities WHERE id = " + std::to_string(argol)),
              locronan);
    EXPECT_EQ(reg.text("SELECT long_name FROM authorities WHERE id = " + std::to_string(argol)),
              "Ancienne commune de Argol");
}

TEST_P(RegisterTest, a_replaced_grouping_is_found_under_the_one_that_took_all_its_communes) {
    LoadedRegister reg(GetParam());
    ASSERT_TRUE(reg.load(small_package(2021, "1.1.1")).ok());
    ASSERT_TRUE(reg.load(next_package()).ok());
    EXPECT_EQ(reg.text("SELECT s.name FROM authorities a JOIN authorities s ON s.id = a.successor_id "
                       "WHERE a.siren = '200068120' AND a.in_force = 0"),
              "CA Quimper");
}

TEST_P(RegisterTest, what_an_edition_said_stays_frozen_when_a_later_one_is_loaded) {
    LoadedRegister reg(GetParam());
    ASSERT_TRUE(reg.load(small_package(2021, "1.1.1")).ok());
    Package next = next_package();
    next.communes[0].population = 1846;
    ASSERT_TRUE(reg.load(next).ok());
    std::string const frozen =
        "SELECT population FROM authority_editions WHERE authority_id = "
        "(SELECT id FROM authorities WHERE insee_code = '29134') AND edition_id = ";
    EXPECT_EQ(reg.integer(frozen + "1"), 798);
    EXPECT_EQ(reg.integer(frozen + "2"), 1846);
    EXPECT_EQ(
        reg.integer("SELECT count(*) FROM authority_editions WHERE edition_id = 1 AND kind = 'commune'"), 3);
}

TEST_P(RegisterTest, a_commune_whose_code_changes_stays_the_same_authority) {
    LoadedRegister reg(GetParam());
    ASSERT_TRUE(reg.load(small_package(2021, "1.1.1")).ok());
    std::int64_t const id = reg.integer("SELECT id FROM authorities WHERE insee_code = '29001'");
    Package next = small_package(2022, "2.0.0");
    next.communes[2].code = "29999";
    auto const report = reg.load(next);
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(reg.integer("SELECT id FROM authorities WHERE insee_code = '29999'"), id);
    EXPECT_EQ(report->changes.recoded.size(), 1u);
    EXPECT_TRUE(report->changes.appeared.empty());
    EXPECT_EQ(reg.integer("SELECT authority_id FROM authority_codes WHERE code = '29001'"), id);
}

TEST_P(RegisterTest,
       a_commune_merged_twice_leads_straight_to_the_last_one_and_a_restored_one_is_itself_again) {
    LoadedRegister reg(GetParam());
    ASSERT_TRUE(reg.load(small_package(2021, "1.1.1")).ok());
    ASSERT_TRUE(reg.load(next_package()).ok());  // Argol → Locronan
    Package third = next_package();              // Locronan → Quimper
    third.year = 2023;
    third.version = "3.0.0";
    third.communes.erase(third.communes.begin());
    third.communes[0].former_codes = {"29134"};
    third.groupings[0].members.erase(third.groupings[0].members.begin());
    ASSERT_TRUE(reg.load(third).ok());
    std::string const successor =
        "SELECT s.insee_code FROM authorities a JOIN authorities s "
        "ON s.id = a.successor_id WHERE a.insee_code = '29001'";
    EXPECT_EQ(reg.text(successor), "29232");

    std::int64_t const argol = reg.integer("SELECT id FROM authorities WHERE insee_code = '29001'");
    Package fourth = third;
    fourth.year = 2024;
    fourth.version = "4.0.0";
    fourth.communes.push_back(support::commune("29001", "Argol", "29", "53", 1000, "212900013"));
    auto const report = reg.load(fourth);
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->changes.restored.size(), 1u);
    EXPECT_EQ(reg.integer("SELECT id FROM authorities WHERE kind = 'commune' AND insee_code = '29001'"),
              argol);
    EXPECT_EQ(reg.text("SELECT successor_id FROM authorities WHERE insee_code = '29001'"), "NULL");
}

TEST_P(RegisterTest, the_real_editions_load_and_say_what_changed) {
    NEED_EDITION(2021);
    NEED_EDITION(2026);
    LoadedRegister reg(GetParam());
    ASSERT_TRUE(reg.load(*support::package(2021)).ok());
    EXPECT_EQ(reg.integer("SELECT count(*) FROM authorities WHERE kind = 'commune'"), 35'047);
    std::int64_t const pierrefitte = reg.integer("SELECT id FROM authorities WHERE insee_code = '93059'");
    std::int64_t const aurseulles =
        reg.integer("SELECT id FROM authorities WHERE insee_code = '14011' AND kind = 'commune'");
    std::int64_t const celles = reg.integer("SELECT id FROM authorities WHERE reference = 'ANC-15031'");
    std::int64_t const talican = reg.integer("SELECT id FROM authorities WHERE reference = '60054'");
    std::int64_t const beaumont = reg.integer("SELECT id FROM authorities WHERE reference = 'ANC-60054'");
    auto const report = reg.load(*support::package(2026));
    ASSERT_TRUE(report.ok()) << report.refusal().message;
    EXPECT_EQ(reg.integer("SELECT count(*) FROM authorities WHERE kind = 'commune'"), 34'957);
    EXPECT_EQ(reg.integer("SELECT count(*) FROM authorities WHERE kind = 'commune' AND in_force = 0"), 0);
    EXPECT_TRUE(mentions(report->changes.merged, "Pierrefitte-sur-Seine (93059) → Saint-Denis (93066)"));
    EXPECT_EQ(reg.text("SELECT kind FROM authorities WHERE id = " + std::to_string(pierrefitte)),
              "former_commune");
    EXPECT_EQ(reg.integer("SELECT id FROM authorities WHERE reference = '14581'"), aurseulles);
    EXPECT_EQ(reg.integer("SELECT id FROM authorities WHERE reference = '15031'"), celles);
    EXPECT_EQ(report->changes.recoded.size(), 6u);
    EXPECT_EQ(report->changes.restored.size(), 7u);
    EXPECT_EQ(reg.integer("SELECT id FROM authorities WHERE reference = '60694'"), talican);
    EXPECT_EQ(reg.integer("SELECT id FROM authorities WHERE reference = '60054'"), beaumont);
    EXPECT_EQ(report->changes.vanished.size(), 2u);  // two groupings, shared out between several
    EXPECT_TRUE(mentions(territories::printed(*report), "Communes : 34\u202f957"));
    // Every former commune leads to one in force, whatever the packages' own slips.
    EXPECT_EQ(reg.integer("SELECT count(*) FROM authorities a JOIN authorities s ON s.id = a.successor_id "
                          "WHERE s.in_force = 0"),
              0);
    EXPECT_EQ(reg.integer(
                  "SELECT count(*) FROM authorities WHERE kind = 'former_commune' AND successor_id IS NULL"),
              0);
    EXPECT_EQ(reg.integer("SELECT count(*) FROM authority_editions"), 36'420 + 36'342);
}
