// The pages of what was typed when a sign-in had ended: kept, read again, sent again, given up.
#include "account/fixture.hpp"
#include "people/actions_kept_form.hpp"
#include "people/actions_sign_in.hpp"
#include "people/kept_form_rows.hpp"

using account_tests::Fixture;
using account_tests::hostile;
using support::Browser;
using support::shows;

ON_BOTH_ENGINES(KeptFormPages);

namespace {

constexpr char const* agent = "a@example.fr";
constexpr char const* form_page = "/mon-compte/collectivites/absente";
constexpr char const* kept_answer = "/connexion?retour=%2Fmon-compte%2Fsaisies&envoi=garde";
std::string const words = "Notre syndicat manque au référentiel.\r\nIl existe depuis 1987.";

struct Kept : Fixture {
    using Fixture::Fixture;

    static std::string cookie(Browser const& browser) {
        for (auto const& [name, value] : browser.cookies)
            if (name == web::sign_in_cookie) return value;
        return {};
    }
    /// Ended from elsewhere: this browser does not know.
    void end(Browser const& browser) {
        std::string const token = cookie(browser);
        write([&](db::Tx& tx) { people::sign_out(tx, site.services->world, token); });
    }
    /// Signed in, the form open, then ended.
    void open_and_end(Browser& browser, std::string const& email = agent) {
        sign_in(browser, email);
        browser.get(form_page);
        end(browser);
    }
    static support::Fields typed(std::string const& message = words) {
        return {{"name", "Syndicat des eaux"}, {"siren", ""}, {"message", message}};
    }
    std::int64_t kept() { return count("SELECT count(*) FROM kept_forms"); }
    std::string page_of_the_last() {
        return "/mon-compte/saisies/" + std::to_string(count("SELECT max(id) FROM kept_forms"));
    }
};

}  // namespace

TEST_P(KeptFormPages, what_was_typed_is_given_back_after_signing_in_again_and_sent) {
    Kept f(GetParam());
    Browser browser(f.site);
    f.open_and_end(browser);
    auto const sent = browser.submit(form_page, Kept::typed());
    EXPECT_EQ(sent.status, 303);
    EXPECT_EQ(Browser::location(sent), kept_answer);
    EXPECT_EQ(f.kept(), 1);
    EXPECT_TRUE(f.mails_to("contact@tremplin.example").empty()) << "nothing is sent yet";
    EXPECT_TRUE(shows(browser.follow(sent), "Ce que vous avez saisi est gardé 24 heures"));
    EXPECT_EQ(Browser::location(f.sign_in(browser, agent, "/mon-compte/saisies")), "/mon-compte/saisies");
    auto const page = browser.follow(browser.get("/mon-compte/saisies"));
    ASSERT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "Notre syndicat manque au référentiel.\nIl existe depuis 1987."));
    EXPECT_TRUE(shows(page, "Syndicat des eaux"));
    EXPECT_TRUE(shows(page, "action=\"/mon-compte/collectivites/absente\""));
    EXPECT_TRUE(shows(page, "Envoyée le 10 mars 2026"));
    EXPECT_TRUE(shows(browser.get("/mon-compte"), "Une saisie envoyée quand votre connexion était fermée"));
    // Refused by the ordinary rules: it stays kept, and the page shown again still says which it is.
    browser.get(f.page_of_the_last());
    std::string const id = std::to_string(f.count("SELECT max(id) FROM kept_forms"));
    auto const refused =
        browser.submit(form_page, {{"name", ""}, {"siren", ""}, {"message", words}, {"_saisie", id}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "name=\"_saisie\" value=\"" + id + "\""));
    EXPECT_EQ(f.kept(), 1);
    support::Fields again = Kept::typed();
    again.emplace_back("_saisie", id);
    EXPECT_EQ(browser.submit(form_page, again).status, 303);
    EXPECT_FALSE(f.mails_to("contact@tremplin.example").empty());
    EXPECT_EQ(f.kept(), 0);
    EXPECT_EQ(browser.get("/mon-compte/saisies/" + id).status, 404);
    EXPECT_EQ(Browser::location(browser.get("/mon-compte/saisies")), "/mon-compte");
    EXPECT_TRUE(f.site.faults.empty());
}

