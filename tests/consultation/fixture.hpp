// A small programme for the tests of this room: a few authorities, people, one campaign with its phases.
#pragma once

#include <fmt/format.h>

#include "consultation/batch_rows.hpp"
#include "consultation/campaign_actions.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_actions.hpp"
#include "consultation/contribution_lists.hpp"
#include "consultation/decision_rows.hpp"
#include "consultation/figures.hpp"
#include "consultation/proposal_actions.hpp"
#include "consultation/proposal_lists.hpp"
#include "consultation/support_actions.hpp"
#include "consultation/support_lists.hpp"
#include "consultation/triage_actions.hpp"
#include "consultation/triage_rules.hpp"
#include "db/migration.hpp"
#include "journal/journal.hpp"
#include "people/quality.hpp"
#include "search/search.hpp"
#include "support/databases.hpp"

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

namespace tests {

using base::Done;
using base::Refusal;
using base::RefusalCode;
using base::Result;
using consultation::AuthorityId;
using consultation::PersonId;

inline base::Instant paris(char const* wall) {
    return base::parse_local(wall).value();
}

/// The campaign of the tests: collect in January, support in April 2026, committee in May.
inline std::string campaign_toml() {
    return R"(
slug = "essai-2026"
title = "Consultation d’essai"
pitch = "Dire ses besoins, choisir ensemble."
description = "Une consultation pour les tests."
rules = "Une collectivité soutient une proposition une fois."
envelope_euros = 30000000
supporting_classes = ["authority"]
late_verification_days = 10
api_supports = true

[[phases]]
kind = "collect"
opens = 2026-01-05T09:00:00
closes = 2026-03-15T18:00:00
[[phases]]
kind = "support"
opens = 2026-04-01T09:00:00
closes = 2026-04-30T18:00:00
[[phases]]
kind = "committee"
opens = 2026-05-01T00:00:00
closes = 2026-05-31T00:00:00

[[themes]]
slug = "relation-usagers"
name = "Relation aux usagers"
[[themes]]
slug = "mobilites"
name = "Mobilités"
hint = "Transports, vélo, stationnement"

[[desks]]
slug = "guichet-axe-3"
name = "Guichet local"
description = "Pour les projets d’une seule collectivité"
url = "https://guichet.example/"
[[grounds]]
slug = "equipement"
name = "L’équipement n’est pas financé"
)";
}

