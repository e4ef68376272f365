// A site of this room's own routes, four communes, a campaign that collects, and signed-in browsers for each
// role.
#pragma once

#include <cstdlib>
#include <fstream>
#include <regex>

#include "base/crypto.hpp"
#include "consultation/campaign_actions.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_actions.hpp"
#include "consultation/contribution_routes.hpp"
#include "consultation/figures.hpp"
#include "consultation/operator_routes.hpp"
#include "consultation/proposal_actions.hpp"
#include "consultation/reading_routes.hpp"
#include "consultation/support_actions.hpp"
#include "consultation/triage_rules.hpp"
#include "journal/journal.hpp"
#include "people/secrets.hpp"
#include "people/sign_in_rows.hpp"
#include "search/search.hpp"
#include "support/site.hpp"

namespace territories {
std::vector<db::Migration> migrations();
}
namespace messaging {
std::vector<db::Migration> migrations();
}
namespace people {
std::vector<db::Migration> migrations();
}
namespace files {
std::vector<db::Migration> migrations();
}
namespace consultation {
std::vector<db::Migration> migrations();
}

namespace pages_tests {

using base::Done;
using base::Result;
using support::Browser;
using support::Fields;
using support::shows;

inline constexpr std::string_view hostile = "\"><script>alert(1)</script>&{{x}}";
inline constexpr std::string_view good_problem =
    "Les habitants ne savent pas à qui s’adresser et attendent trop longtemps.";
inline constexpr std::string_view good_reason = "Le comité retient cette proposition pour sa maturité.";

inline std::string campaign_toml() {
    return R"(
slug = "essai-2026"
title = "Consultation d’essai"
pitch = "Dire ses besoins, choisir ensemble."
description = "Une consultation pour les tests."
rules = "Une collectivité soutient une proposition une fois."
supporting_classes = ["authority"]
late_verification_days = 10
[[phases]]
kind = "collect"
opens = 2026-01-05T09:00:00
closes = 2026-03-15T18:00:00
[[phases]]
kind = "support"
opens = 2026-04-01T09:00:00
closes = 2026-04-30T18:00:00
[[themes]]
slug = "relation-usagers"
name = "Relation aux usagers"
[[themes]]
slug = "mobilites"
name = "Mobilités"
[[desks]]
slug = "guichet"
name = "Guichet local"
description = "Pour les projets d’une seule collectivité"
url = "https://guichet.example/"
[[grounds]]
slug = "equipement"
name = "L’équipement n’est pas financé"
)";
}

struct PagesFixture {
    /// `more`: a room built on this one, for its own tests.
    explicit PagesFixture(db::Engine engine, web::Room const& more = {})
        : site(engine, [&more](web::Services const&) {
              std::vector<web::Room> rooms;
              rooms.push_back({.name = "journal", .migrations = journal::migrations()});
              rooms.push_back({.name = "territories", .migrations = territories::migrations()});
              rooms.push_back({.name = "search", .migrations = search::migrations()});
              rooms.push_back({.name = "messaging", .migrations = messaging::migrations()});
              rooms.push_back({.name = "people", .migrations = people::migrations()});
              rooms.push_back({.name = "files", .migrations = files::migrations()});
              web::Room room{.name = "consultation", .migrations = consultation::migrations()};
              for (web::Routes routes : {consultation::reading_routes(), consultation::contribution_routes(),
                                         consultation::operator_routes()})
                  for (web::Route& route : routes) room.routes.push_back(std::move(route));
              rooms.push_back(std::move(room));
              if (!more.name.empty()) rooms.push_back(more);
              return rooms;
          }) {
        at("2026-02-01T10:00");
        sql("INSERT INTO regions (code, name, name_key, is_full) VALUES ('53', 'Bretagne', 'bretagne', 1)");
        sql("INSERT INTO departments (code, name, name_key, region_code, is_full) VALUES ('29', 'Finistère', "
            "'finistere', '53', 1)");
        int id = 0;
        for (auto const& [code, name] : {std::pair{"29134", "Locronan"}, std::pair{"29004", "Argol"},
                                         std::pair{"29232", "Quimper"}, std::pair{"29900", "Argol"}}) {
            ++id;
            write([&](db::Tx& tx) {
                tx.execute(
                    "INSERT INTO authorities (id, reference, kind, legal_class, form, insee_code, name, "
                    "long_name, name_key, population, department_code, region_code, in_force, since_edition) "
                    "VALUES ($1, $2, 'commune', 'authority', '', $3, $4, $5, $6, 800, '29', '53', 1, 1)",
                    {id, code, code, name, std::string("Commune de ") + name, base::name_key(name)});
            });
        }
        campaign =
            site.database
                ->write([&](db::Tx& tx) {
                    return consultation::load_campaign(
                        tx, site.services->world, consultation::read_campaign_file(campaign_toml()).value());
                })
                .value()
                .id;
        grace(0);
    }
    /// Mails of decisions leave after so many minutes; at once unless a test says otherwise.
    void grace(int minutes, bool rereads = false) {
        write([&](db::Tx& tx) { consultation::save_triage_rules(tx, campaign, {minutes, rereads}); });
    }

    void write(std::function<void(db::Tx&)> const& body) {
        auto const done = site.database->write([&](db::Tx& tx) -> Result<Done> {
            body(tx);
            return Done{};
        });
        ASSERT_TRUE(done.ok());
    }
    void sql(std::string const& text) {
        write([&](db::Tx& tx) { tx.script(text); });
    }
    void at(char const* wall) { site.clock.set(base::parse_local(wall).value()); }

