// A small world for this room's tests: three communes, a grouping, the mails that went out, a clock that we
// move.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <regex>
#include <thread>

#include "base/text.hpp"
#include "journal/journal.hpp"
#include "messaging/mails_rows.hpp"
#include "people/actions_affiliation.hpp"
#include "people/actions_role.hpp"
#include "people/actions_sign_in.hpp"
#include "people/affiliation_rows.hpp"
#include "people/api_token_rows.hpp"
#include "people/partner_rows.hpp"
#include "people/person_rows.hpp"
#include "people/role_rows.hpp"
#include "people/sign_in_rows.hpp"
#include "support/databases.hpp"
#include "territories/register.hpp"

using base::Done;
using base::Duration;
using base::Id;
using base::RefusalCode;
using base::Result;
using db::Tx;
using people::Affiliation;
using people::AffiliationState;
using people::Method;
using people::Person;
using people::Quality;

inline people::Actor actor_of(Id<Person> person) {
    people::Actor actor;
    actor.person = person;
    actor.is_operator = true;  // not believed
    return actor;
}

struct Fixture {
    using Authority = territories::Authority;
    static constexpr Id<Authority> locronan{1};     // an official address, the domain locronan.bzh
    static constexpr Id<Authority> quimper{2};      // another département's... neighbour: domain quimper.bzh
    static constexpr Id<Authority> culoz{3};        // in the Ain, no contact known
    static constexpr Id<Authority> former{4};       // merged into Culoz
    static constexpr Id<Authority> cornouaille{5};  // a grouping, domain quimper-communaute.bzh

