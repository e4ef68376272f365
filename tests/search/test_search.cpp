// The French index: what a civil servant types finds the text on both engines, in the same way.
#include <algorithm>
#include <chrono>
#include <iostream>

#include "base/world.hpp"
#include "search/query.hpp"
#include "search/search.hpp"
#include "search/tokenizer.hpp"
#include "support/databases.hpp"

using base::Done;
using base::Result;
using search::Document;
using support::TestDatabase;

ON_BOTH_ENGINES(SearchTest);

namespace {

std::vector<std::string> stems(std::string_view text) {
    std::vector<std::string> all;
    for (search::Token const& token : search::tokens(text, 1000)) all.push_back(token.stem);
    return all;
}

using Ids = std::vector<std::int64_t>;

struct Index {
    explicit Index(db::Engine engine) : database(engine) { db::migrate(*database, search::migrations()); }
    void put(std::int64_t id, std::string_view title, std::string_view body, std::int64_t hint = 0,
             std::string_view kind = "proposal") {
        (void)database->write([&](db::Tx& tx) -> Result<Done> {
            search::put(tx, Document{kind, id, title, body, hint});
            return Done{};
        });
    }
    std::optional<Ids> ranked(std::string_view query, std::string_view kind = "proposal") {
        return search::matches(*database->snapshot(), kind, query, 1000);
    }
    Ids found(std::string_view query) {
        Ids ids = ranked(query).value_or(Ids{-1});
        std::sort(ids.begin(), ids.end());
        return ids;
    }
    TestDatabase database;
};

void fill(Index& index) {
    index.put(1, "Prendre rendez-vous avec l’école", "Les parents réservent un créneau avec la directrice.");
    index.put(2, "Gestion des salles communales", "Réserver une salle des fêtes en ligne, école comprise.");
    index.put(3, "Signature électronique", "Signer les délibérations et les arrêtés du maire.");
    index.put(4, "ALERTE DES HABITANTS", "Prévenir en cas de crue ou d’incendie, dès 2021.");
}

}  // namespace

TEST(TokenizerTest, elisions_stop_words_and_single_letters_go_numbers_stay) {
    EXPECT_EQ(stems("Qu’est-ce que l’école de la commune n° 3 a jusqu’à 2021 ?"),
              (std::vector<std::string>{"ecol", "commun", "3", "2021"}));
    EXPECT_EQ(stems("aujourd’hui"), std::vector<std::string>());
}

TEST(TokenizerTest, accents_capitals_and_ligatures_do_not_matter) {
    EXPECT_EQ(stems("ÉCOLES")[0], stems("écoles")[0]);
    search::Token const with = search::tokens("démocratie", 1)[0];
    search::Token const without = search::tokens("democratie", 1)[0];
    EXPECT_TRUE(with.stem == without.stem || with.folded_stem == without.stem);
    EXPECT_EQ(search::tokens("cœur", 1)[0].folded_word, "coeur");
    EXPECT_EQ(stems("e\u0301cole"), stems("ecole"));  // an accent after its letter
}

TEST(TokenizerTest, sur_goes_but_sure_with_its_accent_stays) {
    EXPECT_TRUE(stems("sur").empty());
    EXPECT_EQ(stems("sûr").size(), 1u);
    EXPECT_EQ(stems("été").size(), 1u);  // also a season
}

