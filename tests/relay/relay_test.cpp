// A relay sees, invites and vouches in its own département, and nowhere else.
#include "relay/fixture.hpp"

#include "people/actions_role.hpp"
#include "people/relay_reach.hpp"
#include "relay/kit.hpp"
#include "relay/vouching_actions.hpp"
#include "territories/several_departments.hpp"

ON_BOTH_ENGINES(RelayTest);

namespace {

using namespace relay_tests;

std::string const vouching = "/relais/29/rattachements";

}  // namespace

TEST_P(RelayTest, a_relay_of_one_departement_comes_home_at_once_and_one_of_several_chooses) {
    Fixture f(GetParam());
    Browser one = f.relay(900, {"29"});
    EXPECT_EQ(Browser::location(one.get("/relais")), "/relais/29");
    Browser two = f.relay(901, {"2A", "29"});
    auto const chosen = two.get("/relais");
    EXPECT_TRUE(shows(chosen, "Corse-du-Sud (2A)"));
    EXPECT_TRUE(shows(chosen, "Finistère (29)"));
    EXPECT_EQ(two.get("/relais/2A").status, 200);
    f.expect_sound();
}

TEST_P(RelayTest, another_departement_is_not_there_for_any_page_and_nobody_else_comes_in) {
    Fixture f(GetParam());
    f.claims(100, 5);  // Rennes
    Browser finistere = f.relay(900, {"29"});
    for (char const* const path :
         {"/relais/35", "/relais/35/participation", "/relais/35/participation.csv",
          "/relais/35/participation.xlsx", "/relais/35/adresses.csv", "/relais/35/collectivites/35238",
          "/relais/29/collectivites/35238", "/relais/35/kit/essai-2026",
          "/relais/35/kit/essai-2026/lettre.txt", "/relais/35/kit/essai-2026/affiche.pdf",
          "/relais/35/kit/essai-2026/presentation", "/relais/29/kit/essai-2026/lettre.txt?collectivite=35238",
          "/relais/35/rattachements", "/relais/35/rattachements/100", "/relais/29/rattachements/100",
          "/relais/29/rattachements/x", "/relais/29/kit/rien", "/relais/29/participation?campagne=rien",
          "/relais/99"})
        EXPECT_EQ(finistere.get(path).status, 404) << path;
    finistere.get("/relais/29");
    EXPECT_EQ(finistere.submit("/relais/29/rattachements/100", {{"verdict", "oui"}, {"reason", "x"}}).status,
              404);
    EXPECT_EQ(f.state_of(100), "pending ");
    Browser other = f.relay(902, {});
    EXPECT_EQ(other.get("/relais").status, 403);
    EXPECT_EQ(other.get("/relais/29").status, 403);
    Browser visitor(f.site);
    EXPECT_EQ(visitor.get("/relais/29").status, 303);
    f.expect_sound();
}

TEST_P(RelayTest, participation_counts_each_authority_once_and_says_who_is_silent) {
    Fixture f(GetParam());
    f.contributes(1);
    f.contributes(1);
    f.supports(1);
    f.supports(2, "pending");
    f.supports(5);
    Browser prefecture = f.relay(900, {"29"});
    EXPECT_TRUE(reads(prefecture.get("/relais/29"), "Les 3 communes qui n’ont pas encore participé"));
    auto const reader = f.site.database->snapshot();
    relay::Overview const found = relay::overview(*reader, f.campaign, f.scope("29"));
    EXPECT_EQ(found.communes.here.part, 1);
    EXPECT_EQ(found.communes.here.whole, 4);
    EXPECT_EQ(found.communes.region.part, 2);
    EXPECT_EQ(found.communes.region.whole, 5);
    EXPECT_EQ(found.communes.country.whole, 9);
    std::int64_t of_sizes = 0;
    for (relay::SizeShare const& size : found.sizes) of_sizes += size.here.whole;
    EXPECT_EQ(of_sizes, 4);
    relay::Filter filter;
    filter.kind = territories::Kind::commune;
    filter.took = relay::Took::silent;
    EXPECT_EQ(relay::lines_of(*reader, f.campaign, f.scope("29"), filter, 1).total, 3);
    filter.took = relay::Took::pending;
    auto const pending = relay::lines_of(*reader, f.campaign, f.scope("29"), filter, 1);
    ASSERT_EQ(pending.total, 1);
    EXPECT_EQ(pending.lines.front().name, "Commune de Argol");
    EXPECT_EQ(pending.lines.front().pending_supports, 1);
    filter.took = relay::Took::took_part;
    auto const took = relay::lines_of(*reader, f.campaign, f.scope("29"), filter, 1);
    ASSERT_EQ(took.total, 1);
    EXPECT_EQ(took.lines.front().contributions, 2);
    EXPECT_EQ(took.lines.front().supports, 1);
    ASSERT_EQ(found.contributions_by_day.size(), 1u);
    EXPECT_EQ(found.contributions_by_day.front().count, 2);
}

