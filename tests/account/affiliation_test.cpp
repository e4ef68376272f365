// For whom one acts: claimed, chosen, verified, ended; nobody else's.
#include "account/account_pages.hpp"
#include "account/affiliation_pages.hpp"
#include "account/fixture.hpp"
#include "account/operator_pages.hpp"

namespace account_tests {

ON_BOTH_ENGINES(AffiliationPages);

namespace {

constexpr std::string_view add_page = "/mon-compte/collectivites/ajouter";

std::string browser_token(Browser const& browser) {
    for (auto const& [name, value] : browser.cookies)
        if (name == web::sign_in_cookie) return value;
    return {};
}

std::string last_official_code(Fixture& f, std::string const& address) {
    auto const mails = f.mails_to(address);
    std::string const mark = "transmettez-lui ce code";
    std::string const& text = mails.back().text;
    std::size_t const at = text.find(mark);
    std::size_t const colon = text.find(": ", at);
    return text.substr(colon + 2, 9);
}

}  // namespace

TEST_P(AffiliationPages, somebody_without_authority_is_asked_for_one) {
    Fixture f(GetParam());
    Browser browser(f.site);
    EXPECT_EQ(Browser::location(f.sign_in(browser, "a@example.fr")), "/mon-compte/collectivites");
    auto const list = browser.get("/mon-compte/collectivites");
    EXPECT_EQ(Browser::location(list), add_page);
    auto const form = browser.follow(list);
    EXPECT_TRUE(shows(form, "Pour quelle collectivité agissez-vous"));
    EXPECT_TRUE(shows(form, "data-suggest=\"authorities\""));
    EXPECT_TRUE(shows(form, "<optgroup label=\"Élus\">"));
}

TEST_P(AffiliationPages, an_address_of_the_authoritys_domain_is_verified_at_once) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "agent@locronan.fr");
    std::string const address = f.claim(browser, "Locronan");
    auto const page = browser.get(address + "?fait=rattache");
    EXPECT_TRUE(shows(page, "Votre rattachement est vérifié."));
    EXPECT_TRUE(shows(page, "par le domaine"));
    EXPECT_FALSE(shows(page, "Comment être vérifié"));
    EXPECT_TRUE(shows(page, "Vous agissez pour <strong>la commune de Locronan</strong>"));
    EXPECT_TRUE(shows(browser.get("/mon-compte/collectivites"), "Commune de Locronan"));
}

TEST_P(AffiliationPages, an_empty_form_says_every_error_at_once) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    browser.get(std::string(add_page));
    auto const refused = browser.submit(std::string(add_page), {});
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "href=\"#authority\""));
    EXPECT_TRUE(shows(refused, "href=\"#quality\""));
    EXPECT_TRUE(shows(refused, "href=\"#function\""));
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations"), 0);
}

TEST_P(AffiliationPages, homonyms_are_told_apart_without_a_script) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    browser.get(std::string(add_page));
    support::Fields fields{{"authority", "saint denis"}, {"quality", "elected"}, {"function", "maire"}};
    auto const several = browser.submit(std::string(add_page), fields);
    EXPECT_EQ(several.status, 200) << "a shared name is no mistake";
    EXPECT_FALSE(shows(several, "Erreur"));
    EXPECT_FALSE(shows(several, "govuk-error"));
    EXPECT_TRUE(shows(several, "<title>Laquelle est la vôtre\u202f? – "));
    EXPECT_TRUE(shows(several, "Plusieurs répondent à «\u00a0saint denis\u00a0»."));
    EXPECT_TRUE(shows(several, "value=\"93066\""));
    EXPECT_TRUE(shows(several, "value=\"97411\""));
    EXPECT_TRUE(shows(several, "value=\"maire\" selected"));
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations"), 0);
    fields.emplace_back("homonym_of", "saint denis");
    auto const unanswered = browser.submit(std::string(add_page), fields);
    EXPECT_EQ(unanswered.status, 422) << "asked, and not answered";
    EXPECT_TRUE(shows(unanswered, "href=\"#homonym\""));
    fields.emplace_back("homonym", "97411");
    EXPECT_EQ(browser.submit(std::string(add_page), fields).status, 303);
    EXPECT_EQ(f.count("SELECT authority_id FROM affiliations"), 4);
}

