// One's own account through its pages: sign-ins, address, data, erasure, second factor.
#include <archive.h>
#include <archive_entry.h>

#include <filesystem>

#include "account/fixture.hpp"
#include "messaging/mail.hpp"
#include "messaging/stop.hpp"
#include "people/actions_account.hpp"
#include "people/personal.hpp"
#include "people/second_factor.hpp"

namespace account_tests {

ON_BOTH_ENGINES(OwnAccountPages);

namespace {

std::string between(http::Response const& page, std::string const& before, std::string const& after) {
    std::string_view const text = page.content();
    std::size_t const at = text.find(before);
    if (at == std::string_view::npos) return {};
    std::size_t const from = at + before.size();
    return std::string(text.substr(from, text.find(after, from) - from));
}

/// The secret that the page shows in groups of four, as bytes.
std::string secret_of(http::Response const& page) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string bytes;
    unsigned held = 0;
    unsigned bits = 0;
    for (char const c : between(page, "<code>", "</code>")) {
        if (c == ' ') continue;
        held = (held << 5U) | static_cast<unsigned>(letters.find(c));
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<char>((held >> bits) & 255U));
        held &= (1U << bits) - 1U;
    }
    return bytes;
}

constexpr std::string_view factor_page = "/mon-compte/double-authentification";

std::string code_now(Fixture& f, std::string const& secret) {
    return people::totp_code(secret, people::totp_step(f.site.clock.now()));
}

/// Puts the second factor on; answers its secret.
std::string put_on(Fixture& f, Browser& browser) {
    std::string const secret = secret_of(browser.get(std::string(factor_page)));
    EXPECT_EQ(secret.size(), people::factor_secret_bytes);
    EXPECT_TRUE(
        shows(browser.submit(std::string(factor_page), {{"code", code_now(f, secret)}}), "codes de secours"));
    return secret;
}

/// Every file of an archive, one after the other.
std::string unzipped(std::string const& path) {
    archive* const reader = ::archive_read_new();
    ::archive_read_support_format_zip(reader);
    std::string all;
    if (::archive_read_open_filename(reader, path.c_str(), 1 << 16) == ARCHIVE_OK) {
        archive_entry* entry = nullptr;
        while (::archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
            char bytes[4096];
            for (la_ssize_t got = 0; (got = ::archive_read_data(reader, bytes, sizeof bytes)) > 0;)
                all.append(bytes, static_cast<std::size_t>(got));
        }
    }
    ::archive_read_free(reader);
    return all;
}

}  // namespace

TEST_P(OwnAccountPages, the_other_sign_ins_can_be_ended_at_once) {
    Fixture f(GetParam());
    Browser here(f.site);
    Browser there(f.site);
    f.sign_in(here, "a@example.fr");
    EXPECT_TRUE(shows(here.get("/mon-compte/connexions"), "Vous n’êtes connecté que dans ce navigateur."));
    f.sign_in(there, "a@example.fr");
    EXPECT_TRUE(shows(here.get("/mon-compte/connexions"), "Ouverte le 10 mars 2026"));
    EXPECT_EQ(Browser::location(here.submit("/mon-compte/connexions/fin", {})),
              "/mon-compte/connexions?fermees=1");
    EXPECT_TRUE(shows(here.get("/mon-compte/connexions?fermees=1"), "Les autres connexions sont fermées."));
    EXPECT_EQ(there.get("/mon-compte").status, 303);
    EXPECT_EQ(f.count("SELECT count(*) FROM sign_ins"), 1);
}

TEST_P(OwnAccountPages, a_browser_is_told_by_its_name_however_late_it_says_it) {
    Fixture f(GetParam());
    Browser reader(f.site);
    f.sign_in(reader, "a@example.fr");
    for (auto const& [agent, words] : std::initializer_list<std::pair<std::string, std::string>>{
             {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
              "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86",
              "Edge sur Windows"},
             {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
              "Gecko) "
              "Version/18.1 Mobile/15E148 Safari/604.1",
              "Safari sur iPhone"},
             {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
              "Firefox sur Linux"}}) {
        Browser other(f.site);
        other.calls_itself = agent;
        f.sign_in(other, "a@example.fr");
        EXPECT_TRUE(shows(reader.get("/mon-compte/connexions"), words)) << words;
    }
}

TEST_P(OwnAccountPages, one_sign_in_is_ended_by_its_owner_and_by_nobody_else) {
    Fixture f(GetParam());
    Browser here(f.site);
    Browser there(f.site);
    Browser thief(f.site);
    f.sign_in(here, "a@example.fr");
    f.sign_in(there, "a@example.fr");
    f.sign_in(thief, "b@example.fr");
    std::string const page(here.get("/mon-compte/connexions").content());
    std::size_t const at = page.rfind("action=\"/mon-compte/connexions/");
    ASSERT_NE(at, std::string::npos);
    std::size_t const from = at + std::string_view("action=\"").size();
    std::string const action = page.substr(from, page.find('"', from) - from);
    thief.get("/mon-compte");
    thief.submit(action, {});
    EXPECT_EQ(there.get("/mon-compte").status, 200) << "ended by a stranger";
    EXPECT_EQ(Browser::location(here.submit(action, {})), "/mon-compte/connexions?fermee=1");
    EXPECT_EQ(there.get("/mon-compte").status, 303);
    EXPECT_EQ(here.get("/mon-compte").status, 200);
}

