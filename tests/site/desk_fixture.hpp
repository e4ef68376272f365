// A site of every room but the demonstration, two communes, a campaign, and signed-in browsers of each role.
#pragma once

#include "account/room.hpp"
#include "base/crypto.hpp"
#include "consultation/campaign_actions.hpp"
#include "consultation/campaign_file.hpp"
#include "consultation/room.hpp"
#include "files/room.hpp"
#include "journal/act_list.hpp"
#include "journal/journal.hpp"
#include "journal/sequencer.hpp"
#include "messaging/mail.hpp"
#include "messaging/mails_rows.hpp"
#include "people/person_rows.hpp"
#include "people/personal.hpp"
#include "people/secrets.hpp"
#include "people/sign_in_rows.hpp"
#include "search/search.hpp"
#include "site/banner_rows.hpp"
#include "site/contact_actions.hpp"
#include "site/contact_rows.hpp"
#include "site/contest_actions.hpp"
#include "site/room.hpp"
#include "support/site.hpp"
#include "territories/register.hpp"

namespace desk_tests {

using base::Done;
using base::Duration;
using base::Result;
using db::Tx;
using support::Browser;
using support::Fields;
using support::shows;

inline constexpr std::string_view hostile = "\"><script>alert(1)</script>&{{x}}";

inline constexpr char const* campaign_toml = R"(
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
slug = "mobilites"
name = "Mobilités"
[[desks]]
slug = "guichet"
name = "Guichet local"
url = "https://guichet.example/"
[[grounds]]
slug = "equipement"
name = "L’équipement n’est pas financé"
)";

struct DeskFixture {
    enum class Role { none, operator_, auditor };

    explicit DeskFixture(db::Engine engine)
        : site(engine,
               [](web::Services const& services) {
                   std::vector<web::Room> rooms;
                   rooms.push_back({.name = "journal", .migrations = journal::migrations()});
                   rooms.push_back({.name = "territories", .migrations = territories::migrations()});
                   rooms.push_back({.name = "search", .migrations = search::migrations()});
                   rooms.push_back({.name = "messaging", .migrations = messaging::migrations()});
                   rooms.push_back({.name = "people", .migrations = people::migrations()});
                   rooms.push_back(files::room(services));
                   account::Shown shown;
                   shown.operator_entries = {site::operator_entries};
                   rooms.push_back(account::room(services, {}, std::move(shown)));
                   rooms.push_back(
                       consultation::room(services, site::contests_answered(services.people_settings)));
                   rooms.push_back(site::room(services));
                   return rooms;
               }),
          signer(journal::HeadSigner::from_seed(std::string(32, 's'))),
          sequencer(signer, site.clock) {
        notices.load_with(site::standing_notices);
        site.services->notices = &notices;
        site.services->journal_public_key = signer.public_key();
        at("2026-02-01T10:00");
        sql("INSERT INTO regions (code, name, name_key, is_full) VALUES ('53', 'Bretagne', 'bretagne', 1)");
        sql("INSERT INTO departments (code, name, name_key, region_code, is_full) VALUES ('29', 'Finistère', "
            "'finistere', '53', 1)");
        int id = 0;
        for (auto const& [code, name] : {std::pair{"29134", "Locronan"}, std::pair{"29004", "Argol"}}) {
            ++id;
            write([&](Tx& tx) {
                tx.execute(
                    "INSERT INTO authorities (id, reference, kind, legal_class, form, insee_code, name, "
                    "long_name, name_key, population, department_code, region_code, in_force, since_edition) "
                    "VALUES ($1, $2, 'commune', 'authority', '', $3, $4, $5, $6, 800, '29', '53', 1, 1)",
                    {id, code, code, name, std::string("Commune de ") + name, base::name_key(name)});
            });
        }
        auto const campaign = site.database->write([&](Tx& tx) {
            return consultation::load_campaign(tx, site.services->world,
                                               consultation::read_campaign_file(campaign_toml).value());
        });
        EXPECT_TRUE(campaign.ok());
    }