TEST_P(AffiliationPages, which_of_several_is_asked_beside_the_errors_of_other_answers) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    browser.get(std::string(add_page));
    auto const refused = browser.submit(std::string(add_page), {{"authority", "saint denis"}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "2 réponses sont à corriger"));
    EXPECT_FALSE(shows(refused, "href=\"#homonym\""));
    EXPECT_TRUE(shows(refused, "value=\"93066\""));
    // What was asked of another text is not an answer to this one.
    auto const changed = browser.submit(std::string(add_page), {{"authority", "Saint-Denis"},
                                                                {"homonym_of", "Argol"},
                                                                {"quality", "elected"},
                                                                {"function", "maire"}});
    EXPECT_EQ(changed.status, 200);
    EXPECT_FALSE(shows(changed, "govuk-error"));
}

TEST_P(AffiliationPages, a_suggested_code_counts_only_with_the_text_it_came_with) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    EXPECT_TRUE(shows(browser.get(std::string(add_page) + "?collectivite=93066"),
                      "value=\"Commune de Saint-Denis\""));
    browser.submit(std::string(add_page), {{"authority", "Saint-Denis"},
                                           {"authority_code", "93066"},
                                           {"quality", "agent"},
                                           {"function", "dgs"}});
    EXPECT_EQ(f.count("SELECT authority_id FROM affiliations"), 3);
    browser.get(std::string(add_page));
    browser.submit(
        std::string(add_page),
        {{"authority", "Argol"}, {"authority_code", "93066"}, {"quality", "agent"}, {"function", "dgs"}});
    EXPECT_EQ(f.count("SELECT max(authority_id) FROM affiliations WHERE authority_id <> 3"), 2);
}

TEST_P(AffiliationPages, a_function_of_the_other_quality_is_refused_in_words) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    browser.get(std::string(add_page));
    auto const refused = browser.submit(
        std::string(add_page), {{"authority", "Argol"}, {"quality", "agent"}, {"function", "maire"}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "Cette fonction est celle d’un élu"));
    EXPECT_TRUE(shows(refused, "value=\"2\"") || shows(refused, "value=\"29004\""));
}

TEST_P(AffiliationPages, hostile_huge_and_unknown_texts_are_refused_and_shown_harmless) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    browser.get(std::string(add_page));
    for (std::string const& bad :
         {std::string(hostile), std::string(100'000, 'x'), std::string("% _ \\ ' \" --"),
          std::string("Atlantis"), std::string("\xff\xfe"), std::string(300, '\xc3')}) {
        auto const refused = browser.submit(std::string(add_page), {{"authority", bad},
                                                                    {"authority_code", bad},
                                                                    {"homonym", bad},
                                                                    {"quality", bad},
                                                                    {"function", bad}});
        EXPECT_TRUE(refused.status == 422 || refused.status == 400) << refused.status;
        EXPECT_FALSE(shows(refused, "<script>alert"));
    }
    EXPECT_TRUE(f.site.faults.empty()) << f.site.faults.front();
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations"), 0);
}

TEST_P(AffiliationPages, the_same_claim_twice_is_one_affiliation) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    std::string const first = f.claim(browser, "Argol");
    EXPECT_EQ(f.claim(browser, "Argol"), first);
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations"), 1);
}

