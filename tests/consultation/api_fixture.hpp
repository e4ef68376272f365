// A site with the API and the open-data page over a small campaign, for the tests of both.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "consultation/api.hpp"
#include "consultation/campaign_actions.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_actions.hpp"
#include "consultation/open_data_page.hpp"
#include "consultation/proposal_actions.hpp"
#include "consultation/support_actions.hpp"
#include "consultation/triage_actions.hpp"
#include "journal/journal.hpp"
#include "people/api_token_rows.hpp"
#include "people/secrets.hpp"
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

namespace api_tests {

using base::Done;
using base::Result;
using support::Browser;
using support::Fields;
using support::shows;

inline std::string toml_of(std::string const& slug, bool api_supports) {
    return fmt::format(R"(
slug = "{}"
title = "Consultation {}"
pitch = "Dire ses besoins, choisir ensemble."
description = "Une consultation pour les tests."
rules = "Une collectivité soutient une proposition une fois."
supporting_classes = ["authority"]
late_verification_days = 10
api_supports = {}

[[phases]]
kind = "collect"
opens = 2026-01-05T09:00:00
closes = 2026-03-15T18:00:00
[[phases]]
kind = "support"
opens = 2026-04-01T09:00:00
closes = 2026-04-30T18:00:00

[[themes]]
slug = "usagers"
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
)",
                       slug, slug, api_supports);
}

/// The records of a CSV text, read as RFC 4180 says.
using CsvLines = std::vector<std::vector<std::string>>;
inline CsvLines parsed_csv(std::string_view text) {
    CsvLines lines;
    std::vector<std::string> line{""};
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (quoted) {
            if (c != '"')
                line.back().push_back(c);
            else if (i + 1 < text.size() && text[i + 1] == '"')
                line.back().push_back(text[++i]);
            else
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            line.emplace_back();
        } else if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
            ++i;
            lines.push_back(std::exchange(line, {""}));
        } else {
            line.back().push_back(c);
        }
    }
    EXPECT_TRUE(line.size() == 1 && line.front().empty()) << "the file ends with a line end";
    return lines;
}

