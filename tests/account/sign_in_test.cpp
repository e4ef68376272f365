// Signing in, as a person lives it.
#include "account/fixture.hpp"

namespace account_tests {

ON_BOTH_ENGINES(SignInPages);

namespace {

std::string without_secrets(http::Response const& response, std::string const& email) {
    std::string page(response.content());
    for (std::string const mark : {"name=\"_token\" value=\"", "name=\"_key\" value=\""})
        for (std::size_t at = page.find(mark); at != std::string::npos; at = page.find(mark, at + 1))
            page.replace(at + mark.size(), page.find('"', at + mark.size()) - at - mark.size(), "");
    for (std::size_t at = page.find(email); at != std::string::npos; at = page.find(email))
        page.replace(at, email.size(), "X");
    return page;
}

http::Response ask(Browser& browser, std::string const& email) {
    browser.get("/connexion");
    return browser.submit("/connexion", {{"email", email}});
}

}  // namespace

TEST_P(SignInPages, a_code_received_by_mail_signs_in_and_leads_where_one_was_going) {
    Fixture f(GetParam());
    Browser browser(f.site);
    browser.get("/connexion?retour=%2Fmon-compte%2Fjetons");
    auto const sent =
        browser.submit("/connexion", {{"email", "agent@example.fr"}, {"retour", "/mon-compte/jetons"}});
    EXPECT_EQ(sent.status, 303);
    EXPECT_EQ(Browser::location(sent), "/connexion/code");
    auto const code_page = browser.get("/connexion/code");
    EXPECT_TRUE(shows(code_page, "agent@example.fr"));
    EXPECT_TRUE(shows(code_page, "autocomplete=\"one-time-code\""));
    EXPECT_TRUE(shows(code_page, "indésirables"));
    auto const done = browser.submit("/connexion/code", {{"code", f.code_to("agent@example.fr")}});
    EXPECT_EQ(Browser::location(done), "/mon-compte/jetons");
    EXPECT_EQ(browser.get("/mon-compte/jetons").status, 200);
    EXPECT_TRUE(f.site.faults.empty());
}

TEST_P(SignInPages, a_page_that_asks_for_an_account_is_reached_after_signing_in) {
    Fixture f(GetParam());
    Browser browser(f.site);
    auto const first = browser.get("/mon-compte/jetons");
    EXPECT_EQ(Browser::location(first), "/connexion?retour=%2Fmon-compte%2Fjetons");
    EXPECT_EQ(Browser::location(f.sign_in(browser, "a@example.fr", "/mon-compte/jetons")),
              "/mon-compte/jetons");
}

TEST_P(SignInPages, known_and_unknown_addresses_get_the_same_page_mail_and_status) {
    Fixture f(GetParam());
    Browser member(f.site);
    f.sign_in(member, "known1@example.fr");
    Browser one(f.site);
    Browser two(f.site);
    auto const known = ask(one, "known1@example.fr");
    auto const unknown = ask(two, "nobody@example.fr");
    EXPECT_EQ(known.status, unknown.status);
    EXPECT_EQ(Browser::location(known), Browser::location(unknown));
    EXPECT_EQ(without_secrets(one.get("/connexion/code"), "known1@example.fr"),
              without_secrets(two.get("/connexion/code"), "nobody@example.fr"));
    EXPECT_EQ(f.mails_to("known1@example.fr").back().subject, f.mails_to("nobody@example.fr").back().subject);
}

TEST_P(SignInPages, a_wrong_code_says_how_many_tries_remain_and_five_spend_it) {
    Fixture f(GetParam());
    Browser browser(f.site);
    ask(browser, "a@example.fr");
    browser.get("/connexion/code");
    std::string const right = f.code_to("a@example.fr");
    std::string const wrong = right == "000000" ? "111111" : "000000";
    auto const first = browser.submit("/connexion/code", {{"code", wrong}});
    EXPECT_EQ(first.status, 422);
    EXPECT_TRUE(shows(first, "4\u00a0essais"));
    EXPECT_TRUE(shows(first, "<title>Erreur"));
    for (int i = 0; i < 3; ++i) browser.submit("/connexion/code", {{"code", wrong}});
    auto const fifth = browser.submit("/connexion/code", {{"code", wrong}});
    EXPECT_TRUE(shows(fifth, "Il vous faut un nouveau code"));
    auto const late = browser.submit("/connexion/code", {{"code", right}});
    EXPECT_EQ(late.status, 429);
    EXPECT_TRUE(shows(late, "Recevoir un nouveau code"));
    EXPECT_EQ(f.count("SELECT count(*) FROM sign_ins"), 0);

    auto const again = browser.submit("/connexion/nouveau-code", {});
    EXPECT_EQ(again.status, 303);
    EXPECT_TRUE(shows(browser.follow(again), "nouveau code a été envoyé"));
    EXPECT_EQ(browser.submit("/connexion/code", {{"code", f.code_to("a@example.fr")}}).status, 303);
}

TEST_P(SignInPages, an_empty_or_odd_code_is_refused_without_costing_a_try) {
    Fixture f(GetParam());
    Browser browser(f.site);
    ask(browser, "a@example.fr");
    browser.get("/connexion/code");
    for (std::string const& odd :
         {std::string(), std::string("12"), std::string(hostile), std::string(9000, '7')}) {
        auto const refused = browser.submit("/connexion/code", {{"code", odd}});
        EXPECT_EQ(refused.status, 422);
        EXPECT_FALSE(shows(refused, "<script>alert"));
    }
    EXPECT_EQ(f.count("SELECT tries FROM sign_in_requests"), 0);
    std::string const code = f.code_to("a@example.fr");
    EXPECT_EQ(browser.submit("/connexion/code", {{"code", code.substr(0, 3) + " " + code.substr(3)}}).status,
              303);
}

TEST_P(SignInPages, an_expired_code_keeps_what_was_intended) {
    Fixture f(GetParam());
    Browser browser(f.site);
    browser.get("/connexion");
    browser.submit("/connexion", {{"email", "a@example.fr"}, {"retour", "/mon-compte/jetons"}});
    f.pass(base::Duration::minutes(31));
    auto const page = browser.get("/connexion/code");
    EXPECT_TRUE(shows(page, "Il vous faut un nouveau code"));
    EXPECT_TRUE(shows(page, "est gardé"));
    EXPECT_EQ(browser.submit("/connexion/code", {{"code", f.code_to("a@example.fr")}}).status, 409);
    browser.follow(browser.submit("/connexion/nouveau-code", {}));
    auto const done = browser.submit("/connexion/code", {{"code", f.code_to("a@example.fr")}});
    EXPECT_EQ(Browser::location(done), "/mon-compte/jetons");
}

TEST_P(SignInPages, a_code_is_of_no_use_in_another_browser) {
    Fixture f(GetParam());
    Browser asked(f.site);
    ask(asked, "a@example.fr");
    Browser other(f.site);
    other.get("/connexion");
    auto const refused = other.submit("/connexion/code", {{"code", f.code_to("a@example.fr")}});
    EXPECT_EQ(refused.status, 404);
    EXPECT_TRUE(shows(refused, "Recommencer la connexion"));
    EXPECT_EQ(other.get("/connexion/code").status, 404);
}

TEST_P(SignInPages, the_link_works_on_a_second_device_and_showing_it_consumes_nothing) {
    Fixture f(GetParam());
    Browser desk(f.site);
    ask(desk, "agent@example.fr");
    Browser phone(f.site);
    std::string const link = f.link_to("agent@example.fr");
    for (int scanner = 0; scanner < 3; ++scanner) {
        auto const page = phone.get(link);
        EXPECT_EQ(page.status, 200);
        EXPECT_TRUE(shows(page, "•••@example.fr"));
        EXPECT_FALSE(shows(page, "agent@example.fr"));
    }
    EXPECT_EQ(f.count("SELECT count(*) FROM sign_ins"), 0);
    EXPECT_EQ(phone.submit(link, {}).status, 303);
    EXPECT_EQ(phone.get("/mon-compte").status, 200);
    // Where it started: used, in plain words.
    auto const used = desk.get("/connexion/code");
    EXPECT_TRUE(shows(used, "a déjà servi"));
    EXPECT_TRUE(shows(used, "Recommencer la connexion"));
    // The link again, from a third device.
    Browser third(f.site);
    EXPECT_EQ(third.get(link).status, 409);
    third.get("/connexion");
    EXPECT_EQ(third.submit(link, {}).status, 409);
    EXPECT_EQ(f.count("SELECT count(*) FROM sign_ins"), 1);
}

TEST_P(SignInPages, an_unknown_link_says_so) {
    Fixture f(GetParam());
    Browser browser(f.site);
    EXPECT_EQ(browser.get("/connexion/lien/abc").status, 404);
    EXPECT_EQ(browser.get("/connexion/lien/" + base::percent_encoded(hostile)).status, 404);
    browser.get("/connexion");
    EXPECT_EQ(browser.submit("/connexion/lien/abc", {}).status, 404);
}

TEST_P(SignInPages, a_typing_error_is_pointed_out_and_corrected_by_a_button) {
    Fixture f(GetParam());
    Browser browser(f.site);
    browser.get("/connexion");
    browser.submit("/connexion", {{"email", "mairie@gmial.com"}, {"retour", "/mon-compte/jetons"}});
    auto const page = browser.get("/connexion/code");
    EXPECT_TRUE(shows(page, "Vouliez-vous dire <strong>mairie@gmail.com</strong>"));
    std::string const old_code = f.code_to("mairie@gmial.com");
    auto const corrected = browser.submit("/connexion/adresse", {{"email", "mairie@gmail.com"}});
    EXPECT_EQ(corrected.status, 303);
    auto const next = browser.follow(corrected);
    EXPECT_TRUE(shows(next, "mairie@gmail.com"));
    EXPECT_FALSE(shows(next, "Vouliez-vous dire"));
    std::string const new_code = f.code_to("mairie@gmail.com");
    if (old_code != new_code) {
        EXPECT_EQ(browser.submit("/connexion/code", {{"code", old_code}}).status, 422);
    }
    EXPECT_EQ(Browser::location(browser.submit("/connexion/code", {{"code", new_code}})),
              "/mon-compte/jetons");
}

TEST_P(SignInPages, a_bad_address_is_refused_beside_its_field_with_what_was_typed) {
    Fixture f(GetParam());
    Browser browser(f.site);
    for (std::string const& bad : {std::string(), std::string("mairie"), std::string(hostile) + "@x.fr",
                                   std::string(8000, 'a') + "@x.fr", std::string("a@x.fr\r\nBcc: b@x.fr")}) {
        auto const refused = ask(browser, bad);
        EXPECT_EQ(refused.status, 422) << bad.substr(0, 30);
        EXPECT_TRUE(shows(refused, "id=\"email-error\""));
        EXPECT_TRUE(shows(refused, "href=\"#email\""));
        EXPECT_FALSE(shows(refused, "<script>alert"));
    }
    EXPECT_TRUE(shows(ask(browser, "mairie"), "value=\"mairie\""));
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), 0);
}

