// A site with this room: a few authorities in départements that are not like the others (Corse, Alsace, Lyon,
// overseas), one campaign that collects, and relays signed in.
#pragma once

#include <fmt/format.h>

#include <fstream>
#include <regex>
#include <thread>

#include "consultation/campaign_actions.hpp"
#include "consultation/campaign_rows.hpp"
#include "journal/journal.hpp"
#include "outreach/mailing_actions.hpp"
#include "outreach/room.hpp"
#include "people/secrets.hpp"
#include "people/sign_in_rows.hpp"
#include "relay/participation.hpp"
#include "relay/room.hpp"
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

namespace relay_tests {

using base::Done;
using base::Result;
using support::Browser;
using support::Fields;
using support::shows;

inline constexpr std::string_view hostile = "\"><script>alert(1)</script>&{{x}}";

inline std::string campaign_toml(std::string const& slug, std::string const& collect,
                                 std::string const& support) {
    return fmt::format(R"(
slug = "{}"
title = "Consultation d’essai {}"
pitch = "Dire ses besoins, choisir ensemble."
description = "Une consultation pour les tests."
rules = "Une collectivité soutient une proposition une fois."
supporting_classes = ["authority"]
late_verification_days = 10
[[phases]]
kind = "collect"
{}
[[phases]]
kind = "support"
{}
[[themes]]
slug = "relation-usagers"
name = "Relation aux usagers"
[[desks]]
slug = "guichet"
name = "Guichet local"
description = "Pour les projets d’une seule collectivité"
url = "https://guichet.example/"
[[grounds]]
slug = "equipement"
name = "L’équipement n’est pas financé"
)",
                       slug, slug, collect, support);
}