TEST_P(KeptFormPages, another_account_sees_nothing_and_is_told_nothing) {
    Kept f(GetParam());
    Browser browser(f.site);
    f.open_and_end(browser);
    browser.submit(form_page, Kept::typed());
    std::string const page = f.page_of_the_last();
    // The same browser, somebody else's address.
    EXPECT_EQ(Browser::location(f.sign_in(browser, "b@example.fr", "/mon-compte/saisies")),
              "/mon-compte/saisies");
    EXPECT_EQ(Browser::location(browser.get("/mon-compte/saisies")), "/mon-compte");
    EXPECT_EQ(browser.get(page).status, 404);
    EXPECT_FALSE(shows(browser.get("/mon-compte"), "saisie"));
    browser.get("/mon-compte");
    EXPECT_EQ(browser.submit(page + "/abandon", {}).status, 404);
    // Nor can a form of theirs make another's go.
    browser.get(form_page);
    support::Fields fields = Kept::typed("Un autre texte saisi.");
    fields.emplace_back("_saisie", page.substr(page.rfind('/') + 1));
    EXPECT_EQ(browser.submit(form_page, fields).status, 303);
    EXPECT_EQ(f.kept(), 1);
    // Its own person finds it on another device.
    Browser elsewhere(f.site);
    f.sign_in(elsewhere, agent);
    EXPECT_TRUE(shows(elsewhere.get(page), "Notre syndicat manque"));
}

TEST_P(KeptFormPages, only_a_form_that_we_showed_to_that_sign_in_is_kept) {
    Kept f(GetParam());
    Browser browser(f.site);
    f.open_and_end(browser);
    std::string const type = "application/x-www-form-urlencoded";
    // Another site's page has no token; one of this site's own anonymous forms has another's.
    browser.send(http::Method::post, form_page, "_token=deviné&message=Un+texte+posé",
                 {{"content-type", type}});
    Browser visitor(f.site);
    visitor.cookies = browser.cookies;
    visitor.get("/formulaire");
    visitor.submit(form_page, Kept::typed());
    EXPECT_EQ(f.kept(), 0);
    // The right token, from elsewhere or by a script.
    std::string const mark = "name=\"_token\" value=\"";
    Browser open(f.site);
    f.sign_in(open, agent);
    std::string const shown(open.get(form_page).content());
    std::size_t const at = shown.find(mark) + mark.size();
    std::string const body =
        "_token=" + base::percent_encoded(shown.substr(at, shown.find('"', at) - at)) + "&message=Deux+mots";
    f.end(open);
    for (auto const& [name, value] : {std::pair{"origin", "https://evil.example"},
                                      {"sec-fetch-site", "cross-site"},
                                      {"sec-fetch-site", "same-site"},
                                      {"sec-fetch-dest", "empty"},
                                      {"sec-fetch-dest", "iframe"}}) {
        auto const answer =
            open.send(http::Method::post, form_page, body, {{"content-type", type}, {name, value}});
        EXPECT_EQ(answer.status, 303) << name << value;
        EXPECT_TRUE(Browser::location(answer).ends_with("&envoi=perdu")) << name << value;
    }
    EXPECT_EQ(f.kept(), 0);
    EXPECT_EQ(Browser::location(open.send(http::Method::post, form_page, body,
                                          {{"content-type", type},
                                           {"origin", "http://localhost:8080"},
                                           {"sec-fetch-site", "same-origin"},
                                           {"sec-fetch-dest", "document"}})),
              kept_answer);
    EXPECT_EQ(f.kept(), 1);
    // Without its cookie nobody is known; a day later neither.
    Browser bare(f.site);
    EXPECT_TRUE(Browser::location(bare.send(http::Method::post, form_page, body, {{"content-type", type}}))
                    .ends_with("&envoi=perdu"));
    f.pass(people::kept_form_time);
    EXPECT_TRUE(Browser::location(open.send(http::Method::post, form_page, body, {{"content-type", type}}))
                    .ends_with("&envoi=perdu"));
}