TEST_P(SignInPages, a_hostile_way_back_stays_on_this_site) {
    Fixture f(GetParam());
    for (std::string const bad :
         {"//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"}) {
        Browser browser(f.site);
        std::string const where = Browser::location(f.sign_in(browser, "a@example.fr", bad));
        EXPECT_EQ(where, "/mon-compte/collectivites") << bad;
        f.pass(base::Duration::hours(2));
    }
}

TEST_P(SignInPages, a_network_address_may_not_ask_without_end) {
    Fixture f(GetParam());
    Browser browser(f.site);
    browser.get("/connexion");
    int status = 0;
    for (int i = 0; i <= account::sign_in_rate.count && status != 429; ++i)
        status = browser.submit("/connexion", {{"email", "a" + std::to_string(i) + "@example.fr"}}).status;
    EXPECT_EQ(status, 429);
    EXPECT_EQ(f.count("SELECT count(*) FROM sign_in_requests"), account::sign_in_rate.count);
}

TEST_P(SignInPages, an_address_gets_five_mails_an_hour) {
    Fixture f(GetParam());
    Browser browser(f.site);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(ask(browser, "a@example.fr").status, 303);
    auto const refused = ask(browser, "a@example.fr");
    EXPECT_EQ(refused.status, 429);
    EXPECT_TRUE(shows(refused, "indésirables"));
    EXPECT_TRUE(shows(refused, "value=\"a@example.fr\""));
    EXPECT_EQ(f.mails_to("a@example.fr").size(), 5u);
}