struct Fixture {
    static std::vector<db::Migration> migrations() {
        std::vector<db::Migration> all = journal::migrations();
        for (auto const& more : {territories::migrations(), search::migrations(), messaging::migrations(),
                                 people::migrations(), files::migrations(), consultation::migrations()})
            all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    explicit Fixture(db::Engine engine) : database(engine, migrations()) {
        sql("INSERT INTO regions (code, name, name_key, is_full) VALUES ('53', 'Bretagne', 'bretagne', 1), "
            "('84', 'Auvergne-Rhône-Alpes', 'auvergne rhone alpes', 1)");
        sql("INSERT INTO departments (code, name, name_key, region_code, is_full) VALUES "
            "('29', 'Finistère', 'finistere', '53', 1), ('35', 'Ille-et-Vilaine', 'ille et vilaine', '53', "
            "1), "
            "('69', 'Rhône', 'rhone', '84', 1)");
        for (int i = 1; i <= 8; ++i)
            authority(i, "commune", "authority", i <= 4 ? "29" : "35", "53", 100 * i);
        authority(20, "departement", "authority", "29", "53", 5000, "29");
        authority(21, "region", "authority", "", "53", 20000, "53");
        authority(22, "epci", "grouping", "29", "53", 1500);
        authority(23, "ccas", "local_public_body", "29", "53", 0);
        sql("INSERT INTO partners (id, name, name_key, kind, created_at) VALUES (1, 'Les Interconnectés', "
            "'les interconnectes', 'association', 0)");
        campaign = database
                       ->write([&](db::Tx& tx) {
                           return consultation::load_campaign(
                               tx, world, consultation::read_campaign_file(campaign_toml()).value());
                       })
                       .value()
                       .id;
        grace(0);
        choices = consultation::choices(*database->snapshot(), campaign);
        operator_ = person(900);
        operator_.is_operator = true;
    }

    /// Mails of decisions leave after so many minutes; at once unless a test says otherwise.
    void grace(int minutes, bool rereads = false) {
        ASSERT_TRUE(database
                        ->write([&](db::Tx& tx) -> Result<Done> {
                            consultation::save_triage_rules(tx, campaign, {minutes, rereads});
                            return Done{};
                        })
                        .ok());
    }
    void sql(std::string const& text) {
        ASSERT_TRUE(database
                        ->write([&](db::Tx& tx) -> Result<Done> {
                            tx.script(text);
                            return Done{};
                        })
                        .ok());
    }
    void authority(int id, char const* kind, char const* legal_class, std::string const& department,
                   char const* region, int population, std::string const& code = {}) {
        sql(fmt::format(
            "INSERT INTO authorities (id, reference, kind, legal_class, form, insee_code, name, long_name, "
            "name_key, population, department_code, region_code, in_force, since_edition) VALUES ({}, 'A{}', "
            "'{}', '{}', '', '{}', 'Ville {}', 'Commune de Ville {}', 'ville {:03}', {}, {}, '{}', 1, 1)",
            id, id, kind, legal_class, code.empty() ? fmt::format("{:05}", id) : code, id, id, id, population,
            department.empty() ? "NULL" : "'" + department + "'", region));
    }
    people::Actor person(int id) {
        sql(
            fmt::format("INSERT INTO persons (id, email, email_key, created_at) VALUES ({}, 'p{}@x.example', "
                        "'p{}@x.example', 0)",
                        id, id, id));
        people::Actor actor;
        actor.person = PersonId(id);
        return actor;
    }
    /// Affiliation 1000 × person + authority.
    void affiliate(people::Actor& actor, int authority, bool verified) {
        std::int64_t const id = actor.person.value * 1000 + authority;
        sql(fmt::format(
            "INSERT INTO affiliations (id, person_id, authority_id, quality, function, state, method, "
            "requested_at, decided_at, reason) VALUES ({}, {}, {}, 'agent', 'dgs', '{}', '{}', 0, {}, '')",
            id, actor.person.value, authority, verified ? "verified" : "pending", verified ? "operator" : "",
            verified ? "0" : "NULL"));
        actor.affiliation = base::Id<people::Affiliation>(id);
        actor.authority = AuthorityId(authority);
        actor.verified = verified;
    }
    people::Actor agent(int id, int authority, bool verified = true) {
        people::Actor actor = person(id);
        affiliate(actor, authority, verified);
        return actor;
    }
    people::Actor partner(int id) {
        people::Actor actor = person(id);
        sql(fmt::format(
            "INSERT INTO affiliations (id, person_id, partner_id, quality, function, state, method, "
            "requested_at, reason) VALUES ({}, {}, 1, 'partner', 'salarie', 'verified', 'operator', 0, '')",
            id * 1000, id));
        actor.affiliation = base::Id<people::Affiliation>(id * 1000);
        actor.partner = base::Id<people::Partner>(1);
        actor.quality = people::Quality::partner;
        actor.verified = true;
        return actor;
    }

    template<class Action>
    auto write(Action const& action) {
        return database->write(action);
    }
    /// What people/ does: changes the affiliation, then calls the hook, in one transaction.
    void change_affiliation(people::Actor const& actor, people::AffiliationState to, base::Instant at) {
        auto const done = write([&](db::Tx& tx) -> Result<Done> {
            people::AffiliationChange change;
            change.affiliation.id = actor.affiliation;
            change.affiliation.person = actor.person;
            change.affiliation.authority = actor.authority;
            change.affiliation.state = to;
            change.affiliation.decided_at = at;
            change.before = tx.first<people::AffiliationState>(
                "SELECT state FROM affiliations WHERE id = $1", {actor.affiliation},
                [](db::Row const& row) { return people::affiliation_state_from(row.text(0)).value(); });
            tx.execute("UPDATE affiliations SET state = $1, decided_at = $2 WHERE id = $3",
                       {people::code(to), at, actor.affiliation});
            consultation::recount_after_affiliation_change(tx, world, change);
            return Done{};
        });
        ASSERT_TRUE(done.ok());
    }

    consultation::ContributionText text(std::string const& title = "Répondre aux usagers") {
        consultation::ContributionText one;
        one.theme = choices.themes.front().id;
        one.title = title;
        one.problem = "Les habitants ne savent pas à qui s’adresser et attendent trop longtemps.";
        return one;
    }
    Result<consultation::Contribution> contribute(people::Actor const& actor,
                                                  consultation::ContributionText const& wanted) {
        return write([&](db::Tx& tx) -> Result<consultation::Contribution> {
            auto draft = consultation::save_draft(tx, world, actor, {campaign, {}, wanted});
            if (!draft.ok()) return draft.refusal();
            return consultation::publish(tx, world, actor, draft->id);
        });
    }
    consultation::Proposal proposal(std::string const& title = "Signaler un incident") {
        return write([&](db::Tx& tx) -> Result<consultation::Proposal> {
                   consultation::ProposalForm form;
                   form.title = title;
                   form.summary = "Pour que chacun puisse signaler.";
                   form.themes = {choices.themes.front().id};
                   auto made = consultation::create_proposal(tx, world, operator_, campaign, form);
                   if (!made.ok()) return made.refusal();
                   auto const opened = consultation::publish_proposals(tx, world, operator_, {made->id});
                   if (!opened.ok()) return opened.refusal();
                   return made;
               })
            .value();
    }
    Result<std::vector<consultation::SupportAnswer>> cast(
        people::Actor const& actor, std::vector<base::Id<consultation::Proposal>> proposals,
        std::vector<AuthorityId> authorities = {}) {
        return write([&](db::Tx& tx) {
            return consultation::cast_support(tx, world, actor, {proposals, authorities});
        });
    }
    Result<consultation::SupportAnswer> withdraw(people::Actor const& actor,
                                                 base::Id<consultation::Proposal> proposal) {
        return write([&](db::Tx& tx) { return consultation::withdraw_support(tx, world, actor, proposal); });
    }
    Result<consultation::Decided> decide(std::vector<base::Id<consultation::Contribution>> contributions,
                                         consultation::OutcomeChoice choice,
                                         std::string const& reason = "Parce que c’est ainsi.") {
        return write([&](db::Tx& tx) {
            return consultation::decide(tx, world, settings, operator_, {contributions, choice, reason});
        });
    }

    std::int64_t count(std::string const& query) { return database->snapshot()->integer(query); }
    std::int64_t supports(base::Id<consultation::Proposal> proposal) {
        return database->snapshot()->integer(
            "SELECT count(*) FROM supports WHERE proposal_id = $1 AND state = 'counted'", {proposal});
    }
    std::string support_state(base::Id<consultation::Proposal> proposal, int authority) {
        return database->snapshot()
            ->first<std::string>("SELECT state FROM supports WHERE proposal_id = $1 AND authority_id = $2",
                                 {proposal, authority}, [](db::Row const& row) { return row.string(0); })
            .value_or("");
    }
    std::vector<std::string> mails(std::string const& kind) {
        return database->snapshot()->list<std::string>(
            "SELECT to_address || ' ' || subject || ' ' || body FROM mails WHERE kind = $1 ORDER BY id",
            {kind}, [](db::Row const& row) { return row.string(0); });
    }
    /// Every invariant of the room, after each test that writes.
    void expect_no_problem() {
        for (std::string const& problem : consultation::problems(*database->snapshot()))
            ADD_FAILURE() << problem;
    }

    support::TestDatabase database;
    base::FixedClock clock{paris("2026-02-01T10:00")};
    base::SeededRandom random{7};
    base::World world{clock, random};
    consultation::Settings settings{"https://tremplin.example", "Tremplin"};
    base::Id<consultation::Campaign> campaign;
    consultation::Choices choices;
    people::Actor operator_;
};

}  // namespace tests
