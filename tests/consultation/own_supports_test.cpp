// "Mes soutiens": who reads what, in which order, page after page; and what may be withdrawn from there.
#include "consultation/own_supports.hpp"

#include "consultation/fixture.hpp"
#include "consultation/own_supports_pages.hpp"
#include "consultation/pages_fixture.hpp"
#include "consultation/support_pages.hpp"

using consultation::OwnSupport;
using consultation::OwnSupportFilter;
using consultation::OwnSupportPage;
using consultation::OwnSupportSort;
using consultation::SupportState;
using namespace tests;

ON_BOTH_ENGINES(OwnSupportsTest);

namespace {

struct OwnSupportsFixture : Fixture {
    explicit OwnSupportsFixture(db::Engine engine) : Fixture(engine) { clock.set(paris("2026-04-10T12:00")); }

    OwnSupportPage page(people::Actor const& actor, OwnSupportFilter const& filter = {},
                        std::optional<consultation::OwnSupportPlace> const& after = {}) {
        return consultation::own_supports(*database->snapshot(), actor.person, filter, after);
    }
    std::vector<std::string> titles(people::Actor const& actor, OwnSupportFilter const& filter = {}) {
        std::vector<std::string> found;
        for (OwnSupport const& one : page(actor, filter).items) found.push_back(one.title);
        return found;
    }
    void pass(base::Duration time) { clock.set(clock.now() + time); }
};

}  // namespace

TEST_P(OwnSupportsTest, a_person_reads_their_own_supports_and_a_verified_member_those_of_colleagues) {
    OwnSupportsFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const jean = f.agent(2, 1);
    auto const elsewhere = f.agent(3, 2);
    auto const one = f.proposal("Cantine");
    auto const two = f.proposal("Voirie");
    ASSERT_TRUE(f.cast(marie, {one.id}).ok());
    f.pass(base::Duration::minutes(1));
    ASSERT_TRUE(f.cast(jean, {two.id}).ok());
    EXPECT_EQ(f.titles(marie), (std::vector<std::string>{"Voirie", "Cantine"}));
    EXPECT_FALSE(f.page(marie).items.front().is_own);
    EXPECT_TRUE(f.page(marie).items.back().is_own);
    EXPECT_EQ(f.titles(marie, {.is_own_only = true}), std::vector<std::string>{"Cantine"});
    EXPECT_TRUE(f.titles(elsewhere).empty());
    EXPECT_EQ(f.page(elsewhere).total, 0);
}

TEST_P(OwnSupportsTest, who_only_says_that_they_act_for_an_authority_reads_no_more_than_what_they_did) {
    OwnSupportsFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const claims = f.agent(2, 1, false);
    auto const one = f.proposal("Cantine");
    auto const two = f.proposal("Voirie");
    ASSERT_TRUE(f.cast(marie, {one.id, two.id}).ok());
    ASSERT_TRUE(f.cast(claims, {two.id}).ok());
    EXPECT_EQ(f.titles(claims), std::vector<std::string>{"Voirie"});
    // Their own withdrawn, the authority's stands by Marie: of that they read nothing.
    ASSERT_TRUE(f.withdraw(claims, two.id).ok());
    auto const left = f.page(claims);
    ASSERT_EQ(left.items.size(), 1U);
    EXPECT_EQ(left.items.front().standing.state, SupportState::withdrawn);
    EXPECT_TRUE(left.items.front().was_own);
    EXPECT_FALSE(left.items.front().is_own);
    EXPECT_EQ(f.page(marie, {.state = SupportState::counted}).total, 2);
}

TEST_P(OwnSupportsTest, a_support_set_aside_says_why_and_one_that_waits_is_found_by_its_state) {
    OwnSupportsFixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const waits = f.agent(2, 2, false);
    auto const one = f.proposal("Cantine");
    ASSERT_TRUE(f.cast(marie, {one.id}).ok());
    ASSERT_TRUE(f.cast(waits, {one.id}).ok());
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::set_aside(
                         tx, f.world, f.settings, f.operator_,
                         {one.id, marie.authority, "Donné par erreur, la mairie l’a écrit."});
                 }).ok());
    auto const aside = f.page(marie, {.state = SupportState::set_aside});
    ASSERT_EQ(aside.items.size(), 1U);
    EXPECT_EQ(aside.items.front().standing.reason, "Donné par erreur, la mairie l’a écrit.");
    EXPECT_EQ(f.page(marie, {.state = SupportState::counted}).total, 0);
    EXPECT_EQ(f.page(waits, {.state = SupportState::pending}).total, 1);
}