TEST_P(SignInPages, each_sign_in_has_a_fresh_token_and_replaces_the_one_before) {
    Fixture f(GetParam());
    Browser browser(f.site);
    browser.cookies.emplace_back("tremplin", "chosen-by-an-attacker");
    f.sign_in(browser, "a@example.fr");
    std::string token;
    for (auto const& [name, value] : browser.cookies)
        if (name == web::sign_in_cookie) token = value;
    EXPECT_EQ(token.size(), 43u);
    // The link of somebody else's mail, in the same browser.
    Browser elsewhere(f.site);
    ask(elsewhere, "b@example.fr");
    auto const page = browser.get(f.link_to("b@example.fr"));
    EXPECT_TRUE(shows(page, "cette connexion prendra fin"));
    browser.submit(f.link_to("b@example.fr"), {});
    EXPECT_TRUE(shows(browser.get("/mon-compte"), "b@example.fr"));
    EXPECT_EQ(f.count("SELECT count(*) FROM sign_ins"), 1);
}

TEST_P(SignInPages, signing_out_ends_the_sign_in_at_the_server_too) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    browser.get("/mon-compte");
    Browser copy(f.site);
    copy.cookies = browser.cookies;
    EXPECT_EQ(Browser::location(browser.submit("/deconnexion", {})), "/");
    EXPECT_EQ(copy.get("/mon-compte").status, 303);
    EXPECT_EQ(browser.get("/mon-compte").status, 303);
}

