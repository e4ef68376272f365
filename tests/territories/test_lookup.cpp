// Finding authorities, on the two real editions loaded one after the other.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>

#include "register_on.hpp"
#include "territories/lookup.hpp"
#include "territories/words.hpp"

using territories::Authority;
using territories::AuthorityPage;
using territories::AuthoritySearch;
using territories::Kind;
using territories::SizeClass;

namespace {

class LookupTest : public support::OnBothEngines {
  protected:
    void SetUp() override {
        OnBothEngines::SetUp();
        if (IsSkipped()) return;
        NEED_EDITION(2021);
        NEED_EDITION(2026);
        std::unique_ptr<support::RegisterOn>& made = registers()[GetParam()];
        if (made == nullptr) {
            made = std::make_unique<support::RegisterOn>(GetParam());
            ASSERT_TRUE(made->load(*support::package(2021)).ok());
            ASSERT_TRUE(made->load(*support::package(2026)).ok());
        }
        reader_ = made->database->snapshot();
    }
    static void TearDownTestSuite() { registers().clear(); }
    static std::map<db::Engine, std::unique_ptr<support::RegisterOn>>& registers() {
        static std::map<db::Engine, std::unique_ptr<support::RegisterOn>> made;
        return made;
    }
    AuthorityPage find(std::string text, int limit = 20) {
        AuthoritySearch search;
        search.text = std::move(text);
        search.limit = limit;
        return territories::find_authorities(*reader_, search);
    }
    Authority first(std::string text) {
        AuthorityPage const page = find(text);
        EXPECT_FALSE(page.authorities.empty()) << text;
        return page.authorities.empty() ? Authority{} : page.authorities.front();
    }
    std::unique_ptr<db::Reader> reader_;
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(Engines, LookupTest, testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         support::engine_name);

TEST_P(LookupTest, a_name_is_found_exactly_first_then_by_population) {
    EXPECT_EQ(first("locronan").reference, "29134");
    EXPECT_EQ(first("Saint-Denis").insee_code, "97411");  // larger than the one of Seine-Saint-Denis
    EXPECT_EQ(first("mairie de L’Haÿ les Roses").insee_code, "94038");
    EXPECT_EQ(first("st etienne").insee_code, "42218");
    EXPECT_EQ(first("quimp").name, "Quimper");   // a beginning
    EXPECT_EQ(first("Eu").insee_code, "76255");  // a short name is found whole
    EXPECT_EQ(first("Ville de Paris").reference, "75056");
    EXPECT_EQ(first("communauté de communes du pays bigouden sud").kind, Kind::epci);
    EXPECT_EQ(first("collectivité européenne d'alsace").reference, "COL-6AE");
}

TEST_P(LookupTest, homonyms_are_told_apart_by_departement) {
    std::vector<Authority> const all = find("Saint-Denis", 50).authorities;
    auto const labelled = [&](std::string_view code) {
        for (Authority const& one : all)
            if (one.insee_code == code && one.is_in_force) return territories::label(one);
        return std::string("absent");
    };
    EXPECT_EQ(labelled("93066"), "Saint-Denis (93, Seine-Saint-Denis) · 149\u202f077\u00a0habitants");
    EXPECT_EQ(labelled("97411"), "Saint-Denis (974, La Réunion) · 155\u202f634\u00a0habitants");
    EXPECT_EQ(first("Saint-Denis 93").insee_code, "93066");
    EXPECT_EQ(first("saint denis 11").insee_code, "11339");
}

TEST_P(LookupTest, codes_are_recognised_by_their_form) {
    EXPECT_EQ(first("29134").name, "Locronan");
    EXPECT_EQ(first("2A004").name, "Ajaccio");
    EXPECT_EQ(first("212 901 342").name, "Locronan");
    EXPECT_EQ(first("21290134200011").name, "Locronan");  // a SIRET
    EXPECT_EQ(first("200054781").name, "Métropole du Grand Paris");
    AuthorityPage const page = find("29180");  // a postcode
    EXPECT_TRUE(std::any_of(page.authorities.begin(), page.authorities.end(),
                            [](Authority const& one) { return one.name == "Locronan"; }));
    EXPECT_EQ(first("97701").reference, "COL-977");  // the commune that Saint-Barthélemy once was
}

TEST_P(LookupTest, a_former_commune_answers_with_its_successor) {
    Authority const pierrefitte = first("Pierrefitte-sur-Seine");
    EXPECT_EQ(pierrefitte.kind, Kind::former_commune);
    EXPECT_FALSE(pierrefitte.is_in_force);
    EXPECT_EQ(pierrefitte.successor_name, "Commune de Saint-Denis");
    EXPECT_EQ(territories::label(pierrefitte),
              "Ancienne commune de Pierrefitte-sur-Seine (93, Seine-Saint-Denis), aujourd’hui Commune de "
              "Saint-Denis");
    auto const now = territories::in_force(*reader_, pierrefitte.id);
    ASSERT_TRUE(now.has_value());
    EXPECT_EQ(now->reference, "93066");
    auto const before = territories::predecessors(*reader_, now->id);
    EXPECT_TRUE(std::any_of(before.begin(), before.end(),
                            [&](Authority const& one) { return one.id == pierrefitte.id; }));
    AuthoritySearch search;
    search.text = "Pierrefitte-sur-Seine";
    search.is_in_force_only = true;
    EXPECT_TRUE(territories::find_authorities(*reader_, search).authorities.empty());
}

TEST_P(LookupTest, a_reference_leads_to_its_body_and_an_old_code_to_the_one_of_today) {
    EXPECT_EQ(territories::authority_by_reference(*reader_, "DEP-29")->long_name, "Département du Finistère");
    EXPECT_EQ(territories::authority_by_reference(*reader_, "REG-53")->name, "Bretagne");
    EXPECT_EQ(territories::authority_by_reference(*reader_, "93059")->reference, "93066");
    EXPECT_EQ(territories::authority_by_reference(*reader_, "49069")->reference,
              "49126");  // its code changed
    EXPECT_FALSE(territories::authority_by_reference(*reader_, "nothing").has_value());
    EXPECT_FALSE(territories::authority(*reader_, base::Id<Authority>(999'999'999)).has_value());
}

TEST_P(LookupTest, pages_follow_each_other_without_gap_or_repetition) {
    for (char const* const text : {"saint", ""}) {
        AuthoritySearch search;
        search.text = text;
        search.kind = Kind::commune;
        search.department = "29";
        search.limit = 20;
        std::vector<std::int64_t> seen;
        for (int page = 0; page < 50; ++page) {
            AuthorityPage const found = territories::find_authorities(*reader_, search);
            for (Authority const& one : found.authorities) seen.push_back(one.id.value);
            if (found.next.empty()) break;
            search.after = found.next;
        }
        search.after.clear();
        EXPECT_EQ(static_cast<std::int64_t>(seen.size()), territories::count_authorities(*reader_, search))
            << text;
        std::sort(seen.begin(), seen.end());
        EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
        EXPECT_GT(seen.size(), 20u);
    }
}

TEST_P(LookupTest, filters_narrow_and_limits_hold) {
    AuthoritySearch search;
    search.kind = Kind::region;
    search.limit = 500;
    EXPECT_EQ(territories::find_authorities(*reader_, search).authorities.size(), 14u);
    search.kind.reset();
    EXPECT_EQ(territories::find_authorities(*reader_, search).authorities.size(), 50u);
    search.kind = Kind::epci;
    search.region = "53";
    EXPECT_GT(territories::count_authorities(*reader_, search), 50);
}

TEST_P(LookupTest, hostile_text_finds_nothing_and_harms_nothing) {
    for (std::string const text : {"'; DROP TABLE authorities; --", "%", "_", "\"", "\\", "🎉", "\xFF\xFE",
                                   "de", "l'", "$1", "*", "00000"})
        EXPECT_NO_THROW((void)find(text)) << text;
    EXPECT_NO_THROW((void)find(std::string(100'000, 'a')));
    EXPECT_TRUE(find("zzzzqqq").authorities.empty());
    AuthoritySearch search;
    search.after = "not.a.cursor";
    EXPECT_EQ(territories::find_authorities(*reader_, search).authorities.size(), 20u);
}

TEST_P(LookupTest, lists_for_filters_and_maps_are_whole) {
    std::vector<territories::Territory> const all = territories::departments(*reader_);
    EXPECT_EQ(std::count_if(all.begin(), all.end(), [](auto const& one) { return one.is_full; }), 101);
    EXPECT_EQ(all.front().code, "01");
    auto const regions = territories::regions(*reader_);
    EXPECT_EQ(std::count_if(regions.begin(), regions.end(), [](auto const& one) { return one.is_full; }), 18);
    EXPECT_EQ(regions.front().name, "Auvergne-Rhône-Alpes");
}

TEST_P(LookupTest, members_and_postcodes_of_a_body_are_listed) {
    Authority const quimper = first("29232");
    EXPECT_EQ(quimper.epci_name, "Communauté d’agglomération Quimper Bretagne Occidentale");
    EXPECT_EQ(territories::members(*reader_, quimper.epci).size(), 14u);
    EXPECT_EQ(territories::postcodes(*reader_, quimper.id), std::vector<std::string>{"29000"});
    std::vector<base::Id<Authority>> const ids{quimper.epci, quimper.id, base::Id<Authority>(987'654'321)};
    auto const both = territories::authorities(*reader_, ids);
    ASSERT_EQ(both.size(), 2u);
    EXPECT_EQ(both[1].id, quimper.id);
}

TEST_P(LookupTest, an_edition_keeps_what_it_said) {
    Authority const saint_denis = first("93066");
    auto const then = territories::in_edition(*reader_, base::Id<territories::Edition>(1), saint_denis.id);
    auto const now = territories::in_edition(*reader_, base::Id<territories::Edition>(2), saint_denis.id);
    ASSERT_TRUE(then && now);
    EXPECT_EQ(then->population, 112'852);
    EXPECT_EQ(now->population, 149'077);
    Authority const pierrefitte = first("Pierrefitte-sur-Seine");
    EXPECT_TRUE(
        territories::in_edition(*reader_, base::Id<territories::Edition>(1), pierrefitte.id).has_value());
    EXPECT_FALSE(
        territories::in_edition(*reader_, base::Id<territories::Edition>(2), pierrefitte.id).has_value());
}

TEST_P(LookupTest, DISABLED_bench) {
    for (char const* const text :
         {"locronan", "saint", "saint denis", "la", "29180", "communauté", "", "s", "pays de"}) {
        std::vector<double> times;
        for (int i = 0; i < 15; ++i) {
            auto const from = std::chrono::steady_clock::now();
            (void)find(text);
            times.push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count());
        }
        std::sort(times.begin(), times.end());
        std::cout << '"' << text << "\": " << times[7] << " ms\n";
    }
}

TEST(SizeClassTest, a_lower_bound_belongs_to_its_class) {
    EXPECT_EQ(territories::size_class(0), SizeClass::under_500);
    EXPECT_EQ(territories::size_class(499), SizeClass::under_500);
    EXPECT_EQ(territories::size_class(500), SizeClass::from_500);
    EXPECT_EQ(territories::size_class(999), SizeClass::from_500);
    EXPECT_EQ(territories::size_class(1000), SizeClass::from_1000);
    EXPECT_EQ(territories::size_class(3499), SizeClass::from_1000);
    EXPECT_EQ(territories::size_class(3500), SizeClass::from_3500);
    EXPECT_EQ(territories::size_class(9999), SizeClass::from_3500);
    EXPECT_EQ(territories::size_class(10'000), SizeClass::from_10000);
    EXPECT_EQ(territories::size_class(49'999), SizeClass::from_10000);
    EXPECT_EQ(territories::size_class(50'000), SizeClass::from_50000);
    EXPECT_EQ(territories::size_class(std::nullopt), SizeClass::unknown);
    for (SizeClass const size : territories::all_size_classes())
        EXPECT_EQ(territories::size_class_from(territories::code(size)), size);
}

TEST(KindTest, codes_and_kinds_answer_each_other) {
    for (Kind const kind : territories::all_kinds()) {
        EXPECT_EQ(territories::kind_from(territories::code(kind)), kind);
        EXPECT_FALSE(territories::french(kind).empty());
    }
    EXPECT_FALSE(territories::kind_from("Commune").has_value());
}

TEST(WordsTest, small_and_polite_words_do_not_count) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(territories::words_of_name("Communauté de communes du Pays de l’Arbresle"),
              (Words{"communaute", "communes", "pays", "arbresle"}));
    EXPECT_EQ(territories::words_of_query("Mairie de St-Ave"), (Words{"saint", "ave"}));
    EXPECT_EQ(territories::words_of_query("commune"), (Words{"commune"}));
}
