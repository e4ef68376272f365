// Names of the register inside sentences: articles contract as French wants.
#include <gtest/gtest.h>

#include <array>

#include "territories/counted.hpp"
#include "territories/in_sentence.hpp"

using namespace territories;

namespace {

struct Said {
    char const* long_name;
    char const* plain;  // after "pour"
    char const* of;
    char const* to;
};

}  // namespace

TEST(InSentence, a_common_noun_takes_its_article_and_a_proper_name_none) {
    for (Said const& one : {
             Said{"Commune d’Aast", "la commune d’Aast", "de la commune d’Aast", "à la commune d’Aast"},
             Said{"Commune du Havre", "la commune du Havre", "de la commune du Havre",
                  "à la commune du Havre"},
             Said{"Ancienne commune de Culoz", "l’ancienne commune de Culoz",
                  "de l’ancienne commune de Culoz", "à l’ancienne commune de Culoz"},
             Said{"Ville de Paris", "la ville de Paris", "de la ville de Paris", "à la ville de Paris"},
             Said{"Département du Finistère", "le département du Finistère", "du département du Finistère",
                  "au département du Finistère"},
             Said{"Région Bretagne", "la région Bretagne", "de la région Bretagne", "à la région Bretagne"},
             Said{"Communauté de communes du Pays de Blain", "la communauté de communes du Pays de Blain",
                  "de la communauté de communes du Pays de Blain",
                  "à la communauté de communes du Pays de Blain"},
             Said{"Communauté d’agglomération d’Agen", "la communauté d’agglomération d’Agen",
                  "de la communauté d’agglomération d’Agen", "à la communauté d’agglomération d’Agen"},
             Said{"Métropole de Lyon", "la métropole de Lyon", "de la métropole de Lyon",
                  "à la métropole de Lyon"},
             Said{"Eurométropole de Strasbourg", "l’eurométropole de Strasbourg",
                  "de l’eurométropole de Strasbourg", "à l’eurométropole de Strasbourg"},
             Said{"Établissement public territorial Plaine Commune",
                  "l’établissement public territorial Plaine Commune",
                  "de l’établissement public territorial Plaine Commune",
                  "à l’établissement public territorial Plaine Commune"},
             Said{"Territoire des îles Wallis et Futuna", "le territoire des îles Wallis et Futuna",
                  "du territoire des îles Wallis et Futuna", "au territoire des îles Wallis et Futuna"},
             Said{"Syndicat mixte Mégalis Bretagne", "le syndicat mixte Mégalis Bretagne",
                  "du syndicat mixte Mégalis Bretagne", "au syndicat mixte Mégalis Bretagne"},
             Said{"Polynésie française", "la Polynésie française", "de la Polynésie française",
                  "à la Polynésie française"},
             Said{"Brest Métropole", "Brest Métropole", "de Brest Métropole", "à Brest Métropole"},
             Said{"Orléans Métropole", "Orléans Métropole", "d’Orléans Métropole", "à Orléans Métropole"},
             Said{"Les Interconnectés", "Les Interconnectés", "des Interconnectés", "aux Interconnectés"},
         }) {
        EXPECT_EQ(in_sentence(one.long_name), one.plain);
        EXPECT_EQ(of_body(one.long_name), one.of);
        EXPECT_EQ(to_body(one.long_name), one.to);
    }
}

TEST(InSentence, a_sentence_begins_with_a_capital) {
    EXPECT_EQ(as_subject("Commune d’Aast"), "La commune d’Aast");
    EXPECT_EQ(as_subject("Département du Gard"), "Le département du Gard");
    EXPECT_EQ(as_subject("Établissement public territorial Paris Terres d’Envol"),
              "L’établissement public territorial Paris Terres d’Envol");
    EXPECT_EQ(as_subject("Rennes Métropole"), "Rennes Métropole");
    EXPECT_EQ(as_subject(""), "");
}

TEST(InSentence, an_article_of_a_name_contracts_when_it_is_masculine_or_plural) {
    for (auto const& [name, of, to] : {
             std::array{"Le Havre", "du Havre", "au Havre"},
             std::array{"Les Ulis", "des Ulis", "aux Ulis"},
             std::array{"La Rochelle", "de La Rochelle", "à La Rochelle"},
             std::array{"L’Abergement", "de L’Abergement", "à L’Abergement"},
             std::array{"Aast", "d’Aast", "à Aast"},
             std::array{"Évron", "d’Évron", "à Évron"},
             std::array{"Œuilly", "d’Œuilly", "à Œuilly"},
             std::array{"Brest", "de Brest", "à Brest"},
             std::array{"Lesneven", "de Lesneven", "à Lesneven"},
             std::array{"Y", "d’Y", "à Y"},
         }) {
        EXPECT_EQ(of_place(name), of);
        EXPECT_EQ(to_place(name), to);
    }
}

TEST(InSentence, what_begins_like_a_noun_without_being_one_stays) {
    EXPECT_EQ(in_sentence("Communes en action"), "Communes en action");
    EXPECT_EQ(of_body("Communauté"), "de Communauté");
    EXPECT_EQ(of_body(""), "de ");
}

TEST(Counted, a_number_of_bodies_is_named_by_the_kind_that_the_list_was_narrowed_to) {
    EXPECT_EQ(counted(261, Kind::commune), "261\u00a0communes");
    EXPECT_EQ(counted(1, Kind::departement), "1\u00a0département");
    EXPECT_EQ(counted(0, Kind::epci), "0\u00a0EPCI à fiscalité propre");
    EXPECT_EQ(counted(12, Kind::ept), "12\u00a0établissements publics territoriaux");
    EXPECT_EQ(counted(2, std::nullopt), "2\u00a0collectivités ou structures");
}