inline std::string content_of(std::string const& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct ApiSite {
    explicit ApiSite(db::Engine engine)
        : site(engine,
               [](web::Services const&) {
                   web::Routes routes = consultation::api_routes();
                   for (web::Route const& route : consultation::open_data_routes()) routes.push_back(route);
                   std::vector<web::Room> rooms;
                   rooms.push_back({.name = "journal", .migrations = journal::migrations()});
                   rooms.push_back({.name = "territories", .migrations = territories::migrations()});
                   rooms.push_back({.name = "search", .migrations = search::migrations()});
                   rooms.push_back({.name = "messaging", .migrations = messaging::migrations()});
                   rooms.push_back({.name = "people", .migrations = people::migrations()});
                   rooms.push_back({.name = "files", .migrations = files::migrations()});
                   rooms.push_back(
                       {.name = "consultation", .migrations = consultation::migrations(), .routes = routes});
                   return rooms;
               }),
          browser(site) {
        at("2026-02-01T10:00");
        for (int i = 1; i <= 6; ++i)
            authority(i, "commune", "authority", fmt::format("290{:02}", i), 100 * i);
        authority(20, "departement", "authority", "DEP-29", 900'000);
        authority(21, "region", "authority", "REG-53", 3'300'000);
        authority(22, "epci", "grouping", "200000022", 1500);
        sql("INSERT INTO partners (id, name, name_key, kind, created_at) VALUES (1, 'Les Interconnectés', "
            "'les interconnectes', 'association', 0)");
        campaign = load("essai-2026", true);
        operator_.person = person(900);
        operator_.is_operator = true;
    }
    ~ApiSite() {
        for (std::string const& fault : site.faults) ADD_FAILURE() << fault;
    }

    // The world.
    void at(char const* wall) { site.clock.set(base::parse_local(wall).value()); }
    base::World& world() { return site.services->world; }
    template<class Action>
    auto write(Action const& action) {
        return site.database->write(action);
    }
    void sql(std::string const& text) {
        ASSERT_TRUE(write([&](db::Tx& tx) -> Result<Done> {
                        tx.script(text);
                        return Done{};
                    }).ok());
    }
    std::int64_t count(std::string const& query) { return site.database->snapshot()->integer(query); }
    base::Id<consultation::Campaign> load(std::string const& slug, bool api_supports) {
        return write([&](db::Tx& tx) {
                   return consultation::load_campaign(
                       tx, world(), consultation::read_campaign_file(toml_of(slug, api_supports)).value());
               })
            .value()
            .id;
    }
    void authority(int id, char const* kind, char const* legal_class, std::string const& reference,
                   int population) {
        sql(fmt::format(
            "INSERT INTO authorities (id, reference, kind, legal_class, form, insee_code, name, long_name, "
            "name_key, population, department_code, region_code, in_force, since_edition) VALUES ({0}, "
            "'{1}', "
            "'{2}', '{3}', '', '{4}', 'Ville {0}', 'Commune de Ville {0}', 'ville {0:05}', {5}, '29', '53', "
            "1, "
            "1)",
            id, reference, kind, legal_class, reference.substr(reference.find('-') + 1), population));
    }

    // People: affiliation 1000 × person + authority; its token is the one of that number.
    base::Id<people::Person> person(int id) {
        sql(
            fmt::format("INSERT INTO persons (id, email, email_key, created_at) "
                        "VALUES ({0}, 'p{0}@x.example', 'p{0}@x.example', 0)",
                        id));
        return base::Id<people::Person>(id);
    }
    static std::string token_of(std::int64_t affiliation) {
        return fmt::format("{}{:043}", people::api_token_mark, affiliation);
    }
    people::Actor affiliate(base::Id<people::Person> who, int authority, bool verified,
                            bool is_partner = false) {
        people::Actor actor;
        actor.person = who;
        actor.affiliation = base::Id<people::Affiliation>(who.value * 1000 + authority);
        actor.verified = verified;
        if (is_partner) {
            actor.partner = base::Id<people::Partner>(1);
            actor.quality = people::Quality::partner;
        } else {
            actor.authority = consultation::AuthorityId(authority);
        }
        sql(fmt::format(
            "INSERT INTO affiliations (id, person_id, authority_id, partner_id, quality, function, "
            "state, method, requested_at, reason) VALUES ({}, {}, {}, {}, '{}', '{}', '{}', '{}', 0, '')",
            actor.affiliation.value, who.value, is_partner ? "NULL" : std::to_string(authority),
            is_partner ? "1" : "NULL", is_partner ? "partner" : "agent", is_partner ? "salarie" : "dgs",
            verified ? "verified" : "pending", verified ? "operator" : ""));
        EXPECT_TRUE(write([&](db::Tx& tx) -> Result<Done> {
                        people::insert_token(tx, people::hash_of_token(token_of(actor.affiliation.value)),
                                             who, actor.affiliation, "essai", {});
                        return Done{};
                    }).ok());
        return actor;
    }
    people::Actor agent(int id, int authority, bool verified = true) {
        return affiliate(person(id), authority, verified);
    }

    // Acts.
    consultation::ContributionText text(std::string const& title) {
        consultation::ContributionText one;
        one.theme = consultation::choices(*site.database->snapshot(), campaign).themes.front().id;
        one.title = title;
        one.problem = "Les habitants ne savent pas à qui s’adresser et attendent trop longtemps.";
        return one;
    }
    consultation::Contribution draft(people::Actor const& actor,
                                     consultation::ContributionText const& wanted) {
        return write([&](db::Tx& tx) {
                   return consultation::save_draft(tx, world(), actor, {campaign, {}, wanted});
               })
            .value();
    }
    consultation::Contribution contribute(people::Actor const& actor,
                                          consultation::ContributionText const& wanted) {
        auto const made = draft(actor, wanted);
        return write([&](db::Tx& tx) { return consultation::publish(tx, world(), actor, made.id); }).value();
    }
    consultation::Contribution contribute(people::Actor const& actor, std::string const& title) {
        return contribute(actor, text(title));
    }
    consultation::Proposal draft_proposal(std::string const& title,
                                          base::Id<consultation::Campaign> of = {}) {
        if (!of.exists()) of = campaign;
        consultation::ProposalForm form;
        form.title = title;
        form.summary = "Pour que chacun puisse signaler.";
        form.themes = {consultation::choices(*site.database->snapshot(), of).themes.front().id};
        return write([&](db::Tx& tx) {
                   return consultation::create_proposal(tx, world(), operator_, of, form);
               })
            .value();
    }
    consultation::Proposal proposal(std::string const& title, base::Id<consultation::Campaign> of = {}) {
        auto const made = draft_proposal(title, of);
        EXPECT_TRUE(write([&](db::Tx& tx) {
                        return consultation::publish_proposals(tx, world(), operator_, {made.id});
                    }).ok());
        return made;
    }
    void decide(consultation::Contribution const& contribution, consultation::OutcomeChoice choice,
                std::string const& reason = "Parce que c’est ainsi.") {
        auto const done = write([&](db::Tx& tx) {
            return consultation::decide(tx, world(), {site.settings.origin, "Tremplin"}, operator_,
                                        {{contribution.id}, choice, reason});
        });
        ASSERT_TRUE(done.ok()) << done.refusal().message;
    }
    void select(consultation::Proposal const& proposal, consultation::Choice choice,
                std::string const& reason) {
        auto const done = write([&](db::Tx& tx) {
            return consultation::record_selection(tx, world(), operator_, {proposal.id, choice, reason});
        });
        ASSERT_TRUE(done.ok()) << done.refusal().message;
    }

    // Requests.
    http::Response get(std::string const& target) { return browser.get(target); }
    boost::json::value json(std::string const& target) {
        http::Response const response = get(target);
        EXPECT_EQ(response.status, 200) << target << " " << response.content();
        return boost::json::parse(response.content());
    }
    /// The bytes of a file answered; the file is deleted as the server does.
    std::string file(std::string const& target) {
        http::Response const response = get(target);
        EXPECT_EQ(response.status, 200) << target << " " << response.content();
        EXPECT_TRUE(response.delete_file) << target;
        std::string const bytes = content_of(response.file_path);
        std::filesystem::remove(response.file_path);
        return bytes;
    }
    http::Response support(http::Method method, std::string const& reference, std::int64_t affiliation,
                           std::string const& key = {}, std::string const& body = {}) {
        Fields headers{{"authorization", "Bearer " + token_of(affiliation)}};
        if (!key.empty()) headers.emplace_back("idempotency-key", key);
        return Browser(site).send(method, "/api/v1/proposals/" + reference + "/support", body, headers);
    }
    http::Response put(std::string const& reference, std::int64_t affiliation, std::string const& key = {},
                       std::string const& body = {}) {
        return support(http::Method::put, reference, affiliation, key, body);
    }
    http::Response del(std::string const& reference, std::int64_t affiliation, std::string const& key = {}) {
        return support(http::Method::del, reference, affiliation, key);
    }

    support::Site site;
    Browser browser;
    base::Id<consultation::Campaign> campaign;
    people::Actor operator_;
};

inline constexpr char const* every_list[] = {"contributions", "proposals", "supports", "decisions",
                                             "attachments"};

inline void expect_problem(http::Response const& response, int status) {
    EXPECT_EQ(response.status, status) << response.content();
    EXPECT_EQ(response.content_type, "application/problem+json; charset=utf-8");
    boost::json::value const problem = boost::json::parse(response.content());
    EXPECT_EQ(problem.at("status").as_int64(), status);
    EXPECT_FALSE(problem.at("title").as_string().empty());
    EXPECT_FALSE(problem.at("detail").as_string().empty());
}

inline std::string header_of(http::Response const& response, std::string_view name) {
    for (auto const& [known, value] : response.headers)
        if (known == name) return value;
    return {};
}

}  // namespace api_tests
