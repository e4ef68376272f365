// Writing to silent town halls: whom, how often, by whom, and what stops it.
#include "relay/invitation.hpp"

#include "messaging/stop.hpp"
#include "relay/fixture.hpp"

ON_BOTH_ENGINES(InvitationTest);

namespace {

using namespace relay_tests;

std::string const new_invitation = "/relais/29/invitations/nouvelle?campagne=essai-2026&type=commune";

/// Locronan and Quimper have an address too; Argol has one in the fixture, Argol-le-Vieux none.
void give_addresses(Fixture& f) {
    f.sql(
        "INSERT INTO official_emails (authority_id, email_key, email, loaded_at) VALUES "
        "(1, 'mairie@locronan.example', 'mairie@locronan.example', 0), "
        "(1, 'accueil@locronan.example', 'accueil@locronan.example', 0), "
        "(4, 'mairie@quimper.example', 'mairie@quimper.example', 0)");
}

Fields typed(std::string const& next_step) {
    return {{"subject", "{collectivite} : participez"},
            {"text", "Bonjour, [participez ici](/participer/essai-2026/{code})."},
            {"suite", next_step}};
}

int send_all(Fixture& f) {
    int posted = 0;
    for (int slice = 1; slice < 5; ++slice)
        posted += outreach::send_slice(*f.site.database, f.site.services->world,
                                       {f.site.settings.origin, f.site.services->secret},
                                       "1 " + std::to_string(slice));
    return posted;
}

}  // namespace

TEST_P(InvitationTest, silent_town_halls_are_written_to_once_each_at_one_address_with_their_own_link) {
    Fixture f(GetParam());
    give_addresses(f);
    f.contributes(4);  // Quimper has taken part
    Browser relay = f.relay(900, {"29"});
    auto const form = relay.get(new_invitation);
    EXPECT_TRUE(reads(form, "3 communes n’ont pas encore participé"));
    EXPECT_TRUE(reads(form, "2 communes recevront l’invitation"));
    EXPECT_TRUE(reads(form, "1 commune n’a pas d’adresse connue"));
    EXPECT_TRUE(reads(form, "La préfecture vous invite à prendre part à la consultation «"));
    EXPECT_TRUE(shows(form, "href=\"/relais/29/kit/essai-2026\""));
    auto const check = relay.submit(new_invitation, typed("verifier"));
    EXPECT_EQ(check.status, 200);
    EXPECT_TRUE(reads(check, "Commune de Argol : participez"));
    EXPECT_TRUE(shows(check, "href=\"/participer/essai-2026/29004\""));
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), 0) << "nothing left yet";
    auto const sent = relay.submit(new_invitation, typed("envoyer"));
    ASSERT_EQ(sent.status, 303);
    EXPECT_EQ(Browser::location(sent), "/relais/29/invitations/1?fait=envoi");
    EXPECT_EQ(send_all(f), 2);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE kind = 'campaign.invitation'"), 2);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE to_key = 'accueil@locronan.example' AND body LIKE "
                      "'%/participer/essai-2026/29134%'"),
              1);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'mail.segment_sent'"), 1);
    EXPECT_TRUE(
        reads(relay.get("/relais/29/participation?q=locronan"), "connue, invitée le 1er février 2026"));
    EXPECT_TRUE(reads(relay.get("/relais/29/invitations"), "1 invitation"));
    EXPECT_TRUE(reads(relay.get("/relais/29/invitations"), "Objet : (nom de la collectivité) : participez"));
    EXPECT_TRUE(shows(relay.get("/relais/29/invitations/1"), "accueil@locronan.example"));
    EXPECT_TRUE(shows(relay.get("/relais/29/collectivites/29134"), "Dernière invitation envoyée"));
    f.expect_sound();
}