TEST_P(OwnSupportsTest, pages_follow_each_other_by_key_in_every_order_while_supports_arrive) {
    OwnSupportsFixture f(GetParam());
    auto marie = f.agent(1, 1);
    f.affiliate(marie, 2, true);
    int const count = 13;
    for (int i = 0; i < count; ++i) {
        auto const one = f.proposal(fmt::format("Service {:02}", (i * 5) % count));
        if (i % 3 != 0) f.pass(base::Duration::minutes(1));  // some share their instant
        ASSERT_TRUE(f.cast(marie, {one.id}, {AuthorityId(1), AuthorityId(2)}).ok());
    }
    for (OwnSupportSort const sort :
         {OwnSupportSort::recent, OwnSupportSort::oldest, OwnSupportSort::title, OwnSupportSort::authority}) {
        std::vector<std::string> paged;
        std::vector<std::string> streamed;
        std::optional<consultation::OwnSupportPlace> after;
        for (int turn = 0; turn < 5; ++turn) {
            auto const page = f.page(marie, {.sort = sort}, after);
            EXPECT_EQ(page.total, 2 * count);
            EXPECT_LE(page.items.size(), static_cast<std::size_t>(consultation::items_per_page));
            for (OwnSupport const& one : page.items) paged.push_back(one.title + one.authority_name);
            if (!page.has_more) break;
            after =
                consultation::place_from(consultation::text_of(consultation::place_of(page.items.back())));
            ASSERT_TRUE(after);
        }
        consultation::each_own_support(
            *f.database->snapshot(), marie.person, {.sort = sort},
            [&](OwnSupport const& one) { streamed.push_back(one.title + one.authority_name); });
        EXPECT_EQ(paged, streamed);
        EXPECT_EQ(paged.size(), static_cast<std::size_t>(2 * count));
        if (sort == OwnSupportSort::title) {
            EXPECT_TRUE(std::ranges::is_sorted(paged));
        }
        std::ranges::sort(paged);
        EXPECT_EQ(std::ranges::unique(paged).begin(), paged.end());
    }
    auto const offered = consultation::own_support_choices(*f.database->snapshot(), marie.person);
    EXPECT_EQ(offered.campaigns.size(), 1U);
    EXPECT_EQ(offered.authorities.size(), 2U);
    EXPECT_EQ(f.page(marie, {.authority = AuthorityId(2)}).total, count);
    EXPECT_EQ(f.page(marie, {.campaign_slug = "absente"}).total, 0);
}

TEST(OwnSupportPlace, only_what_we_wrote_is_read_back) {
    for (char const* text :
         {"", "1.2", "1.2.3.4", "a.2.3", "01.2.3", "1.2.3 ", "1.2.99999999999999999999", "' OR 1=1"})
        EXPECT_FALSE(consultation::place_from(text)) << text;
    EXPECT_TRUE(consultation::place_from("1767225600000000.12.34"));
}

ON_BOTH_ENGINES(OwnSupportsPages);

namespace {

using pages_tests::PagesFixture;
using pages_tests::reads;
using support::Browser;
using support::shows;

web::Room more_routes() {
    using enum http::Method;
    using enum web::Policy;
    web::Room room{.name = "supports"};
    for (web::Route& route : consultation::own_supports_routes()) room.routes.push_back(std::move(route));
    room.routes.push_back(
        {get, "/propositions/{reference}/retirer-soutien", member, consultation::withdraw_page, {}});
    room.routes.push_back(
        {post, "/propositions/{reference}/retirer-soutien", member, consultation::withdraw_confirmed, {}});
    return room;
}

}  // namespace

TEST_P(OwnSupportsPages, an_empty_list_says_where_to_support) {
    PagesFixture f(GetParam(), more_routes());
    f.at("2026-04-10T12:00");
    Browser mayor = f.browser(1, 1);
    auto const page = mayor.get("/mes-soutiens");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(reads(page, "Vous n’avez encore rien soutenu."));
    EXPECT_TRUE(shows(page, "/campagnes/essai-2026/propositions"));
    auto const filtered = mayor.get("/mes-soutiens?consultation=absente");
    EXPECT_TRUE(reads(filtered, "Aucun soutien ne correspond."));
    EXPECT_EQ(mayor.get("/mes-soutiens?apres=1.2.3").status, 404);
    EXPECT_EQ(mayor.get("/mes-soutiens?apres=n%27importe").status, 404);
    f.expect_sound();
}