TEST_P(RelayTest, the_list_is_filtered_sorted_and_paged) {
    Fixture f(GetParam());
    f.claims(100, 1);
    auto const reader = f.site.database->snapshot();
    auto const total = [&](relay::Filter const& filter) {
        return relay::lines_of(*reader, f.campaign, f.scope("29"), filter, 1).total;
    };
    relay::Filter filter;
    EXPECT_EQ(total(filter), 6) << "four communes, their grouping, the département; no région";
    filter.text = "argol";
    EXPECT_EQ(total(filter), 2);
    filter.text = "29004";
    EXPECT_EQ(total(filter), 1);
    filter.text = "%";
    EXPECT_EQ(total(filter), 0);
    filter = {};
    filter.epci = base::Id<territories::Authority>(22);
    EXPECT_EQ(total(filter), 2);
    filter = {};
    filter.size = territories::SizeClass::under_500;
    EXPECT_EQ(total(filter), 2);
    filter = {};
    filter.account = relay::Account::waiting;
    EXPECT_EQ(total(filter), 1);
    filter.account = relay::Account::none;
    EXPECT_EQ(total(filter), 5);
    filter = {};
    filter.address = relay::Address::known;
    EXPECT_EQ(total(filter), 1);
    filter = {};
    filter.sort = relay::Sort::population;
    auto const sorted = relay::lines_of(*reader, f.campaign, f.scope("29"), filter, 1);
    EXPECT_EQ(sorted.lines.front().reference, "DEP-29");
    EXPECT_EQ(relay::lines_of(*reader, f.campaign, f.scope("29"), filter, 2).lines.size(), 0u);
    EXPECT_EQ(relay::groupings_of(*reader, f.scope("29")).size(), 1u);
}

TEST_P(RelayTest, a_list_by_population_ends_with_bodies_that_have_none) {
    Fixture f(GetParam());
    f.write([](db::Tx& tx) {
        tx.execute("UPDATE authorities SET population = NULL WHERE reference = 'DEP-29'");
    });
    relay::Filter filter;
    filter.sort = relay::Sort::population;
    auto const page = relay::lines_of(*f.site.database->snapshot(), f.campaign, f.scope("29"), filter, 1);
    EXPECT_EQ(page.lines.back().reference, "DEP-29");
}

TEST_P(RelayTest, corse_and_alsace_concern_both_of_their_departements_and_lyon_stays_in_the_rhone) {
    Fixture f(GetParam());
    EXPECT_EQ(territories::shared_authority_of("2A"), "COL-94");
    EXPECT_EQ(territories::shared_authority_of("68"), "COL-6AE");
    EXPECT_EQ(territories::shared_authority_of("29"), "");
    f.claims(101, 30);  // Collectivité de Corse
    f.claims(102, 40);  // Alsace
    f.claims(103, 50);  // Métropole de Lyon
    f.claims(104, 60);  // Saint-Denis de La Réunion
    f.claims(105, 21);  // Région Bretagne: of no département
    struct Case {
        char const* department;
        int affiliation;
        char const* reference;
    };
    int person = 900;
    for (Case const& one :
         {Case{"2A", 101, "COL-94"}, Case{"2B", 101, "COL-94"}, Case{"67", 102, "COL-6AE"},
          Case{"68", 102, "COL-6AE"}, Case{"69", 103, "COL-69M"}, Case{"974", 104, "97411"}}) {
        Browser browser = f.relay(++person, {one.department});
        std::string const home = std::string("/relais/") + one.department;
        EXPECT_TRUE(reads(browser.get(home), "1 rattachement attend votre avis")) << one.department;
        EXPECT_EQ(browser.get(home + "/collectivites/" + one.reference).status, 200) << one.department;
        EXPECT_EQ(browser.get(home + "/rattachements/" + std::to_string(one.affiliation)).status, 200);
        EXPECT_EQ(browser.get(home + "/rattachements/105").status, 404) << "a région is of no département";
    }
    Browser brittany = f.relay(++person, {"29"});
    EXPECT_EQ(brittany.get("/relais/29/rattachements/105").status, 404);
    Browser corse = f.relay(++person, {"2B"});
    corse.get("/relais/2B/rattachements/101");
    EXPECT_EQ(corse.submit("/relais/2B/rattachements/101", {{"verdict", "oui"}, {"reason", "Vue à Bastia."}})
                  .status,
              303);
    EXPECT_EQ(f.state_of(101), "verified prefecture");
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE to_key = 'p101@x.example'"), 1);
    f.expect_sound();
}