    enum class Role { none, operator_, auditor };
    /// A person signed in, acting for the authority (0: none).
    Browser browser(int person, int authority, Role role = Role::none, bool verified = true) {
        std::string const id = std::to_string(person);
        sql("INSERT INTO persons (id, email, email_key, created_at) VALUES (" + id + ", 'p" + id +
            "@x.example', 'p" + id + "@x.example', 0)");
        if (authority > 0)
            sql("INSERT INTO affiliations (id, person_id, authority_id, quality, function, state, method, "
                "requested_at, decided_at, reason) VALUES (" +
                id + ", " + id + ", " + std::to_string(authority) + ", 'agent', 'dgs', " +
                (verified ? "'verified', 'operator', 0, 0, '')" : "'pending', '', 0, NULL, '')"));
        if (role != Role::none)
            sql("INSERT INTO roles (person_id, role, scope, given_at, given_by) VALUES (" + id + ", '" +
                (role == Role::operator_ ? "operator" : "auditor") + "', '', 0, 0)");
        std::string const token = "token-of-person-" + id;
        // Signed in late enough to last through the phases of the tests.
        keep_signed_in(token, person, authority > 0 ? person : 0);
        Browser made(site);
        made.cookies.emplace_back(std::string(web::sign_in_cookie), token);
        return made;
    }
    Browser operator_browser() { return browser(900, 0, Role::operator_); }

    people::Actor agent(int person, int authority) {
        people::Actor actor;
        actor.person = base::Id<people::Person>(person);
        actor.affiliation = base::Id<people::Affiliation>(person);
        actor.authority = consultation::AuthorityId(authority);
        actor.verified = true;
        return actor;
    }
    people::Actor operator_actor() const {
        people::Actor actor;
        actor.person = base::Id<people::Person>(900);
        actor.is_operator = true;
        return actor;
    }
    /// Published by person 1 for Locronan (browser(1, 1) first).
    std::string contribution(std::string const& title) {
        std::string reference;
        auto const done = site.database->write([&](db::Tx& tx) -> Result<Done> {
            consultation::ContributionText text;
            text.theme = consultation::choices(tx, campaign).themes.front().id;
            text.title = title;
            text.problem = good_problem;
            auto const draft =
                consultation::save_draft(tx, site.services->world, agent(1, 1), {campaign, {}, text});
            if (!draft.ok()) return draft.refusal();
            auto const published = consultation::publish(tx, site.services->world, agent(1, 1), draft->id);
            if (!published.ok()) return published.refusal();
            reference = published->reference;
            return Done{};
        });
        EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.refusal().message);
        return reference;
    }
    /// Open, with a theme and a summary.
    std::string proposal(std::string const& title) {
        std::string reference;
        auto const done = site.database->write([&](db::Tx& tx) -> Result<Done> {
            consultation::ProposalForm form;
            form.title = title;
            form.summary = "Pour que chacun puisse signaler.";
            form.themes = {consultation::choices(tx, campaign).themes.front().id};
            auto const made =
                consultation::create_proposal(tx, site.services->world, operator_actor(), campaign, form);
            if (!made.ok()) return made.refusal();
            auto const opened =
                consultation::publish_proposals(tx, site.services->world, operator_actor(), {made->id});
            if (!opened.ok()) return opened.refusal();
            reference = made->reference;
            return Done{};
        });
        EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.refusal().message);
        return reference;
    }
    std::int64_t count(std::string const& query) { return site.database->snapshot()->integer(query); }
    std::string text(std::string const& query) {
        return site.database->snapshot()
            ->first<std::string>(query, {}, [](db::Row const& row) { return row.string(0); })
            .value_or("");
    }
    void expect_sound() {
        EXPECT_TRUE(site.faults.empty()) << site.faults.front();
        for (std::string const& problem : consultation::problems(*site.database->snapshot()))
            ADD_FAILURE() << problem;
    }
    /// Keeps a page for looking at, when TREMPLIN_PAGES names a folder.
    static void keep(std::string const& name, http::Response const& response) {
        if (char const* const folder = std::getenv("TREMPLIN_PAGES"))
            std::ofstream(std::string(folder) + "/" + name + ".html") << response.content();
    }

    support::Site site;
    base::Id<consultation::Campaign> campaign;

  private:
    void keep_signed_in(std::string const& token, int person, int affiliation) {
        write([&](db::Tx& tx) {
            people::insert_sign_in(tx, people::hash_of_token(token), base::Id<people::Person>(person),
                                   base::Id<people::Affiliation>(affiliation), "Firefox", site.clock.now());
            tx.execute("UPDATE sign_ins SET expires_at = $1 WHERE person_id = $2",
                       {site.clock.now() + base::Duration::days(365), person});
        });
    }
};

/// No value that a person typed became markup.
inline void expect_harmless(http::Response const& response) {
    EXPECT_FALSE(shows(response, "<script>alert")) << response.content();
    EXPECT_FALSE(shows(response, "\"><script>"));
}

/// As `shows`, whatever the blanks between words and numbers (French no-break ones are not typed in tests).
inline bool reads(http::Response const& response, std::string const& words) {
    static std::regex const blank("\u00a0|\u202f");
    std::string const text = std::regex_replace(std::string(response.content()), blank, " ");
    return text.find(std::regex_replace(words, blank, " ")) != std::string::npos;
}

}  // namespace pages_tests
