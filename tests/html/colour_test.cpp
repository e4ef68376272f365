#include <gtest/gtest.h>

#include "html/colour.hpp"

using html::Colour;

TEST(Colour, six_digits_are_read_and_nothing_else) {
    EXPECT_EQ(html::colour_of("#1F3a93"), (Colour{0x1f, 0x3a, 0x93}));
    EXPECT_EQ(html::to_text({0x1f, 0x3a, 0x93}), "#1f3a93");
    for (char const* wrong : {"", "#", "1f3a93", "#1f3a9", "#1f3a933", "#1f3a9g", "#fff", "red"})
        EXPECT_FALSE(html::colour_of(wrong)) << wrong;
}

TEST(Colour, contrast_is_that_of_wcag) {
    EXPECT_NEAR(html::contrast({0, 0, 0}, {255, 255, 255}), 21.0, 0.001);
    EXPECT_NEAR(html::contrast({0x77, 0x77, 0x77}, {255, 255, 255}), 4.48, 0.01);  // the grey that just fails
    EXPECT_NEAR(html::contrast({1, 2, 3}, {1, 2, 3}), 1.0, 0.001);
}

TEST(Colour, the_nearest_shade_is_the_colour_itself_when_it_passes_and_none_when_nothing_can) {
    Colour const blue{0x1f, 0x3a, 0x93};
    EXPECT_EQ(html::nearest_shade(blue, [](Colour) { return true; }), blue);
    EXPECT_FALSE(html::nearest_shade(blue, [](Colour) { return false; }));
    auto const near = html::nearest_shade({0xff, 0xd3, 0x4d}, [](Colour shade) {
        return html::contrast(shade, {255, 255, 255}) >= 4.5;
    });
    ASSERT_TRUE(near);
    EXPECT_LT(html::contrast(*near, {255, 255, 255}), 4.8);
}
