// A site of this room alone, four communes, and the mails that it posted.
#pragma once

#include <filesystem>
#include <fstream>

#include "account/room.hpp"
#include "account/signing_in.hpp"
#include "journal/journal.hpp"
#include "messaging/mail.hpp"
#include "people/actions_role.hpp"
#include "people/affiliation_rows.hpp"
#include "people/person_rows.hpp"
#include "people/personal.hpp"
#include "people/role_rows.hpp"
#include "people/sign_in_rows.hpp"
#include "support/site.hpp"
#include "territories/register_rows.hpp"

namespace territories {
std::vector<db::Migration> migrations();
}
namespace people {
std::vector<db::Migration> migrations();
}

namespace account_tests {

using base::Done;
using base::Result;
using db::Tx;
using support::Browser;
using support::shows;

inline constexpr std::string_view hostile = "\"><script>alert(1)</script>&{{x}}";

struct Commune {
    std::int64_t id;
    std::string code;
    std::string name;
    std::string department;
};

inline std::vector<Commune> const& communes() {
    static std::vector<Commune> const all{{1, "29134", "Locronan", "29"},
                                          {2, "29004", "Argol", "29"},
                                          {3, "93066", "Saint-Denis", "93"},
                                          {4, "97411", "Saint-Denis", "974"}};
    return all;
}

/// What the intent "test" was called with, and what it answers.
struct IntentSeen {
    int calls = 0;
    std::string who;
    std::string value;
    Result<std::string> answer = std::string("/mon-compte?fait=1");
};

inline std::vector<web::Room> rooms_of(web::Services const& services, IntentSeen& seen) {
    std::vector<web::Room> rooms;
    rooms.push_back(
        {.name = "journal", .migrations = journal::migrations(), .personal = journal::personal_tables()});
    rooms.push_back({.name = "territories", .migrations = territories::migrations()});
    rooms.push_back({.name = "messaging",
                     .migrations = messaging::migrations(),
                     .personal = messaging::personal_tables()});
    rooms.push_back(
        {.name = "people", .migrations = people::migrations(), .personal = people::personal_tables()});
    account::Intents intents;
    intents["test"] = [&seen](web::Visit& visit, people::SignIn const& who, http::Pairs const& intent) {
        ++seen.calls;
        seen.who = who.email;
        seen.value = intent.get("valeur");
        EXPECT_TRUE(visit.who.has_value());
        return seen.answer;
    };
    account::Shown shown;
    shown.demo_accounts = {{"agent", "Agent d’une commune", "Camille, secrétaire de mairie"},
                           {"absent", "Compte jamais rempli", ""}};
    shown.operator_entries = {[](db::Reader const&) {
        return std::vector<account::OperatorEntry>{{"Contributions à trier", "/operateur/contributions", 12}};
    }};
    rooms.push_back(account::room(services, std::move(intents), std::move(shown)));
    // What a later room does from its own form.
    web::Room later{.name = "later"};
    later.routes.push_back({http::Method::get, "/formulaire", web::Policy::public_form,
                            [](web::Visit& visit) {
                                http::Response response;
                                for (html::HiddenInput const& one : visit.form_fields())
                                    response.body +=
                                        "<input name=\"" + one.name + "\" value=\"" + one.value + "\">";
                                response.cookies = visit.cookies;
                                return response;
                            },
                            "later"});
    later.routes.push_back({http::Method::post, "/formulaire", web::Policy::public_form,
                            [](web::Visit& visit) {
                                return account::begin_sign_in(
                                    visit, std::string(visit.form().get("email")), {},
                                    "soutenir 1 proposition",
                                    "test?valeur=" + base::percent_encoded("P-2026-004&x"));
                            },
                            "later"});
    rooms.push_back(std::move(later));
    return rooms;
}

struct Fixture {
    explicit Fixture(db::Engine engine)
        : site(engine, [this](web::Services const& services) { return rooms_of(services, seen); }) {
        write([](Tx& tx) {
            tx.execute(
                "INSERT INTO editions (id, year, version, loaded_at, authorities) VALUES (1, 2026, 'test', "
                "0, 4)");
            for (Commune const& one : communes()) {
                tx.execute(
                    "INSERT INTO authorities (id, reference, kind, legal_class, form, insee_code, name, "
                    "long_name, "
                    "name_key, population, department_code, in_force, since_edition) "
                    "VALUES ($1, $2, 'commune', 'authority', '', $3, $4, $5, $6, 800, $7, 1, 1)",
                    {one.id, one.code, one.code, one.name, "Commune de " + one.name, base::name_key(one.name),
                     one.department});
                territories::rows::index_name(tx, base::Id<territories::Authority>(one.id), one.name,
                                              "Commune de " + one.name);
            }
            tx.execute("INSERT INTO authority_domains (domain, authority_id) VALUES ('locronan.fr', 1)");
            tx.execute(
                "INSERT INTO official_emails (authority_id, email_key, email, loaded_at) "
                "VALUES (2, 'mairie@argol.fr', 'mairie@argol.fr', 0)");
        });
    }

