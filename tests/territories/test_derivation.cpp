// PROGRAMME A1: no territory appears twice. One test per special case, on both real editions.
#include <algorithm>
#include <set>

#include "packages.hpp"
#include "territories/derivation.hpp"
#include "territories/several_departments.hpp"

using territories::Described;
using territories::Kind;
using territories::LegalClass;
using territories::Register;

namespace {

class DerivationTest : public testing::TestWithParam<int> {
  protected:
    void SetUp() override {
        NEED_EDITION(GetParam());
        edition_ = &edition(GetParam());
    }
    static Register const& edition(int year) {
        static std::map<int, Register> made;
        auto const found = made.find(year);
        if (found != made.end()) return found->second;
        return made.emplace(year, territories::derived(*support::package(year))).first->second;
    }
    Described const* find(std::string const& reference) const {
        for (Described const& one : edition_->in_force)
            if (one.reference == reference) return &one;
        return nullptr;
    }
    std::vector<Described const*> named(std::string const& name) const {
        std::vector<Described const*> all;
        for (Described const& one : edition_->in_force)
            if (one.name == name && one.kind != Kind::commune) all.push_back(&one);
        return all;
    }
    long count(Kind kind) const {
        return std::count_if(edition_->in_force.begin(), edition_->in_force.end(),
                             [&](Described const& one) { return one.kind == kind; });
    }
    Register const* edition_ = nullptr;
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(Editions, DerivationTest, testing::Values(2021, 2026),
                         [](auto const& each) { return std::to_string(each.param); });

TEST_P(DerivationTest, no_reference_and_no_siren_twice) {
    std::set<std::string> references;
    std::set<std::string> sirens;
    for (Described const& one : edition_->in_force) {
        EXPECT_TRUE(references.insert(one.reference).second) << one.reference;
        if (one.siren.empty()) continue;
        EXPECT_TRUE(sirens.insert(one.siren).second) << one.siren;
    }
}

TEST_P(DerivationTest, corse_is_one_authority_not_a_region_and_two_departements) {
    Described const* const corse = find("COL-94");
    ASSERT_NE(corse, nullptr);
    EXPECT_EQ(corse->kind, Kind::collectivite_particuliere);
    EXPECT_EQ(corse->long_name, "Collectivité de Corse");
    EXPECT_EQ(corse->siren, "200076958");
    EXPECT_GT(corse->population.value(), 330'000);
    for (char const* const gone : {"REG-94", "DEP-2A", "DEP-2B"}) EXPECT_EQ(find(gone), nullptr) << gone;
    EXPECT_EQ(named("Corse").size(), 1u);
}

TEST_P(DerivationTest, alsace_is_one_authority_not_two_departements) {
    Described const* const alsace = find("COL-6AE");
    ASSERT_NE(alsace, nullptr);
    EXPECT_EQ(alsace->long_name, "Collectivité européenne d’Alsace");
    EXPECT_GT(alsace->population.value(), 1'850'000);
    EXPECT_EQ(alsace->region_code, "44");
    EXPECT_EQ(find("DEP-67"), nullptr);
    EXPECT_EQ(find("DEP-68"), nullptr);
}

TEST_P(DerivationTest, martinique_guyane_and_mayotte_are_one_authority_each) {
    for (auto const& [reference, department, region] :
         {std::tuple{"COL-972", "DEP-972", "REG-02"}, std::tuple{"COL-973", "DEP-973", "REG-03"},
          std::tuple{"COL-976", "DEP-976", "REG-06"}}) {
        ASSERT_NE(find(reference), nullptr) << reference;
        EXPECT_EQ(find(reference)->kind, Kind::collectivite_particuliere);
        EXPECT_GT(find(reference)->population.value(), 200'000);
        EXPECT_EQ(find(department), nullptr);
        EXPECT_EQ(find(region), nullptr);
    }
}

TEST_P(DerivationTest, guadeloupe_and_la_reunion_are_a_departement_and_a_region_each) {
    for (char const* const kept : {"DEP-971", "REG-01", "DEP-974", "REG-04"})
        EXPECT_NE(find(kept), nullptr) << kept;
}

TEST_P(DerivationTest, paris_is_one_authority_not_a_commune_and_a_departement) {
    Described const* const paris = find("75056");
    ASSERT_NE(paris, nullptr);
    EXPECT_EQ(paris->kind, Kind::collectivite_particuliere);
    EXPECT_EQ(paris->long_name, "Ville de Paris");
    EXPECT_EQ(paris->siren, "217500016");
    EXPECT_EQ(paris->epci_reference, "200054781");  // métropole du Grand Paris
    EXPECT_GT(paris->postcodes.size(), 19u);
    EXPECT_EQ(find("DEP-75"), nullptr);
    EXPECT_EQ(named("Paris").size(), 1u);
}

TEST_P(DerivationTest, the_metropole_of_lyon_is_an_authority_and_the_rhone_counts_without_it) {
    Described const* const lyon = find("COL-69M");
    ASSERT_NE(lyon, nullptr);
    EXPECT_EQ(lyon->kind, Kind::collectivite_particuliere);
    EXPECT_EQ(lyon->legal_class, LegalClass::authority);
    EXPECT_EQ(lyon->siren, "200046977");
    EXPECT_EQ(find("200046977"), nullptr);
    Described const* const rhone = find("DEP-69");
    ASSERT_NE(rhone, nullptr);
    EXPECT_LT(rhone->population.value(), 520'000);
    ASSERT_NE(find("69123"), nullptr);
    EXPECT_EQ(find("69123")->epci_reference, "COL-69M");
}

TEST_P(DerivationTest, taaf_and_clipperton_are_no_authority) {
    for (Described const& one : edition_->in_force) {
        EXPECT_FALSE(one.reference.starts_with("984") && one.kind != Kind::epci) << one.reference;
        EXPECT_FALSE(one.reference == "98901" || one.reference == "COL-984" || one.reference == "COL-989");
    }
    for (auto const& territory : edition_->departments)
        EXPECT_TRUE(territory.code != "984" && territory.code != "989");
}

TEST_P(DerivationTest, saint_barthelemy_and_saint_martin_are_one_authority_each_without_commune) {
    for (auto const& [reference, commune] : {std::pair{"COL-977", "97701"}, std::pair{"COL-978", "97801"}}) {
        ASSERT_NE(find(reference), nullptr);
        EXPECT_EQ(find(commune), nullptr);
        EXPECT_EQ(find(reference)->former_codes, std::vector<std::string>{commune});
        EXPECT_FALSE(find(reference)->postcodes.empty());
        EXPECT_GT(find(reference)->population.value(), 9'000);
    }
}

TEST_P(DerivationTest, wallis_et_futuna_is_one_authority_its_three_circonscriptions_are_none) {
    ASSERT_NE(find("COL-986"), nullptr);
    EXPECT_GT(find("COL-986")->population.value(), 11'000);
    for (char const* const place : {"98611", "98612", "98613"}) EXPECT_EQ(find(place), nullptr) << place;
}

TEST_P(DerivationTest,
       saint_pierre_et_miquelon_polynesie_and_nouvelle_caledonie_stand_beside_their_communes) {
    for (auto const& [reference, commune] :
         {std::pair{"COL-975", "97502"}, std::pair{"COL-987", "98735"}, std::pair{"COL-988", "98818"}}) {
        ASSERT_NE(find(reference), nullptr) << reference;
        ASSERT_NE(find(commune), nullptr) << commune;
        EXPECT_EQ(find(commune)->kind, Kind::commune);
        EXPECT_EQ(find(commune)->department_code, std::string(reference).substr(4));
    }
}

TEST_P(DerivationTest, the_map_keeps_its_101_departements_and_18_regions) {
    auto const full = [](auto const& all) {
        return std::count_if(all.begin(), all.end(), [](auto const& one) { return one.is_full; });
    };
    EXPECT_EQ(full(edition_->departments), 101);
    EXPECT_EQ(full(edition_->regions), 18);
    EXPECT_EQ(edition_->departments.size(), 107u);
}

TEST_P(DerivationTest, counts_are_those_of_the_package_less_the_special_cases) {
    // 10 lines of communes.json are no commune: 5 of the TAAF, Clipperton, Saint-Barthélemy, Saint-Martin and
    // 3 of Wallis-et-Futuna make 11; Paris makes 12.
    EXPECT_EQ(count(Kind::commune), (GetParam() == 2021 ? 35'059 : 34'969) - 12);
    EXPECT_EQ(count(Kind::departement), 101 - 8);
    EXPECT_EQ(count(Kind::region), 18 - 4);
    EXPECT_EQ(count(Kind::collectivite_particuliere), 6 + 1 + 6);
    EXPECT_EQ(count(Kind::epci), (GetParam() == 2021 ? 1254 : 1255) - 1);
    EXPECT_EQ(count(Kind::ept), GetParam() == 2021 ? 0 : 11);
}

TEST_P(DerivationTest, holes_are_reported_with_their_references) {
    auto const hole = [&](std::string_view what) {
        for (territories::Hole const& one : edition_->holes)
            if (one.what == what) return one.references;
        return std::vector<std::string>();
    };
    EXPECT_EQ(hole("communes hors de tout EPCI à fiscalité propre").size(), 4u + 2u + 48u + 33u);
    EXPECT_FALSE(hole("communes sans Siren").empty());
    EXPECT_TRUE(hole("Siren faux ou donné deux fois, écarté").empty());
    EXPECT_TRUE(hole("communes sans code postal").empty());
}

TEST_P(DerivationTest, names_take_the_article_that_french_wants) {
    EXPECT_EQ(find("29134")->long_name, "Commune de Locronan");
    EXPECT_EQ(find("13001")->long_name, "Commune d’Aix-en-Provence");
    EXPECT_EQ(find("76351")->long_name, "Commune du Havre");
    EXPECT_EQ(find("17300")->long_name, "Commune de La Rochelle");
    EXPECT_EQ(find("94038")->long_name, "Commune de L’Haÿ-les-Roses");
    EXPECT_EQ(find("85194")->long_name, "Commune des Sables-d’Olonne");
    EXPECT_EQ(find("98758")->long_name, "Commune d’Uturoa");
    EXPECT_EQ(find("DEP-01")->long_name, "Département de l’Ain");
    EXPECT_EQ(find("DEP-28")->long_name, "Département d’Eure-et-Loir");
    EXPECT_EQ(find("REG-53")->long_name, "Région Bretagne");
}

TEST(PackageTest, a_folder_that_is_not_the_package_is_refused_with_a_sentence) {
    auto const refused = territories::read_package("/nonexistent");
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.refusal().message.find("/nonexistent/package.json"), std::string::npos);
    EXPECT_FALSE(refused.refusal().advice.empty());
}

TEST(PackageTest, versions_compare_by_their_numbers) {
    EXPECT_TRUE(territories::is_older_version("5.3.0", "6.0.0"));
    EXPECT_TRUE(territories::is_older_version("9.0.0", "10.0.0"));
    EXPECT_FALSE(territories::is_older_version("6.0.0", "6.0.0"));
    EXPECT_TRUE(territories::is_older_version("6.0.0", "6.0.1"));
}

TEST_P(DerivationTest, authorities_of_several_departements_are_those_that_prefectures_share) {
    std::set<std::string> filed_nowhere;
    for (Described const& one : edition_->in_force)
        if (one.kind == Kind::collectivite_particuliere && one.department_code.empty())
            filed_nowhere.insert(one.reference);
    std::set<std::string> shared;
    for (territories::SeveralDepartments const& one : territories::authorities_of_several_departments())
        shared.insert(std::string(one.reference));
    EXPECT_EQ(filed_nowhere, shared);
    EXPECT_TRUE(territories::lies_in("COL-6AE", "", "68"));
    EXPECT_FALSE(territories::lies_in("COL-6AE", "", "57"));
    EXPECT_FALSE(territories::lies_in("REG-44", "", "68")) << "a région is of no département";
    EXPECT_FALSE(territories::lies_in("COL-6AE", "", ""));
}