TEST_P(RelayTest, the_prefecture_verifies_or_refuses_with_a_reason_that_the_person_reads) {
    Fixture f(GetParam());
    f.claims(100, 1);
    f.claims(101, 2);
    Browser relay = f.relay(900, {"29"});
    auto const listed = relay.get(vouching);
    EXPECT_TRUE(reads(listed, "2 rattachements à vérifier"));
    EXPECT_TRUE(reads(listed, "en retard"));
    relay.get(vouching + "/100");
    auto const empty = relay.submit(vouching + "/100", {});
    EXPECT_EQ(empty.status, 422);
    EXPECT_TRUE(shows(empty, "Dites si cette personne agit"));
    auto const without = relay.submit(vouching + "/100", {{"verdict", "oui"}, {"reason", "  "}});
    EXPECT_EQ(without.status, 422);
    EXPECT_TRUE(shows(without, "Dites comment vous avez vérifié"));
    auto const huge = relay.submit(
        vouching + "/100", {{"verdict", "non"}, {"reason", std::string(1001, 'x') + std::string(hostile)}});
    EXPECT_EQ(huge.status, 422);
    EXPECT_FALSE(shows(huge, "<script>alert"));
    EXPECT_EQ(f.state_of(100), "pending ");
    EXPECT_EQ(relay.submit(vouching + "/100", {{"verdict", "oui"}, {"reason", "Appel à la mairie."}}).status,
              303);
    EXPECT_EQ(f.state_of(100), "verified prefecture");
    relay.get(vouching + "/101");
    EXPECT_EQ(relay.submit(vouching + "/101", {{"verdict", "non"}, {"reason", "Inconnue en mairie."}}).status,
              303);
    EXPECT_EQ(f.state_of(101), "refused ");
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE body LIKE '%Inconnue en mairie.%'"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act IN ('affiliation.verify', "
                      "'affiliation.refuse')"),
              2);
    auto const late = relay.get(vouching + "/100");
    EXPECT_TRUE(shows(late, "n’attend plus de réponse"));
    EXPECT_FALSE(shows(late, "Pourquoi la demande attend"));
    EXPECT_TRUE(shows(relay.get(vouching + "/101"), "Inconnue en mairie."));
    auto const again = relay.submit(vouching + "/101", {{"verdict", "oui"}, {"reason", "Trop tard."}});
    EXPECT_EQ(again.status, 409);
    f.expect_sound();
}

TEST_P(RelayTest, a_relay_does_not_vouch_for_themself) {
    Fixture f(GetParam());
    Browser relay = f.relay(900, {"29"});
    f.sql(
        "INSERT INTO affiliations (id, person_id, authority_id, quality, function, state, method, "
        "requested_at, "
        "reason) VALUES (900, 900, 1, 'agent', 'dgs', 'pending', '', 0, '')");
    auto const page = relay.get(vouching + "/900");
    EXPECT_TRUE(shows(page, "une autre personne doit en décider"));
    EXPECT_EQ(relay.submit(vouching + "/900", {{"verdict", "oui"}, {"reason", "Moi."}}).status, 403);
    EXPECT_EQ(f.state_of(900), "pending ");
}

TEST_P(RelayTest, a_role_taken_back_during_a_visit_counts_at_once) {
    Fixture f(GetParam());
    f.claims(100, 1);
    Browser relay = f.relay(900, {"29", "35"});
    EXPECT_EQ(relay.get(vouching + "/100").status, 200);
    f.sql("UPDATE roles SET taken_at = 1 WHERE person_id = 900 AND scope = '29'");
    EXPECT_EQ(relay.submit(vouching + "/100", {{"verdict", "oui"}, {"reason", "Vu."}}).status, 404);
    EXPECT_EQ(Browser::location(relay.get("/relais")), "/relais/35");
    // Taken between the page's check and the act: the act reads it again.
    people::Actor actor;
    actor.person = base::Id<people::Person>(900);
    actor.relay_of = {"29"};  // not believed
    auto const refused = f.site.database->write([&](db::Tx& tx) {
        return relay::vouch(tx, f.site.services->world, f.site.people_settings, {}, actor,
                            {"29", {base::Id<people::Affiliation>(100), people::Verdict::verify, "Vu."}});
    });
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().code, base::RefusalCode::forbidden);
    f.sql("UPDATE roles SET taken_at = 1 WHERE person_id = 900");
    EXPECT_EQ(relay.get("/relais").status, 403);
    EXPECT_EQ(f.state_of(100), "pending ");
}

