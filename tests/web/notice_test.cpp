// NoticeBoard: read once per version of the data; which pages a notice means.
#include "web/notice.hpp"

#include <gtest/gtest.h>

#include "support/databases.hpp"

TEST(NoticeBoard, is_loaded_once_per_version_and_always_without_one) {
    support::TestDatabase database(db::Engine::sqlite);
    auto const snapshot = database->snapshot();
    web::NoticeBoard board;
    auto const reader = [&]() -> db::Reader const& { return *snapshot; };
    base::Instant const now{1};
    EXPECT_TRUE(board.at(1, reader, now)->empty());
    int loads = 0;
    board.load_with([&](db::Reader const&, base::Instant) {
        ++loads;
        return web::Notices{{true, "Panne", {}, {0}, {10}}};
    });
    EXPECT_EQ(board.at(1, reader, now)->size(), 1u);
    board.at(1, reader, now);
    EXPECT_EQ(loads, 1);
    board.at(2, reader, now);
    EXPECT_EQ(loads, 2);
    board.at(std::nullopt, reader, now);
    board.at(std::nullopt, reader, now);
    EXPECT_EQ(loads, 4);
}

TEST(Notice, concerns_its_path_what_is_below_and_what_leads_back_to_it) {
    using web::concerns;
    EXPECT_TRUE(concerns("", "/x", {}));
    EXPECT_TRUE(concerns("/campagnes/a", "/campagnes/a", {}));
    EXPECT_TRUE(concerns("/campagnes/a", "/campagnes/a/regles", {}));
    EXPECT_FALSE(concerns("/campagnes/a", "/campagnes/ab", {}));
    EXPECT_FALSE(concerns("/campagnes/a", "/campagnes", {}));
    EXPECT_TRUE(concerns("/campagnes/a", "/propositions/P-1", {"", "/campagnes/a/propositions?q=eau"}));
    EXPECT_FALSE(concerns("/campagnes/a", "/propositions/P-1", {"", "/"}));
}