TEST(TokenizerTest, broken_bytes_and_endless_words_do_no_harm) {
    EXPECT_EQ(stems("\xE2\x80"), std::vector<std::string>());
    EXPECT_EQ(stems("\xC3").size(), 0u);
    EXPECT_EQ(stems("abc\xFF\xFE"
                    "def")
                  .size(),
              2u);
    ASSERT_EQ(stems(std::string(100'000, 'x')).size(), 1u);
    EXPECT_LE(stems(std::string(100'000, 'x'))[0].size(), search::word_bytes_max);
    EXPECT_EQ(search::tokens("un deux trois quatre cinq six sept", 2).size(), 2u);
}

TEST_P(SearchTest, words_are_found_without_accents_in_plural_and_with_elision) {
    Index index(GetParam());
    fill(index);
    EXPECT_EQ(index.found("ecoles"), (Ids{1, 2}));
    EXPECT_EQ(index.found("école"), (Ids{1, 2}));
    EXPECT_EQ(index.found("l'école"), (Ids{1, 2}));
    EXPECT_EQ(index.found("réservation"), index.found("reservation"));
    EXPECT_EQ(index.found("délibération"), (Ids{3}));
    EXPECT_EQ(index.found("deliberation"), (Ids{3}));
    EXPECT_EQ(index.found("alertes habitant"), (Ids{4}));
    EXPECT_EQ(index.found("2021"), (Ids{4}));
}

TEST_P(SearchTest, all_words_must_be_there_and_the_last_one_may_be_unfinished) {
    Index index(GetParam());
    fill(index);
    EXPECT_EQ(index.found("école salle"), (Ids{2}));
    EXPECT_EQ(index.found("école signature"), (Ids{}));
    EXPECT_EQ(index.found("électroniq"), (Ids{3}));
    EXPECT_EQ(index.found("signature élec"), (Ids{3}));
    EXPECT_EQ(index.found("élec "), (Ids{}));  // a space ends the word
}

TEST_P(SearchTest, a_quoted_sequence_is_found_in_this_order_only) {
    Index index(GetParam());
    fill(index);
    EXPECT_EQ(index.found("\"salle des fêtes\""), (Ids{2}));
    EXPECT_EQ(index.found("« salle des fêtes »"), (Ids{2}));
    EXPECT_EQ(index.found("\"fêtes salle\""), (Ids{}));
    EXPECT_EQ(index.found("\"salle des fêtes"), (Ids{2}));  // an odd quote is no quote
}

TEST_P(SearchTest, a_word_of_the_title_comes_before_one_of_the_body_then_the_hint_decides) {
    Index index(GetParam());
    fill(index);
    EXPECT_EQ(index.ranked("école"), (Ids{1, 2}));
    index.put(10, "Piscine", "même texte", 5);
    index.put(11, "Piscine", "même texte", 9);
    EXPECT_EQ(index.ranked("piscine"), (Ids{11, 10}));
}

TEST_P(SearchTest, stop_words_only_are_no_condition) {
    Index index(GetParam());
    fill(index);
    for (char const* const empty : {"", "   ", "de la", "l’", "\"\"", "?!*", "a"})
        EXPECT_FALSE(index.ranked(empty).has_value()) << empty;
    EXPECT_FALSE(search::condition(GetParam(), "proposal", "de la", 1).has_value());
}

TEST_P(SearchTest, what_is_changed_or_removed_is_no_longer_found) {
    Index index(GetParam());
    fill(index);
    index.put(1, "Cantine", "Payer les repas.");
    EXPECT_EQ(index.found("école"), (Ids{2}));
    EXPECT_EQ(index.found("cantine"), (Ids{1}));
    (void)index.database->write([&](db::Tx& tx) -> Result<Done> {
        search::remove(tx, "proposal", 2);
        search::remove(tx, "proposal", 999);
        return Done{};
    });
    EXPECT_EQ(index.found("école"), (Ids{}));
}

TEST_P(SearchTest, kinds_do_not_mix) {
    Index index(GetParam());
    index.put(1, "école", "", 0, "proposal");
    index.put(1, "école", "", 0, "contribution");
    EXPECT_EQ(index.ranked("école", "contribution"), (Ids{1}));
    EXPECT_EQ(index.ranked("école", "other"), (Ids{}));
}

TEST_P(SearchTest, hostile_text_never_breaks_the_query) {
    Index index(GetParam());
    fill(index);
    for (std::string const hostile :
         {"\" OR 1=1 --", "école AND OR NOT", "NEAR(école salle)", "title:école", "école*", "^école", "(((",
          "a & | ! <->", "école:*", "';DROP TABLE authorities;--", "\\", "\xFF\xC3", "🎉 école", "{title} : x",
          "-école", "$1", "%_"}) {
        EXPECT_NO_THROW((void)index.ranked(hostile)) << hostile;
        index.put(50, hostile, hostile + hostile);
    }
    std::string const long_one(100'000, '"');
    EXPECT_NO_THROW((void)index.ranked(long_one));
    EXPECT_EQ(index.found("école*"), index.found("école"));
}

TEST_P(SearchTest, a_condition_joins_with_other_filters) {
    Index index(GetParam());
    fill(index);
    auto const found = search::condition(GetParam(), "proposal", "école", 2);
    ASSERT_TRUE(found.has_value());
    std::vector<db::Value> values{1};
    for (std::string const& value : found->values) values.push_back(value);
    Ids ids;
    index.database->snapshot()->each(
        "SELECT subject_id FROM search_documents WHERE subject_id > $1 AND subject_id IN " + found->sql,
        values, [&](db::Row const& row) { ids.push_back(row.integer(0)); });
    EXPECT_EQ(ids, (Ids{2}));
}

TEST_P(SearchTest, DISABLED_bench_ten_thousand_texts_of_95_words) {
    Index index(GetParam());
    std::vector<std::string> const words{"école",        "salle",
                                         "signature",    "électronique",
                                         "délibération", "habitants",
                                         "alerte",       "réservation",
                                         "service",      "numérique",
                                         "données",      "formation",
                                         "agents",       "dématérialisation",
                                         "urbanisme",    "cantine",
                                         "état",         "civil",
                                         "budget",       "marchés",
                                         "publics",      "mutualisation",
                                         "logiciel",     "usagers",
                                         "rendez-vous",  "mairie",
                                         "territoire"};
    base::SeededRandom seeded(1);
    std::vector<std::string> texts;
    for (int i = 0; i < 10'000; ++i) {
        std::string text;
        for (int w = 0; w < 95; ++w)
            text += w % 2 == 0 ? words[seeded.below(words.size())] + " "
                               : "mot" + std::to_string(seeded.below(20'000)) + " ";
        texts.push_back(std::move(text));
    }
    auto const now = [] { return std::chrono::steady_clock::now(); };
    auto const ms = [](auto from, auto to) {
        return std::chrono::duration<double, std::milli>(to - from).count();
    };
    auto const start = now();
    (void)index.database->write([&](db::Tx& tx) -> Result<Done> {
        for (std::size_t i = 0; i < texts.size(); ++i)
            search::put(tx, Document{"proposal", static_cast<std::int64_t>(i + 1), texts[i].substr(0, 60),
                                     texts[i], 0});
        return Done{};
    });
    std::cout << "index of 10 000 texts: " << ms(start, now()) << " ms\n";
    if (GetParam() == db::Engine::postgresql)
        (void)index.database->write([](db::Tx& tx) -> Result<Done> {
            tx.script("ANALYZE search_documents");
            return Done{};
        });
    for (std::string const query :
         {"école ", "école salle ", "mot17", "mot123 ", "numér", "\"service numérique\""}) {
        std::vector<double> times;
        std::size_t hits = 0;
        for (int i = 0; i < 9; ++i) {
            auto const from = now();
            hits = search::matches(*index.database->snapshot(), "proposal", query, 20)->size();
            times.push_back(ms(from, now()));
        }
        std::sort(times.begin(), times.end());
        std::cout << query << ": " << hits << " shown of " << index.found(query).size() << ", " << times[4]
                  << " ms\n";
    }
}