TEST_P(InvitationTest, an_authority_is_invited_once_in_fourteen_days) {
    Fixture f(GetParam());
    give_addresses(f);
    Browser relay = f.relay(900, {"29"});
    relay.get(new_invitation);
    ASSERT_EQ(relay.submit(new_invitation, typed("envoyer")).status, 303);
    EXPECT_EQ(send_all(f), 3);
    auto const nobody = relay.get(new_invitation);
    EXPECT_TRUE(reads(nobody, "Il n’y a personne à qui écrire"));
    EXPECT_TRUE(reads(nobody, "la prochaine sera possible le 15 février 2026"));
    relay.get("/relais/29/invitations");
    auto const again = relay.submit(new_invitation, typed("envoyer"));
    EXPECT_EQ(again.status, 409);
    auto const audience = [&] {
        return relay::audience_of(*f.site.database->snapshot(), f.campaign, f.scope("29"), {},
                                  f.site.clock.now());
    };
    EXPECT_EQ(audience().lately, 3);
    EXPECT_EQ(audience().written.size(), 0u);
    f.site.clock.set(f.site.clock.now() + relay::invited_again_after);
    EXPECT_EQ(audience().lately, 0);
    EXPECT_EQ(audience().written.size(), 3u);
    EXPECT_EQ(audience().silent, 6);
    f.expect_sound();
}

TEST_P(InvitationTest, two_relays_who_send_at_once_write_to_nobody_twice) {
    Fixture f(GetParam());
    give_addresses(f);
    f.relay(900, {"29"});
    f.relay(901, {"29"});
    std::atomic<int> sent{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            base::SeededRandom own(static_cast<std::uint64_t>(200 + i));
            people::Actor actor;
            actor.person = base::Id<people::Person>(900 + i % 2);
            auto const done = f.site.database->write([&](db::Tx& tx) {
                return relay::invite(
                    tx, {f.site.clock, own}, {f.site.settings.origin, f.site.services->secret}, actor,
                    {"29", f.campaign, {}, "", {"Participez tous", "Bonjour, participez donc ici."}});
            });
            if (done.ok())
                ++sent;
            else
                EXPECT_EQ(done.refusal().code, base::RefusalCode::conflict);
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(sent, 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM mailing_recipients"), 3);
}

TEST_P(InvitationTest, a_test_goes_to_oneself_and_nothing_else_leaves) {
    Fixture f(GetParam());
    give_addresses(f);
    Browser relay = f.relay(900, {"29"});
    relay.get(new_invitation);
    auto const tried = relay.submit(new_invitation, typed("essai"));
    EXPECT_EQ(tried.status, 200);
    EXPECT_TRUE(shows(tried, "L’essai est parti"));
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE to_key = 'p900@x.example'"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM mailings"), 0);
    auto const back = relay.submit(new_invitation, typed("modifier"));
    EXPECT_TRUE(shows(back, "{collectivite} : participez")) << "what was typed is kept";
    f.expect_sound();
}

TEST_P(InvitationTest, who_stopped_invitations_gets_none_and_the_sending_ends_at_the_closing) {
    Fixture f(GetParam());
    give_addresses(f);
    f.write([&](db::Tx& tx) {
        messaging::record_stop(
            tx,
            {messaging::address_hash(f.site.services->secret, "mairie@argol.example"), "campaign.invitation"},
            f.site.clock.now());
    });
    Browser relay = f.relay(900, {"29"});
    relay.get(new_invitation);
    ASSERT_EQ(relay.submit(new_invitation, typed("envoyer")).status, 303);
    EXPECT_EQ(send_all(f), 2);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE to_key = 'mairie@argol.example'"), 0);
    f.at("2026-03-01T10:00");
    relay.get(new_invitation);
    ASSERT_EQ(relay.submit(new_invitation, typed("envoyer")).status, 303);
    f.at("2026-03-15T18:00");  // closed: what is left does not leave
    EXPECT_EQ(outreach::send_slice(*f.site.database, f.site.services->world,
                                   {f.site.settings.origin, f.site.services->secret}, "2 1"),
              0);
    f.at("2026-05-10T10:00");
    EXPECT_TRUE(shows(relay.get(new_invitation), "inviter n’a plus d’objet"));
    EXPECT_EQ(relay.submit(new_invitation, typed("envoyer")).status, 409) << "late";
    f.expect_sound();
}