TEST_P(SignInPages, who_is_signed_in_is_not_asked_again) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    EXPECT_EQ(Browser::location(browser.get("/connexion?retour=%2Fmon-compte%2Fjetons")),
              "/mon-compte/jetons");
    EXPECT_EQ(Browser::location(browser.get("/connexion")), "/mon-compte");
}

TEST_P(SignInPages, a_form_without_its_token_is_refused) {
    Fixture f(GetParam());
    Browser browser(f.site);
    auto const refused = browser.send(http::Method::post, "/connexion", "email=a%40example.fr");
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), 0);
}

TEST_P(SignInPages, what_one_came_to_do_is_done_after_signing_in) {
    Fixture f(GetParam());
    Browser browser(f.site);
    browser.get("/formulaire");
    auto const next = browser.submit("/formulaire", {{"email", "a@example.fr"}});
    EXPECT_EQ(Browser::location(next), "/connexion/code");
    EXPECT_TRUE(shows(browser.get("/connexion/code"), "soutenir 1 proposition"));
    EXPECT_EQ(f.mails_to("a@example.fr").back().subject, "Votre code pour soutenir 1 proposition");
    auto const done = browser.submit("/connexion/code", {{"code", f.code_to("a@example.fr")}});
    EXPECT_EQ(f.seen.calls, 1);
    EXPECT_EQ(f.seen.who, "a@example.fr");
    EXPECT_EQ(f.seen.value, "P-2026-004&x");
    EXPECT_EQ(Browser::location(done), "/mon-compte?fait=1");
    // Sent twice: it is not done twice.
    browser.get("/connexion/code");
    browser.submit("/connexion/code", {{"code", f.code_to("a@example.fr")}});
    EXPECT_EQ(f.seen.calls, 1);
}

TEST_P(SignInPages, what_one_came_to_do_survives_a_second_device) {
    Fixture f(GetParam());
    Browser desk(f.site);
    desk.get("/formulaire");
    desk.submit("/formulaire", {{"email", "a@example.fr"}});
    Browser phone(f.site);
    EXPECT_TRUE(shows(phone.get(f.link_to("a@example.fr")), "soutenir 1 proposition"));
    EXPECT_EQ(f.seen.calls, 0);
    phone.submit(f.link_to("a@example.fr"), {});
    EXPECT_EQ(f.seen.calls, 1);
}

TEST_P(SignInPages, a_refused_act_is_said_and_the_sign_in_stands) {
    Fixture f(GetParam());
    f.seen.answer =
        base::refuse(base::RefusalCode::late, "La phase de soutien est close.", "Suivez les résultats.");
    Browser browser(f.site);
    browser.get("/formulaire");
    browser.submit("/formulaire", {{"email", "a@example.fr"}});
    browser.get("/connexion/code");
    auto const refused = browser.submit("/connexion/code", {{"code", f.code_to("a@example.fr")}});
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(shows(refused, "La phase de soutien est close."));
    EXPECT_TRUE(shows(refused, "Se déconnecter"));
    // The forms on that very page work: its token is that of the new sign-in.
    EXPECT_EQ(browser.submit("/deconnexion", {}).status, 303);
    EXPECT_EQ(browser.get("/mon-compte").status, 303);
}

TEST_P(SignInPages, a_form_of_another_room_with_a_bad_address_is_refused_in_words) {
    Fixture f(GetParam());
    Browser browser(f.site);
    browser.get("/formulaire");
    auto const refused = browser.submit("/formulaire", {{"email", "nonsense"}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "adresse e-mail"));
}