TEST_P(KeptFormPages, a_text_too_long_to_keep_says_so_plainly) {
    Kept f(GetParam());
    Browser browser(f.site);
    f.open_and_end(browser);
    auto const sent =
        browser.submit(form_page, Kept::typed("Long texte " + std::string(people::kept_form_bytes_max, 'x')));
    EXPECT_EQ(Browser::location(sent), "/connexion?retour=%2F&envoi=trop-long");
    EXPECT_TRUE(shows(browser.follow(sent), "trop long pour être gardé"));
    EXPECT_EQ(f.kept(), 0);
}

TEST_P(KeptFormPages, no_code_and_no_button_is_kept) {
    Kept f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, agent);
    browser.get("/mon-compte/adresse");
    f.end(browser);
    for (char const* path :
         {"/mon-compte/adresse/code", "/mon-compte/suppression/code", "/mon-compte/double-authentification",
          "/mon-compte/double-authentification/codes", "/mon-compte/double-authentification/retrait",
          "/connexion/second-facteur", "/mon-compte/collectivites/1/code", "/deconnexion"}) {
        auto const sent = browser.submit(path, {{"code", "123 456"}, {"retour", "/mon-compte"}});
        EXPECT_TRUE(Browser::location(sent).ends_with("&envoi=perdu")) << path;
    }
    EXPECT_TRUE(Browser::location(browser.submit("/mon-compte/agir-pour", {{"rattachement", "12"}}))
                    .ends_with("&envoi=perdu"));
    EXPECT_EQ(f.kept(), 0);
}

TEST_P(KeptFormPages, signed_in_again_in_another_tab_the_old_tab_s_text_is_not_lost) {
    Kept f(GetParam());
    Browser old_tab(f.site);
    f.open_and_end(old_tab);
    Browser new_tab(f.site);
    f.sign_in(new_tab, agent);
    old_tab.cookies = new_tab.cookies;  // one browser, one jar
    auto const sent = old_tab.submit(form_page, Kept::typed());
    EXPECT_EQ(Browser::location(sent), f.page_of_the_last());
    EXPECT_TRUE(shows(old_tab.follow(sent), "Notre syndicat manque au référentiel."));
    EXPECT_TRUE(f.mails_to("contact@tremplin.example").empty()) << "an old token sends nothing";
    // Somebody else signed in there instead: their account gets nothing of it.
    Browser shared(f.site);
    f.open_and_end(shared);
    Browser stranger(f.site);
    f.sign_in(stranger, "b@example.fr");
    shared.cookies = stranger.cookies;
    EXPECT_EQ(shared.submit(form_page, Kept::typed("Un texte d’une autre personne")).status, 403);
    EXPECT_EQ(f.kept(), 1);
}

TEST_P(KeptFormPages, a_kept_form_is_given_up_once) {
    Kept f(GetParam());
    Browser browser(f.site);
    f.open_and_end(browser);
    browser.submit(form_page, Kept::typed());
    browser.submit(form_page, Kept::typed("Un second texte, ailleurs."));
    EXPECT_EQ(f.kept(), 2);
    std::string const page = f.page_of_the_last();
    f.sign_in(browser, agent);
    EXPECT_TRUE(shows(browser.get("/mon-compte"), "2 saisies envoyées"));
    auto const list = browser.get("/mon-compte/saisies");
    EXPECT_TRUE(shows(list, "Vos saisies gardées"));
    EXPECT_TRUE(shows(list, "href=\"" + page + "\""));
    browser.get(page);
    auto const gone = browser.submit(page + "/abandon", {});
    EXPECT_EQ(Browser::location(gone), "/mon-compte?saisie=abandonnee");
    EXPECT_EQ(Browser::location(browser.submit(page + "/abandon", {})), "/mon-compte?saisie=abandonnee")
        << "twice";
    EXPECT_TRUE(shows(browser.follow(gone), "La saisie est abandonnée"));
    EXPECT_EQ(browser.get(page).status, 404);
    EXPECT_EQ(f.kept(), 1);
    for (char const* odd : {"/mon-compte/saisies/0", "/mon-compte/saisies/x", "/mon-compte/saisies/-1",
                            "/mon-compte/saisies/99999999999999999999"})
        EXPECT_EQ(browser.get(odd).status, 404) << odd;
}