TEST_P(InvitationTest, another_relay_or_a_role_taken_back_neither_reads_nor_stops_it) {
    Fixture f(GetParam());
    give_addresses(f);
    Browser relay = f.relay(900, {"29"});
    relay.get(new_invitation);
    ASSERT_EQ(relay.submit(new_invitation, typed("envoyer")).status, 303);
    Browser other = f.relay(901, {"35"});
    other.get("/relais/35");
    for (char const* const path :
         {"/relais/29/invitations", "/relais/29/invitations/1", "/relais/35/invitations/1",
          "/relais/29/invitations/nouvelle", "/relais/35/invitations/x"})
        EXPECT_EQ(other.get(path).status, 404) << path;
    EXPECT_EQ(other.submit("/relais/35/invitations/1", {{"suite", "arreter"}}).status, 404);
    EXPECT_EQ(other.submit("/relais/29/invitations/nouvelle", typed("envoyer")).status, 404);
    relay.get("/relais/29/invitations/1");
    EXPECT_EQ(relay.submit("/relais/29/invitations/1", {{"suite", "pause"}}).status, 303);
    EXPECT_EQ(send_all(f), 0) << "paused";
    relay.get("/relais/29/invitations/1");
    EXPECT_EQ(relay.submit("/relais/29/invitations/1", {{"suite", "n’importe quoi"}}).status, 422);
    EXPECT_EQ(relay.submit("/relais/29/invitations/1", {{"suite", "reprendre"}}).status, 303);
    relay.get("/relais/29/invitations/1");
    EXPECT_EQ(relay.submit("/relais/29/invitations/1", {{"suite", "arreter"}}).status, 303);
    EXPECT_EQ(send_all(f), 0) << "stopped for good";
    f.sql("UPDATE roles SET taken_at = 1 WHERE person_id = 900");
    people::Actor actor;
    actor.person = base::Id<people::Person>(900);
    auto const refused = f.site.database->write([&](db::Tx& tx) {
        return relay::invite(
            tx, f.site.services->world, {f.site.settings.origin, f.site.services->secret}, actor,
            {"29", f.campaign, {}, "", {"Participez tous", "Bonjour, participez donc ici."}});
    });
    EXPECT_EQ(refused.refusal().code, base::RefusalCode::forbidden);
    f.expect_sound();
}

TEST_P(InvitationTest, a_bad_text_is_said_beside_its_field_and_stays_text) {
    Fixture f(GetParam());
    give_addresses(f);
    Browser relay = f.relay(900, {"29"});
    relay.get(new_invitation);
    auto const empty = relay.submit(new_invitation, {{"suite", "envoyer"}});
    EXPECT_EQ(empty.status, 422);
    EXPECT_TRUE(shows(empty, "govuk-error-summary"));
    auto const hostile_text = relay.submit(
        new_invitation, {{"subject", std::string(hostile)},
                         {"text", std::string(hostile) + " [x](javascript:alert(1)) " + std::string(20, 'y')},
                         {"suite", "verifier"}});
    EXPECT_EQ(hostile_text.status, 200);
    EXPECT_FALSE(shows(hostile_text, "<script>alert"));
    EXPECT_FALSE(shows(hostile_text, "href=\"javascript"));
    auto const huge = relay.submit(
        new_invitation, {{"subject", "x"}, {"text", std::string(20'000, 'x')}, {"suite", "verifier"}});
    EXPECT_EQ(huge.status, 422);
    EXPECT_EQ(f.count("SELECT count(*) FROM mailings"), 0);
    f.expect_sound();
}
