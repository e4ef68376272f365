// Routes found, wrong methods told from unknown paths.
#include "http/path_table.hpp"

#include <gtest/gtest.h>

#include "base/check.hpp"

using http::Method;
using What = http::PathTable::Found::What;

namespace {
http::PathTable some_routes() {
    http::PathTable table;
    table.add(Method::get, "/", 0);
    table.add(Method::get, "/campagnes/{campaign}/propositions", 1);
    table.add(Method::get, "/campagnes/{campaign}/propositions/{proposal}", 2);
    table.add(Method::get, "/campagnes/{campaign}/propositions/nouvelle", 3);
    table.add(Method::post, "/campagnes/{campaign}/propositions/{proposal}", 4);
    return table;
}
}  // namespace

TEST(PathTable, values_of_names_are_given_in_order) {
    auto const found =
        some_routes().find(Method::get, "/campagnes/france-relance-2021/propositions/P-2026-067");
    ASSERT_EQ(found.what, What::route);
    EXPECT_EQ(found.index, 2u);
    EXPECT_EQ(found.values,
              (http::PathValues{{"campaign", "france-relance-2021"}, {"proposal", "P-2026-067"}}));
    EXPECT_EQ(some_routes().find(Method::get, "/").index, 0u);
}

TEST(PathTable, a_literal_segment_wins_over_a_name) {
    EXPECT_EQ(some_routes().find(Method::get, "/campagnes/x/propositions/nouvelle").index, 3u);
    // … but not when the literal route has not that method.
    EXPECT_EQ(some_routes().find(Method::post, "/campagnes/x/propositions/nouvelle").index, 4u);
}

TEST(PathTable, head_finds_the_get_route) {
    EXPECT_EQ(some_routes().find(Method::head, "/campagnes/x/propositions").index, 1u);
}

TEST(PathTable, a_wrong_method_names_those_allowed) {
    auto const found = some_routes().find(Method::del, "/campagnes/x/propositions/y");
    EXPECT_EQ(found.what, What::wrong_method);
    EXPECT_EQ(found.allow, "GET, HEAD, POST");
}

TEST(PathTable, a_trailing_slash_or_an_empty_value_is_another_path) {
    for (char const* path : {"/campagnes/x/propositions/", "/campagnes//propositions", "/inconnu", "",
                             "campagnes", "/campagnes/x", "/campagnes/x/propositions/y/z"})
        EXPECT_EQ(some_routes().find(Method::get, path).what, What::nothing) << path;
}

TEST(PathTable, a_route_declared_twice_is_a_fault) {
    auto table = some_routes();
    EXPECT_THROW(table.add(Method::get, "/campagnes/{other}/propositions", 9), base::Fault);
    EXPECT_THROW(table.add(Method::get, "sans-barre", 9), base::Fault);
    EXPECT_THROW(table.add(Method::get, "/a/x{name}", 9), base::Fault);
    EXPECT_NO_THROW(table.add(Method::put, "/campagnes/{other}/propositions", 9));
}