TEST_P(AffiliationPages, a_pending_one_says_what_happens_next_and_is_verified_by_the_official_code) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "maire.perso@example.fr");
    std::string const address = f.claim(browser, "Argol", "elected", "maire");
    auto const page = browser.get(address);
    EXPECT_TRUE(shows(page, "m•••@argol.fr"));
    EXPECT_FALSE(shows(page, "mairie@argol.fr"));
    EXPECT_TRUE(shows(page, "Comment être vérifié"));
    EXPECT_TRUE(shows(page, "La préfecture de votre département (29)"));
    EXPECT_FALSE(shows(page, "Vos collègues"));
    EXPECT_EQ(Browser::location(browser.submit(address + "/code-officiel", {})), address + "?fait=code");
    browser.get(address);
    auto const wrong = browser.submit(address + "/code", {{"code", "AAAA-2222"}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(shows(wrong, "id=\"code-error\""));
    EXPECT_TRUE(shows(wrong, "value=\"AAAA-2222\""));
    auto const right =
        browser.submit(address + "/code", {{"code", last_official_code(f, "mairie@argol.fr")}});
    EXPECT_EQ(Browser::location(right), address + "?fait=verifie");
    EXPECT_TRUE(shows(browser.get(address), "par l’adresse officielle"));
    // Sent again: verified already, nothing more.
    EXPECT_EQ(browser.submit(address + "/code", {{"code", "AAAA-2222"}}).status, 303);
}

TEST_P(AffiliationPages, the_official_code_is_sent_three_times_a_day_at_most) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    std::string const address = f.claim(browser, "Argol");
    for (int i = 0; i < 3; ++i) {
        browser.get(address);
        EXPECT_EQ(browser.submit(address + "/code-officiel", {}).status, 303);
    }
    browser.get(address);
    auto const refused = browser.submit(address + "/code-officiel", {});
    EXPECT_EQ(refused.status, 429);
    EXPECT_TRUE(shows(refused, "restent valables"));
}

TEST_P(AffiliationPages, anothers_affiliation_does_not_exist_for_oneself) {
    Fixture f(GetParam());
    Browser owner(f.site);
    f.sign_in(owner, "owner@example.fr");
    std::string const address = f.claim(owner, "Argol");
    Browser thief(f.site);
    f.sign_in(thief, "thief@example.fr");
    thief.get("/mon-compte");
    for (std::string const page : {"", "/fin"}) EXPECT_EQ(thief.get(address + page).status, 404) << page;
    thief.get("/mon-compte");
    for (std::string const page : {"/code", "/code-officiel", "/collegues", "/fin"})
        EXPECT_EQ(thief.submit(address + page, {{"code", "AAAA-2222"}, {"rattachement", number_of(address)}})
                      .status,
                  404)
            << page;
    EXPECT_EQ(thief.submit("/mon-compte/agir-pour", {{"rattachement", number_of(address)}}).status, 404);
    for (std::string const bad : {"0", "-1", "x", "99999999999999999999", "1%20OR%201"})
        EXPECT_EQ(thief.get("/mon-compte/collectivites/" + bad).status, 404) << bad;
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations WHERE state = 'pending'"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM official_codes"), 0);
    EXPECT_TRUE(f.site.faults.empty());
}

TEST_P(AffiliationPages, an_operator_does_not_end_anothers_by_the_members_page) {
    Fixture f(GetParam());
    Browser owner(f.site);
    f.sign_in(owner, "owner@example.fr");
    std::string const address = f.claim(owner, "Argol");
    f.make_operator("op@example.fr");
    Browser op(f.site);
    f.sign_in(op, "op@example.fr");
    op.get("/mon-compte");
    EXPECT_EQ(op.submit(address + "/fin", {}).status, 404);
}

