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

TEST(Markdown, a_mail_spells_the_addresses_of_its_links_in_the_plain_part) {
    auto const mail = html::markdown_for_mail(
        "Bonjour,\n\n[la consultation](/campagnes/x) et <https://a.example/y>\n\n- un\n- deux\n\n"
        "[piège](javascript:alert(1)) ![vu](https://evil.example/p.png) <b>gras</b>",
        "https://t.example");
    EXPECT_NE(mail.plain.find("la consultation (https://t.example/campagnes/x)"), std::string::npos)
        << mail.plain;
    EXPECT_EQ(mail.plain.find("y (https://a.example/y)"), std::string::npos) << mail.plain;
    EXPECT_NE(mail.plain.find("- un\n"), std::string::npos) << mail.plain;
    EXPECT_NE(mail.html.text().find("<a href=\"https://t.example/campagnes/x\">"), std::string::npos);
    for (char const* hostile : {"javascript:alert", "evil.example", "<b>"}) {
        EXPECT_EQ(mail.plain.find(hostile), std::string::npos) << mail.plain;
        EXPECT_EQ(mail.html.text().find(hostile), std::string::npos) << mail.html.text();
    }
    EXPECT_EQ(html::markdown_for_mail("", "https://t.example").plain, "");
    // "//host" is another site, not a path of ours.
    EXPECT_EQ(
        html::markdown_for_mail("[x](//evil.example)", "https://t.example").html.text().find("t.example"),
        std::string::npos);
}