TEST_P(OwnSupportsPages,
       a_support_is_withdrawn_from_the_list_for_the_authority_that_gave_it_and_nobody_elses) {
    PagesFixture f(GetParam(), more_routes());
    f.at("2026-02-02T10:00");
    f.operator_browser();
    std::string const reference = f.proposal("Signaler un incident");
    f.at("2026-04-10T12:00");
    Browser mayor = f.browser(1, 1);
    Browser stranger = f.browser(2, 2);
    auto const id = base::Id<consultation::Proposal>(
        f.count("SELECT id FROM proposals WHERE reference = '" + reference + "'"));
    f.write([&](db::Tx& tx) {
        ASSERT_TRUE(consultation::cast_support(tx, f.site.services->world, f.agent(1, 1), {{id}, {}}).ok());
    });
    auto const page = mayor.get("/mes-soutiens");
    EXPECT_TRUE(reads(page, "Pour la commune de Locronan, par vous"));
    std::string const address = "/propositions/" + reference + "/retirer-soutien";
    EXPECT_TRUE(shows(page, address + "?pour=1"));
    EXPECT_FALSE(shows(stranger.get("/mes-soutiens"), reference));
    EXPECT_EQ(stranger.get(address + "?pour=1").status, 404);
    auto const confirm = mayor.get(address + "?pour=1");
    EXPECT_EQ(confirm.status, 200);
    EXPECT_TRUE(reads(confirm, "donné pour la commune de Locronan"));
    ASSERT_EQ(stranger.get(address).status, 200);
    EXPECT_EQ(stranger.submit(address, {{"pour", "1"}}).status, 404);
    EXPECT_EQ(f.count("SELECT count(*) FROM supports WHERE state = 'counted'"), 1);
    auto const done = mayor.submit(address, {{"pour", "1"}});
    EXPECT_EQ(done.status, 303);
    EXPECT_EQ(f.count("SELECT count(*) FROM supports WHERE state = 'counted'"), 0);
    auto const after = mayor.get("/mes-soutiens?fait=retire");
    EXPECT_TRUE(reads(after, "Votre soutien est retiré."));
    EXPECT_TRUE(shows(after, "Soutenir de nouveau"));
    EXPECT_FALSE(shows(after, address));
    f.expect_sound();
}

TEST_P(OwnSupportsPages, a_support_set_aside_shows_its_reason_and_where_to_contest_it) {
    PagesFixture f(GetParam(), more_routes());
    f.operator_browser();
    std::string const reference = f.proposal("Signaler un incident");
    f.at("2026-04-10T12:00");
    Browser mayor = f.browser(1, 1);
    auto const id = base::Id<consultation::Proposal>(
        f.count("SELECT id FROM proposals WHERE reference = '" + reference + "'"));
    f.write([&](db::Tx& tx) {
        ASSERT_TRUE(consultation::cast_support(tx, f.site.services->world, f.agent(1, 1), {{id}, {}}).ok());
        ASSERT_TRUE(consultation::set_aside(
                        tx, f.site.services->world, {"https://tremplin.example", "Tremplin"},
                        f.operator_actor(),
                        {id, consultation::AuthorityId(1), "La mairie écrit que c’était une erreur."})
                        .ok());
    });
    auto const page = mayor.get("/mes-soutiens?etat=set_aside");
    EXPECT_TRUE(reads(page, "Motif : La mairie écrit que c’était une erreur."));
    EXPECT_TRUE(shows(page, "/propositions/" + reference + "/contester?pour=1"));
    EXPECT_EQ(mayor.get("/mes-soutiens.csv?etat=set_aside").status, 200);
    f.at("2026-05-10T12:00");
    EXPECT_FALSE(shows(mayor.get("/mes-soutiens"), "retirer-soutien"));
    f.expect_sound();
}

TEST_P(OwnSupportsPages, a_title_that_is_markup_stays_text) {
    PagesFixture f(GetParam(), more_routes());
    f.operator_browser();
    std::string const reference = f.proposal(std::string("Un titre ") + "<b>gras</b> & \"cité\"");
    f.at("2026-04-10T12:00");
    Browser mayor = f.browser(1, 1);
    auto const id = base::Id<consultation::Proposal>(
        f.count("SELECT id FROM proposals WHERE reference = '" + reference + "'"));
    f.write([&](db::Tx& tx) {
        ASSERT_TRUE(consultation::cast_support(tx, f.site.services->world, f.agent(1, 1), {{id}, {}}).ok());
    });
    auto const page = mayor.get("/mes-soutiens?tri=%3Cscript%3E&etat=%22&par=%00x");
    EXPECT_FALSE(shows(page, "<b>gras"));
    EXPECT_TRUE(shows(page, "&lt;b&gt;gras"));
    auto const file = mayor.get("/mes-soutiens.csv");
    EXPECT_EQ(file.status, 200);
    f.at("2026-05-10T12:00");
    EXPECT_FALSE(shows(mayor.get("/mes-soutiens"), "retirer-soutien"));
}
