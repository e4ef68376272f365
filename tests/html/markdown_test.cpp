#include "html/markdown.hpp"

#include <gtest/gtest.h>

TEST(Markdown, plain_texts_become_paragraphs_lists_and_lower_headings) {
    EXPECT_EQ(html::markdown("# Titre\n\nUn *mot*.\n\n- a\n- b\n").text(),
              "<h2>Titre</h2>\n<p>Un <em>mot</em>.</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
}

TEST(Markdown, nothing_dangerous_comes_through) {
    for (char const* hostile :
         {"<script>alert(1)</script>", "a <img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
          "[x](JaVaScRiPt:alert(1))", "<a href='javascript:alert(1)'>x</a>",
          "[x](data:text/html,<script>alert(1)</script>)", "![x](https://evil.example/a.png)",
          "<svg onload=alert(1)>", "`<script>`", "[x]: javascript:alert(1)\n[x]"}) {
        std::string const made(html::markdown(hostile).text());
        EXPECT_EQ(made.find("<script"), std::string::npos) << made;
        EXPECT_EQ(made.find("javascript:alert"), made.find("[x]: javascript:alert")) << made;
        EXPECT_EQ(made.find("onerror="), std::string::npos) << made;
        EXPECT_EQ(made.find("onload="), std::string::npos) << made;
        EXPECT_EQ(made.find("evil.example"), std::string::npos) << made;
        EXPECT_EQ(made.find("href=\"data:"), std::string::npos) << made;
    }
}
