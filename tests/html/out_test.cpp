// Escaping: what a hostile value becomes in each place of a page.
#include "html/out.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>

namespace {

struct Reference {
    int year = 0;
};
std::string to_text(Reference const& reference) {
    return "P-" + std::to_string(reference.year) + "<";
}

template<class Write>
std::string written(Write write) {
    html::Out out;
    write(out);
    return std::move(out).text();
}
std::string as_text(std::string_view value) {
    return written([&](html::Out& out) { html::write_text(out, value); });
}
std::string as_attribute(std::string_view value) {
    return written([&](html::Out& out) { html::write_attribute(out, value); });
}
std::string as_url(std::string_view value) {
    return written([&](html::Out& out) { html::write_url(out, value); });
}
std::string as_url_part(std::string_view value) {
    return written([&](html::Out& out) { html::write_url_part(out, value); });
}
std::string as_query_value(std::string_view value) {
    return written([&](html::Out& out) { html::write_query_value(out, value); });
}

using namespace std::string_view_literals;

TEST(Escaping, text_cannot_open_a_tag) {
    EXPECT_EQ(as_text("<script>alert('1') && \"x\"</script>"),
              "&lt;script&gt;alert(&#39;1&#39;) &amp;&amp; &#34;x&#34;&lt;/script&gt;");
    EXPECT_EQ(as_text("L’été à Œuf"), "L’été à Œuf");
    EXPECT_EQ(as_text(""), "");
    EXPECT_EQ(as_text("&amp;"), "&amp;amp;");
}

TEST(Escaping, an_attribute_cannot_be_left) {
    EXPECT_EQ(as_attribute("\" onmouseover=\"x"), "&#34; onmouseover=&#34;x");
    EXPECT_EQ(as_attribute("' autofocus '"), "&#39; autofocus &#39;");
}

TEST(Escaping, nul_becomes_the_replacement_character_and_invalid_utf8_passes) {
    EXPECT_EQ(as_text("a\0b"sv),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(as_text("\xC3(\xFF\x80"), "\xC3(\xFF\x80");
    EXPECT_EQ(as_attribute("\xE2\x82<"), "\xE2\x82&lt;")
        << "a cut sequence does not swallow the next character";
}

TEST(Escaping, addresses_of_allowed_schemes_pass) {
    for (std::string_view const address :
         {"https://exemple.fr/a?b=c#d", "http://exemple.fr", "mailto:a@b.fr", "tel:+33102030405",
          "/propositions/1", "propositions?page=2", "#titre", "?q=a:b", "//cdn.exemple.fr/x", "",
          "HTTPS://EXEMPLE.FR", "a/b:c"}) {
        EXPECT_EQ(as_url(address), address);
    }
    EXPECT_EQ(as_url("?a=1&b='2'"), "?a=1&amp;b=&#39;2&#39;");
    EXPECT_EQ(as_url("/é à\"<>`"), "/é%20à%22%3C%3E%60");
}

TEST(Escaping, addresses_of_other_schemes_become_a_hash) {
    for (std::string_view const address :
         {"javascript:alert(1)"sv, "JaVaScRiPt:alert(1)"sv, " javascript:alert(1)"sv,
          "java\tscript:alert(1)"sv, "java\nscript:alert(1)"sv, "\x01javascript:alert(1)"sv,
          "javascript\r\n:alert(1)"sv, "\0javascript:alert(1)"sv, "data:text/html,x"sv, "vbscript:x"sv,
          "file:///etc/passwd"sv, ":alert(1)"sv, "javascript&colon;alert(1):"sv, "httpsx:a"sv,
          "blob:https://x"sv}) {
        EXPECT_EQ(as_url(address), "#") << address;
    }
}

TEST(Escaping, parts_of_an_address_stay_inside_it) {
    EXPECT_EQ(as_url_part("a b\"c'd<é>"), "a%20b%22c&#39;d%3Cé%3E");
    EXPECT_EQ(as_url_part("x/y?z=1&t"), "x/y?z=1&amp;t");
    EXPECT_EQ(as_query_value("a&b=c #é+/"), "a%26b%3Dc%20%23%C3%A9%2B%2F");
    EXPECT_EQ(as_query_value("P-2026_1.~"), "P-2026_1.~");
    EXPECT_EQ(as_query_value("\0"sv), "%00");
}

TEST(Escaping, json_can_neither_close_its_script_nor_open_a_comment) {
    std::string const out = written([](html::Out& page) {
        html::write_json(page, html::json_text("{\"a\":\"</script><!--&\xE2\x80\xA8\xE2\x80\xA9é\"}"));
    });
    EXPECT_EQ(out, "{\"a\":\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\\u2029é\"}");
}

TEST(Values, whole_numbers_and_types_with_to_text_are_written) {
    EXPECT_EQ(
        written([](html::Out& out) { html::write_text(out, std::numeric_limits<std::int64_t>::min()); }),
        "-9223372036854775808");
    EXPECT_EQ(written([](html::Out& out) { html::write_text(out, std::size_t{42}); }), "42");
    EXPECT_EQ(written([](html::Out& out) { html::write_text(out, "a<b"); }), "a&lt;b");
    EXPECT_EQ(written([](html::Out& out) { html::write_text(out, std::string("a<b")); }), "a&lt;b");
    EXPECT_EQ(written([](html::Out& out) { html::write_attribute(out, Reference{2026}); }), "P-2026&lt;");
}

TEST(Values, only_html_is_written_verbatim_and_mails_are_plain) {
    html::Html const bold = html::trusted_from_template("<b>a</b>");
    EXPECT_EQ(written([&](html::Out& out) { html::write_text(out, bold); }), "<b>a</b>");
    EXPECT_EQ(written([](html::Out& out) { html::write_plain(out, "l’eau & <feu>"); }), "l’eau & <feu>");
}

TEST(Values, a_captured_block_leaves_the_page_as_it_was) {
    html::Out out;
    out.markup("<p>");
    std::size_t const mark = out.size();
    html::write_text(out, "a<");
    html::Html const piece = out.take_from(mark);
    EXPECT_EQ(out.view(), "<p>");
    EXPECT_EQ(piece.text(), "a&lt;");
    out.markup(piece);
    EXPECT_EQ(out.view(), "<p>a&lt;");
}

// Html and Literal cannot be made from a value: these are promises of the types, checked when compiling.
static_assert(!std::is_constructible_v<html::Html, std::string>);
static_assert(!std::is_constructible_v<html::Html, char const*>);
static_assert(!std::is_constructible_v<html::Literal, std::string>);
static_assert(!std::is_constructible_v<html::Literal, std::string_view>);
static_assert(!std::is_constructible_v<html::JsonText, std::string>);
static_assert(!html::Writable<std::optional<std::string>> && !html::Writable<bool> &&
              !html::Writable<double>);
static_assert(!html::Writable<char> && !html::Writable<html::Html>);
static_assert(html::Writable<char const*> && html::Writable<std::string> && html::Writable<unsigned long>);
static_assert(html::Writable<Reference>);

}  // namespace
