// The pages of mailings: what they show and refuse, field by field, to whom.
#include <gtest/gtest.h>

#include "consultation/pages_fixture.hpp"
#include "messaging/mails_rows.hpp"
#include "outreach/mailing_actions.hpp"
#include "outreach/mailing_pages.hpp"

namespace outreach {
std::vector<db::Migration> migrations();
}

namespace {

using namespace pages_tests;

ON_BOTH_ENGINES(MailingPagesTest);

constexpr char const* desk = "/operateur/campagnes/essai-2026/courriers";

web::Room outreach_room() {
    return {.name = "outreach", .migrations = outreach::migrations(), .routes = outreach::mailing_routes()};
}

/// Whether the page says so, line ends and indents aside.
bool says(http::Response const& response, std::string const& words) {
    std::string const text =
        std::regex_replace(std::string(response.content()), std::regex("(\u00a0|\u202f|\\s)+"), " ");
    return text.find(words) != std::string::npos;
}

struct MailingPages : PagesFixture {
    explicit MailingPages(db::Engine engine)
        : PagesFixture(engine, outreach_room()), team(operator_browser()), author(browser(1, 1)) {
        contribution("Répondre aux usagers");
    }
    static Fields filled(std::string const& subject = "Merci de votre contribution") {
        return {{"segment", "contributeurs"},
                {"propositions", ""},
                {"type", ""},
                {"taille", ""},
                {"region", ""},
                {"departement", ""},
                {"subject", subject},
                {"text", "Bonjour {collectivite}, merci à vous."}};
    }
    /// Its address.
    std::string draft(std::string const& subject = "Merci de votre contribution") {
        team.get(new_form);
        auto const made = team.submit(new_form, filled(subject));
        EXPECT_EQ(made.status, 303) << made.content();
        return Browser::location(made);
    }
    /// The list is frozen; nothing has left.
    std::string begun() {
        std::string const address = draft();
        team.get(address + "/envoyer");
        EXPECT_EQ(team.submit(address + "/envoyer", {}).status, 303);
        return address;
    }
    int slice(int number) {
        return outreach::send_slice(*site.database, site.services->world,
                                    {site.services->settings.origin, site.services->secret},
                                    "1 " + std::to_string(number));
    }
    std::string const new_form = std::string(desk) + "/nouveau";
    Browser team;
    Browser author;
};

TEST_P(MailingPagesTest, only_the_team_and_auditors_see_them_and_only_the_team_writes) {
    MailingPages f(GetParam());
    std::string const address = f.draft();
    Browser auditor = f.browser(901, 0, PagesFixture::Role::auditor);
    Browser visitor(f.site);
    for (web::Route const& route : outreach::mailing_routes()) {
        std::string path = route.pattern;
        for (auto const& [name, value] : {std::pair{"{campaign}", "essai-2026"}, std::pair{"{mailing}", "1"},
                                          std::pair{"{phase}", "collect"}, std::pair{"{days}", "10"}})
            if (auto const at = path.find(name); at != std::string::npos)
                path.replace(at, std::string_view(name).size(), value);
        if (route.method == http::Method::get) {
            EXPECT_TRUE(Browser::location(visitor.get(path)).starts_with("/connexion")) << path;
            EXPECT_EQ(f.author.get(path).status, 403) << path;
            EXPECT_EQ(auditor.get(path).status == 403, route.policy == web::Policy::operator_) << path;
        } else {
            f.author.get("/mes-contributions");
            EXPECT_EQ(f.author.submit(path, {}).status, 403) << path;
            EXPECT_EQ(auditor.submit(path, {}).status, 403) << path;
        }
    }
    EXPECT_EQ(f.count("SELECT count(*) FROM mailings WHERE state <> 'draft'"), 0);
    auto const seen = auditor.get(address);
    EXPECT_EQ(seen.status, 200);
    EXPECT_FALSE(shows(seen, "Envoyer…"));
    f.expect_sound();
}

TEST_P(MailingPagesTest, the_list_shows_six_reminders_with_todays_readers_in_few_statements) {
    MailingPages f(GetParam());
    f.browser(2, 2);
    auto const page = f.team.get(desk);
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(says(page, "Rappel à 10 jours de la clôture : "));
    EXPECT_TRUE(says(page, "jeudi 5 mars 2026 à 9 h"));
    EXPECT_TRUE(says(page, "1 adresse aujourd’hui"));
    EXPECT_TRUE(says(page, "Aucun envoi pour l’instant"));
    PagesFixture::keep("mailings", page);
    f.expect_sound();
}

TEST_P(MailingPagesTest, a_text_left_as_it_was_handed_out_is_written_to_nobody) {
    MailingPages f(GetParam());
    f.team.get(f.new_form);
    Fields fields = MailingPages::filled();
    fields[7].second = "Bonjour,\r\n\r\n[La consultation](/campagnes/essai-2026)\r\n";
    auto const refused = f.team.submit(f.new_form, fields);
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(says(refused, "Écrivez votre message"));
    fields[6].second = "";
    auto const both = f.team.submit(f.new_form, fields);
    EXPECT_TRUE(says(both, "2 réponses sont à corriger"));
    EXPECT_TRUE(says(both, "Donnez l’objet du message"));
    EXPECT_EQ(f.count("SELECT count(*) FROM mailings"), 0);
    f.expect_sound();
}

TEST_P(MailingPagesTest, what_is_missing_stands_beside_its_field_and_what_was_typed_is_kept) {
    MailingPages f(GetParam());
    f.team.get(f.new_form);
    Fields fields{{"segment", "tous"}, {"type", "château"},    {"taille", "99"},
                  {"region", "zz"},    {"departement", "999"}, {"subject", std::string(hostile)},
                  {"text", "court"}};
    auto const refused = f.team.submit(f.new_form, fields);
    EXPECT_EQ(refused.status, 422);
    for (char const* const words :
         {"Choisissez à qui vous écrivez", "Choisissez une sorte", "Choisissez une taille",
          "Choisissez une région", "en 20 caractères au moins"})
        EXPECT_TRUE(says(refused, words)) << words;
    EXPECT_TRUE(shows(refused, "alert(1)"));
    expect_harmless(refused);
    f.team.get(f.new_form);
    Fields unknown = MailingPages::filled();
    unknown[0].second = "soutiens";
    unknown[1].second = "P-1999-001, P-1999-002";
    unknown[5].second = "99";
    auto const absent = f.team.submit(f.new_form, unknown);
    EXPECT_EQ(absent.status, 422);
    EXPECT_TRUE(says(absent, "pas de proposition P-1999-001, P-1999-002"));
    EXPECT_TRUE(says(absent, "Choisissez dans la liste"));
    for (std::string const& odd : {std::string(60'000, 'x'), std::string("\xff\xfe"), std::string("a\0b", 3),
                                   std::string("\xe2\x80\xae 🚧"), std::string(" \n ")}) {
        f.team.get(f.new_form);
        Fields strange = MailingPages::filled(odd);
        EXPECT_NE(f.team.submit(f.new_form, strange).status, 500);
    }
    f.expect_sound();
}

TEST_P(MailingPagesTest, a_draft_shows_its_readers_and_its_preview_without_a_working_stop) {
    MailingPages f(GetParam());
    std::string const address = f.draft(std::string(hostile));
    auto const page = f.team.get(address);
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(says(page, "p1@x.example (Commune de Locronan)"));
    EXPECT_TRUE(says(page, "Bonjour Commune de Locronan, merci à vous."));
    EXPECT_FALSE(shows(page, "/desabonnement/"));
    expect_harmless(page);
    f.team.submit(address + "/essai", {});
    EXPECT_EQ(f.text("SELECT to_address FROM mails WHERE kind = 'campaign.test'"), "p900@x.example");
    EXPECT_EQ(f.text("SELECT stop FROM mails WHERE kind = 'campaign.test'").find("/desabonnement/"),
              std::string::npos);
    PagesFixture::keep("mailing-draft", page);
    f.expect_sound();
}

TEST_P(MailingPagesTest, sending_is_confirmed_once_and_its_progress_is_shown) {
    MailingPages f(GetParam());
    std::string const address = f.draft();
    auto const ask = f.team.get(address + "/envoyer");
    EXPECT_TRUE(says(ask, "Envoyer ce courrier à 1 adresse"));
    auto const sent = f.team.submit(address + "/envoyer", {});
    EXPECT_EQ(Browser::location(sent), address + "?fait=parti");
    // The same form again (a double click) is the same answer; another is refused.
    EXPECT_EQ(Browser::location(f.team.submit(address + "/envoyer", {})), address + "?fait=parti");
    EXPECT_EQ(f.team.get(address + "/envoyer").status, 404);
    f.team.get(address);
    EXPECT_EQ(f.team.submit(address + "/envoyer", {}).status, 409);
    EXPECT_EQ(f.team.get(address + "/modifier").status, 404);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'mail.segment_sent'"), 1);
    EXPECT_EQ(f.slice(1), 1);
    auto const page = f.team.get(address);
    EXPECT_TRUE(says(page, "Envoyé"));
    EXPECT_EQ(f.team.get(address + "/arreter").status, 404);
    auto const list = f.team.get(address + "/destinataires?etat=queued");
    EXPECT_TRUE(says(list, "p1@x.example"));
    EXPECT_TRUE(says(f.team.get(address + "/destinataires?etat=bounced"), "Personne dans cet état"));
    EXPECT_EQ(f.team.get(address + "/destinataires?page=2").status, 404);
    EXPECT_EQ(f.team.get(address + "/destinataires?page=0").status, 404);
    PagesFixture::keep("mailing-sent", page);
    f.expect_sound();
}

TEST_P(MailingPagesTest, a_sending_is_paused_resumed_and_stopped_from_its_page) {
    MailingPages f(GetParam());
    std::string const address = f.begun();
    EXPECT_TRUE(says(f.team.get(address), "Mettre en pause"));
    EXPECT_EQ(Browser::location(f.team.submit(address + "/pause", {})), address + "?fait=pause");
    EXPECT_TRUE(says(f.team.get(address), "Reprendre l’envoi"));
    EXPECT_EQ(f.team.submit(address + "/pause", {}).status, 409);
    f.team.get(address);
    EXPECT_EQ(f.team.submit(address + "/reprendre", {}).status, 303);
    EXPECT_TRUE(says(f.team.get(address + "/arreter"), "1 destinataire ne recevra pas ce message."));
    EXPECT_EQ(f.team.submit(address + "/arreter", {}).status, 303);
    EXPECT_EQ(f.slice(2), 0);
    EXPECT_TRUE(says(f.team.get(address), "Arrêté"));
    f.expect_sound();
}

TEST_P(MailingPagesTest, a_mailing_is_not_reached_through_another_campaign_or_a_number_that_is_none) {
    MailingPages f(GetParam());
    f.draft();
    for (char const* const path :
         {"/operateur/campagnes/autre/courriers/1", "/operateur/campagnes/essai-2026/courriers/2",
          "/operateur/campagnes/essai-2026/courriers/abc",
          "/operateur/campagnes/essai-2026/courriers/rappels/collect/7",
          "/operateur/campagnes/essai-2026/courriers/rappels/fête/10",
          "/operateur/campagnes/essai-2026/courriers?page=9"})
        EXPECT_EQ(f.team.get(path).status, 404) << path;
    f.expect_sound();
}

TEST_P(MailingPagesTest, a_reminder_is_read_held_and_released_before_its_hour) {
    MailingPages f(GetParam());
    std::string const address = std::string(desk) + "/rappels/collect/10";
    auto const page = f.team.get(address);
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(says(page, "il reste 10 jours pour contribuer"));
    EXPECT_TRUE(says(page, "Adresses officielles des collectivités"));
    PagesFixture::keep("reminder", page);
    EXPECT_EQ(f.team.submit(address, {{"souhait", "retenir"}}).status, 303);
    EXPECT_TRUE(says(f.team.get(address), "Ne sera pas envoyé"));
    EXPECT_EQ(f.team.submit(address, {{"souhait", "envoyer"}}).status, 303);
    EXPECT_TRUE(says(f.team.get(address), "Prévu"));
    f.at("2026-03-05T09:00");
    f.team.get(address);
    EXPECT_EQ(f.team.submit(address, {{"souhait", "retenir"}}).status, 409);
    f.expect_sound();
}

TEST_P(MailingPagesTest, a_draft_is_changed_and_thrown_away) {
    MailingPages f(GetParam());
    std::string const address = f.draft();
    auto const form = f.team.get(address + "/modifier");
    EXPECT_TRUE(says(form, "Merci de votre contribution"));
    Fields other = MailingPages::filled("Un autre objet");
    other[0].second = "membres";
    other[5].second = "29";
    EXPECT_EQ(Browser::location(f.team.submit(address + "/modifier", other)), address);
    EXPECT_TRUE(says(f.team.get(address), "département 29, Finistère"));
    f.team.get(address + "/supprimer");
    EXPECT_EQ(Browser::location(f.team.submit(address + "/supprimer", {})),
              std::string(desk) + "?fait=supprime");
    EXPECT_EQ(f.team.get(address).status, 404);
    f.expect_sound();
}

}  // namespace