TEST_P(RelayTest, where_the_second_factor_is_required_a_relay_activates_it_first) {
    Fixture f(GetParam());
    f.site.settings.second_factor_required = true;
    Browser relay = f.relay(900, {"29"});
    EXPECT_TRUE(
        Browser::location(relay.get("/relais/29")).starts_with("/mon-compte/double-authentification"));
}

TEST_P(RelayTest, the_kit_names_the_commune_its_deadline_and_its_own_link) {
    Fixture f(GetParam());
    f.contributes(1);
    Browser relay = f.relay(900, {"29"});
    auto const all = relay.get("/relais/29/kit/essai-2026");
    EXPECT_TRUE(shows(all, "/campagnes/essai-2026"));
    auto const one = relay.get("/relais/29/kit/essai-2026?collectivite=locronan");
    EXPECT_EQ(one.status, 200);
    EXPECT_TRUE(shows(one, "http://localhost:8080/participer/essai-2026/29134"));
    EXPECT_TRUE(reads(one, "Commune de Locronan"));
    EXPECT_TRUE(reads(one, "dimanche 15 mars 2026 à 18 h"));
    EXPECT_TRUE(reads(one, "1 commune du département sur 4 a déjà participé"));
    EXPECT_TRUE(reads(one, "La préfecture vous invite à prendre part à la consultation «"))
        << "a town hall that knows nothing reads first who writes, about what";
    auto const argol = relay.get("/relais/29/kit/essai-2026?collectivite=Argol");
    EXPECT_EQ(argol.status, 200) << "the one of that very name, not Argol-le-Vieux";
    EXPECT_TRUE(shows(argol, "mailto:mairie%40argol.example") || shows(argol, "mailto:mairie@argol.example"));
    EXPECT_EQ(relay.get("/relais/29/kit/essai-2026?collectivite=rennes").status, 422);
    auto const several = relay.get("/relais/29/kit/essai-2026?collectivite=arg");
    EXPECT_TRUE(reads(several, "Plusieurs collectivités répondent à ce nom : Commune de Argol,"))
        << "several begin so";
    auto const bad = relay.get("/relais/29/kit/essai-2026?collectivite=" + base::percent_encoded(hostile));
    EXPECT_EQ(bad.status, 422);
    EXPECT_FALSE(shows(bad, "<script>alert"));
    auto const letter = relay.get("/relais/29/kit/essai-2026/lettre.txt?collectivite=29134");
    EXPECT_EQ(letter.status, 200);
    EXPECT_TRUE(shows(letter, "/participer/essai-2026/29134"));
    auto const poster = relay.get("/relais/29/kit/essai-2026/affiche.pdf");
    EXPECT_TRUE(poster.content().starts_with("%PDF"));
    EXPECT_EQ(poster.content(), relay.get("/relais/29/kit/essai-2026/affiche.pdf").content()) << "same bytes";
    EXPECT_TRUE(shows(relay.get("/relais/29/kit/essai-2026/presentation"), "id=\"diapo-1\""));
    f.expect_sound();
}

TEST_P(RelayTest, the_kit_invites_to_what_is_open_or_next_and_to_nothing_once_all_is_closed) {
    Fixture f(GetParam());
    Browser relay = f.relay(900, {"29"});
    f.at("2026-03-20T10:00");  // between both
    EXPECT_TRUE(
        reads(relay.get("/relais/29/kit/essai-2026"), "Ce sera possible du mercredi 1er avril 2026 à 9 h"));
    f.at("2026-04-10T10:00");
    EXPECT_TRUE(reads(relay.get("/relais/29/kit/essai-2026"), "jeudi 30 avril 2026 à 18 h"));
    f.at("2026-04-30T18:00");  // excluded
    EXPECT_TRUE(shows(relay.get("/relais/29/kit/essai-2026"), "inviter n’a plus d’objet"));
    for (char const* const rest : {"/lettre.txt", "/message.txt", "/affiche.pdf", "/presentation"})
        EXPECT_EQ(relay.get(std::string("/relais/29/kit/essai-2026") + rest).status, 404) << rest;
    EXPECT_EQ(relay.get("/relais/29?campagne=essai-2026").status, 200);
    f.expect_sound();
}