struct Fixture {
    explicit Fixture(db::Engine engine)
        : site(engine, [](web::Services const& services) {
              std::vector<web::Room> rooms;
              rooms.push_back({.name = "journal", .migrations = journal::migrations()});
              rooms.push_back({.name = "territories", .migrations = territories::migrations()});
              rooms.push_back({.name = "search", .migrations = search::migrations()});
              rooms.push_back({.name = "messaging", .migrations = messaging::migrations()});
              rooms.push_back({.name = "people", .migrations = people::migrations()});
              rooms.push_back({.name = "files", .migrations = files::migrations()});
              rooms.push_back({.name = "consultation", .migrations = consultation::migrations()});
              rooms.push_back(outreach::room(services));
              rooms.push_back(relay::room(services));
              return rooms;
          }) {
        at("2026-02-01T10:00");
        sql("INSERT INTO regions (code, name, name_key, is_full) VALUES ('53', 'Bretagne', 'bretagne', 1), "
            "('94', 'Corse', 'corse', 1), ('44', 'Grand Est', 'grand est', 1), "
            "('84', 'Auvergne-Rhône-Alpes', 'auvergne rhone alpes', 1), ('04', 'La Réunion', 'la reunion', "
            "1)");
        sql("INSERT INTO departments (code, name, name_key, region_code, is_full) VALUES "
            "('29', 'Finistère', 'finistere', '53', 1), ('35', 'Ille-et-Vilaine', 'ille et vilaine', '53', "
            "1), "
            "('2A', 'Corse-du-Sud', 'corse du sud', '94', 1), ('2B', 'Haute-Corse', 'haute corse', '94', 1), "
            "('67', 'Bas-Rhin', 'bas rhin', '44', 1), ('68', 'Haut-Rhin', 'haut rhin', '44', 1), "
            "('69', 'Rhône', 'rhone', '84', 1), ('974', 'La Réunion', 'la reunion', '04', 1)");
        // Communes 1 to 4 in Finistère (100 to 400 inhabitants), 5 in Ille-et-Vilaine.
        body(22, "200000022", "epci", "grouping", "29", "53", "Quimper Bretagne Occidentale", 1000);
        body(1, "29134", "commune", "authority", "29", "53", "Locronan", 100, 22);
        body(2, "29004", "commune", "authority", "29", "53", "Argol", 200, 22);
        body(3, "29900", "commune", "authority", "29", "53", "Argol-le-Vieux", 700);
        body(4, "29232", "commune", "authority", "29", "53", "Quimper", 60'000);
        body(5, "35238", "commune", "authority", "35", "53", "Rennes", 200'000);
        body(20, "DEP-29", "departement", "authority", "29", "53", "Finistère", 900'000);
        body(21, "REG-53", "region", "authority", "", "53", "Bretagne", 3'000'000);
        body(30, "COL-94", "collectivite_particuliere", "authority", "", "94", "Corse", 350'000);
        body(31, "2A004", "commune", "authority", "2A", "94", "Ajaccio", 70'000);
        body(32, "2B033", "commune", "authority", "2B", "94", "Bastia", 48'000);
        body(40, "COL-6AE", "collectivite_particuliere", "authority", "", "44", "Alsace", 1'900'000);
        body(50, "COL-69M", "collectivite_particuliere", "authority", "69", "84", "Métropole de Lyon",
             1'400'000);
        body(51, "69123", "commune", "authority", "69", "84", "Lyon", 520'000, 50);
        body(52, "DEP-69", "departement", "authority", "69", "84", "Rhône", 470'000);
        body(60, "97411", "commune", "authority", "974", "04", "Saint-Denis", 150'000);
        sql("INSERT INTO official_emails (authority_id, email_key, email, loaded_at) VALUES "
            "(2, 'mairie@argol.example', 'mairie@argol.example', 0)");
        campaign = load("essai-2026", "opens = 2026-01-05T09:00:00\ncloses = 2026-03-15T18:00:00",
                        "opens = 2026-04-01T09:00:00\ncloses = 2026-04-30T18:00:00");
    }

    base::Id<consultation::Campaign> load(std::string const& slug, std::string const& collect,
                                          std::string const& support) {
        return site.database
            ->write([&](db::Tx& tx) {
                return consultation::load_campaign(
                    tx, site.services->world,
                    consultation::read_campaign_file(campaign_toml(slug, collect, support)).value());
            })
            .value()
            .id;
    }
    void body(int id, std::string const& reference, std::string const& kind, std::string const& legal_class,
              std::string const& department, std::string const& region, std::string const& name,
              int population, int epci = 0) {
        write([&](db::Tx& tx) {
            std::optional<std::string> const place =
                department.empty() ? std::nullopt : std::optional(department);
            tx.execute(
                "INSERT INTO authorities (id, reference, kind, legal_class, form, name, long_name, name_key, "
                "population, department_code, region_code, in_force, since_edition) "
                "VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, $9, $10, 1, 1)",
                {id, reference, kind, legal_class, name, kind == "commune" ? "Commune de " + name : name,
                 base::name_key(name), population, place, region});
            if (epci > 0) tx.execute("UPDATE authorities SET epci_id = $1 WHERE id = $2", {epci, id});
        });
    }
    void write(std::function<void(db::Tx&)> const& act) {
        auto const done = site.database->write([&](db::Tx& tx) -> Result<Done> {
            act(tx);
            return Done{};
        });
        ASSERT_TRUE(done.ok());
    }
    void sql(std::string const& text) {
        write([&](db::Tx& tx) { tx.script(text); });
    }
    void at(char const* wall) { site.clock.set(base::parse_local(wall).value()); }

    void person(int id) {
        sql(fmt::format(
            "INSERT INTO persons (id, email, email_key, created_at) VALUES ({0}, 'p{0}@x.example', "
            "'p{0}@x.example', 0)",
            id));
    }
    /// A person signed in, relay of these départements.
    Browser relay(int id, std::vector<std::string> const& departments) {
        person(id);
        for (std::string const& code : departments)
            sql(
                fmt::format("INSERT INTO roles (person_id, role, scope, given_at, given_by) VALUES ({}, "
                            "'relay', '{}', 0, 0)",
                            id, code));
        std::string const token = "token-of-person-" + std::to_string(id);
        write([&](db::Tx& tx) {
            people::insert_sign_in(tx, people::hash_of_token(token), base::Id<people::Person>(id), {},
                                   "Firefox", site.clock.now());
            tx.execute("UPDATE sign_ins SET expires_at = $1 WHERE person_id = $2",
                       {site.clock.now() + base::Duration::days(365), id});
        });
        Browser made(site);
        made.cookies.emplace_back(std::string(web::sign_in_cookie), token);
        return made;
    }
    /// A pending affiliation (its id is the person's) of a new person to the authority.
    void claims(int id, int authority) {
        person(id);
        sql(fmt::format(
            "INSERT INTO affiliations (id, person_id, authority_id, quality, function, state, "
            "method, requested_at, reason) VALUES ({0}, {0}, {1}, 'agent', 'dgs', 'pending', '', {2}, '')",
            id, authority, (site.clock.now() - base::Duration::days(5)).us));
    }
    void contributes(int authority) {
        static int number = 0;
        sql(fmt::format(
            "INSERT INTO contributions (reference, campaign_id, kind, state, outcome, theme_id, title, "
            "title_key, problem, "
            "audience, territory, service_name, maturity, licence, source_url, cost, hosting, "
            "author_person_id, "
            "author_affiliation_id, authority_id, quality, function, version, created_at, published_at, "
            "changed_at) SELECT 'C-2026-9{0:03}', {1}, 'need', 'published', 'pending', min(t.id), "
            "'Répondre', 'repondre', 'x', "
            "'', '', '', '', '', '', '', '', 1, 1, {2}, 'agent', 'dgs', 1, 0, {3}, 0 FROM themes t WHERE "
            "t.campaign_id = {1}",
            ++number, campaign.value, authority, site.clock.now().us));
    }
    void supports(int authority, char const* state = "counted") {
        sql(
            fmt::format("INSERT INTO proposals (id, reference, campaign_id, state, title, title_key, "
                        "summary, problem, maturity, "
                        "created_at, changed_at) VALUES (1, 'P-2026-001', {}, 'open', 'Signaler', "
                        "'signaler', '', '', '', 0, 0) "
                        "ON CONFLICT DO NOTHING",
                        campaign.value));
        sql(fmt::format(
            "INSERT INTO supports (proposal_id, authority_id, state, since, reason) VALUES (1, {}, "
            "'{}', {}, '')",
            authority, state, site.clock.now().us));
    }
    std::string state_of(int affiliation) {
        return site.database->snapshot()
            ->first<std::string>("SELECT state || ' ' || method FROM affiliations WHERE id = $1",
                                 {affiliation}, [](db::Row const& row) { return row.string(0); })
            .value_or("");
    }
    std::int64_t count(std::string const& query) { return site.database->snapshot()->integer(query); }
    ::relay::Scope scope(std::string const& code, std::string const& region = "53") {
        ::relay::Scope made;
        made.code = code;
        made.name = code;
        made.region_code = region;
        return made;
    }
    void expect_sound() { EXPECT_TRUE(site.faults.empty()) << site.faults.front(); }

    support::Site site;
    base::Id<consultation::Campaign> campaign;
};

/// As `shows`, whatever the blanks between words and numbers.
inline bool reads(http::Response const& response, std::string const& words) {
    static std::regex const blank("\u00a0|\u202f");
    std::string const text = std::regex_replace(std::string(response.content()), blank, " ");
    return text.find(std::regex_replace(words, blank, " ")) != std::string::npos;
}

}  // namespace relay_tests