TEST_P(AffiliationPages, one_chooses_for_whom_one_acts) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "secretaire@example.fr");
    std::string const argol = f.claim(browser, "Argol");
    std::string const locronan = f.claim(browser, "Locronan");
    browser.get("/mon-compte/collectivites");
    auto const done = browser.submit("/mon-compte/agir-pour", {{"rattachement", number_of(locronan)}});
    EXPECT_EQ(Browser::location(done), "/mon-compte/collectivites");
    EXPECT_TRUE(
        shows(browser.get("/mon-compte"), "Vous agissez pour <strong>la commune de Locronan</strong>"));
    browser.get("/mon-compte/collectivites");
    auto const back = browser.submit("/mon-compte/agir-pour",
                                     {{"rattachement", number_of(argol)}, {"retour", "//evil.example"}});
    EXPECT_EQ(Browser::location(back), "/mon-compte/collectivites");
    EXPECT_TRUE(shows(browser.get("/mon-compte"), "Vous agissez pour <strong>la commune de Argol</strong>"));
}

TEST_P(AffiliationPages, a_verified_colleague_sees_and_verifies_those_who_wait) {
    Fixture f(GetParam());
    Browser member(f.site);
    f.sign_in(member, "dgs@locronan.fr");
    std::string const own = f.claim(member, "Locronan");
    Browser newcomer(f.site);
    f.sign_in(newcomer, "elue@example.fr");
    std::string const waiting = f.claim(newcomer, "Locronan", "elected", "adjoint");
    auto const waiting_page = newcomer.get(waiting);
    EXPECT_TRUE(shows(waiting_page, "Une personne déjà vérifiée"));
    EXPECT_FALSE(shows(waiting_page, "dgs@locronan.fr")) << "only verified colleagues see addresses";
    auto const page = member.get(own);
    EXPECT_TRUE(shows(page, "elue@example.fr"));
    EXPECT_TRUE(shows(page, "Accepter un collègue, c’est attester"));
    // A pending member verifies nobody, not even by hand.
    newcomer.get(waiting);
    EXPECT_NE(newcomer.submit(waiting + "/collegues", {{"rattachement", number_of(waiting)}}).status, 303);
    member.get(own);
    EXPECT_EQ(Browser::location(member.submit(own + "/collegues", {{"rattachement", number_of(waiting)}})),
              own + "?fait=collegue");
    EXPECT_TRUE(shows(newcomer.get(waiting), "par un collègue déjà vérifié"));
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE kind = 'affiliation.decision'"), 1);
    // Not another authority's.
    Browser stranger(f.site);
    f.sign_in(stranger, "x@example.fr");
    std::string const elsewhere = f.claim(stranger, "Argol");
    member.get(own);
    EXPECT_EQ(member.submit(own + "/collegues", {{"rattachement", number_of(elsewhere)}}).status, 404);
}

TEST_P(AffiliationPages, ending_asks_first_and_is_ones_own_act) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    std::string const address = f.claim(browser, "Argol");
    auto const ask = browser.get(address + "/fin");
    EXPECT_TRUE(shows(ask, "Garder ce rattachement"));
    EXPECT_EQ(browser.submit(address + "/fin", {}).status, 303);
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations WHERE state = 'ended'"), 1);
    EXPECT_EQ(browser.get(address + "/fin").status, 303);
    EXPECT_TRUE(shows(browser.get(address), "Terminé"));
    auto const list = browser.get("/mon-compte/collectivites?termine=1");
    EXPECT_TRUE(shows(list, "Le rattachement a pris fin."));
    EXPECT_TRUE(shows(list, "Rattachements terminés ou refusés"));
    EXPECT_TRUE(shows(list, "sans collectivité"));
}

TEST_P(AffiliationPages, a_partner_is_named_and_waits_for_the_operator) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "asso@example.fr");
    std::string const page = "/mon-compte/collectivites/organisme";
    browser.get(page);
    auto const refused = browser.submit(page, {{"partner_siren", "123"}, {"partner_name", ""}});
    EXPECT_EQ(refused.status, 422);
    for (std::string const id : {"partner_name", "partner_kind", "partner_siren", "function"})
        EXPECT_TRUE(shows(refused, "href=\"#" + id + "\"")) << id;
    support::Fields const fields{
        {"partner_name", std::string(hostile)}, {"partner_kind", "association"}, {"function", "benevole"}};
    auto const made = browser.submit(page, fields);
    EXPECT_EQ(made.status, 303);
    auto const shown = browser.follow(made);
    EXPECT_FALSE(shows(shown, "<script>alert"));
    EXPECT_TRUE(shows(shown, "file d’attente"));
    EXPECT_FALSE(shows(shown, "Par la préfecture"));
}

