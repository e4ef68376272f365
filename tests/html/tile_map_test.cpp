// The tile map: every département once, neighbours near each other, classes that part the values fairly.
#include "html/tile_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

#include "html/markup.hpp"
#include "html/pages_tile_map.hpp"

namespace {

html::TileMapWords const WORDS{"Soutiens par département", "aucun soutien", "soutien", "soutiens"};

html::TilePlace place(std::string_view code) {
    for (html::TilePlace const& one : html::tile_places()) {
        if (one.code == code) return one;
    }
    ADD_FAILURE() << "no tile for " << code;
    return {};
}

TEST(TilePlaces, hold_each_of_the_101_departements_once_and_apart) {
    std::set<std::string_view> codes;
    std::set<std::pair<int, int>> cells;
    for (html::TilePlace const& one : html::tile_places()) {
        EXPECT_TRUE(codes.insert(one.code).second) << one.code;
        EXPECT_TRUE(cells.insert({one.column, one.row}).second) << one.code << " stands on another";
        EXPECT_TRUE(one.column >= 0 && one.column < html::TILE_COLUMNS && one.row >= 0 &&
                    one.row < html::TILE_ROWS);
        EXPECT_FALSE(one.name.empty());
    }
    EXPECT_EQ(codes.size(), 101U);
    for (int number = 1; number <= 95; ++number) {
        std::string const code = (number < 10 ? "0" : "") + std::to_string(number);
        EXPECT_EQ(codes.contains(code), number != 20) << code;
    }
    for (std::string_view const code : {"2A", "2B", "971", "972", "973", "974", "976"})
        EXPECT_TRUE(codes.contains(code));
}

TEST(TilePlaces, neighbours_touch) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 24> NEIGHBOURS = {
        {{"29", "22"}, {"29", "56"}, {"59", "62"}, {"67", "68"}, {"75", "92"}, {"75", "93"},
         {"75", "94"}, {"04", "06"}, {"13", "83"}, {"33", "40"}, {"31", "81"}, {"38", "73"},
         {"01", "74"}, {"69", "42"}, {"21", "71"}, {"44", "49"}, {"14", "50"}, {"76", "80"},
         {"54", "57"}, {"63", "15"}, {"2A", "2B"}, {"35", "53"}, {"87", "23"}, {"30", "34"}}};
    for (auto const& [a, b] : NEIGHBOURS) {
        int const columns = std::abs(place(a).column - place(b).column);
        int const rows = std::abs(place(a).row - place(b).row);
        EXPECT_LE(std::max(columns, rows), 1) << a << " and " << b;
    }
    EXPECT_LT(place("62").row, place("75").row);
    EXPECT_LT(place("75").row, place("66").row);
    EXPECT_LT(place("29").column, place("67").column);
}

TEST(TileMap, zero_is_a_class_and_quartiles_part_the_rest) {
    std::vector<html::DepartmentValue> values;
    for (int i = 1; i <= 8; ++i) values.push_back({"0" + std::to_string(i), i});
    html::TileMap const map = html::tile_map_of(values, WORDS);
    ASSERT_EQ(map.classes.size(), 5U);
    EXPECT_EQ(map.classes[0].words, "aucun soutien");
    EXPECT_EQ(map.classes[1].words, "de 1 à 2\u00A0soutiens");
    EXPECT_EQ(map.classes[4].words, "de 7 à 8\u00A0soutiens");
    EXPECT_EQ(map.classes[4].departments, "Ardennes (08)\u00A0: 8, Ardèche (07)\u00A0: 7");
    std::map<int, int> tiles_by_shade;
    for (html::TileMap::Tile const& tile : map.tiles) ++tiles_by_shade[tile.shade];
    EXPECT_EQ(tiles_by_shade, (std::map<int, int>{{0, 93}, {1, 2}, {2, 2}, {3, 2}, {4, 2}}));
}

TEST(TileMap, equal_values_are_never_parted) {
    html::TileMap const map =
        html::tile_map_of({{"01", 1}, {"02", 1}, {"03", 1}, {"04", 1}, {"05", 5}}, WORDS);
    ASSERT_EQ(map.classes.size(), 3U);
    EXPECT_EQ(map.classes[1].words, "1\u00A0soutien");
    EXPECT_EQ(map.classes[1].shade, 1);
    EXPECT_EQ(map.classes[2].words, "5\u00A0soutiens");
    EXPECT_EQ(map.classes[2].shade, 4);
}

TEST(TileMap, without_any_value_says_so) {
    html::TileMap const map = html::tile_map_of({}, WORDS);
    ASSERT_EQ(map.classes.size(), 1U);
    EXPECT_EQ(map.summary, "Soutiens par département\u00A0: aucun soutien dans aucun département.");
}

TEST(TileMap, counts_a_departement_given_twice_and_one_without_a_tile) {
    html::TileMap const map =
        html::tile_map_of({{"29", 2}, {"29", 3}, {"988", 7, "Nouvelle-Calédonie"}}, WORDS);
    EXPECT_EQ(map.tiles.size(), 101U);
    EXPECT_EQ(map.classes.back().departments, "Nouvelle-Calédonie (988)\u00A0: 7");
    EXPECT_EQ(map.classes[1].departments, "Finistère (29)\u00A0: 5");
    EXPECT_NE(map.summary.find("Nouvelle-Calédonie (988), 7\u00A0soutiens."), std::string::npos)
        << map.summary;
}

TEST(TileMap, is_written_as_one_named_image_with_its_table) {
    html::Out out;
    html::pages::tile_map(out, html::tile_map_of({{"29", 2}, {"13", 40}, {"974", 9}}, WORDS));
    std::string const text = std::move(out).text();
    markup::Document const document = markup::read(text);
    for (std::string const& fault : document.faults) ADD_FAILURE() << fault;
    ASSERT_EQ(document.all("svg").size(), 1U);
    EXPECT_EQ(document.all("svg")[0].attribute("role"), "img");
    EXPECT_NE(document.all("svg")[0].attribute("aria-label").find("Bouches-du-Rhône (13), 40\u00A0soutiens"),
              std::string::npos);
    EXPECT_EQ(document.all("rect").size(), 101U);
    EXPECT_NE(text.find("<title>La Réunion (974)\u00A0: 9\u00A0soutiens</title>"), std::string::npos);
    EXPECT_LE(document.count_outside_svg, 40U) << "budget of elements (HOUSE.md)";
}

}  // namespace