TEST_P(SignInPages, whoever_comes_for_nothing_in_particular_lands_in_the_space_of_their_role) {
    Fixture f(GetParam());
    auto const first_page_of = [&](std::string const& email, people::Role role, std::string const& scope) {
        f.write([&](Tx& tx) {
            auto const person = people::find_or_create_person(tx, f.site.clock.now(), email).person.id;
            people::insert_role(tx, person, role, scope, f.site.clock.now(), person, "");
        });
        Browser browser(f.site);
        return Browser::location(f.sign_in(browser, email));
    };
    EXPECT_EQ(first_page_of("relais@example.fr", people::Role::relay, "29"), "/relais");
    EXPECT_EQ(first_page_of("auditeur@example.fr", people::Role::auditor, ""), "/operateur");
    EXPECT_EQ(first_page_of("operateur@example.fr", people::Role::operator_, ""), "/operateur");
}

TEST_P(SignInPages, one_click_accounts_exist_in_the_demonstration_only) {
    Fixture f(GetParam());
    f.write([&](Tx& tx) {
        (void)people::find_or_create_person(tx, f.site.clock.now(), "agent@demo.tremplin.example");
    });
    Browser browser(f.site);
    EXPECT_TRUE(shows(browser.get("/connexion"), "Agent d’une commune"));
    EXPECT_EQ(browser.submit("/demo/connexion", {{"cle", "agent"}, {"retour", "/mon-compte/jetons"}}).status,
              303);
    EXPECT_TRUE(shows(browser.get("/mon-compte"), "agent@demo.tremplin.example"));
    Browser other(f.site);
    other.get("/connexion");
    EXPECT_EQ(other.submit("/demo/connexion", {{"cle", "operateur"}}).status, 404);
    EXPECT_EQ(other.submit("/demo/connexion", {{"cle", "absent"}}).status, 404);
    f.site.settings.is_demo = false;
    EXPECT_FALSE(shows(other.get("/connexion"), "Agent d’une commune"));
    EXPECT_EQ(other.submit("/demo/connexion", {{"cle", "agent"}}).status, 404);
    EXPECT_EQ(other.get("/demo/mails").status, 404);
    EXPECT_EQ(other.get("/demo/mails/1").status, 404);
}

TEST_P(SignInPages, the_demonstration_shows_the_mails_sent_newest_first) {
    Fixture f(GetParam());
    Browser browser(f.site);
    EXPECT_TRUE(shows(browser.get("/demo/mails"), "Aucun message"));
    for (int i = 0; i < 25; ++i) ask(browser, "a" + std::to_string(i) + "@example.fr");
    EXPECT_TRUE(shows(browser.get("/demo/mails"), "0\u00a0message"));
    f.write([](Tx& tx) { tx.execute("UPDATE mails SET state = 'sent', sent_at = created_at"); });
    auto const page = browser.get("/demo/mails");
    EXPECT_TRUE(shows(page, "25\u00a0messages"));
    EXPECT_TRUE(shows(page, "a24@example.fr"));
    EXPECT_FALSE(shows(page, "a4@example.fr"));
    EXPECT_TRUE(shows(browser.get("/demo/mails?page=2"), "a4@example.fr"));
    EXPECT_EQ(browser.get("/demo/mails?page=3").status, 404);
    EXPECT_EQ(browser.get("/demo/mails?page=x").status, 404);
    EXPECT_TRUE(shows(browser.get("/demo/mails?sorte=affiliation.decision"), "0\u00a0message"));
    EXPECT_TRUE(shows(browser.get("/demo/mails?sorte=nonsense"), "25\u00a0messages"));
    std::int64_t const id = f.count("SELECT max(id) FROM mails");
    auto const one = browser.get("/demo/mails/" + std::to_string(id));
    EXPECT_TRUE(shows(one, f.code_to("a24@example.fr")));
    EXPECT_TRUE(shows(one, "href=\"" + f.link_to("a24@example.fr") + "\""));
    f.write([&](Tx& tx) {
        tx.execute("UPDATE mails SET body = $1 WHERE id = $2",
                   {"Participer (" + f.site.settings.origin + "/participer/essai/29134).", id});
    });
    EXPECT_TRUE(shows(browser.get("/demo/mails/" + std::to_string(id)), "href=\"/participer/essai/29134\""))
        << "without the bracket in which the plain form of a link stands";
    EXPECT_EQ(browser.get("/demo/mails/0").status, 404);
    EXPECT_EQ(browser.get("/demo/mails/99999999999999999999").status, 404);
}

}  // namespace account_tests
