#include <gtest/gtest.h>

#include "web/json.hpp"
#include "web/page_before.hpp"
#include "web/page_cache.hpp"
#include "web/rate_limiter.hpp"
#include "web/visit.hpp"

using namespace web;

namespace {
CachedPage page_of_bytes(std::size_t size) {
    return {"text/html", "", std::make_shared<std::string const>(size, 'x'), "W/\"1\""};
}
base::Instant const noon{1'000'000'000'000};
}  // namespace

TEST(PageCache, a_page_is_served_only_for_its_own_data_version_and_until_its_instant) {
    PageCache cache(1'000'000);
    cache.keep("/a", 7, noon + base::Duration::minutes(1), page_of_bytes(10));
    EXPECT_TRUE(cache.find("/a", 7, noon));
    EXPECT_FALSE(cache.find("/b", 7, noon));
    EXPECT_FALSE(cache.find("/a", 8, noon));  // and it is dropped
    EXPECT_FALSE(cache.find("/a", 7, noon));
    cache.keep("/a", 7, noon + base::Duration::minutes(1), page_of_bytes(10));
    EXPECT_FALSE(cache.find("/a", 7, noon + base::Duration::minutes(1)));
    EXPECT_EQ(cache.bytes(), 0u);
}

TEST(PageCache, it_never_holds_more_than_it_may_and_forgets_the_longest_unused) {
    PageCache cache(10'000);
    for (int i = 0; i < 100; ++i) {
        cache.keep("/" + std::to_string(i), 1, noon + base::Duration::hours(1), page_of_bytes(1000));
        (void)cache.find("/0", 1, noon);
        EXPECT_LE(cache.bytes(), 10'000u);
    }
    EXPECT_TRUE(cache.find("/0", 1, noon));
    EXPECT_FALSE(cache.find("/50", 1, noon));
    cache.keep("/huge", 1, noon + base::Duration::hours(1), page_of_bytes(9000));
    EXPECT_FALSE(cache.find("/huge", 1, noon));
}

TEST(RateLimiter, a_burst_is_allowed_and_a_flood_is_told_when_to_come_back) {
    RateLimiter limiter;
    Rate const rate{"mail", 3, base::Duration::hours(1)};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take(rate, "a", noon), 0);
    int const wait_s = limiter.take(rate, "a", noon);
    EXPECT_GT(wait_s, 1100);
    EXPECT_LE(wait_s, 1200);
    EXPECT_EQ(limiter.take(rate, "b", noon), 0);
    EXPECT_EQ(limiter.take(rate, "a", noon + base::Duration::minutes(20)), 0);
    EXPECT_GT(limiter.take(rate, "a", noon + base::Duration::minutes(20)), 0);
}

TEST(PageBefore, only_another_page_of_this_site_leads_back) {
    auto const before = [](std::string const& referer, std::string const& target) {
        http::Request request;
        request.target = target;
        request.headers.add("host", "tremplin.example");
        request.headers.add("referer", referer);
        return page_before(request, "https://www.tremplin.example");
    };
    EXPECT_EQ(before("https://tremplin.example/liste?page=2", "/soutenir"), "/liste?page=2");
    EXPECT_EQ(before("https://www.tremplin.example/liste", "/soutenir"), "/liste");
    EXPECT_EQ(before("https://tremplin.example/soutenir", "/soutenir"), "") << "that would turn in a circle";
    for (char const* wrong : {"", "https://evil.example/liste", "https://tremplin.example.evil.example/x",
                              "https://www.tremplin.example.evil.example/x", "https://tremplin.example//evil",
                              "https://tremplin.example", "liste"})
        EXPECT_EQ(before(wrong, "/soutenir"), "") << wrong;
}

TEST(SafeReturn, only_a_local_path_is_followed) {
    EXPECT_EQ(safe_return_path("/mon-compte?x=1"), "/mon-compte?x=1");
    for (char const* wrong : {"", "https://evil.example", "//evil.example", "/\\evil.example",
                              "javascript:alert(1)", "/a b", "/a\nLocation: x", "mon-compte"})
        EXPECT_EQ(safe_return_path(wrong), "/") << wrong;
}

TEST(Json, text_is_escaped_and_commas_are_right) {
    Json json;
    json.object()
        .key("a")
        .text("x\"\\\n\x01é")
        .key("b")
        .array()
        .number(1)
        .null()
        .boolean(true)
        .end()
        .key("c")
        .object()
        .end()
        .end();
    EXPECT_EQ(json.take(), "{\"a\":\"x\\\"\\\\\\n\\u0001é\",\"b\":[1,null,true],\"c\":{}}");
    Json open;
    open.object();
    EXPECT_THROW((void)open.take(), base::Fault);
}

TEST(Problem, a_refusal_becomes_rfc_9457_with_its_fields) {
    base::Refusal refusal = base::refuse_field("titre", "Donnez un titre.");
    refusal.advice = "Ajoutez-le.";
    http::Response const response = problem(refusal);
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.content_type, "application/problem+json; charset=utf-8");
    EXPECT_NE(response.body.find("\"errors\":[{\"field\":\"titre\""), std::string::npos);
}
