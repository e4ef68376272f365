// An authority's page for its members, roles and elections on screen, the queue's corrections.
#include "account/fixture.hpp"

namespace account_tests {

ON_BOTH_ENGINES(MemberPages);

namespace {

/// The town hall's own address administers Argol; a colleague was accepted; somebody waits.
struct TownHall {
    explicit TownHall(Fixture& f) : mayor(f.site), agent(f.site), newcomer(f.site) {
        f.sign_in(mayor, "mairie@argol.fr");
        mayors = number_of(f.claim(mayor, "Argol"));
        f.sign_in(agent, "agent@example.fr");
        agents = number_of(f.claim(agent, "Argol"));
        mayor.get(member(agents));
        EXPECT_EQ(mayor.submit(member(agents), {{"acte", "verifier"}}).status, 303);
        f.sign_in(newcomer, "nouveau@example.fr");
        newcomers = number_of(f.claim(newcomer, "Argol"));
    }
    static std::string member(std::string const& id) { return "/ma-collectivite/2/membres/" + id; }

    Browser mayor;
    Browser agent;
    Browser newcomer;
    std::string mayors;
    std::string agents;
    std::string newcomers;
};

}  // namespace

TEST_P(MemberPages, members_see_who_acts_and_everybody_else_sees_nothing) {
    Fixture f(GetParam());
    TownHall hall(f);
    auto const page = hall.agent.get("/ma-collectivite/2");
    EXPECT_TRUE(shows(page, "mairie@argol.fr"));
    EXPECT_TRUE(shows(page, "<strong>administrateur</strong>"));
    EXPECT_FALSE(shows(page, "Inviter un collègue")) << "that is the administrator's";
    EXPECT_FALSE(shows(page, TownHall::member(hall.newcomers)));
    EXPECT_EQ(hall.newcomer.get("/ma-collectivite/2").status, 404) << "not verified yet";
    EXPECT_EQ(hall.agent.get("/ma-collectivite/1").status, 404);
    EXPECT_EQ(hall.agent.get("/ma-collectivite/x").status, 404);
    EXPECT_EQ(Browser::location(hall.agent.get("/ma-collectivite")), "/ma-collectivite/2");
    Browser stranger(f.site);
    f.sign_in(stranger, "dgs@locronan.fr");
    f.claim(stranger, "Locronan");
    EXPECT_EQ(stranger.get("/ma-collectivite/2").status, 404);
    stranger.get("/ma-collectivite/1");
    EXPECT_EQ(stranger.submit("/ma-collectivite/2/invitations", {{"email", "x@y.fr"}}).status, 404);
    EXPECT_EQ(stranger.submit(TownHall::member(hall.agents), {{"acte", "terminer"}, {"reason", "x"}}).status,
              404);
    EXPECT_TRUE(f.site.faults.empty());
}

TEST_P(MemberPages, an_administrator_decides_on_a_members_page_and_others_have_none) {
    Fixture f(GetParam());
    TownHall hall(f);
    EXPECT_EQ(hall.agent.get(TownHall::member(hall.newcomers)).status, 404);
    EXPECT_EQ(hall.mayor.get("/ma-collectivite/1/membres/" + hall.agents).status, 404);
    hall.mayor.get(TownHall::member(hall.agents));
    auto const refused =
        hall.mayor.submit(TownHall::member(hall.agents), {{"acte", "suspendre"}, {"reason", ""}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(shows(refused, "Indiquez le motif"));
    EXPECT_EQ(
        hall.mayor
            .submit(TownHall::member(hall.agents), {{"acte", "suspendre"}, {"reason", std::string(hostile)}})
            .status,
        303);
    EXPECT_EQ(hall.agent.get("/ma-collectivite/2").status, 404) << "stopped at once";
    auto const page = hall.mayor.get("/ma-collectivite/2");
    EXPECT_TRUE(shows(page, "Rattachements suspendus"));
    EXPECT_FALSE(shows(page, "<script>alert"));
    hall.mayor.get(TownHall::member(hall.agents));
    EXPECT_EQ(hall.mayor.submit(TownHall::member(hall.agents), {{"acte", "retablir"}}).status, 303);
    EXPECT_EQ(hall.agent.get("/ma-collectivite/2").status, 200);
    hall.mayor.get(TownHall::member(hall.agents));
    EXPECT_EQ(hall.mayor.submit(TownHall::member(hall.agents), {{"acte", "nommer"}}).status, 303);
    EXPECT_TRUE(shows(hall.agent.get("/ma-collectivite/2"), "Vous administrez cette collectivité"));
    hall.mayor.get(TownHall::member(hall.mayors));
    // One's own administration is given back after a confirmation only.
    auto const asked = hall.mayor.submit(TownHall::member(hall.mayors), {{"acte", "decharger"}});
    EXPECT_EQ(asked.status, 200);
    EXPECT_TRUE(shows(asked, "Rester administrateur"));
    EXPECT_EQ(hall.mayor.get(TownHall::member(hall.mayors)).status, 200);
    EXPECT_EQ(
        hall.mayor.submit(TownHall::member(hall.mayors), {{"acte", "decharger"}, {"confirme", "oui"}}).status,
        303);
    EXPECT_EQ(hall.mayor.get(TownHall::member(hall.mayors)).status, 404);
    EXPECT_TRUE(f.site.faults.empty());
}

TEST_P(MemberPages, an_invitation_is_for_its_address_only) {
    Fixture f(GetParam());
    TownHall hall(f);
    hall.mayor.get("/ma-collectivite/2");
    auto const bad = hall.mayor.submit("/ma-collectivite/2/invitations", {{"email", std::string(hostile)}});
    EXPECT_EQ(bad.status, 422);
    EXPECT_TRUE(shows(bad, "&lt;script&gt;")) << "what was typed is kept";
    EXPECT_EQ(Browser::location(
                  hall.mayor.submit("/ma-collectivite/2/invitations",
                                    {{"email", "invitee@example.fr"}, {"function", "elected:adjoint"}})),
              "/ma-collectivite/2?fait=invite");
    EXPECT_TRUE(shows(hall.agent.get("/ma-collectivite/2"), "invitee@example.fr"));
    auto const others = hall.agent.get("/mon-compte/invitations/1");
    EXPECT_EQ(others.status, 404);
    EXPECT_TRUE(shows(others, "agent@example.fr")) << "the address one is signed in with is said";
    EXPECT_FALSE(shows(others, "invitee@example.fr"));
    EXPECT_FALSE(shows(others, "mairie@argol.fr"));
    EXPECT_TRUE(shows(hall.agent.get("/mon-compte/invitations/999"), "pas ouverte à votre adresse"))
        << "whether one exists is not said";
    Browser invited(f.site);
    f.sign_in(invited, "invitee@example.fr");
    EXPECT_TRUE(shows(invited.get("/mon-compte/invitations/1"), "mairie@argol.fr"));
    EXPECT_EQ(Browser::location(invited.submit("/mon-compte/invitations/1", {})),
              "/ma-collectivite/2?fait=bienvenue");
    auto const welcome = invited.get("/ma-collectivite/2?fait=bienvenue");
    EXPECT_EQ(welcome.status, 200);
    EXPECT_TRUE(shows(welcome, "Vous agissez pour <strong>"))
        << "who accepts acts for it at once: nothing asks again for whom";
    EXPECT_TRUE(shows(welcome, "href=\"/campagnes\""));
    EXPECT_TRUE(shows(invited.get("/mon-compte/invitations/1"), "déjà accepté"));
    hall.mayor.get("/ma-collectivite/2");
    hall.mayor.submit("/ma-collectivite/2/invitations",
                      {{"email", "autre@example.fr"}, {"function", "agent:dgs"}});
    hall.agent.get("/ma-collectivite/2");
    EXPECT_NE(hall.agent.submit("/ma-collectivite/2/invitations/2/retrait", {}).status, 303);
    hall.mayor.get("/ma-collectivite/2");
    EXPECT_EQ(hall.mayor.submit("/ma-collectivite/2/invitations/2/retrait", {}).status, 303);
    Browser other(f.site);
    f.sign_in(other, "autre@example.fr");
    EXPECT_TRUE(shows(other.get("/mon-compte/invitations/2"), "n’est plus valable"));
}

TEST_P(MemberPages, roles_are_given_and_taken_with_a_reason_that_the_person_reads) {
    Fixture f(GetParam());
    f.make_operator("op@example.fr");
    Browser desk(f.site);
    f.sign_in(desk, "op@example.fr");
    f.write([](Tx& tx) {
        tx.script(
            "INSERT INTO departments (code, name, name_key, region_code, is_full) VALUES "
            "('29', 'Finistère', 'finistere', '53', 1)");
    });
    desk.get("/operateur/roles");
    auto const empty = desk.submit("/operateur/roles", {{"role", "auditor"}});
    EXPECT_EQ(empty.status, 422);
    EXPECT_TRUE(shows(empty, "Indiquez le motif"));
    EXPECT_TRUE(shows(empty, "adresse e-mail complète")) << "every error at once";
    EXPECT_EQ(desk.submit("/operateur/roles", {{"email", "pref@example.fr"},
                                               {"role", "relay"},
                                               {"scope", "29"},
                                               {"reason", "Nommée par le préfet."}})
                  .status,
              303);
    EXPECT_EQ(f.mails_to("pref@example.fr").size(), 1u);
    auto const page = desk.get("/operateur/roles");
    EXPECT_TRUE(shows(page, "Relais de préfecture (29)"));
    Browser relay(f.site);
    f.sign_in(relay, "pref@example.fr");
    EXPECT_TRUE(shows(relay.get("/mon-compte"), "Finistère (29)")) << "a name, not a number alone";
    EXPECT_EQ(relay.get("/operateur/roles").status, 403);
    auto const person =
        std::to_string(people::person_by_email(*f.site.database->snapshot(), "pref@example.fr")->id.value);
    std::string const take = "/operateur/roles/" + person + "/retrait?role=relay&departement=29";
    EXPECT_EQ(desk.get("/operateur/roles/" + person + "/retrait?role=auditor").status, 404);
    EXPECT_EQ(desk.get(take).status, 200);
    EXPECT_EQ(desk.submit(take, {{"reason", " "}}).status, 422);
    EXPECT_EQ(desk.submit(take, {{"reason", "Mutation."}}).status, 303);
    EXPECT_EQ(desk.get(take).status, 404);
    EXPECT_EQ(f.mails_to("pref@example.fr").size(), 3u) << "given, its code of sign-in, taken";
    EXPECT_TRUE(f.site.faults.empty());
}

TEST_P(MemberPages, an_election_is_recorded_with_a_real_day) {
    Fixture f(GetParam());
    f.make_operator("op@example.fr");
    Browser desk(f.site);
    f.sign_in(desk, "op@example.fr");
    desk.get("/operateur/elections");
    for (char const* day : {"", "hier", "31/02/2026", "1/2", "99999999999/1/2026", "22/03/26"})
        EXPECT_EQ(desk.submit("/operateur/elections",
                              {{"kind", "commune"}, {"label", "Municipales"}, {"held", day}})
                      .status,
                  422)
            << day;
    EXPECT_EQ(desk.submit("/operateur/elections",
                          {{"kind", "commune"}, {"label", "Municipales"}, {"held", "22/03/2026"}})
                  .status,
              303);
    EXPECT_TRUE(shows(desk.get("/operateur/elections"), "22 mars 2026"));
}

TEST_P(MemberPages, the_queue_is_filtered_downloaded_previewed_and_its_addresses_corrected) {
    Fixture f(GetParam());
    f.make_operator("op@example.fr");
    Browser desk(f.site);
    f.sign_in(desk, "op@example.fr");
    Browser first(f.site);
    f.sign_in(first, "=cmd@example.fr");
    std::string const own = f.claim(first, "Argol");
    f.pass(base::Duration::days(4));
    Browser second(f.site);
    f.sign_in(second, "b@example.fr");
    std::string const later = number_of(f.claim(second, "Argol"));
    first.get(own);
    EXPECT_EQ(first.submit(own + "/adresse", {}).status, 303);
    EXPECT_EQ(second.submit(own + "/adresse", {}).status, 404);
    auto const all = desk.get("/operateur/rattachements");
    EXPECT_TRUE(shows(all, "en retard"));
    auto const late = desk.get("/operateur/rattachements?depuis=3&essai=adresse");
    EXPECT_TRUE(shows(late, "=cmd@example.fr"));
    EXPECT_FALSE(shows(late, "b@example.fr"));
    auto const csv = desk.get("/operateur/rattachements.csv?depuis=3");
    EXPECT_NE(file_of(csv).find("'=cmd@example.fr"), std::string::npos) << "no cell is a formula";
    EXPECT_FALSE(shows(csv, "b@example.fr"));
    EXPECT_EQ(second.get("/operateur/rattachements.csv").status, 403);
    std::string const one = "/operateur/rattachements/" + number_of(own);
    auto const decision = desk.get(one);
    EXPECT_TRUE(shows(decision, "mairie@argol.fr"));
    EXPECT_TRUE(shows(decision, "/operateur/rattachements/" + later)) << "the next one";
    EXPECT_EQ(desk.submit(one + "/adresses", {{"fausse", "mairie@argol.fr"}}).status, 303);
    EXPECT_TRUE(shows(desk.get(one), "C’est la bonne"));
    EXPECT_EQ(desk.submit(one + "/adresses", {{"address", "pas une adresse"}}).status, 422);
    EXPECT_EQ(desk.submit(one + "/adresses", {{"address", "accueil@argol.fr"}}).status, 303);
    EXPECT_TRUE(shows(desk.get(one), "accueil@argol.fr"));
    desk.get("/operateur/rattachements");
    auto const preview = desk.submit("/operateur/rattachements", {{"rattachement", later}});
    EXPECT_EQ(preview.status, 200);
    EXPECT_TRUE(shows(preview, "1\u00a0rattachement sera vérifié"));
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations WHERE state = 'verified'"), 0) << "nothing yet";
    EXPECT_EQ(
        desk.submit("/operateur/rattachements", {{"rattachement", later}, {"action", "verifier"}}).status,
        303);
    EXPECT_EQ(f.count("SELECT count(*) FROM affiliations WHERE state = 'verified'"), 1);
    EXPECT_TRUE(f.site.faults.empty());
}

TEST_P(MemberPages, one_button_reconfirms_and_only_ones_own) {
    Fixture f(GetParam());
    Browser agent(f.site);
    f.sign_in(agent, "dgs@locronan.fr");
    std::string const own = f.claim(agent, "Locronan");
    EXPECT_FALSE(shows(agent.get(own), "J’agis toujours")) << "not a year's question every day";
    f.pass(base::Duration::days(340));
    f.sign_in(agent, "dgs@locronan.fr");
    EXPECT_TRUE(shows(agent.get(own), "J’agis toujours"));
    Browser stranger(f.site);
    f.sign_in(stranger, "x@example.fr");
    stranger.get("/mon-compte");
    EXPECT_EQ(stranger.submit(own + "/confirmation", {}).status, 404);
    agent.get(own);
    EXPECT_EQ(Browser::location(agent.submit(own + "/confirmation", {})), own + "?fait=confirme");
    EXPECT_FALSE(shows(agent.get(own), "J’agis toujours"));
}

}  // namespace account_tests
