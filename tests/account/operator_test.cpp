// The operator's bench of affiliations: who sees it, who decides, and what is told.
#include "account/fixture.hpp"

namespace account_tests {

ON_BOTH_ENGINES(OperatorPages);

namespace {

/// A claim that waits, made by a person of its own.
std::string waiting(Fixture& f, std::string const& email, std::string const& authority) {
    Browser browser(f.site);
    f.sign_in(browser, email);
    return number_of(f.claim(browser, authority));
}

struct Desk {
    explicit Desk(Fixture& f) : browser(f.site) {
        f.make_operator("op@example.fr");
        f.sign_in(browser, "op@example.fr");
    }
    Browser browser;
};

void make_auditor(Fixture& f, std::string const& email) {
    f.write([&](Tx& tx) {
        auto const person = people::find_or_create_person(tx, f.site.clock.now(), email).person.id;
        people::insert_role(tx, person, people::Role::auditor, "", f.site.clock.now(), person, "");
    });
}

}  // namespace

TEST_P(OperatorPages, the_bench_is_the_operators_and_the_auditors) {
    Fixture f(GetParam());
    std::string const id = waiting(f, "a@example.fr", "Argol");
    Browser member(f.site);
    f.sign_in(member, "member@example.fr");
    for (std::string const& page : {std::string("/operateur"), std::string("/operateur/rattachements"),
                                    "/operateur/rattachements/" + id}) {
        auto const refused = member.get(page);
        EXPECT_EQ(refused.status, 403) << page;
        EXPECT_FALSE(shows(refused, "a@example.fr"));
    }
    make_auditor(f, "auditor@example.fr");
    Browser auditor(f.site);
    f.sign_in(auditor, "auditor@example.fr");
    EXPECT_TRUE(shows(auditor.get("/operateur/rattachements"), "a@example.fr"));
    EXPECT_FALSE(shows(auditor.get("/operateur/rattachements"), "Vérifier les rattachements cochés"));
    EXPECT_FALSE(shows(auditor.get("/operateur/rattachements/" + id), "name=\"verdict\""));
    EXPECT_EQ(auditor.submit("/operateur/rattachements/" + id, {{"verdict", "verifier"}}).status, 403);
    EXPECT_EQ(auditor.submit("/operateur/rattachements", {{"rattachement", id}}).status, 403);
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations WHERE state = 'pending'"), 1);
}

TEST_P(OperatorPages, the_landing_page_lists_the_benches_with_what_waits) {
    Fixture f(GetParam());
    Desk desk(f);
    waiting(f, "a@example.fr", "Argol");
    auto const page = desk.browser.get("/operateur");
    EXPECT_TRUE(shows(page, "1\u00a0demande en attente"));
    EXPECT_TRUE(shows(page, "Contributions à trier"));
    EXPECT_TRUE(shows(page, "12 à traiter"));
    std::size_t const others = page.body.find("Le reste de l’espace");
    EXPECT_LT(page.body.find("Rattachements à vérifier"), others) << "what waits comes first";
    EXPECT_GT(page.body.find("/operateur/roles"), others);
}

TEST_P(OperatorPages, the_queue_shows_ageing_and_filters) {
    Fixture f(GetParam());
    waiting(f, "a@example.fr", "Argol");
    f.pass(base::Duration::days(3));
    waiting(f, "b@example.fr", "97411");
    Desk desk(f);
    auto const all = desk.browser.get("/operateur/rattachements");
    EXPECT_TRUE(shows(all, "2\u00a0rattachements à vérifier"));
    EXPECT_TRUE(shows(all, "Attend depuis 3\u00a0jours"));
    EXPECT_LT(all.body.find("a@example.fr"), all.body.find("b@example.fr")) << "the longest waiting first";
    auto const one = desk.browser.get("/operateur/rattachements?departement=974");
    EXPECT_FALSE(shows(one, "a@example.fr"));
    EXPECT_TRUE(shows(one, "b@example.fr"));
    EXPECT_TRUE(shows(desk.browser.get("/operateur/rattachements?q=argol"), "a@example.fr"));
    auto const none = desk.browser.get("/operateur/rattachements?q=" + base::percent_encoded(hostile) +
                                       "&departement=%27%20OR");
    EXPECT_EQ(none.status, 200);
    EXPECT_TRUE(shows(none, "Aucun rattachement n’attend."));
    EXPECT_FALSE(shows(none, "<script>alert"));
    EXPECT_EQ(desk.browser.get("/operateur/rattachements?page=zero").status, 404);
    EXPECT_EQ(desk.browser.get("/operateur/rattachements?page=9").status, 303)
        << "past the end: the last page";
}

TEST_P(OperatorPages, several_are_verified_at_once_and_each_person_is_told) {
    Fixture f(GetParam());
    std::string const one = waiting(f, "a@example.fr", "Argol");
    std::string const two = waiting(f, "b@example.fr", "Argol");
    std::string const three = waiting(f, "c@example.fr", "Argol");
    Desk desk(f);
    desk.browser.get("/operateur/rattachements");
    EXPECT_EQ(desk.browser.submit("/operateur/rattachements", {}).status, 422);
    auto const done = desk.browser.submit("/operateur/rattachements", {{"rattachement", one},
                                                                       {"rattachement", two},
                                                                       {"rattachement", two},
                                                                       {"rattachement", "999"},
                                                                       {"action", "verifier"}});
    EXPECT_EQ(Browser::location(done), "/operateur/rattachements?verifies=2&laisses=1");
    auto const page = desk.browser.follow(done);
    EXPECT_TRUE(shows(page, "2\u00a0rattachements vérifiés"));
    EXPECT_TRUE(shows(page, "1\u00a0demande n’a pas été traitée"));
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations WHERE state = 'verified' AND method = 'operator'"),
              2);
    EXPECT_EQ(f.mails_to("a@example.fr").size(), 2u);
    EXPECT_EQ(f.mails_to("c@example.fr").size(), 1u);
    (void)three;
}