TEST_P(OwnAccountPages, a_sign_in_is_seen_to_the_day) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    f.pass(base::Duration::days(2));
    browser.get("/mon-compte");
    EXPECT_TRUE(shows(browser.get("/mon-compte/connexions"), "vue pour la dernière fois le 12 mars 2026"));
}

TEST_P(OwnAccountPages, the_address_changes_by_a_code_to_the_new_one) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    browser.get("/mon-compte/adresse");
    auto const refused = browser.submit("/mon-compte/adresse", {{"email", std::string(hostile)}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_FALSE(shows(refused, "<script>alert"));
    EXPECT_EQ(Browser::location(browser.submit("/mon-compte/adresse", {{"email", "n@example.fr"}})),
              "/mon-compte/adresse/code");
    browser.get("/mon-compte/adresse/code");
    EXPECT_EQ(browser.submit("/mon-compte/adresse/code", {{"code", "12"}}).status, 422);
    EXPECT_EQ(
        Browser::location(browser.submit("/mon-compte/adresse/code", {{"code", f.code_to("n@example.fr")}})),
        "/mon-compte?adresse=1");
    EXPECT_TRUE(shows(browser.get("/mon-compte"), "n@example.fr"));
}

TEST_P(OwnAccountPages, the_archive_is_ones_own_and_kept_nowhere) {
    Fixture f(GetParam());
    Browser browser(f.site);
    EXPECT_EQ(browser.get("/mon-compte/mes-donnees/archive").status, 303);
    f.sign_in(browser, "a@example.fr");
    EXPECT_TRUE(shows(browser.get("/mon-compte/mes-donnees"), "a@example.fr"));
    auto const archive = browser.get("/mon-compte/mes-donnees/archive");
    EXPECT_EQ(archive.status, 200);
    EXPECT_EQ(archive.content_type, "application/zip");
    EXPECT_TRUE(archive.delete_file) << "sent once, then gone";
    std::filesystem::remove(archive.file_path);
}

TEST_P(OwnAccountPages, refused_notifications_are_in_the_archive_and_outlive_the_account_as_a_hash) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    std::string const& secret = f.site.services->secret;
    ASSERT_TRUE(f.site.database
                    ->write([&](db::Tx& tx) -> base::Result<base::Done> {
                        messaging::record_stop(
                            tx, {messaging::address_hash(secret, "a@example.fr"), "consultation.followed"},
                            f.site.clock.now());
                        messaging::record_stop(
                            tx, {messaging::address_hash(secret, "b@example.fr"), "consultation.autre"},
                            f.site.clock.now());
                        return base::Done{};
                    })
                    .ok());
    auto const archive = browser.get("/mon-compte/mes-donnees/archive");
    std::string const files = unzipped(archive.file_path);
    std::filesystem::remove(archive.file_path);
    EXPECT_NE(files.find("consultation.followed"), std::string::npos);
    EXPECT_EQ(files.find("consultation.autre"), std::string::npos) << "another address's";
    browser.get("/mon-compte/suppression");
    browser.submit("/mon-compte/suppression", {});
    browser.get("/mon-compte/suppression/code");
    browser.submit("/mon-compte/suppression/code", {{"code", f.code_to("a@example.fr")}});
    f.pass(base::Duration::hours(2));
    people::finish_erasures(*f.site.database, f.site.services->world, f.site.services->hooks, 10);
    EXPECT_FALSE(messaging::may_receive(*f.site.database->snapshot(), secret, "a@example.fr",
                                        "consultation.followed"));
    EXPECT_EQ(f.site.database->snapshot()->integer(
                  "SELECT count(*) FROM mail_stops WHERE address LIKE '%example%' OR kind LIKE '%example%'"),
              0);
}

TEST_P(OwnAccountPages, erasing_signs_out_and_signing_in_again_may_cancel) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    EXPECT_TRUE(shows(browser.get("/mon-compte/suppression"), "Dans l’heure"));
    EXPECT_EQ(Browser::location(browser.submit("/mon-compte/suppression", {})),
              "/mon-compte/suppression/code");
    browser.get("/mon-compte/suppression/code");
    EXPECT_EQ(Browser::location(
                  browser.submit("/mon-compte/suppression/code", {{"code", f.code_to("a@example.fr")}})),
              "/connexion/compte-supprime");
    EXPECT_TRUE(shows(browser.get("/connexion/compte-supprime"), "Votre compte est supprimé"));
    EXPECT_EQ(browser.get("/mon-compte").status, 303);
    f.sign_in(browser, "a@example.fr");
    EXPECT_TRUE(shows(browser.get("/mon-compte"), "La suppression de votre compte est prévue"));
    browser.get("/mon-compte/suppression");
    browser.submit("/mon-compte/suppression/annulation", {});
    EXPECT_FALSE(shows(browser.get("/mon-compte"), "La suppression de votre compte est prévue"));
}