TEST_P(KeptFormPages, hostile_text_is_shown_as_text) {
    Kept f(GetParam());
    Browser browser(f.site);
    f.open_and_end(browser);
    std::string const text = std::string(hostile) + " 🚲 \u202edroite " + std::string(1, '\0');
    browser.submit(form_page, {{"name\"><script>", text}, {"message", text}, {"vide", ""}});
    ASSERT_EQ(f.kept(), 1);
    f.sign_in(browser, agent);
    auto const page = browser.get(f.page_of_the_last());
    EXPECT_EQ(page.status, 200);
    EXPECT_FALSE(shows(page, "<script>"));
    EXPECT_TRUE(shows(page, "🚲"));
    EXPECT_TRUE(f.site.faults.empty());
}

TEST_P(KeptFormPages, who_lost_the_right_meanwhile_gets_the_ordinary_refusal) {
    Kept f(GetParam());
    f.make_operator("op@example.fr");
    Browser browser(f.site);
    f.sign_in(browser, "op@example.fr");
    browser.get("/operateur/elections");
    f.end(browser);
    EXPECT_EQ(Browser::location(browser.submit("/operateur/elections", {{"label", "Élections de mars"}})),
              kept_answer);
    f.write([](db::Tx& tx) { tx.execute("UPDATE roles SET taken_at = 1"); });
    f.sign_in(browser, "op@example.fr");
    EXPECT_TRUE(shows(browser.get(f.page_of_the_last()), "Élections de mars"));
    std::string const id = std::to_string(f.count("SELECT max(id) FROM kept_forms"));
    EXPECT_EQ(
        browser.submit("/operateur/elections", {{"label", "Élections de mars"}, {"_saisie", id}}).status,
        403);
    EXPECT_EQ(f.kept(), 1) << "refused: still kept";
}

TEST_P(KeptFormPages, typed_for_another_body_the_page_says_so_before_it_is_sent) {
    Kept f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, agent);
    std::string const locronan = f.claim(browser, "Locronan");
    std::string const argol = f.claim(browser, "Argol");
    auto const act_for = [&](std::string const& affiliation) {
        browser.get("/mon-compte/collectivites");
        browser.submit("/mon-compte/agir-pour",
                       {{"rattachement", account_tests::number_of(affiliation)}, {"retour", "/mon-compte"}});
    };
    act_for(locronan);
    browser.get(form_page);
    f.end(browser);
    browser.submit(form_page, Kept::typed());
    f.sign_in(browser, agent);
    std::string const page = f.page_of_the_last();
    EXPECT_FALSE(shows(browser.get(page), "Agir de nouveau pour")) << "signed in for the same body again";
    EXPECT_TRUE(shows(browser.get(page), "pour la commune de Locronan"));
    act_for(argol);
    EXPECT_TRUE(shows(browser.get(page), "Agir de nouveau pour la commune de Locronan"));
    f.write([&](db::Tx& tx) {
        tx.execute("UPDATE affiliations SET state = 'ended' WHERE id = $1",
                   {*base::parse_int(account_tests::number_of(locronan))});
    });
    EXPECT_TRUE(shows(browser.get(page), "a pris fin"));
}
