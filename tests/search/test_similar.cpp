// What resembles a text being written: rare words decide, and both engines count the same.
#include <cmath>

#include "search/search.hpp"
#include "search/similar.hpp"
#include "support/databases.hpp"

using base::Done;
using base::Result;
using search::Near;
using support::TestDatabase;

ON_BOTH_ENGINES(SimilarTest);

namespace {

struct Texts {
    explicit Texts(db::Engine engine) : database(engine) { db::migrate(*database, search::migrations()); }
    void put(std::int64_t id, std::string_view title, std::string_view body) {
        (void)database->write([&](db::Tx& tx) -> Result<Done> {
            search::put(tx, {"text", id, title, body, 0});
            return Done{};
        });
    }
    std::vector<Near> near(std::string_view title, std::string_view body, int limit = 5) {
        return search::similar(*database->snapshot(), title, body,
                               {{"text", "SELECT subject_id FROM search_documents WHERE kind = 'text'"}},
                               limit);
    }
    TestDatabase database;
};

}  // namespace

TEST_P(SimilarTest, the_score_is_the_same_number_on_both_engines) {
    Texts texts(GetParam());
    texts.put(1, "Alerte de crue", "Prévenir les riverains.");
    texts.put(2, "Location de salles", "Réserver une salle en ligne.");
    texts.put(3, "Carte des crues", "Consulter les niveaux.");
    auto const found = texts.near("Alerte : crue", "");
    ASSERT_EQ(found.size(), 1u);  // the third shares one word only
    EXPECT_EQ(found.front().id, 1);
    // "alerte" stands in one text of three, "crue" in two: rarities 1 and log(1 + 3/2) / log(1 + 3).
    double const crue = std::log(2.5) / std::log(4.0);
    EXPECT_NEAR(found.front().score, 2.2 * std::sqrt(1 + crue * crue), 1e-9);
}

TEST_P(SimilarTest, a_rare_word_in_common_is_nearer_than_a_common_one) {
    Texts texts(GetParam());
    for (int i = 1; i <= 8; ++i) texts.put(i, "Le service en ligne de la mairie", "Des démarches simples.");
    texts.put(9, "Un service pour les apiculteurs", "Déclarer une ruche en mairie.");
    auto const found = texts.near("Service aux apiculteurs de la mairie", "Nos ruches sont mal connues.");
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().id, 9);
}

TEST_P(SimilarTest, a_word_that_comes_back_says_what_the_text_is_about) {
    Texts texts(GetParam());
    texts.put(1, "Premier", "La cantine des enfants.");
    texts.put(2, "Second", "La piscine des enfants.");
    auto const even = texts.near("", "Cantine, piscine, enfants.");
    ASSERT_EQ(even.size(), 2u);
    EXPECT_DOUBLE_EQ(even[0].score, even[1].score);
    auto const found = texts.near("", "Cantine, piscine, enfants. La cantine ! Toujours la cantine.");
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().id, 1);
    EXPECT_TRUE(found.size() == 1 || found[1].score < found[0].score);
}

TEST_P(SimilarTest, the_first_texts_of_a_campaign_resemble_each_other_when_they_say_the_same) {
    Texts texts(GetParam());
    for (int i = 1; i <= 7; ++i) texts.put(i, "Alerte de crue", "Prévenir les riverains.");
    EXPECT_EQ(texts.near("Alerte de crue", "Prévenir les riverains.").size(), 5u);
    EXPECT_EQ(texts.near("Alerte de crue", "").size(), 5u);
    EXPECT_EQ(texts.near("Alerte de crue", "", 2).size(), 2u);
}

TEST_P(SimilarTest, little_or_hostile_text_resembles_nothing) {
    Texts texts(GetParam());
    texts.put(1, "Alerte de crue", "Prévenir les riverains.");
    EXPECT_TRUE(texts.near("", "").empty());
    EXPECT_TRUE(texts.near("crue", "").empty());
    EXPECT_TRUE(texts.near("de la le \") OR 1=1 -- <b> {title}:", "").empty());
    EXPECT_TRUE(texts.near(std::string("\0' & ! | :A *\xff", 15), "🐚 \xff").empty());
    std::string const endless(200'000, 'x');
    EXPECT_TRUE(texts.near(endless + " y", endless + " z").empty());
}
