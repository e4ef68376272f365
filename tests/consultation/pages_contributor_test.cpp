#include "pages_fixture.hpp"

namespace pages_tests {

ON_BOTH_ENGINES(ContributorPages);

Fields need(std::string const& title = "Signaler un incident", std::string const& action = "continuer") {
    return {{"title", title},
            {"theme", "relation-usagers"},
            {"problem", std::string(good_problem)},
            {"action", action}};
}

/// The number in "/mes-contributions/12/apercu".
std::string id_in(std::string const& location) {
    std::smatch found;
    return std::regex_search(location, found, std::regex("/mes-contributions/([0-9]+)")) ? found[1].str()
                                                                                         : "";
}

TEST_P(ContributorPages, an_agent_writes_checks_and_publishes_a_need_with_its_attribution) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    auto const choice = agent.get("/campagnes/essai-2026/contribuer");
    EXPECT_EQ(choice.status, 200);
    EXPECT_TRUE(reads(choice, "Commune de Locronan"));
    EXPECT_TRUE(reads(choice, "15 mars 2026"));
    EXPECT_TRUE(reads(choice, "vous reconnaître"));
    PagesFixture::keep("contribuer", choice);
    EXPECT_EQ(Browser::location(agent.get("/campagnes/essai-2026/contribuer?nature=besoin")),
              "/campagnes/essai-2026/contribuer/besoin");
    EXPECT_EQ(agent.get("/campagnes/essai-2026/contribuer?nature=autre").status, 422);
    auto const none = agent.get("/campagnes/essai-2026/contribuer?choix=1");  // as a browser sends no radio
    EXPECT_EQ(none.status, 422);
    EXPECT_TRUE(reads(none, "Choisissez un besoin ou un service existant."));

    PagesFixture::keep("contribuer-besoin", agent.get("/campagnes/essai-2026/contribuer/besoin"));
    auto const sent = agent.submit("/campagnes/essai-2026/contribuer/besoin", need());
    ASSERT_EQ(sent.status, 303);
    std::string const id = id_in(Browser::location(sent));
    auto const preview = agent.follow(sent);
    EXPECT_TRUE(reads(preview, "Voici exactement ce qui sera public"));
    EXPECT_TRUE(reads(preview, "pour la commune de Locronan"));
    EXPECT_FALSE(reads(preview, "p1@x.example, pour"));
    EXPECT_EQ(f.count("SELECT count(*) FROM contributions WHERE state = 'published'"), 0);
    PagesFixture::keep("apercu", preview);

    auto const published = agent.submit("/mes-contributions/" + id + "/publier", {});
    ASSERT_EQ(published.status, 303);
    EXPECT_EQ(Browser::location(published), "/mes-contributions/" + id + "/publiee");
    auto const done = agent.follow(published);
    EXPECT_TRUE(reads(done, "C-2026-0001"));
    EXPECT_TRUE(reads(done, "à partir du"));
    PagesFixture::keep("publiee", done);
    auto const own = agent.get("/mes-contributions");
    EXPECT_TRUE(reads(own, "publiée le 1er février 2026")) << "what was never changed is not said to be";
    EXPECT_TRUE(reads(own, "En cours d’examen"));
    EXPECT_FALSE(reads(own, "À traiter")) << "nothing waits for its author";
    f.expect_sound();
}

TEST_P(ContributorPages, only_title_problem_and_theme_are_needed_and_every_error_stands_at_its_field) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    agent.get("/campagnes/essai-2026/contribuer/besoin");
    auto const empty = agent.submit("/campagnes/essai-2026/contribuer/besoin",
                                    {{"audience", "Les habitants"}, {"action", "continuer"}});
    EXPECT_EQ(empty.status, 422);
    EXPECT_TRUE(reads(empty, "<title>Erreur"));
    EXPECT_TRUE(reads(empty, "href=\"#title\""));
    EXPECT_TRUE(reads(empty, "href=\"#theme\""));
    EXPECT_TRUE(reads(empty, "href=\"#problem\""));
    EXPECT_TRUE(reads(empty, "Les habitants</textarea>"));
    EXPECT_EQ(f.count("SELECT count(*) FROM contributions"), 0);
    PagesFixture::keep("contribuer-erreurs", empty);
    EXPECT_EQ(agent.submit("/campagnes/essai-2026/contribuer/besoin", need()).status, 303);
}

