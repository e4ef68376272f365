// Banners: who may publish, what is refused, where and when pages show them, also from the cache.
#include "site/banner_actions.hpp"

#include <atomic>
#include <thread>

#include "site/desk_fixture.hpp"
#include "site/moment.hpp"

namespace desk_tests {

ON_BOTH_ENGINES(BannerTest);

namespace {

site::NewBanner banner_of(DeskFixture& f, std::string text = "La connexion est lente ce matin.") {
    return {"incident", std::move(text), {}, {}, f.site.clock.now() + Duration::hours(2)};
}

Result<base::Id<site::Banner>> publish(DeskFixture& f, site::NewBanner const& typed,
                                       people::Actor const& actor) {
    return f.act([&](Tx& tx) { return site::publish_banner(tx, f.site.services->world, actor, typed); });
}

Fields typed_fields(std::string action, std::string text) {
    return {{"kind", "information"}, {"text", std::move(text)}, {"campaign", ""},
            {"ends_at_day", "3"},    {"ends_at_month", "2"},    {"ends_at_year", "2026"},
            {"ends_at_hour", "18"},  {"ends_at_minute", ""},    {"action", std::move(action)}};
}

}  // namespace

TEST_P(BannerTest, only_an_operator_publishes_and_ends_and_each_act_is_in_the_journal) {
    DeskFixture f(GetParam());
    people::Actor auditor;
    auditor.is_auditor = true;
    EXPECT_EQ(publish(f, banner_of(f), auditor).refusal().code, base::RefusalCode::forbidden);
    auto const id = publish(f, banner_of(f), f.operator_actor());
    ASSERT_TRUE(id.ok());
    auto const end = [&](people::Actor const& actor) {
        return f.act([&](Tx& tx) { return site::end_banner(tx, f.site.services->world, actor, *id); });
    };
    EXPECT_EQ(end(auditor).refusal().code, base::RefusalCode::forbidden);
    EXPECT_TRUE(end(f.operator_actor()).ok());
    EXPECT_TRUE(end(f.operator_actor()).ok());  // again: nothing more
    EXPECT_EQ(f.acts("banner:" + std::to_string(id->value)),
              (std::vector<std::string>{"banner.publish", "banner.end"}));
}

TEST_P(BannerTest, every_error_of_the_form_is_said_at_once) {
    DeskFixture f(GetParam());
    auto const refused = publish(f, {"alerte", "  ", "nulle-part", {}, {}}, f.operator_actor());
    ASSERT_FALSE(refused.ok());
    std::vector<std::string> fields;
    for (base::FieldError const& error : refused.refusal().fields) fields.push_back(error.field);
    EXPECT_EQ(fields, (std::vector<std::string>{"kind", "text", "campaign", "ends_at"}));
    site::NewBanner typed = banner_of(f, std::string(301, 'a'));
    EXPECT_EQ(publish(f, typed, f.operator_actor()).refusal().fields.front().field, "text");
    typed = banner_of(f);
    typed.ends_at = f.site.clock.now();
    EXPECT_FALSE(publish(f, typed, f.operator_actor()).ok());
    typed.ends_at = f.site.clock.now() + site::banner_duration_max + Duration::minutes(1);
    EXPECT_FALSE(publish(f, typed, f.operator_actor()).ok());
    typed = banner_of(f);
    typed.starts_at = *typed.ends_at;
    EXPECT_FALSE(publish(f, typed, f.operator_actor()).ok());
}

TEST_P(BannerTest, of_many_published_at_once_no_more_stand_than_a_page_shows) {
    DeskFixture f(GetParam());
    constexpr int tried = 16;
    std::atomic<int> published = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < tried; ++i)
        threads.emplace_back([&] {
            auto const done = publish(f, banner_of(f), f.operator_actor());
            if (done.ok())
                ++published;
            else if (done.refusal().code == base::RefusalCode::conflict)
                ++refused;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(published, web::notices_max);
    EXPECT_EQ(refused, tried - web::notices_max);
}

TEST_P(BannerTest, pages_show_it_from_its_start_to_its_end_even_when_they_were_cached) {
    DeskFixture f(GetParam());
    Browser visitor(f.site);
    EXPECT_FALSE(shows(visitor.get("/"), "Maintenance"));
    site::NewBanner typed = banner_of(f, "Maintenance <b>ce soir</b>");
    typed.starts_at = f.site.clock.now() + Duration::minutes(5);
    typed.ends_at = f.site.clock.now() + Duration::minutes(15);
    ASSERT_TRUE(publish(f, typed, f.operator_actor()).ok());
    EXPECT_FALSE(shows(visitor.get("/"), "Maintenance"));  // cached until the start
    f.later(Duration::minutes(5));
    EXPECT_TRUE(shows(visitor.get("/"), "Maintenance &lt;b&gt;ce soir&lt;/b&gt;"));
    EXPECT_TRUE(shows(visitor.get("/collectivites/29134"), "Maintenance"));
    EXPECT_TRUE(shows(visitor.get("/connexion"), "Maintenance"));
    EXPECT_TRUE(shows(visitor.get("/nulle-part"), "Maintenance"));
    f.later(Duration::minutes(10));
    EXPECT_FALSE(shows(visitor.get("/"), "Maintenance"));
    f.expect_sound();
}

TEST_P(BannerTest, one_that_is_ended_is_gone_from_the_next_page_on) {
    DeskFixture f(GetParam());
    Browser team = f.operator_browser();
    Browser visitor(f.site);
    ASSERT_TRUE(publish(f, banner_of(f), f.operator_actor()).ok());
    EXPECT_TRUE(shows(visitor.get("/"), "lente ce matin"));
    EXPECT_TRUE(shows(team.get("/operateur/bandeau"), "/operateur/bandeau/1/fin"));
    EXPECT_EQ(team.submit("/operateur/bandeau/1/fin", {}).status, 303);
    EXPECT_FALSE(shows(visitor.get("/"), "lente ce matin"));
    auto const history = team.get("/operateur/bandeau");
    EXPECT_TRUE(shows(history, "lente ce matin"));
    EXPECT_TRUE(shows(history, "arrêté"));
    f.expect_sound();
}

TEST_P(BannerTest, that_of_a_campaign_stands_on_its_pages_only) {
    DeskFixture f(GetParam());
    Browser visitor(f.site);
    site::NewBanner typed = banner_of(f, "Le dépôt de fichiers est en panne.");
    typed.campaign = "essai-2026";
    ASSERT_TRUE(publish(f, typed, f.operator_actor()).ok());
    EXPECT_TRUE(shows(visitor.get("/campagnes/essai-2026"), "en panne"));
    EXPECT_TRUE(shows(visitor.get("/campagnes/essai-2026/regles"), "en panne"));
    EXPECT_FALSE(shows(visitor.get("/"), "en panne"));
    EXPECT_FALSE(shows(visitor.get("/campagnes"), "en panne"));
}

TEST_P(BannerTest, the_preview_changes_nothing_and_publishing_follows_it) {
    DeskFixture f(GetParam());
    Browser team = f.operator_browser();
    Browser visitor(f.site);
    team.get("/operateur/bandeau");
    auto const preview = team.submit("/operateur/bandeau", typed_fields("apercu", std::string(hostile)));
    EXPECT_EQ(preview.status, 200);
    EXPECT_TRUE(shows(preview, "Publier ce bandeau"));
    EXPECT_FALSE(shows(preview, "<script>alert"));
    EXPECT_FALSE(shows(visitor.get("/"), "alert(1)"));
    EXPECT_EQ(team.submit("/operateur/bandeau", typed_fields("publier", std::string(hostile))).status, 303);
    auto const home = visitor.get("/");
    EXPECT_TRUE(shows(home, "alert(1)"));
    EXPECT_FALSE(shows(home, "<script>alert"));
    auto const wrong = team.submit("/operateur/bandeau", {{"action", "publier"}, {"starts_at_day", "32"}});
    EXPECT_EQ(wrong.status, 422);
    f.expect_sound();
}

TEST(Moment, a_day_typed_is_that_midnight_in_paris_and_what_is_none_is_nothing) {
    EXPECT_EQ(site::day_of("15/03/2026"), base::parse_local("2026-03-15"));
    for (std::string const wrong : {"", "15", "31/02/2026", "15/03/26", "a/b/c", "15/03/2026/1", "-1/1/2026"})
        EXPECT_FALSE(site::day_of(wrong)) << wrong;
}

}  // namespace desk_tests