    static std::vector<db::Migration> migrations() {
        std::vector<db::Migration> all = journal::migrations();
        for (auto const& more : {territories::migrations(), messaging::migrations(), people::migrations()})
            all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    explicit Fixture(db::Engine engine) : database(engine, migrations()) {
        (void)database->write([&](Tx& tx) -> Result<Done> {
            tx.script(
                "INSERT INTO departments (code, name, name_key, region_code, is_full) VALUES "
                "('29', 'Finistère', 'finistere', '53', 1), ('01', 'Ain', 'ain', '84', 1)");
            add(tx, locronan, "commune", "Locronan", "29", true);
            add(tx, quimper, "commune", "Quimper", "29", true);
            add(tx, culoz, "commune", "Culoz-Béon", "01", true);
            add(tx, former, "former_commune", "Culoz", "01", false);
            add(tx, cornouaille, "epci", "Quimper Bretagne Occidentale", "29", true);
            tx.script("UPDATE authorities SET successor_id = 3 WHERE id = 4");
            for (auto const& [id, email] : {std::pair{locronan, "mairie.locronan@orange.fr"},
                                            std::pair{locronan, "maire@locronan.bzh"}})
                tx.execute(
                    "INSERT INTO official_emails (authority_id, email_key, email, loaded_at) "
                    "VALUES ($1, $2, $3, 0)",
                    {id, email, email});
            for (auto const& [id, domain] :
                 {std::pair{locronan, "locronan.bzh"}, std::pair{quimper, "quimper.bzh"},
                  std::pair{cornouaille, "qbo.bzh"}})
                tx.execute("INSERT INTO authority_domains (domain, authority_id) VALUES ($1, $2)",
                           {domain, id});
            return Done{};
        });
        hooks.affiliation_changed = [this](Tx&, base::World const&, people::AffiliationChange const& change) {
            std::lock_guard const guard(changes_lock);
            changes.push_back(change);
        };
    }

    static void add(Tx& tx, Id<Authority> id, char const* kind, std::string const& name,
                    char const* department, bool in_force) {
        tx.execute(
            "INSERT INTO authorities (id, reference, kind, legal_class, form, name, long_name, name_key, "
            "department_code, in_force, since_edition) VALUES ($1, $2, $3, 'authority', '', $4, $5, $6, $7, "
            "$8, 1)",
            {id, "REF-" + std::to_string(id.value), kind, name, "Commune de " + name, base::name_key(name),
             department, in_force});
    }

    template<class Action>
    auto write(Action&& action) {
        return database->write(std::forward<Action>(action));
    }

    // Signing in.
    Result<people::StartedSignIn> start(std::string const& email, Id<Authority> authority = {},
                                        std::string const& intent = "/soutenir/P-2026-012") {
        return write([&](Tx& tx) -> Result<people::StartedSignIn> {
            return people::start_sign_in(tx, world, settings,
                                         {email, authority, intent, "soutenir la proposition P-2026-012"});
        });
    }
    Result<people::StartedSignIn> resend(std::string const& browser_token) {
        return write([&](Tx& tx) -> Result<people::StartedSignIn> {
            return people::resend_code(tx, world, settings, browser_token);
        });
    }
    Result<people::StartedSignIn> correct(std::string const& browser_token, std::string const& email) {
        return write([&](Tx& tx) -> Result<people::StartedSignIn> {
            return people::correct_address(tx, world, settings, browser_token, email);
        });
    }
    Result<people::SignedIn> enter(std::string const& browser_token, std::string const& code) {
        return write([&](Tx& tx) -> Result<people::SignedIn> {
            return people::enter_code(tx, world, browser_token, code, "Firefox sur Linux");
        });
    }
    Result<people::SignedIn> confirm(std::string const& link_token) {
        return write([&](Tx& tx) -> Result<people::SignedIn> {
            return people::confirm_link(tx, world, link_token, "Téléphone");
        });
    }
    /// The text of the last mail to this address.
    std::string mail_to(std::string const& email) {
        return database->snapshot()
            ->first<std::string>("SELECT body FROM mails WHERE to_key = $1 ORDER BY id DESC LIMIT 1",
                                 {base::email_key(email)}, [](db::Row const& row) { return row.string(0); })
            .value_or("");
    }
    std::int64_t mails_to(std::string const& email) {
        return database->snapshot()->integer("SELECT count(*) FROM mails WHERE to_key = $1",
                                             {base::email_key(email)});
    }
    std::int64_t count(std::string const& sql) { return database->snapshot()->integer(sql); }
    std::string code_sent_to(std::string const& email) {
        std::string const text = mail_to(email);
        std::smatch found;
        return std::regex_search(text, found, std::regex("[0-9]{6}")) ? found.str() : "";
    }
    std::string official_code_sent_to(std::string const& email) {
        std::string const text = mail_to(email);
        std::smatch found;
        return std::regex_search(text, found, std::regex("[A-Z0-9]{4}-[A-Z0-9]{4}")) ? found.str() : "";
    }
    static std::string other_than(std::string const& code) { return code == "000000" ? "000001" : "000000"; }
    /// Signs a person in, as far as they need: start, code.
    people::SignedIn sign_in(std::string const& email, Id<Authority> authority = {}) {
        auto const started = start(email, authority);
        EXPECT_TRUE(started.ok());
        auto const signed_in = enter(started->browser_token, code_sent_to(email));
        EXPECT_TRUE(signed_in.ok()) << signed_in.refusal().message;
        return *signed_in;
    }
    Id<Person> person(std::string const& email) {
        return *write([&](Tx& tx) -> Result<Id<Person>> {
            return people::find_or_create_person(tx, clock.now(), email).person.id;
        });
    }

    // Affiliations.
    Result<Affiliation> claim(Id<Person> who, Id<Authority> authority, Quality quality = Quality::agent,
                              std::string const& function = "secretaire-de-mairie") {
        return write([&](Tx& tx) -> Result<Affiliation> {
            return people::claim(tx, world, hooks, {who, authority, {}, quality, function});
        });
    }
    Result<people::OfficialCodeSent> send_official(Id<Person> who, Id<Affiliation> affiliation) {
        return write([&](Tx& tx) -> Result<people::OfficialCodeSent> {
            return people::send_official_code(tx, world, settings, who, affiliation);
        });
    }
    Result<Affiliation> enter_official(Id<Person> who, Id<Affiliation> affiliation, std::string const& code) {
        return write([&](Tx& tx) -> Result<Affiliation> {
            return people::enter_official_code(tx, world, settings, hooks, who, affiliation, code);
        });
    }
    Result<Affiliation> decide(Id<Person> decider, Id<Affiliation> affiliation, people::Verdict verdict,
                               std::string const& reason = "") {
        people::Actor actor;
        actor.person = decider;
        // Claims of rights in the actor are not believed: the action reads them again.
        actor.is_operator = true;
        return write([&](Tx& tx) -> Result<Affiliation> {
            return people::decide(tx, world, settings, hooks, actor, {affiliation, verdict, reason});
        });
    }
    Result<Affiliation> end(Id<Person> by, Id<Affiliation> affiliation, std::string const& reason = "") {
        people::Actor actor;
        actor.person = by;
        actor.is_operator = true;
        return write([&](Tx& tx) -> Result<Affiliation> {
            return people::end_affiliation(tx, world, settings, hooks, actor, affiliation, reason);
        });
    }
    Id<Person> operator_() {
        return write([&](Tx& tx) -> Result<Person> {
                   return people::add_operator(tx, world, "equipe@anct.example");
               })
            ->id;
    }
    Id<Person> relay_of(std::string const& department) {
        people::Actor giver;
        giver.person = operator_();
        return write([&](Tx& tx) -> Result<Person> {
                   return people::give_role(
                       tx, world, giver,
                       {"relais" + department + "@pref.example", people::Role::relay, department});
               })
            ->id;
    }
    std::vector<journal::Act> acts(std::string const& subject) {
        return journal::acts_on(*database->snapshot(), subject, 100);
    }
    std::vector<journal::Act> acts(Id<Affiliation> affiliation) {
        return acts("affiliation:" + std::to_string(affiliation.value));
    }
    void later(Duration by) { clock.set(clock.now() + by); }

    /// Runs `body(i)` in `threads` threads at once, each with its own random source.
    static void at_once(int threads, std::function<void(int)> const& body) {
        std::vector<std::thread> running;
        for (int i = 0; i < threads; ++i) running.emplace_back(body, i);
        for (std::thread& thread : running) thread.join();
    }

    support::TestDatabase database;
    base::FixedClock clock{base::Instant{1'776'240'000'000'000}};  // 15 April 2026
    base::SeededRandom random{1};
    base::World world{clock, random};
    people::Settings settings{"https://tremplin.example", "Tremplin", "contact@tremplin.example",
                              std::string(32, 's')};
    people::Hooks hooks;
    std::mutex changes_lock;
    std::vector<people::AffiliationChange> changes;
};