    void write(std::function<void(Tx&)> const& body) {
        auto const done = site.database->write([&](Tx& tx) -> Result<Done> {
            body(tx);
            return Done{};
        });
        ASSERT_TRUE(done.ok());
    }

    struct SeenMail {
        std::string subject;
        std::string text;
    };
    std::vector<SeenMail> mails_to(std::string const& address) {
        return site.database->snapshot()->list<SeenMail>(
            "SELECT subject, body FROM mails WHERE to_key = $1 ORDER BY id", {base::email_key(address)},
            [](db::Row const& row) {
                return SeenMail{row.string(0), row.string(1)};
            });
    }
    /// The last code of six digits, and the path of the last link.
    std::string code_to(std::string const& address) {
        auto const all = mails_to(address);
        return all.empty() ? std::string() : all.back().text.substr(0, 6);
    }
    std::string link_to(std::string const& address) {
        auto const all = mails_to(address);
        std::string const& text = all.back().text;
        std::size_t const at = text.find("/connexion/lien/");
        return text.substr(at, text.find_first_of(" \n", at) - at);
    }

    /// From the sign-in page to the page after it.
    http::Response sign_in(Browser& browser, std::string const& email, std::string const& back = {}) {
        browser.get("/connexion" + (back.empty() ? "" : "?retour=" + base::percent_encoded(back)));
        support::Fields fields{{"email", email}};
        if (!back.empty()) fields.emplace_back("retour", back);
        browser.follow(browser.submit("/connexion", fields));
        return browser.submit("/connexion/code", {{"code", code_to(email)}});
    }
    /// Claims and answers the address of the affiliation.
    std::string claim(Browser& browser, std::string const& text, std::string const& quality = "agent",
                      std::string const& function = "dgs") {
        browser.get("/mon-compte/collectivites/ajouter");
        std::string const where = Browser::location(
            browser.submit("/mon-compte/collectivites/ajouter",
                           {{"authority", text}, {"quality", quality}, {"function", function}}));
        return where.substr(0, where.find('?'));
    }
    void make_operator(std::string const& email) {
        write([&](Tx& tx) { ASSERT_TRUE(people::add_operator(tx, site.services->world, email).ok()); });
    }
    std::int64_t count(std::string_view sql) { return site.database->snapshot()->integer(sql); }
    void pass(base::Duration time) { site.clock.set(site.clock.now() + time); }

    IntentSeen seen;
    support::Site site;
};

inline std::string number_of(std::string const& address) {
    return address.substr(address.rfind('/') + 1);
}

/// The file of an answer, which goes with it.
inline std::string file_of(http::Response const& response) {
    std::ifstream file(response.file_path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    std::filesystem::remove(response.file_path);
    return bytes;
}

}  // namespace account_tests