TEST_P(RelayTest, overseas_deadlines_say_whose_clock_they_follow) {
    Fixture f(GetParam());
    Browser relay = f.relay(900, {"974"});
    EXPECT_TRUE(reads(relay.get("/relais/974/kit/essai-2026"), "à 18 h (heure de Paris)"));
    EXPECT_EQ(relay.get("/relais/974").status, 200);
    std::string const home(relay.get("/relais/974").content());
    EXPECT_EQ(home.find("La Réunion</th>"), home.rfind("La Réunion</th>"))
        << "région and département are one";
}

TEST_P(RelayTest, an_invitation_leads_everybody_to_what_the_commune_may_do_now) {
    Fixture f(GetParam());
    f.contributes(1);
    Browser visitor(f.site);
    auto const collect = visitor.get("/participer/essai-2026/29134");
    EXPECT_EQ(collect.status, 200);
    EXPECT_TRUE(reads(collect, "1 contribution publiée"));
    EXPECT_TRUE(
        shows(collect,
              "/mon-compte/collectivites/ajouter?collectivite=29134&amp;retour=%2Fcampagnes%2Fessai-2026%2F"
              "contribuer"));
    f.at("2026-04-10T10:00");
    EXPECT_TRUE(shows(visitor.get("/participer/essai-2026/29134"), "%2Fpropositions"));
    EXPECT_TRUE(
        shows(visitor.get("/participer/essai-2026/200000022"), "Seules les collectivités territoriales"));
    f.at("2026-06-10T10:00");
    EXPECT_FALSE(shows(visitor.get("/participer/essai-2026/29134"), "class=\"act\""));
    EXPECT_EQ(visitor.get("/participer/rien/29134").status, 404);
    EXPECT_EQ(visitor.get("/participer/essai-2026/99999").status, 404);
    f.sql("UPDATE campaigns SET state = 'draft'");
    EXPECT_EQ(visitor.get("/participer/essai-2026/29134").status, 404);
    f.expect_sound();
}

TEST_P(RelayTest, files_hold_what_the_list_shows_and_no_formula) {
    Fixture f(GetParam());
    f.sql("UPDATE authorities SET long_name = '=cmd|calc' WHERE id = 3");
    Browser relay = f.relay(900, {"29"});
    auto const content = [](http::Response const& response) {
        std::ifstream stream(response.file_path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(stream), {});
    };
    auto const csv = content(relay.get("/relais/29/participation.csv?type=commune"));
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 5);
    EXPECT_NE(csv.find("'=cmd"), std::string::npos);
    auto const addresses = content(relay.get("/relais/29/adresses.csv?adresse=connue"));
    EXPECT_NE(addresses.find("mairie@argol.example,http://localhost:8080/participer/essai-2026/29004"),
              std::string::npos)
        << addresses;
    EXPECT_EQ(std::count(addresses.begin(), addresses.end(), '\n'), 2);
    auto const workbook = content(relay.get("/relais/29/participation.xlsx"));
    EXPECT_TRUE(workbook.starts_with("PK"));
    auto const page = relay.get("/relais/29/participation?q=" + base::percent_encoded(hostile));
    EXPECT_EQ(page.status, 200);
    EXPECT_FALSE(shows(page, "<script>alert"));
    EXPECT_EQ(relay.get("/relais/29/participation?page=7").status, 303);
    EXPECT_EQ(relay.get("/relais/29/participation?page=0").status, 404);
    f.expect_sound();
}

TEST_P(RelayTest, two_relays_who_answer_at_once_decide_once) {
    Fixture f(GetParam());
    f.claims(100, 1);
    f.relay(900, {"29"});
    f.relay(901, {"29"});
    std::atomic<int> decided{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            base::SeededRandom own(static_cast<std::uint64_t>(100 + i));
            people::Actor actor;
            actor.person = base::Id<people::Person>(900 + i % 2);
            auto const done = f.site.database->write([&](db::Tx& tx) {
                return relay::vouch(
                    tx, {f.site.clock, own}, f.site.people_settings, {}, actor,
                    {"29",
                     {base::Id<people::Affiliation>(100),
                      i % 3 == 0 ? people::Verdict::refuse : people::Verdict::verify, "Vu."}});
            });
            if (done.ok()) ++decided;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(decided, 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE to_key = 'p100@x.example'"), 1);
}
