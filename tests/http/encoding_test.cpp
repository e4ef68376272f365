// Compression there and back, and the choice of the coding.
#include <gtest/gtest.h>

#include "http/message.hpp"
#include "http/unpacked.hpp"

TEST(Encoding, what_is_compressed_is_read_back_the_same) {
    std::string page;
    for (int i = 0; i < 2000; ++i)
        page += "<li>Proposition " + std::to_string(i) + " : l’eau à l’école</li>\n";
    for (std::string const& text : {page, std::string(), std::string("a"), std::string(100'000, '\0')}) {
        EXPECT_EQ(http_test::unpacked(http::gzip(text), "gzip"), text);
        EXPECT_EQ(http_test::unpacked(http::brotli(text, 4), "br"), text);
    }
    EXPECT_LT(http::brotli(page, 4).size(), page.size() / 5);
    EXPECT_LT(http::gzip(page).size(), page.size() / 5);
}

TEST(Encoding, the_browser_s_weights_choose) {
    EXPECT_EQ(http::chosen_encoding("gzip, deflate, br, zstd"), "br");
    EXPECT_EQ(http::chosen_encoding("gzip, deflate"), "gzip");
    EXPECT_EQ(http::chosen_encoding("br;q=0.5, gzip;q=0.8"), "gzip");
    EXPECT_EQ(http::chosen_encoding("br;q=0, gzip"), "gzip");
    EXPECT_EQ(http::chosen_encoding("BR"), "br");
    EXPECT_EQ(http::chosen_encoding("*"), "br");
    EXPECT_EQ(http::chosen_encoding("*;q=0"), "");
    EXPECT_EQ(http::chosen_encoding("br;q=0, *"), "gzip");
    EXPECT_EQ(http::chosen_encoding("identity"), "");
    EXPECT_EQ(http::chosen_encoding(""), "");
    EXPECT_EQ(http::chosen_encoding("br;q=wrong"), "");
}
