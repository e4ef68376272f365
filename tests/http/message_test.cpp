// Forms, cookies, queries, small answers.
#include "http/message.hpp"

#include <gtest/gtest.h>

#include "base/check.hpp"

TEST(Forms, a_form_keeps_order_and_repeated_names) {
    auto const form = http::parse_form("nom=Saint-%C3%89tienne&sujet=eau&sujet=%C3%A9cole+primaire");
    ASSERT_TRUE(form);
    EXPECT_EQ(form->get("nom"), "Saint-Étienne");
    EXPECT_EQ(form->all("sujet"), (std::vector<std::string_view>{"eau", "école primaire"}));
    EXPECT_TRUE(form->has("sujet"));
    EXPECT_FALSE(form->has("absent"));
    EXPECT_EQ(form->get("absent"), "");
}

TEST(Forms, a_field_without_value_is_present_and_empty) {
    auto const form = http::parse_form("a&b=&&c=1=2");
    ASSERT_TRUE(form);
    EXPECT_EQ(form->items().size(), 3u);
    EXPECT_TRUE(form->has("a"));
    EXPECT_EQ(form->get("c"), "1=2");
}

TEST(Forms, a_wrong_escape_or_encoding_is_refused) {
    EXPECT_FALSE(http::parse_form("a=%"));
    EXPECT_FALSE(http::parse_form("a=%4"));
    EXPECT_FALSE(http::parse_form("a=%zz"));
    EXPECT_FALSE(http::parse_form("a=%E9"));  // é in Latin-1
    EXPECT_FALSE(http::parse_form("%FF=1"));
    EXPECT_FALSE(http::parse_form("a=\xC0\xAF"));  // overlong "/"
}

TEST(Forms, too_many_fields_are_refused) {
    std::string many;
    for (std::size_t i = 0; i < http::form_fields_max; ++i) many += "a=1&";
    EXPECT_TRUE(http::parse_form(many));
    EXPECT_FALSE(http::parse_form(many + "a=1"));
}

TEST(Forms, a_query_written_is_read_back_the_same) {
    http::Pairs pairs;
    EXPECT_EQ(http::query_text(pairs), "");
    pairs.add("q", "l’eau & l’école + 50 %");
    pairs.add("page", "2");
    std::string const text = http::query_text(pairs);
    EXPECT_EQ(text[0], '?');
    auto const read = http::parse_query(std::string_view(text).substr(1));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->items(), pairs.items());
}

TEST(Cookies, each_cookie_is_read_and_junk_is_skipped) {
    auto const cookies = http::parse_cookies("a=1; b=\"deux\"; ; =x; seul; c=x=y");
    EXPECT_EQ(cookies.items().size(), 3u);
    EXPECT_EQ(cookies.get("b"), "deux");
    EXPECT_EQ(cookies.get("c"), "x=y");
}

TEST(Cookies, over_https_only_cookies_with_the_host_prefix_are_ours) {
    auto const cookies = http::parse_cookies("visite=planted; __Host-visite=ours", true);
    EXPECT_EQ(cookies.items().size(), 1u);
    EXPECT_EQ(cookies.get("visite"), "ours");
}

TEST(Cookies, a_cookie_is_unreadable_by_scripts_and_secure_over_https) {
    EXPECT_EQ(http::set_cookie_text({"visite", "abc", 3600}, false),
              "visite=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600");
    EXPECT_EQ(http::set_cookie_text({"visite", "", 0}, true),
              "__Host-visite=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
    EXPECT_EQ(http::set_cookie_text({"visite", "abc", {}}, false),
              "visite=abc; Path=/; HttpOnly; SameSite=Lax");
}

TEST(Cookies, a_value_that_would_break_the_header_is_a_fault) {
    EXPECT_THROW(http::set_cookie_text({"visite", "a;b", {}}, false), base::Fault);
    EXPECT_THROW(http::set_cookie_text({"visite", "a\r\nX: 1", {}}, false), base::Fault);
    EXPECT_THROW(http::set_cookie_text({"vi site", "a", {}}, false), base::Fault);
}

TEST(Redirections, only_a_path_of_ours_is_a_destination) {
    http::Response const response = http::see_other("/campagnes/été?a=1&b=2#haut");
    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(response.headers.at(0).second, "/campagnes/%C3%A9t%C3%A9?a=1&b=2#haut");
    EXPECT_THROW(http::see_other("https://ailleurs.example/"), base::Fault);
    EXPECT_THROW(http::see_other("//ailleurs.example/"), base::Fault);
    EXPECT_THROW(http::see_other("/\\ailleurs.example/"), base::Fault);
    EXPECT_THROW(http::see_other(""), base::Fault);
    EXPECT_EQ(http::see_other("/a\r\nX: 1").headers.at(0).second, "/a%0D%0AX:%201");
}

TEST(EntityTags, if_none_match_compares_weakly_and_knows_lists) {
    EXPECT_TRUE(http::etag_matches("\"a\"", "\"a\""));
    EXPECT_TRUE(http::etag_matches("W/\"a\"", "\"a\""));
    EXPECT_TRUE(http::etag_matches("\"x\", W/\"a\"", "W/\"a\""));
    EXPECT_TRUE(http::etag_matches("*", "\"a\""));
    EXPECT_FALSE(http::etag_matches("\"b\"", "\"a\""));
    EXPECT_FALSE(http::etag_matches("", "\"a\""));
    EXPECT_FALSE(http::etag_matches("*", ""));
}
