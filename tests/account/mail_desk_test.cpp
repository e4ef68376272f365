// Mails as the operator sees them, and a suspended address as its owner does.
#include "account/fixture.hpp"
#include "messaging/mails_rows.hpp"

namespace account_tests {

ON_BOTH_ENGINES(MailDesk);

namespace {

/// A mail that came back from this address.
std::int64_t returned_mail(Fixture& f, std::string const& to) {
    std::int64_t id = 0;
    f.write([&](Tx& tx) {
        messaging::Mail mail;
        mail.to = to;
        mail.subject = "Une nouveauté <script>";
        mail.text = "Un texte.";
        mail.kind = "follow.event";
        mail.why = "Vous suivez.";
        mail.list_unsubscribe_url = "https://tremplin.example/desabonnement/x";
        id = messaging::post(tx, f.site.services->world, mail).value;
        tx.execute("UPDATE mails SET state = 'bounced', failure = '550 5.1.1' WHERE id = $1", {id});
    });
    return id;
}

void suspend(Fixture& f, std::string const& key) {
    f.write([&](Tx& tx) {
        tx.execute(
            "INSERT INTO mail_suspensions (to_key, since, permanent, status) VALUES ($1, 0, 1, '5.1.1')",
            {key});
    });
}

}  // namespace

TEST_P(MailDesk, only_the_team_sees_mails_and_nobody_sees_a_whole_address) {
    Fixture f(GetParam());
    returned_mail(f, "jeanne.martin@mairie.example");
    Browser member(f.site);
    f.sign_in(member, "member@example.fr");
    Browser stranger(f.site);
    for (char const* page : {"/operateur/mails", "/operateur/mails.csv", "/operateur/mails/adresses"}) {
        EXPECT_EQ(member.get(page).status, 403) << page;
        EXPECT_EQ(stranger.get(page).status, 303) << page;
    }
    f.make_operator("op@example.fr");
    Browser desk(f.site);
    f.sign_in(desk, "op@example.fr");
    for (char const* page :
         {"/operateur/mails", "/operateur/mails/adresses",
          "/operateur/mails?etat=bounced&sorte=follow.event&adresse=JEANNE.martin@mairie.example"}) {
        auto const shown = desk.get(page);
        EXPECT_EQ(shown.status, 200) << page;
        EXPECT_FALSE(shows(shown, "jeanne.martin@")) << page;
        EXPECT_FALSE(shows(shown, "<script>")) << page;
    }
    std::string const lines = file_of(desk.get("/operateur/mails.csv"));
    EXPECT_TRUE(lines.starts_with("\xEF\xBB\xBFnumero,"));
    EXPECT_EQ(lines.find("jeanne"), std::string::npos);
    EXPECT_TRUE(shows(desk.get("/operateur/mails?etat=bounced"), "j•••@mairie.example"));
    EXPECT_FALSE(shows(desk.get("/operateur/mails?etat=waiting"), "j•••@mairie.example"));
    EXPECT_EQ(desk.get("/operateur/mails?page=999").status, 404);
    EXPECT_EQ(desk.get("/operateur/mails?etat=%00&sorte=%3Cscript%3E&adresse=''").status, 200);
}

TEST_P(MailDesk, an_operator_has_a_returned_mail_sent_again_once) {
    Fixture f(GetParam());
    std::int64_t const id = returned_mail(f, "jeanne@mairie.example");
    std::string const retry = "/operateur/mails/" + std::to_string(id) + "/renvoi";
    Browser member(f.site);
    f.sign_in(member, "member@example.fr");
    member.get("/mon-compte");
    EXPECT_EQ(member.submit(retry, {}).status, 403);
    f.make_operator("op@example.fr");
    Browser desk(f.site);
    f.sign_in(desk, "op@example.fr");
    desk.get("/operateur/mails");
    EXPECT_EQ(desk.submit(retry, {}).status, 303);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE kind = 'follow.event' AND state = 'waiting'"), 1);
    desk.get("/operateur/mails");
    EXPECT_EQ(desk.submit(retry, {}).status, 409) << "it waits already";
    EXPECT_EQ(desk.submit("/operateur/mails/999999/renvoi", {}).status, 404);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'mail.retry'"), 1);
}

TEST_P(MailDesk, the_owner_of_a_suspended_address_reads_it_and_tries_again) {
    Fixture f(GetParam());
    Browser owner(f.site);
    f.sign_in(owner, "jeanne@mairie.example");
    EXPECT_FALSE(shows(owner.get("/mon-compte"), "nous reviennent"));
    suspend(f, "jeanne@mairie.example");
    suspend(f, "paul@mairie.example");
    EXPECT_TRUE(shows(owner.get("/mon-compte"), "nous reviennent"));
    EXPECT_EQ(owner.submit("/mon-compte/adresse/reessayer", {}).status, 303);
    EXPECT_FALSE(shows(owner.get("/mon-compte"), "nous reviennent"));
    EXPECT_EQ(owner.submit("/mon-compte/adresse/reessayer", {}).status, 303) << "twice: a success";
    EXPECT_EQ(f.count("SELECT count(*) FROM mail_suspensions"), 1) << "another's stays";
}

}  // namespace account_tests