TEST_P(ContributorPages, an_unfinished_draft_is_kept_shown_to_its_author_alone_and_finished_later) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser other = f.browser(2, 2);
    agent.get("/campagnes/essai-2026/contribuer/service");
    auto const saved = agent.submit(
        "/campagnes/essai-2026/contribuer/service",
        {{"title", "Un début"}, {"source_url", "https://code.example/x"}, {"action", "brouillon"}});
    ASSERT_EQ(saved.status, 303);
    auto const list = agent.follow(saved);
    EXPECT_TRUE(reads(list, "Votre brouillon est enregistré"));
    EXPECT_TRUE(reads(list, "Un début"));
    PagesFixture::keep("mes-contributions", list);
    std::string const id = f.text("SELECT '' || id FROM contributions");
    EXPECT_EQ(other.get("/mes-contributions/" + id + "/apercu").status, 404);
    EXPECT_EQ(other.get("/mes-contributions/" + id + "/modifier").status, 404);
    EXPECT_FALSE(reads(other.get("/mes-contributions"), "Un début"));
    auto const preview = agent.get("/mes-contributions/" + id + "/apercu");
    EXPECT_TRUE(reads(preview, "il reste à compléter"));
    EXPECT_FALSE(reads(preview, "Publier ma contribution"));
    EXPECT_TRUE(reads(agent.get("/mes-contributions/" + id + "/modifier"), "https://code.example/x"));
    auto const finished = agent.submit("/mes-contributions/" + id + "/modifier", need("Un service complet"));
    EXPECT_EQ(Browser::location(finished), "/mes-contributions/" + id + "/apercu");
    EXPECT_TRUE(reads(agent.follow(finished), "Publier ma contribution"));
    agent.get("/mes-contributions/" + id + "/retirer");
    EXPECT_EQ(Browser::location(agent.submit("/mes-contributions/" + id + "/retirer", {})),
              "/mes-contributions?fait=supprime");
    EXPECT_EQ(f.count("SELECT count(*) FROM contributions"), 0);
    f.expect_sound();
}

TEST_P(ContributorPages, a_published_text_that_is_modified_keeps_its_former_version_in_public) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser visitor(f.site);
    std::string const reference = f.contribution("Première façon de le dire");
    std::string const id = f.text("SELECT '' || id FROM contributions");
    EXPECT_TRUE(reads(visitor.get("/contributions/" + reference + "/versions"), "pas été modifiée"));
    EXPECT_TRUE(reads(agent.get("/mes-contributions/" + id + "/modifier"), "Publier la nouvelle version"));
    EXPECT_EQ(Browser::location(
                  agent.submit("/mes-contributions/" + id + "/modifier", need("Seconde façon de le dire"))),
              "/contributions/" + reference + "?fait=version");
    EXPECT_TRUE(reads(agent.get("/contributions/" + reference + "?fait=version"),
                      "La nouvelle version est publiée."));
    EXPECT_FALSE(reads(visitor.get("/contributions/" + reference + "?fait=version"), "La nouvelle version"))
        << "said to its author only";
    EXPECT_TRUE(reads(agent.get("/mes-contributions"), "modifiée le"));
    auto const versions = visitor.get("/contributions/" + reference + "/versions");
    EXPECT_TRUE(reads(versions, "Première façon de le dire"));
    EXPECT_TRUE(reads(versions, "Seconde façon de le dire"));
    EXPECT_FALSE(reads(versions, "method=\"post\""));
    PagesFixture::keep("versions", versions);
    agent.get("/mes-contributions/" + id + "/retirer");
    EXPECT_EQ(agent.submit("/mes-contributions/" + id + "/retirer", {}).status, 303);
    EXPECT_EQ(visitor.get("/contributions/" + reference + "/versions").status, 404);
    f.expect_sound();
}

TEST_P(ContributorPages, after_the_closing_one_reads_why_and_since_when_and_nothing_is_written) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    std::string const reference = f.contribution("Publiée à temps");
    std::string const id = f.text("SELECT '' || id FROM contributions");
    agent.get("/campagnes/essai-2026/contribuer/besoin");
    f.at("2026-03-15T18:00");
    auto const late = agent.submit("/campagnes/essai-2026/contribuer/besoin", need("Trop tard"));
    EXPECT_EQ(late.status, 409);
    EXPECT_TRUE(reads(late, "15 mars 2026"));
    EXPECT_TRUE(reads(late, "Trop tard"));
    auto const closed = agent.get("/campagnes/essai-2026/contribuer");
    EXPECT_TRUE(reads(closed, "La collecte est close"));
    EXPECT_TRUE(reads(closed, "15 mars 2026"));
    PagesFixture::keep("close", closed);
    EXPECT_TRUE(reads(agent.get("/mes-contributions/" + id + "/modifier"), "La collecte est close"));
    EXPECT_EQ(agent.submit("/mes-contributions/" + id + "/retirer", {}).status, 409);
    EXPECT_EQ(f.count("SELECT count(*) FROM contributions WHERE state = 'published'"), 1);
    f.expect_sound();
}

