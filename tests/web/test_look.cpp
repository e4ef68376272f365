// White label: a colour that cannot be read is refused in words, the others give a sheet for both schemes;
// logos.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "support/databases.hpp"
#include "web/look.hpp"

namespace {

std::string written(support::TemporaryFolder const& folder, std::string const& bytes) {
    std::string const path = folder.file("logo.png");
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

std::string png(int width, int height) {
    auto const number = [](int value) {
        return std::string{static_cast<char>(value >> 24), static_cast<char>(value >> 16),
                           static_cast<char>(value >> 8), static_cast<char>(value)};
    };
    return std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) + number(width) + number(height) + "rest";
}

}  // namespace

TEST(Look, without_colours_there_is_no_sheet) {
    auto const sheet = web::brand_sheet({});
    ASSERT_TRUE(sheet.ok());
    EXPECT_EQ(*sheet, "");
}

TEST(Look, a_dark_enough_brand_gives_a_sheet_for_light_and_dark_whose_every_pair_passes) {
    for (char const* brand : {"#1f3a93", "#7a1f4b", "#00563f", "#000000", "#5b3a00"}) {
        auto const sheet = web::brand_sheet({.brand = brand, .accent = "#7a1f4b"});
        ASSERT_TRUE(sheet.ok()) << brand << sheet.refusal().message;
        EXPECT_NE(sheet->find(std::string("--brand:") + brand), std::string::npos);
        EXPECT_NE(sheet->find("prefers-color-scheme:dark"), std::string::npos);
        for (web::ColourPair const& pair :
             web::pairs_of(*html::colour_of(brand), *html::colour_of("#7a1f4b")))
            EXPECT_GE(html::contrast(pair.front, pair.behind), pair.ratio_min) << brand << ' ' << pair.what;
    }
}

TEST(Look, a_map_wears_the_brand_and_each_step_is_seen_by_day_and_by_night) {
    for (char const* brand : {"#1f3a93", "#7a1f4b", "#00563f", "#5b3a00", "#5f5f5f"}) {
        auto const sheet = web::brand_sheet({.brand = brand});
        ASSERT_TRUE(sheet.ok()) << brand << sheet.refusal().message;
        for (std::size_t from : {std::size_t{0}, sheet->find("prefers-color-scheme:dark")}) {
            std::vector<html::Colour> steps;
            for (char const* name : {"--class-1:", "--class-2:", "--class-3:", "--class-4:"}) {
                std::size_t const at = sheet->find(name, from);
                ASSERT_NE(at, std::string::npos) << name;
                steps.push_back(html::colour_of(sheet->substr(at + 10, 7)).value());
            }
            for (std::size_t i = 1; i < steps.size(); ++i)
                EXPECT_GE(html::contrast(steps[i - 1], steps[i]), 1.15) << brand << " step " << i << *sheet;
        }
    }
}

TEST(Look, a_faint_colour_is_refused_with_the_pair_its_ratio_and_a_shade_that_passes) {
    auto const sheet = web::brand_sheet({.brand = "#ffd34d"});
    ASSERT_FALSE(sheet.ok());
    std::string const& message = sheet.refusal().message;
    EXPECT_NE(message.find("liens sur la page (thème clair)"), std::string::npos) << message;
    EXPECT_NE(message.find("donne 1,4"), std::string::npos) << message;
    EXPECT_NE(message.find("il faut 4,5"), std::string::npos) << message;
    std::string const& advice = sheet.refusal().advice;
    std::string const near = advice.substr(advice.find('#'), 7);
    EXPECT_TRUE(web::brand_sheet({.brand = near}).ok()) << advice;

    auto const accent = web::brand_sheet({.accent = "#ff8800"});
    ASSERT_FALSE(accent.ok());
    EXPECT_NE(accent.refusal().message.find("accent_colour"), std::string::npos);
    EXPECT_NE(accent.refusal().message.find("bouton principal"), std::string::npos);
}

TEST(Look, what_is_no_colour_never_reaches_the_sheet) {
    for (char const* wrong : {"red", "#fff", "#12345g", "#1f3a93}body{display:none", "rgb(0,0,0)"})
        EXPECT_FALSE(web::brand_sheet({.brand = wrong}).ok()) << wrong;
}

TEST(Look, the_neutral_colours_measured_are_those_of_the_style_sheet) {
    std::ifstream stream("assets/style/_theme.scss");
    if (!stream) GTEST_SKIP() << "run from the root of the repository";
    std::ostringstream text;
    text << stream.rdbuf();
    for (char const* rule :
         {"--page: #fff;", "--surface: #f6f4f0;", "--page: #15171c;", "--surface: #1e2128;",
          "--brand: #1f3a93;", "--act: #0b6e4f;", "--act-text: #fff;"})
        EXPECT_NE(text.str().find(rule), std::string::npos) << rule;
}

TEST(Look, a_logo_is_a_small_png_with_words_that_stand_for_it) {
    support::TemporaryFolder const folder;
    web::Look look{.logo_file = written(folder, png(400, 100)), .logo_alt = "Ville d’Essai"};
    ASSERT_TRUE(web::logo_of(look).ok());
    EXPECT_EQ(look.logo_height, 44);
    EXPECT_EQ(look.logo_width, 176);
    look.logo_file = written(folder, png(2000, 100));
    ASSERT_TRUE(web::logo_of(look).ok());
    EXPECT_EQ(look.logo_width, 280);
    EXPECT_EQ(look.logo_height, 14);

    web::Look mute{.logo_file = look.logo_file};
    EXPECT_FALSE(web::logo_of(mute).ok());
    for (std::string const& wrong :
         {std::string("<svg onload=alert(1)>"), std::string("\x89PNG"), png(0, 10), png(2001, 10),
          png(10, -1), png(10, 10) + std::string(web::logo_bytes_max, 'x')}) {
        web::Look bad{.logo_file = written(folder, wrong), .logo_alt = "x"};
        EXPECT_FALSE(web::logo_of(bad).ok()) << wrong.substr(0, 20);
    }
    web::Look absent{.logo_file = folder.file("none.png"), .logo_alt = "x"};
    EXPECT_FALSE(web::logo_of(absent).ok());
}