TEST_P(AffiliationPages, a_missing_body_is_told_to_the_operator) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    std::string const page = "/mon-compte/collectivites/absente";
    browser.get(page);
    EXPECT_TRUE(
        shows(browser.submit(page, {{"siren", "1"}, {"message", std::string(1500, 'm')}}),
              "Trois réponses") ||
        shows(browser.submit(page, {{"siren", "1"}, {"message", std::string(1500, 'm')}}), "3 réponses"));
    support::Fields const fields{{"name", "Syndicat du Porzay"}, {"message", "Trois communes"}};
    EXPECT_EQ(browser.submit(page, fields).status, 303);
    EXPECT_EQ(browser.submit(page, fields).status, 303);  // twice: one mail
    auto const mails = f.mails_to(f.site.settings.contact_email);
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_NE(mails[0].text.find("Syndicat du Porzay"), std::string::npos);
    EXPECT_NE(mails[0].text.find("a@example.fr"), std::string::npos);
    EXPECT_TRUE(shows(browser.get("/mon-compte/collectivites?demande=1"), "Votre message est parti"));
    for (int i = 0; i < 5; ++i) {
        browser.get(page);
        browser.submit(page, {{"name", "Syndicat " + std::to_string(i)}});
    }
    EXPECT_EQ(f.mails_to(f.site.settings.contact_email).size(), 5u);
}

TEST_P(AffiliationPages, a_claim_leads_back_to_where_it_was_asked) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    browser.get(std::string(add_page) + "?retour=%2Fpropositions");
    auto const done = browser.submit(
        std::string(add_page),
        {{"authority", "Argol"}, {"quality", "agent"}, {"function", "dgs"}, {"retour", "/propositions"}});
    EXPECT_EQ(Browser::location(done), "/propositions");
}

TEST_P(AffiliationPages, a_page_asks_the_database_six_times_at_most_and_stays_light) {
    Fixture f(GetParam());
    f.make_operator("dgs@locronan.fr");
    Browser browser(f.site);
    f.sign_in(browser, "dgs@locronan.fr");
    std::string const verified = f.claim(browser, "Locronan");
    std::string const pending = f.claim(browser, "Argol");
    browser.get(pending);
    browser.submit(pending + "/code-officiel", {});

    using Handler = http::Response (*)(web::Visit&);
    struct Page {
        std::string path;
        Handler handler;
    };
    for (Page const& page :
         {Page{verified, account::show_affiliation}, Page{pending, account::show_affiliation},
          Page{"/mon-compte/collectivites", account::show_affiliations},
          Page{"/mon-compte/jetons", account::show_tokens},
          Page{"/operateur/rattachements", account::show_waiting},
          Page{"/operateur/rattachements/" + number_of(pending), account::show_decision}}) {
        http::Request request;
        request.path = page.path;
        request.target = page.path;
        web::Visit visit(*f.site.services, request);
        visit.path_values = {{"id", number_of(page.path)}};
        visit.who = people::sign_in_of(visit.reader(), browser_token(browser), visit.now);
        ASSERT_TRUE(visit.who.has_value());
        http::Response const response = page.handler(visit);
        EXPECT_EQ(response.status, 200) << page.path;
        EXPECT_LE(visit.statements_run(), 6) << page.path;
        EXPECT_LE(std::count(response.body.begin(), response.body.end(), '<') / 2, 350) << page.path;
    }
}

}  // namespace account_tests