TEST_P(OperatorPages, a_refusal_needs_a_reason_and_the_person_reads_it) {
    Fixture f(GetParam());
    std::string const id = waiting(f, "a@example.fr", "Argol");
    Desk desk(f);
    std::string const page = "/operateur/rattachements/" + id;
    EXPECT_TRUE(shows(desk.browser.get(page), "a@example.fr"));
    auto const bare = desk.browser.submit(page, {{"verdict", "refuser"}});
    EXPECT_EQ(bare.status, 422);
    EXPECT_TRUE(shows(bare, "href=\"#reason\""));
    EXPECT_EQ(desk.browser.submit(page, {{"verdict", "jeter"}, {"reason", "x"}}).status, 422);
    auto const long_reason =
        desk.browser.submit(page, {{"verdict", "refuser"}, {"reason", std::string(2000, 'r')}});
    EXPECT_EQ(long_reason.status, 422);
    auto const done = desk.browser.submit(page, {{"verdict", "refuser"},
                                                 {"reason", "Adresse inconnue de la mairie."},
                                                 {"retour", "https://evil.example"}});
    EXPECT_EQ(Browser::location(done), "/operateur/rattachements?refuse=1");
    EXPECT_NE(f.mails_to("a@example.fr").back().text.find("Adresse inconnue de la mairie."),
              std::string::npos);
    auto const again = desk.browser.submit(page, {{"verdict", "verifier"}});
    EXPECT_NE(again.status, 303);
    EXPECT_TRUE(shows(desk.browser.get(page), "n’attend plus de décision"));
    // Asked again after a refusal: the next reader is warned.
    std::string const second = waiting(f, "a@example.fr", "Argol");
    EXPECT_NE(second, id);
    EXPECT_TRUE(shows(desk.browser.get("/operateur/rattachements/" + second), "a déjà été refusé"));
}

TEST_P(OperatorPages, nobody_decides_of_their_own) {
    Fixture f(GetParam());
    Desk desk(f);
    std::string const own = number_of(f.claim(desk.browser, "Argol"));
    desk.browser.get("/operateur/rattachements");
    EXPECT_EQ(Browser::location(desk.browser.submit("/operateur/rattachements",
                                                    {{"rattachement", own}, {"action", "verifier"}})),
              "/operateur/rattachements?verifies=0&laisses=1");
    desk.browser.get("/operateur/rattachements/" + own);
    EXPECT_EQ(desk.browser.submit("/operateur/rattachements/" + own, {{"verdict", "verifier"}}).status, 403);
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations WHERE state = 'pending'"), 1);
}

TEST_P(OperatorPages, an_unknown_claim_is_not_found) {
    Fixture f(GetParam());
    Desk desk(f);
    for (std::string const id : {"0", "77", "x", "-3", "99999999999999999999"})
        EXPECT_EQ(desk.browser.get("/operateur/rattachements/" + id).status, 404) << id;
    desk.browser.get("/operateur");
    EXPECT_EQ(desk.browser.submit("/operateur/rattachements/77", {{"verdict", "verifier"}}).status, 404);
}

TEST_P(OperatorPages, the_queue_is_paged_by_twenty) {
    Fixture f(GetParam());
    f.write([&](Tx& tx) {
        for (int i = 0; i < 45; ++i) {
            auto const person =
                people::find_or_create_person(tx, f.site.clock.now(), "p" + std::to_string(i) + "@example.fr")
                    .person.id;
            people::Affiliation claim;
            claim.person = person;
            claim.authority = base::Id<territories::Authority>(2);
            claim.function = "dgs";
            claim.requested_at = base::Instant{f.site.clock.now().us + i};
            ASSERT_TRUE(people::insert_affiliation(tx, claim).has_value());
        }
    });
    Desk desk(f);
    auto const page = desk.browser.get("/operateur/rattachements");
    EXPECT_TRUE(shows(page, "45\u00a0rattachements à vérifier"));
    EXPECT_TRUE(shows(page, "p19@example.fr"));
    EXPECT_FALSE(shows(page, "p20@example.fr"));
    EXPECT_TRUE(shows(desk.browser.get("/operateur/rattachements?page=3"), "p44@example.fr"));
    EXPECT_LE(std::count(page.body.begin(), page.body.end(), '<') / 2, 600);
}

}  // namespace account_tests