TEST_P(OwnAccountPages, the_last_operator_reads_why_the_account_stays) {
    Fixture f(GetParam());
    f.make_operator("op@example.fr");
    Browser browser(f.site);
    f.sign_in(browser, "op@example.fr");
    EXPECT_TRUE(shows(browser.get("/mon-compte/suppression"), "Vous êtes le seul opérateur"));
    EXPECT_EQ(browser.submit("/mon-compte/suppression", {}).status, 409);
}

TEST_P(OwnAccountPages, where_it_is_required_an_operator_puts_it_on_before_the_bench_opens) {
    Fixture f(GetParam());
    f.site.settings.second_factor_required = true;
    f.make_operator("op@example.fr");
    Browser browser(f.site);
    f.sign_in(browser, "op@example.fr");
    EXPECT_EQ(Browser::location(browser.get("/operateur")),
              "/mon-compte/double-authentification?retour=%2Foperateur");
    EXPECT_EQ(browser.get("/mon-compte").status, 200);
    EXPECT_TRUE(shows(browser.get(std::string(factor_page)), "Votre rôle donne accès"));
    put_on(f, browser);
    EXPECT_EQ(browser.get("/operateur").status, 200);
    EXPECT_EQ(browser.get("/operateur/roles").status, 200);
    f.pass(base::Duration::minutes(16));
    EXPECT_EQ(Browser::location(browser.get("/operateur/roles")),
              "/connexion/second-facteur?retour=%2Foperateur%2Froles")
        << "giving a role wants it fresh, before anything is typed";
    EXPECT_EQ(Browser::location(
                  browser.submit("/operateur/roles",
                                 {{"email", "x@example.fr"}, {"role", "auditor"}, {"reason", "Contrôle."}}))
                  .substr(0, 25),
              "/connexion/second-facteur");
    EXPECT_EQ(f.count("SELECT count(*) FROM roles WHERE role = 'auditor'"), 0);
    Browser agent(f.site);
    f.sign_in(agent, "agent@example.fr");
    EXPECT_EQ(agent.get("/mon-compte").status, 200) << "asked of roles only";
}

TEST_P(OwnAccountPages, what_can_be_no_code_is_said_and_counts_as_no_try) {
    Fixture f(GetParam());
    Browser browser(f.site);
    f.sign_in(browser, "a@example.fr");
    browser.get(std::string(factor_page));
    for (int i = 0; i < 12; ++i)
        EXPECT_TRUE(shows(browser.submit(std::string(factor_page), {{"code", i % 2 == 0 ? "" : "12345"}}),
                          "Saisissez les 6 chiffres que l’application affiche."));
    put_on(f, browser);
    EXPECT_TRUE(shows(browser.get(std::string(factor_page)), "Elle est activée"));
}

TEST_P(OwnAccountPages, until_it_is_given_a_sign_in_opens_nothing) {
    Fixture f(GetParam());
    Browser first(f.site);
    f.sign_in(first, "a@example.fr");
    std::string const secret = put_on(f, first);
    Browser second(f.site);
    auto const answer = f.sign_in(second, "a@example.fr", "/mon-compte/jetons");
    EXPECT_EQ(Browser::location(answer), "/connexion/second-facteur?retour=%2Fmon-compte%2Fjetons");
    for (std::string const page :
         {"/mon-compte", "/mon-compte/mes-donnees/archive", "/mon-compte/double-authentification",
          "/mon-compte/suppression", "/operateur"})
        EXPECT_EQ(Browser::location(second.get(page)).substr(0, 25), "/connexion/second-facteur") << page;
    second.get("/connexion/second-facteur?retour=/mon-compte/jetons");
    EXPECT_EQ(second.submit("/mon-compte/double-authentification/retrait", {{"code", "1"}}).status, 303);
    EXPECT_EQ(second.submit("/connexion/second-facteur", {{"code", "abc"}}).status, 422);
    f.pass(base::Duration::seconds(30));
    EXPECT_EQ(Browser::location(second.submit("/connexion/second-facteur",
                                              {{"code", code_now(f, secret)}, {"retour", "//evil.example"}})),
              "/mon-compte/collectivites")
        << "their own first page: no body yet";
    EXPECT_EQ(second.get("/mon-compte/jetons").status, 200);
    f.pass(base::Duration::minutes(16));
    second.get("/mon-compte/connexions");
    EXPECT_EQ(Browser::location(second.submit("/mon-compte/connexions/fin", {})).substr(0, 25),
              "/connexion/second-facteur")
        << "acts of weight want it fresh";
}

}  // namespace account_tests
