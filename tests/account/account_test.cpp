// One's account: sign-ins, API tokens; and the register as JSON.
#include "account/fixture.hpp"

namespace account_tests {

ON_BOTH_ENGINES(AccountPages);

namespace {

std::string token_in(http::Response const& response) {
    std::string_view const page = response.content();
    std::size_t const at = page.find("tremplin_");
    return at == std::string_view::npos ? std::string()
                                        : std::string(page.substr(at, page.find('<', at) - at));
}

}  // namespace

TEST_P(AccountPages, every_page_of_an_account_asks_to_sign_in) {
    Fixture f(GetParam());
    Browser browser(f.site);
    for (std::string const page : {"/mon-compte", "/mon-compte/jetons", "/mon-compte/collectivites",
                                   "/mon-compte/collectivites/1", "/operateur", "/operateur/rattachements"})
        EXPECT_EQ(Browser::location(browser.get(page)).substr(0, 10), "/connexion") << page;
}

TEST_P(AccountPages, the_account_shows_address_and_authority) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "agent@locronan.fr");
    f.claim(browser, "Locronan", "agent", "secretaire-de-mairie");
    auto const page = browser.get("/mon-compte");
    EXPECT_TRUE(shows(page, "agent@locronan.fr"));
    EXPECT_TRUE(shows(page, "Commune de Locronan"));
}

TEST_P(AccountPages, a_token_is_made_for_one_affiliation_and_shown_once) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "agent@locronan.fr");
    EXPECT_TRUE(shows(browser.get("/mon-compte/jetons"), "Ajoutez d’abord"));
    std::string const affiliation = number_of(f.claim(browser, "Locronan"));
    browser.get("/mon-compte/jetons");
    auto const refused = browser.submit("/mon-compte/jetons", {{"label", ""}, {"affiliation", affiliation}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "href=\"#label\""));
    auto const made =
        browser.submit("/mon-compte/jetons", {{"label", std::string(hostile)}, {"affiliation", affiliation}});
    EXPECT_EQ(made.status, 200);
    EXPECT_FALSE(shows(made, "<script>alert"));
    std::string const token = token_in(made);
    EXPECT_EQ(token.size(), 9u + 43u);
    EXPECT_TRUE(std::any_of(made.headers.begin(), made.headers.end(), [](auto const& header) {
        return header.first == "Cache-Control" && header.second == "no-store";
    }));
    EXPECT_EQ(token_in(browser.get("/mon-compte/jetons")), "");
    EXPECT_EQ(f.count("SELECT count(*) FROM idempotency_keys WHERE answer LIKE '%tremplin_%'"), 0);
}

TEST_P(AccountPages, a_token_is_revoked_after_a_confirmation_by_its_owner_only) {
    Fixture f(GetParam());
    Browser owner(f.site);
    f.sign_in(owner, "agent@locronan.fr");
    std::string const affiliation = number_of(f.claim(owner, "Locronan"));
    owner.get("/mon-compte/jetons");
    owner.submit("/mon-compte/jetons", {{"label", "Logiciel"}, {"affiliation", affiliation}});
    std::string const page =
        "/mon-compte/jetons/" + std::to_string(f.count("SELECT max(id) FROM api_tokens")) + "/revocation";
    Browser thief(f.site);
    f.sign_in(thief, "thief@example.fr");
    EXPECT_EQ(thief.get(page).status, 404);
    thief.get("/mon-compte");
    EXPECT_EQ(thief.submit(page, {}).status, 404);
    EXPECT_EQ(thief.submit("/mon-compte/jetons", {{"label", "Vol"}, {"affiliation", affiliation}}).status,
              404);
    EXPECT_TRUE(shows(owner.get(page), "Garder ce jeton"));
    EXPECT_EQ(owner.submit(page, {}).status, 303);
    EXPECT_TRUE(shows(owner.get("/mon-compte/jetons?revoque=1"), "Révoqué le"));
    EXPECT_EQ(owner.get(page).status, 303);
    EXPECT_EQ(f.count("SELECT count(*) FROM api_tokens WHERE revoked_at IS NOT NULL"), 1);
}

TEST_P(AccountPages, the_register_answers_as_json) {
    Fixture f(GetParam());
    Browser browser(f.site);
    auto const found = browser.get("/api/v1/authorities?q=saint+denis&kind=commune");
    EXPECT_EQ(found.status, 200);
    EXPECT_TRUE(shows(found, "\"reference\":\"93066\""));
    EXPECT_TRUE(shows(found, "\"reference\":\"97411\""));
    EXPECT_TRUE(shows(found, "\"total\":2"));
    EXPECT_TRUE(shows(found, "\"next\":null"));
    EXPECT_TRUE(shows(found, "\"population\":800"));
    EXPECT_TRUE(found.cookies.empty());
    EXPECT_TRUE(shows(browser.get("/api/v1/authorities?q=atlantis"), "\"items\":[],\"total\":0"));
    auto const page = browser.get("/api/v1/authorities?per_page=3");
    EXPECT_TRUE(shows(page, "\"total\":4"));
    std::string_view const body = page.content();
    std::size_t const at = body.find("\"next\":\"") + 8;
    std::string const next(body.substr(at, body.find('"', at) - at));
    auto const rest = browser.get("/api/v1/authorities?per_page=3&after=" + base::percent_encoded(next));
    EXPECT_EQ(rest.status, 200);
    EXPECT_TRUE(shows(rest, "\"next\":null"));
}

TEST_P(AccountPages, odd_parameters_of_the_register_are_problems_not_faults) {
    Fixture f(GetParam());
    Browser browser(f.site);
    for (std::string const query : {"kind=planet", "per_page=51", "per_page=0", "per_page=x",
                                    "per_page=", "kind=%27%20OR%201", "after=zzz", "after=-1", "after=1.x"}) {
        auto const refused = browser.get("/api/v1/authorities?" + query);
        EXPECT_EQ(refused.status, 400) << query;
        EXPECT_EQ(refused.content_type.substr(0, 24), "application/problem+json") << query;
    }
    EXPECT_EQ(browser.get("/api/v1/authorities?q=" + std::string(500, 'x')).status, 400);
    EXPECT_TRUE(shows(browser.get("/api/v1/authorities?per_page=400"), "de 1 à 50"));
    for (std::string const query : {"q=%25_%27%22%5C", "q=%3Cscript%3E", "q=%20"})
        EXPECT_LT(browser.get("/api/v1/authorities?" + query).status, 500) << query;
    EXPECT_TRUE(f.site.faults.empty()) << f.site.faults.front();
}

}  // namespace account_tests
