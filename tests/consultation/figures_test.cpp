// Indicators: each territory's inhabitants once, days of Paris, the frozen edition, who took part and who did
// not.
#include <random>

#include "base/french.hpp"
#include "consultation/figure_tables.hpp"
#include "consultation/figures_pages.hpp"
#include "consultation/fixture.hpp"
#include "consultation/indicators.hpp"

using consultation::Participation;
using consultation::ProposalFigures;
using tests::Fixture;
using tests::paris;
using namespace tests;

ON_BOTH_ENGINES(FiguresTest);

namespace {

ProposalFigures figures_of(Fixture& f, base::Id<consultation::Proposal> proposal) {
    return consultation::proposal_figures(*f.database->snapshot(), proposal);
}

/// A support that stands since `since`, as if it had been cast then.
void counted(Fixture& f, base::Id<consultation::Proposal> proposal, int authority, base::Instant since,
             char const* state = "counted") {
    f.sql(
        fmt::format("INSERT INTO supports (proposal_id, authority_id, state, since, reason) VALUES ({}, {}, "
                    "'{}', {}, '')",
                    proposal.value, authority, state, since.us));
}

/// The rule again, commune by commune.
struct Commune {
    int id;
    int epci;  // 0: none
    std::string department;
    std::string region;
    std::int64_t population;
    bool in_lyon = false;
};
struct Country {
    std::vector<Commune> communes;
    std::map<std::string, int> departments;  // code → authority
    std::map<std::string, int> regions;
};

std::int64_t by_hand(Country const& country, std::set<int> const& supporters,
                     std::string const& region = {}) {
    std::int64_t sum = 0;
    for (Commune const& commune : country.communes) {
        if (!region.empty() && commune.region != region) continue;
        bool const is_covered =
            supporters.contains(commune.id) || supporters.contains(commune.epci) ||
            (!commune.in_lyon && supporters.contains(country.departments.at(commune.department))) ||
            supporters.contains(country.regions.at(commune.region));
        if (is_covered) sum += commune.population;
    }
    return sum;
}

/// Two régions, four départements, groupings that cross their borders, the métropole of Lyon inside 69.
Country invented(Fixture& f, std::mt19937& dice) {
    f.sql("DELETE FROM authorities");
    f.sql(
        "INSERT INTO departments (code, name, name_key, region_code, is_full) VALUES ('38', 'Isère', "
        "'isere', "
        "'84', 1)");
    Country country;
    std::map<std::string, std::string> const region_of{
        {"29", "53"}, {"35", "53"}, {"69", "84"}, {"38", "84"}};
    int id = 100;
    for (auto const& [department, region] : region_of)
        for (int i = 0; i < 8; ++i)
            country.communes.push_back(
                {++id, 0, department, region, static_cast<std::int64_t>(dice() % 5000), false});
    for (Commune& commune : country.communes) {
        int const pick = static_cast<int>(dice() % 4);
        // 201 and 202 cross départements of Bretagne, 203 and 204 of Auvergne-Rhône-Alpes.
        if (pick > 0) commune.epci = (commune.region == "53" ? 200 : 202) + 1 + pick % 2;
        if (commune.department == "69" && pick == 3) {
            commune.in_lyon = true;
            commune.epci = 205;
        }
    }
    std::map<std::string, std::int64_t> sums;
    std::map<std::string, std::int64_t> region_sums;
    for (Commune const& commune : country.communes) {
        if (!commune.in_lyon) sums[commune.department] += commune.population;
        region_sums[commune.region] += commune.population;
        f.authority(commune.id, "commune", "authority", commune.department, commune.region.c_str(),
                    static_cast<int>(commune.population));
        if (commune.epci > 0)
            f.sql(fmt::format("UPDATE authorities SET epci_id = {} WHERE id = {}", commune.epci, commune.id));
    }
    for (int epci = 201; epci <= 204; ++epci)
        f.authority(epci, "epci", "grouping", epci <= 202 ? "29" : "69", epci <= 202 ? "53" : "84", 1);
    f.authority(205, "collectivite_particuliere", "authority", "69", "84", 999'999, "69M");
    int next = 300;
    for (auto const& [department, region] : region_of) {
        country.departments[department] = next;
        f.authority(next++, "departement", "authority", department, region.c_str(),
                    static_cast<int>(sums[department]), department);
    }
    for (auto const& [region, sum] : region_sums) {
        country.regions[region] = next;
        f.authority(next++, "region", "authority", "", region.c_str(), static_cast<int>(sum), region);
    }
    return country;
}

}  // namespace

TEST_P(FiguresTest, each_inhabitant_counts_once_whatever_supports) {
    Fixture f(GetParam());
    std::mt19937 dice(20261122);
    Country const country = invented(f, dice);
    std::vector<int> authorities{201, 202, 203, 204, 205};
    for (Commune const& commune : country.communes) authorities.push_back(commune.id);
    for (auto const& [code, id] : country.departments) authorities.push_back(id);
    for (auto const& [code, id] : country.regions) authorities.push_back(id);
    auto const proposal = f.proposal();
    for (int round = 0; round < 60; ++round) {
        f.sql("DELETE FROM supports");
        std::set<int> supporters;
        int const share = 2 + round % 12;  // from many to few
        for (int const id : authorities)
            if (dice() % static_cast<unsigned>(share) == 0) supporters.insert(id);
        for (int const id : supporters) counted(f, proposal.id, id, paris("2026-04-02T10:00"));
        auto const snapshot = f.database->snapshot();
        auto const figures = consultation::proposal_figures(*snapshot, proposal.id);
        ASSERT_EQ(figures.coverage.covered, by_hand(country, supporters)) << "round " << round;
        ASSERT_EQ(figures.supports.population, figures.coverage.covered);
        for (consultation::RegionCoverage const& region : figures.coverage.regions)
            ASSERT_EQ(region.covered, by_hand(country, supporters, region.code)) << "round " << round;
        ASSERT_EQ(consultation::participation(*snapshot, f.campaign).coverage.covered,
                  figures.coverage.covered);
        ASSERT_LE(figures.coverage.covered, figures.coverage.inhabitants);
    }
}

TEST_P(FiguresTest, pending_and_set_aside_are_apart_and_days_are_those_of_paris) {
    Fixture f(GetParam());
    auto const proposal = f.proposal();
    // 23:30 UTC on the 1st is half past one on the 2nd in Paris.
    counted(f, proposal.id, 1, base::parse_iso8601("2026-04-01T21:30:00Z").value());
    counted(f, proposal.id, 2, base::parse_iso8601("2026-04-01T22:30:00Z").value());
    counted(f, proposal.id, 3, base::parse_iso8601("2026-04-02T12:00:00Z").value());
    counted(f, proposal.id, 4, paris("2026-04-03T10:00"), "pending");
    counted(f, proposal.id, 5, paris("2026-04-03T10:00"), "set_aside");
    counted(f, proposal.id, 6, paris("2026-04-03T10:00"), "withdrawn");
    auto const figures = figures_of(f, proposal.id);
    EXPECT_EQ(figures.supports.counted, 3);
    EXPECT_EQ(figures.supports.pending, 1);
    EXPECT_EQ(figures.supports.set_aside, 1);
    ASSERT_EQ(figures.supports_by_day.size(), 2u);
    EXPECT_EQ(consultation::iso_day(figures.supports_by_day[0].day), "2026-04-01");
    EXPECT_EQ(figures.supports_by_day[0].count, 1);
    EXPECT_EQ(consultation::iso_day(figures.supports_by_day[1].day), "2026-04-02");
    EXPECT_EQ(figures.supports_by_day[1].count, 2);
    auto const all = consultation::participation(*f.database->snapshot(), f.campaign);
    EXPECT_EQ(all.pending, 1);
    EXPECT_EQ(all.set_aside, 1);
    EXPECT_EQ(all.all.supports, 3);
}

TEST_P(FiguresTest, who_contributed_who_supports_and_who_is_silent) {
    Fixture f(GetParam());
    auto const agent = f.agent(1, 1);
    ASSERT_TRUE(f.contribute(agent, f.text()).ok());
    auto workshop = f.text("Un atelier de trois communes");
    workshop.bodies = {AuthorityId(2), AuthorityId(3)};
    ASSERT_TRUE(f.contribute(f.agent(2, 1), workshop).ok());
    ASSERT_TRUE(f.contribute(f.partner(3), f.text("Former les agents")).ok());
    auto const a = f.proposal("Première");
    auto const b = f.proposal("Deuxième");
    counted(f, a.id, 1, paris("2026-04-02T10:00"));
    counted(f, b.id, 1, paris("2026-04-02T10:00"));
    counted(f, b.id, 5, paris("2026-04-02T10:00"));
    counted(f, b.id, 20, paris("2026-04-02T10:00"));
    auto const snapshot = f.database->snapshot();
    auto const found = consultation::participation(*snapshot, f.campaign);
    EXPECT_LE(snapshot->statements_run(), 3);
    EXPECT_EQ(found.contributions, 3);
    EXPECT_EQ(found.partners, 1);
    EXPECT_EQ(found.proposals, 2);
    EXPECT_EQ(found.all.contributors, 3);
    EXPECT_EQ(found.all.supporters, 3);
    EXPECT_EQ(found.all.participants, 5);
    EXPECT_EQ(found.all.supports, 4);
    ASSERT_GE(found.by_department.size(), 2u);
    consultation::ParticipationLine const& finistere = found.by_department[0];
    EXPECT_EQ(finistere.code, "29");
    EXPECT_EQ(finistere.communes, 4);
    EXPECT_EQ(finistere.silent, 1);        // communes 1, 2, 3 took part; the département is no commune
    EXPECT_EQ(finistere.participants, 4);  // with the département
    EXPECT_EQ(found.by_department[1].silent, 3);
    EXPECT_EQ(
        consultation::summary_of(found),
        fmt::format("2{0}propositions, 4{0}soutiens de 3{0}collectivités, 3{0}contributions.", base::nbsp));
}

TEST_P(FiguresTest, policies_count_their_communes_that_support) {
    Fixture f(GetParam());
    auto const proposal = f.proposal();
    f.sql(fmt::format(
        "INSERT INTO policies (id, campaign_id, slug, name, source) VALUES (1, {}, 'pvd', 'Petites "
        "Villes de Demain', 'ANCT, 1er mars 2026'), (2, {}, 'acv', 'Action cœur de ville', 'ANCT')",
        f.campaign.value, f.campaign.value));
    f.sql("INSERT INTO policy_members (policy_id, authority_id) VALUES (1, 1), (1, 2), (1, 5), (2, 5)");
    counted(f, proposal.id, 1, paris("2026-04-02T10:00"));
    counted(f, proposal.id, 5, paris("2026-04-02T10:00"), "pending");
    auto const figures = figures_of(f, proposal.id);
    ASSERT_EQ(figures.policies.size(), 2u);
    EXPECT_EQ(figures.policies[0].slug, "acv");
    EXPECT_EQ(figures.policies[0].supporting, 0);
    EXPECT_EQ(figures.policies[1].communes, 3);
    EXPECT_EQ(figures.policies[1].supporting, 1);
    EXPECT_EQ(consultation::participation(*f.database->snapshot(), f.campaign).policies[1].supporting, 1);
}

TEST_P(FiguresTest, the_frozen_edition_decides_kind_place_and_population) {
    Fixture f(GetParam());
    f.sql("INSERT INTO editions (id, year, version, loaded_at, authorities) VALUES (1, 2026, '1', 0, 3)");
    f.sql(
        "INSERT INTO authority_editions (edition_id, authority_id, kind, name, population, department_code, "
        "region_code, epci_id) VALUES (1, 1, 'commune', 'Ville 1', 4000, '35', '53', NULL), "
        "(1, 2, 'commune', 'Ville 2', 50, '29', '53', NULL)");
    f.sql(fmt::format("UPDATE campaigns SET edition = 2026 WHERE id = {}", f.campaign.value));
    f.sql("UPDATE authorities SET kind = 'former_commune', in_force = 0, population = NULL WHERE id = 1");
    auto const proposal = f.proposal();
    counted(f, proposal.id, 1, paris("2026-04-02T10:00"));
    auto const figures = figures_of(f, proposal.id);
    EXPECT_EQ(figures.coverage.covered, 4000);
    ASSERT_EQ(figures.supports.by_department.size(), 1u);
    EXPECT_EQ(figures.supports.by_department[0].code, "35");
    EXPECT_EQ(figures.supports.by_size[0].code, "from_3500");
    auto const all = consultation::participation(*f.database->snapshot(), f.campaign);
    std::int64_t communes = 0;
    for (auto const& line : all.by_department) communes += line.communes;
    EXPECT_EQ(communes, 2);  // those of the edition
}

TEST(TimeChart, acts_are_gathered_by_day_week_month_or_year_and_none_is_lost) {
    std::int64_t const first = base::local_day(paris("2026-03-30T12:00"));
    auto const sum = [](html::ColumnChart const& chart) {
        std::int64_t all = 0;
        for (html::Period const& period : chart.periods) all += period.value;
        return all;
    };
    auto const days = consultation::chart_of("Soutiens", "Soutiens", {{first, 3}, {first + 5, 2}});
    EXPECT_EQ(days.title, "Soutiens, par jour");
    EXPECT_EQ(days.periods.size(), 6u);
    EXPECT_EQ(days.period_column, "Jour");
    EXPECT_EQ(days.periods[2].label, "1er avril 2026");
    auto const weeks =
        consultation::chart_of("Soutiens", "Soutiens", {{first, 3}, {first + 6, 1}, {first + 40, 2}});
    EXPECT_EQ(weeks.period_column, "Semaine");
    EXPECT_EQ(weeks.periods[0].value, 4);  // Monday to Sunday
    EXPECT_EQ(weeks.periods[0].label, "semaine du 30 mars 2026");
    auto const months = consultation::chart_of("Soutiens", "Soutiens", {{first, 3}, {first + 200, 2}});
    EXPECT_EQ(months.title, "Soutiens, par mois");
    EXPECT_EQ(months.period_column, "Mois");
    EXPECT_EQ(months.periods[0].label, "mars 2026");
    EXPECT_EQ(months.periods.size(), 8u);
    auto const years = consultation::chart_of("Soutiens", "Soutiens", {{first, 3}, {first + 2000, 2}});
    EXPECT_EQ(years.period_column, "Année");
    for (auto const& chart : {days, weeks, months, years}) EXPECT_GE(sum(chart), 5);
    EXPECT_TRUE(consultation::chart_of("Soutiens", "Soutiens", {}).periods.empty());
}

TEST(FigureTables, a_cell_that_looks_like_a_formula_is_made_harmless) {
    consultation::FigureTable const table{"politiques",
                                          "Politiques",
                                          {{"nom", "Nom"}, {"nombre", "Nombre", true}},
                                          {{std::string("=HYPERLINK(1)"), std::int64_t{3}}}};
    std::string const csv = consultation::csv_of(table, paris("2026-04-02T10:00"), true);
    EXPECT_NE(csv.find("'=HYPERLINK(1),3,2026-04-02T08:00:00Z,actes inventés"), std::string::npos) << csv;
}