TEST_P(ContributorPages, other_authorities_are_named_by_code_or_by_a_name_that_one_alone_bears) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    agent.get("/campagnes/essai-2026/contribuer/besoin");
    Fields fields = need();
    fields.emplace_back("bodies", "Quimper\nArgol");
    auto const homonyms = agent.submit("/campagnes/essai-2026/contribuer/besoin", fields);
    EXPECT_EQ(homonyms.status, 422);
    EXPECT_TRUE(reads(homonyms, "Plusieurs collectivités s’appellent"));
    fields.back().second = "Quimper\nNulle-Part";
    EXPECT_TRUE(
        shows(agent.submit("/campagnes/essai-2026/contribuer/besoin", fields), "Nous ne trouvons pas"));
    fields.back().second = "Quimper\r\n29004\r\nCommune de Locronan (29134)";
    auto const sent = agent.submit("/campagnes/essai-2026/contribuer/besoin", fields);
    ASSERT_EQ(sent.status, 303);
    auto const preview = agent.follow(sent);
    EXPECT_TRUE(reads(preview, "Commune de Quimper"));
    EXPECT_EQ(f.count("SELECT count(*) FROM contribution_bodies"), 3);
    EXPECT_TRUE(reads(agent.get("/mes-contributions/" + id_in(Browser::location(sent)) + "/modifier"),
                      "Commune de Quimper (29232)"));
}

TEST_P(ContributorPages, hostile_text_stays_text_in_every_field_and_a_huge_one_is_refused) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    std::string const evil(hostile);
    agent.get("/campagnes/essai-2026/contribuer/service");
    Fields all{{"title", evil},        {"theme", evil},     {"problem", evil},
               {"audience", evil},     {"territory", evil}, {"service_name", evil},
               {"maturity", evil},     {"licence", evil},   {"source_url", "javascript:alert(1)"},
               {"cost", evil},         {"hosting", evil},   {"bodies", evil},
               {"action", "continuer"}};
    auto const refused = agent.submit("/campagnes/essai-2026/contribuer/service", all);
    EXPECT_EQ(refused.status, 422);
    expect_harmless(refused);
    Fields kept{{"title", evil},
                {"theme", "mobilites"},
                {"problem", evil + evil},
                {"hosting", evil},
                {"action", "continuer"}};
    auto const preview = agent.follow(agent.submit("/campagnes/essai-2026/contribuer/service", kept));
    expect_harmless(preview);
    EXPECT_TRUE(reads(preview, "&lt;script&gt;"));
    expect_harmless(agent.get("/mes-contributions"));
    auto const huge =
        agent.submit("/campagnes/essai-2026/contribuer/besoin", {{"title", std::string(100'000, 'a')},
                                                                 {"problem", std::string(500'000, 'b')},
                                                                 {"action", "brouillon"}});
    EXPECT_EQ(huge.status, 422);
    for (char const* path :
         {"/mes-contributions?page=x", "/mes-contributions?page=99", "/mes-contributions/abc/apercu",
          "/mes-contributions/99999999999999999999/apercu", "/campagnes/absente/contribuer",
          "/campagnes/essai-2026/contribuer/autre", "/contributions/C-1/versions"})
        EXPECT_EQ(agent.get(path).status, 404) << path;
    f.expect_sound();
}

TEST_P(ContributorPages, who_is_not_signed_in_or_acts_for_nobody_is_led_to_what_is_missing) {
    PagesFixture f(GetParam());
    Browser visitor(f.site);
    Browser alone = f.browser(3, 0);
    EXPECT_TRUE(
        Browser::location(visitor.get("/campagnes/essai-2026/contribuer")).starts_with("/connexion?retour="));
    EXPECT_TRUE(Browser::location(visitor.get("/mes-contributions")).starts_with("/connexion?retour="));
    EXPECT_TRUE(Browser::location(alone.get("/campagnes/essai-2026/contribuer"))
                    .starts_with("/mon-compte/collectivites"));
    EXPECT_EQ(alone.get("/mes-contributions").status, 200);
}

}  // namespace pages_tests