    void write(std::function<void(Tx&)> const& body) {
        auto const done = site.database->write([&](Tx& tx) -> Result<Done> {
            body(tx);
            return Done{};
        });
        ASSERT_TRUE(done.ok());
    }
    template<class Action>
    auto act(Action&& action) {
        return site.database->write(std::forward<Action>(action));
    }
    void sql(std::string const& text) {
        write([&](Tx& tx) { tx.script(text); });
    }
    void at(char const* wall) { site.clock.set(base::parse_local(wall).value()); }
    void later(Duration by) { site.clock.set(site.clock.now() + by); }
    void sequence() {
        write([&](Tx& tx) { (void)sequencer.run(tx); });
    }

    Browser browser(int person, int authority = 0, Role role = Role::none) {
        std::string const id = std::to_string(person);
        sql("INSERT INTO persons (id, email, email_key, created_at) VALUES (" + id + ", 'p" + id +
            "@x.example', 'p" + id + "@x.example', 0)");
        if (authority > 0)
            sql("INSERT INTO affiliations (id, person_id, authority_id, quality, function, state, method, "
                "requested_at, decided_at, reason) VALUES (" +
                id + ", " + id + ", " + std::to_string(authority) +
                ", 'agent', 'dgs', 'verified', 'operator', 0, 0, '')");
        if (role != Role::none)
            sql("INSERT INTO roles (person_id, role, scope, given_at, given_by) VALUES (" + id + ", '" +
                (role == Role::operator_ ? "operator" : "auditor") + "', '', 0, 0)");
        std::string const token = "token-of-person-" + id;
        write([&](Tx& tx) {
            people::insert_sign_in(tx, people::hash_of_token(token), base::Id<people::Person>(person),
                                   base::Id<people::Affiliation>(authority > 0 ? person : 0), "Firefox",
                                   site.clock.now());
            tx.execute("UPDATE sign_ins SET expires_at = $1 WHERE person_id = $2",
                       {site.clock.now() + Duration::days(400), person});
        });
        Browser made(site);
        made.cookies.emplace_back(std::string(web::sign_in_cookie), token);
        return made;
    }
    Browser operator_browser(int person = 900) { return browser(person, 0, Role::operator_); }

    people::Actor operator_actor(int person = 900) const {
        people::Actor actor;
        actor.person = base::Id<people::Person>(person);
        actor.is_operator = true;
        return actor;
    }
    /// A message of a visitor, received by the action.
    std::string message(std::string const& email = "maire@locronan.example",
                        std::string const& text = "Je ne reçois pas mon code de connexion.") {
        auto const received = act([&](Tx& tx) {
            return site::receive_message(tx, site.services->world, site.services->people_settings, nullptr,
                                         {"use", text, "Commune de Locronan", email});
        });
        EXPECT_TRUE(received.ok()) << (received.ok() ? "" : received.refusal().message);
        return received.ok() ? received->reference : std::string();
    }
    site::ContactMessage stored(std::string const& reference) {
        return site::message_by_reference(*site.database->snapshot(), reference).value();
    }
    std::vector<messaging::StoredMail> mails(std::string_view kind) {
        return messaging::mails(*site.database->snapshot(), messaging::MailState::waiting, kind, 1, 100)
            .mails;
    }
    std::vector<std::string> acts(std::string const& subject) {
        std::vector<std::string> codes;
        for (journal::Act const& one : journal::acts_on(*site.database->snapshot(), subject, 100))
            codes.push_back(one.act);
        return codes;
    }
    void expect_sound() {
        for (std::string const& fault : site.faults) ADD_FAILURE() << fault;
    }

    support::Site site;
    web::NoticeBoard notices;
    journal::HeadSigner signer;
    journal::Sequencer sequencer;
};

}  // namespace desk_tests
