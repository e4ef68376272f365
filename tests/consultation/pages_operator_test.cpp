#include "base/french_hours.hpp"
#include "pages_fixture.hpp"

namespace pages_tests {

ON_BOTH_ENGINES(OperatorPages);

constexpr char const* tri = "/operateur/campagnes/essai-2026/tri";
constexpr char const* reason = "Ce besoin relève d’un guichet déjà ouvert.";

TEST_P(OperatorPages, only_the_team_writes_an_auditor_reads_and_nobody_else_enters) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser auditor = f.browser(2, 0, PagesFixture::Role::auditor);
    std::string const contribution = f.contribution("Signaler un incident");
    std::string const proposal = f.proposal("Faciliter le signalement");
    for (web::Route const& route : consultation::operator_routes()) {
        std::string path = route.pattern;
        auto const put = [&](std::string const& name, std::string const& value) {
            if (auto const at = path.find(name); at != std::string::npos)
                path.replace(at, name.size(), value);
        };
        put("{campaign}", "essai-2026");
        put("{reference}", path.starts_with("/operateur/contributions/") ? contribution : proposal);
        put("{contribution}", contribution);
        put("{authority}", "29134");
        put("{phase}", "support");
        put("{batch}", "1");
        Browser visitor(f.site);
        if (route.method == http::Method::get) {
            EXPECT_TRUE(Browser::location(visitor.get(path)).starts_with("/connexion")) << path;
            EXPECT_EQ(agent.get(path).status, 403) << path;
            EXPECT_EQ(auditor.get(path).status == 403, route.policy == web::Policy::operator_) << path;
        } else {
            EXPECT_EQ(route.policy, web::Policy::operator_) << path;
            EXPECT_EQ(agent.submit(path, {}).status, 403) << path;
            EXPECT_EQ(auditor.submit(path, {}).status, 403) << path;
        }
    }
    auto const bench = auditor.get(tri);
    EXPECT_EQ(bench.status, 200);
    EXPECT_FALSE(reads(bench, "name=\"decision\""));
    EXPECT_FALSE(reads(bench, "/tri/reglages")) << "no link to a page that only writes";
    EXPECT_TRUE(reads(bench, "/tri/tableur"));
    f.expect_sound();
}

TEST_P(OperatorPages, the_bench_shows_the_conservation_line_the_list_the_reading_pane_and_the_keys) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    std::string const first = f.contribution("Signaler un incident");
    std::string const second = f.contribution("Réserver une salle");
    f.contribution("Payer la cantine");
    f.proposal("Faciliter le signalement");
    auto const bench = team.get(tri);
    EXPECT_EQ(bench.status, 200);
    EXPECT_TRUE(reads(bench, "3 contributions = 3 à traiter + 0 réorientée + 0 rejetée + 0 regroupée"));
    EXPECT_TRUE(reads(bench, "id=\"lecture\">Signaler un incident"));
    for (char const* key : {"data-key=\"j\"", "data-key=\"r\"", "data-key=\"x\"", "data-key=\"g\"",
                            "data-key=\"/\"", "data-key=\"?\""})
        EXPECT_TRUE(reads(bench, key)) << key;
    EXPECT_TRUE(reads(bench, "– Faciliter le signalement\">"));
    PagesFixture::keep("tri", bench);
    auto const chosen = team.get(std::string(tri) + "?contribution=" + second);
    EXPECT_TRUE(reads(chosen, "id=\"lecture\">Réserver une salle"));
    EXPECT_TRUE(reads(chosen, "data-key=\"k\""));
    EXPECT_TRUE(reads(team.get(std::string(tri) + "?q=salle"), "1 contribution<"));
    EXPECT_TRUE(reads(team.get(std::string(tri) + "?nature=service"), "Rien ne répond à ces filtres"));
    EXPECT_TRUE(reads(team.get(std::string(tri) + "?departement=29&type=commune&theme=relation-usagers"),
                      "3 contributions<"));
    for (char const* query : {"?statut=zzz", "?theme=zzz", "?type=%22%3E%3Cscript%3E", "?departement=%27",
                              "?page=-1", "?page=zz", "?q=%22%29%28%2A", "?fait=%3Cscript%3E"})
        EXPECT_EQ(team.get(std::string(tri) + query).status, 200) << query;
    EXPECT_EQ(team.get(std::string(tri) + "?contribution=C-2026-9999").status, 404);
    f.expect_sound();
}

TEST_P(OperatorPages, the_bench_asks_six_questions_of_the_database) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    std::string const one = f.contribution("Signaler un incident");
    f.contribution("Réserver une salle");
    f.proposal("Faciliter le signalement");
    int most = 0;
    f.site.dispatcher->observe_statements(
        [&](std::string_view, int statements) { most = std::max(most, statements); });
    for (std::string const query : {"", "?statut=toutes", "?qui=moi", "?suivi=a-revoir", "?q=salle"})
        EXPECT_EQ(team.get(std::string(tri) + query).status, 200) << query;
    EXPECT_EQ(team.get(std::string(tri) + "?contribution=" + one).status, 200);
    constexpr int who_is_signed_in = 2;
    EXPECT_LE(most - who_is_signed_in, 6);
    EXPECT_GT(most, who_is_signed_in);
}

TEST_P(OperatorPages, a_decision_is_undone_with_u_and_its_author_never_written_to) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    f.grace(15);
    std::string const one = f.contribution("Signaler un incident");
    team.get(tri);
    auto const decided = team.follow(team.submit(
        tri, {{"contribution", one}, {"decision", "reoriented"}, {"desk", "guichet"}, {"reason", reason}}));
    EXPECT_TRUE(reads(decided, "data-key=\"u\""));
    auto const until =
        base::french_until(f.site.clock.now() + base::Duration::minutes(15), f.site.clock.now());
    EXPECT_TRUE(shows(decided, "possible " + until + ", puis l’auteur est prévenu."));
    auto const undone = team.follow(team.submit(std::string(tri) + "/annuler", {{"lot", "1"}}));
    EXPECT_TRUE(reads(undone, "Décision annulée"));
    EXPECT_TRUE(reads(undone, "1 à traiter + 0 réorientée"));
    EXPECT_TRUE(reads(undone, "annulée avant d’être envoyée"));
    EXPECT_EQ(team.submit(std::string(tri) + "/annuler", {{"lot", "1"}}).status, 409);
    EXPECT_EQ(team.submit(std::string(tri) + "/annuler", {{"lot", "77"}}).status, 404);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), 0);
    f.expect_sound();
}

TEST_P(OperatorPages, undoing_is_offered_no_more_once_its_time_is_over) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    f.grace(15);
    std::string const one = f.contribution("Signaler un incident");
    team.get(tri);
    auto const decided = team.submit(
        tri, {{"contribution", one}, {"decision", "reoriented"}, {"desk", "guichet"}, {"reason", reason}});
    std::string const there = Browser::location(decided);
    EXPECT_TRUE(reads(team.get(there), "data-key=\"u\""));
    f.site.clock.set(f.site.clock.now() + base::Duration::minutes(15));
    EXPECT_FALSE(reads(team.get(there), "data-key=\"u\""));
    EXPECT_EQ(team.submit(std::string(tri) + "/annuler", {{"lot", "1"}}).status, 409);
    f.expect_sound();
}

TEST_P(OperatorPages, an_undone_decision_offers_to_delete_the_draft_that_it_made) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    f.grace(15);
    std::string const one = f.contribution("Signaler un incident");
    team.get(tri);
    ASSERT_EQ(team.submit(tri, {{"contribution", one},
                                {"decision", "grouped"},
                                {"title", "Une proposition de trop"},
                                {"reason", reason}})
                  .status,
              303);
    std::string const sheet = "/operateur/propositions/P-2026-001/supprimer";
    auto const held = team.get(sheet);
    EXPECT_EQ(held.status, 409);
    EXPECT_TRUE(reads(held, "Elle regroupe " + one));
    team.get(tri);
    auto const undone = team.follow(team.submit(std::string(tri) + "/annuler", {{"lot", "1"}}));
    EXPECT_TRUE(reads(undone, "Le brouillon P-2026-001 ne regroupe plus rien."));
    EXPECT_TRUE(reads(undone, sheet));
    auto const before = team.get(sheet);
    std::string const page(before.content());
    std::smatch seen;
    ASSERT_TRUE(std::regex_search(page, seen, std::regex("name=\"seen\" value=\"([0-9]+)\"")));
    EXPECT_TRUE(
        reads(team.follow(team.submit(sheet, {{"seen", seen[1].str()}})), "Le brouillon est supprimé."));
    EXPECT_EQ(f.count("SELECT count(*) FROM proposals"), 0);
    // What the address says of drafts is shown only when it is a reference.
    expect_harmless(team.get(std::string(tri) + "?fait=annulee&brouillon=P-" + std::string(hostile)));
    f.expect_sound();
}

TEST_P(OperatorPages, what_was_decided_meanwhile_is_shown_before_it_is_replaced) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    std::string const one = f.contribution("Signaler un incident");
    team.get(tri);
    auto const decide = [&](char const* seen) {
        return team.submit(tri, {{"contribution", one},
                                 {"decision", "rejected"},
                                 {"ground", "equipement"},
                                 {"reason", reason},
                                 {"vu", seen}});
    };
    ASSERT_EQ(decide("0").status, 303);
    team.get(tri);
    auto const again = decide("0");
    EXPECT_EQ(again.status, 409);
    EXPECT_TRUE(reads(again, "a changé depuis que vous l’avez ouverte"));
    EXPECT_TRUE(reads(again, "Rejetée"));
    f.expect_sound();
}

TEST_P(OperatorPages, what_was_taken_out_of_a_list_still_leads_to_the_next) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    std::string const first = f.contribution("Signaler un incident");
    std::string const second = f.contribution("Réserver une salle");
    std::string const third = f.contribution("Payer la cantine");
    std::string const at(tri);
    team.get(at);
    auto const taken = team.follow(
        team.submit(at + "/attribuer", {{"contribution", second}, {"a", "moi"}, {"filtre", "qui=personne"}}));
    EXPECT_TRUE(reads(taken, "id=\"lecture\">Réserver une salle"));
    EXPECT_TRUE(reads(taken, "2 contributions<")) << "it has left the list of those that are nobody's";
    auto const key = [&](char const* name) {
        std::size_t const mark = taken.body.find(std::string("data-key=\"") + name + "\"");
        if (mark == std::string::npos) return std::string();
        std::size_t const start = taken.body.rfind("href=", mark);
        return taken.body.substr(start, mark - start);
    };
    EXPECT_NE(key("j").find("contribution=" + third), std::string::npos) << key("j");
    EXPECT_NE(key("k").find("contribution=" + first), std::string::npos) << key("k");
    f.expect_sound();
}

TEST_P(OperatorPages, the_forms_of_the_pane_keep_what_was_typed_and_hide_from_others) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser stranger = f.browser(2, 2);
    Browser team = f.operator_browser();
    std::string const one = f.contribution("Signaler un incident");
    team.get(tri);
    std::string const at(tri);
    std::string const evil(hostile);
    EXPECT_EQ(team.submit(at + "/note", {{"contribution", one}, {"note", ""}}).status, 422);
    auto const noted = team.follow(team.submit(at + "/note", {{"contribution", one}, {"note", evil}}));
    expect_harmless(noted);
    EXPECT_TRUE(reads(noted, "Note enregistrée"));
    EXPECT_EQ(
        team.submit(at + "/revoir", {{"contribution", one}, {"revoir", "x"}, {"echeance", "hier"}}).status,
        422);
    EXPECT_EQ(team.submit(at + "/relecture", {{"contribution", one}, {"verdict", "zzz"}}).status, 422);
    EXPECT_EQ(team.submit(at + "/note", {{"contribution", "C-2026-9999"}, {"note", "x"}}).status, 404);
    EXPECT_EQ(agent.get("/contributions/" + one + "/question").status, 404);  // none was asked
    ASSERT_EQ(
        team.submit(at + "/question", {{"contribution", one}, {"question", "Combien d’agents ?" + evil}})
            .status,
        303);
    std::string const question = "/contributions/" + one + "/question";
    auto const asked = agent.get(question);
    EXPECT_EQ(asked.status, 200);
    expect_harmless(asked);
    EXPECT_EQ(stranger.get(question).status, 404);
    EXPECT_EQ(stranger.submit(question, {{"reponse", "Dix"}}).status, 404);
    agent.get(question);
    EXPECT_EQ(agent.submit(question, {{"reponse", ""}}).status, 422);
    EXPECT_TRUE(reads(agent.follow(agent.submit(question, {{"reponse", "Dix"}})), "Réponse envoyée"));
    EXPECT_TRUE(reads(team.get(at + "?suivi=reponse&statut=toutes"), "Réponse de l’auteur"));
    f.expect_sound();
}

TEST_P(OperatorPages, one_decision_is_taken_at_once_and_leads_to_the_next_that_waits) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    std::string const first = f.contribution("Signaler un incident");
    std::string const second = f.contribution("Réserver une salle");
    team.get(tri);
    auto const decided = team.submit(tri, {{"contribution", first},
                                           {"decision", "reoriented"},
                                           {"desk", "guichet"},
                                           {"reason", reason},
                                           {"filtre", ""}});
    ASSERT_EQ(decided.status, 303);
    EXPECT_TRUE(Browser::location(decided).find("contribution=" + second) != std::string::npos)
        << Browser::location(decided);
    auto const next = team.follow(decided);
    EXPECT_TRUE(reads(next, "1 à traiter + 1 réorientée"));
    EXPECT_TRUE(reads(next, "Décision enregistrée pour " + first));
    EXPECT_TRUE(reads(next, " : réorientée."));
    EXPECT_GT(next.body.find("Décision enregistrée"), next.body.find("class=\"bench__pane\""))
        << "said where the page lands";
    team.get(std::string(tri) + "?contribution=" + second);
    auto const last = team.submit(
        tri,
        {{"contribution", second}, {"decision", "rejected"}, {"ground", "equipement"}, {"reason", reason}});
    EXPECT_TRUE(reads(team.follow(last), "plus rien à traiter"));
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), 2);
    // Replaced, with its history.
    auto const again = team.get(std::string(tri) + "?statut=toutes&contribution=" + first);
    EXPECT_TRUE(reads(again, "vers Guichet local"));
    EXPECT_TRUE(reads(again, "Remettre cette contribution à traiter"));
    ASSERT_EQ(team.submit(tri, {{"contribution", first},
                                {"decision", "pending"},
                                {"reason", "À relire avec les autres."},
                                {"filtre", "statut=toutes"}})
                  .status,
              303);
    auto const history = team.get(std::string(tri) + "?contribution=" + first);
    EXPECT_TRUE(reads(history, "(remplacée)"));
    PagesFixture::keep("tri-histoire", history);
    f.expect_sound();
}

TEST_P(OperatorPages, a_refused_decision_keeps_what_was_typed_and_says_why_at_the_field) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    std::string const one = f.contribution("Signaler un incident");
    team.get(tri);
    std::string const evil(hostile);
    auto const refused = team.submit(tri, {{"contribution", one},
                                           {"decision", "grouped"},
                                           {"proposal", evil},
                                           {"title", evil},
                                           {"reason", "court"}});
    EXPECT_EQ(refused.status, 422);
    expect_harmless(refused);
    EXPECT_TRUE(reads(refused, "<title>Erreur"));
    EXPECT_TRUE(reads(refused, "href=\"#proposal\""));
    EXPECT_TRUE(reads(refused, "href=\"#reason-grouped\""));
    EXPECT_TRUE(reads(refused, "court</textarea>"));
    PagesFixture::keep("tri-erreurs", refused);
    EXPECT_EQ(team.submit(tri, {{"contribution", one}, {"decision", "zzz"}, {"reason", reason}}).status, 422);
    EXPECT_EQ(
        team.submit(tri,
                    {{"contribution", one}, {"decision", "reoriented"}, {"desk", "zzz"}, {"reason", reason}})
            .status,
        422);
    EXPECT_EQ(team.submit(tri, {{"contribution", "C-2026-9999"},
                                {"decision", "reoriented"},
                                {"desk", "guichet"},
                                {"reason", reason}})
                  .status,
              409);
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions"), 0);
    f.expect_sound();
}

TEST_P(OperatorPages, several_at_once_are_confirmed_first_and_grouped_n_to_m) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    std::string const first = f.contribution("Signaler un incident");
    std::string const second = f.contribution("Réserver une salle");
    std::string const proposal = f.proposal("Faciliter le signalement");
    auto const several =
        team.get(std::string(tri) + "/plusieurs?contribution=" + first + "&contribution=" + second);
    EXPECT_TRUE(reads(several, "Décider pour 2 contributions"));
    PagesFixture::keep("tri-plusieurs", several);
    Fields fields{{"contribution", first},
                  {"contribution", second},
                  {"decision", "grouped"},
                  {"proposal", proposal + " – Faciliter"},
                  {"title", "Réserver un lieu public"},
                  {"reason", "Deux façons d’un même besoin."}};
    auto const confirmation = team.submit(tri, fields);
    EXPECT_EQ(confirmation.status, 200);
    EXPECT_TRUE(reads(confirmation, "Contributions concernées"));
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions"), 0);
    PagesFixture::keep("tri-confirmer", confirmation);
    fields.emplace_back("confirme", "oui");
    auto const decided = team.submit(tri, fields);
    ASSERT_EQ(decided.status, 303);
    EXPECT_TRUE(reads(team.follow(decided), "Regrouper 2 contributions"));  // the page of the batch
    EXPECT_TRUE(reads(team.get(std::string(tri) + "?statut=toutes"),
                      "2 contributions = 0 à traiter + 0 réorientée + 0 rejetée + 2 regroupées"));
    EXPECT_EQ(f.count("SELECT count(*) FROM decision_proposals"), 4);
    EXPECT_EQ(f.count("SELECT count(*) FROM proposals"), 2);
    EXPECT_EQ(Browser::location(team.get(std::string(tri) + "/plusieurs")),
              std::string(tri) + "?fait=aucune");
    EXPECT_EQ(team.get(std::string(tri) + "/plusieurs?contribution=zzz").status, 404);
    f.expect_sound();
}

TEST_P(OperatorPages, a_proposal_is_created_completed_published_and_loses_a_contribution_by_a_decision) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    std::string const list = "/operateur/campagnes/essai-2026/propositions";
    std::string const contribution = f.contribution("Signaler un incident");
    team.get(list + "/nouvelle");
    auto const refused =
        team.submit(list + "/nouvelle", {{"title", "x"}, {"build_cost", "beaucoup"}, {"themes", "zzz"}});
    EXPECT_EQ(refused.status, 422);
    for (char const* id : {"#title", "#build_cost", "#themes"})
        EXPECT_TRUE(reads(refused, std::string("href=\"") + id)) << id;
    PagesFixture::keep("proposition-erreurs", refused);
    auto const made = team.submit(list + "/nouvelle",
                                  {{"title", "Faciliter le signalement"}, {"build_cost", "120 000,50 €"}});
    ASSERT_EQ(made.status, 303);
    std::string const sheet = "/operateur/propositions/P-2026-001";
    EXPECT_EQ(Browser::location(made), sheet + "?fait=creee");
    EXPECT_EQ(f.count("SELECT build_cost_cents FROM proposals"), 12'000'050);
    EXPECT_TRUE(reads(team.get(list), "Il manque un résumé et un thème"));
    auto const bare = team.get(sheet);
    EXPECT_TRUE(reads(bare, "Il manque un résumé et un thème"));
    auto const by_reference = team.get("/operateur/recherche?q=P-2026-001");
    EXPECT_FALSE(reads(by_reference, "Rien ne répond")) << "a reference finds it, on whichever tab";
    EXPECT_TRUE(reads(by_reference, "P-2026-001 – "));
    EXPECT_FALSE(reads(bare, "/propositions/publier")) << "not offered while something is missing";
    EXPECT_TRUE(reads(bare, "Supprimer ce brouillon"));
    auto const before = team.get(sheet + "/supprimer");
    EXPECT_TRUE(reads(before, "Personne d’autre ne l’a vue."));
    EXPECT_EQ(team.submit(sheet + "/supprimer", {{"seen", "1"}}).status, 409) << "not the text that was read";
    EXPECT_EQ(f.count("SELECT count(*) FROM proposals"), 1);
    team.get(list + "/publier?proposition=P-2026-001");
    auto const incomplete = team.submit(list + "/publier", {{"proposition", "P-2026-001"}});
    EXPECT_EQ(incomplete.status, 422);
    EXPECT_TRUE(reads(incomplete, "il manque un résumé et un thème"));
    team.get(sheet + "/modifier");
    ASSERT_EQ(team.submit(sheet + "/modifier", {{"title", "Faciliter le signalement"},
                                                {"summary", "Pour tous."},
                                                {"themes", "mobilites"},
                                                {"themes", "relation-usagers"},
                                                {"build_cost", "1 500"}})
                  .status,
              303);
    PagesFixture::keep("propositions", team.get(list));
    PagesFixture::keep("proposition-publier", team.get(list + "/publier?proposition=P-2026-001"));
    ASSERT_EQ(team.submit(list + "/publier", {{"proposition", "P-2026-001"}}).status, 303);
    EXPECT_EQ(f.text("SELECT state FROM proposals"), "open");
    EXPECT_TRUE(reads(team.get(sheet), "Publiée<")) << "supports open in April only";
    EXPECT_FALSE(reads(team.get(sheet), "Supprimer ce brouillon"));
    EXPECT_EQ(team.get(sheet + "/supprimer").status, 409);
    EXPECT_FALSE(reads(team.get(sheet), "Ouverte aux soutiens"));
    std::string const versions = "/propositions/P-2026-001/versions";
    EXPECT_TRUE(reads(team.get(versions), "n’a pas été modifiée depuis sa publication"));
    EXPECT_TRUE(reads(team.get(sheet + "/modifier"), "Ce qui change, et pourquoi"));
    Fields changed{{"title", std::string("Signaler ") + std::string(pages_tests::hostile)},
                   {"summary", "Pour tous."},
                   {"themes", "mobilites"}};
    auto const unexplained = team.submit(sheet + "/modifier", changed);
    EXPECT_EQ(unexplained.status, 422);
    EXPECT_TRUE(reads(unexplained, "Dites ce qui change et pourquoi"));
    EXPECT_TRUE(shows(unexplained, "&lt;script&gt;alert(1)")) << "what was typed is kept";
    pages_tests::expect_harmless(unexplained);
    changed.emplace_back("reason", "Le titre dit ce qu’on y fait.");
    f.at("2026-02-02T10:00");
    ASSERT_EQ(team.submit(sheet + "/modifier", changed).status, 303);
    auto const compared = team.get(versions);
    EXPECT_TRUE(reads(compared, "De la version 1 à la version 2"));
    EXPECT_TRUE(reads(compared, "Le titre dit ce qu’on y fait."));
    pages_tests::expect_harmless(compared);
    PagesFixture::keep("proposition-versions", compared);
    EXPECT_EQ(team.get(versions + "?avant=1&apres=3").status, 404);
    team.get(tri);
    ASSERT_EQ(team.submit(tri, {{"contribution", contribution},
                                {"decision", "grouped"},
                                {"proposal", "p-2026-001"},
                                {"reason", "Même besoin que d’autres."}})
                  .status,
              303);
    auto const gathered = team.get(sheet);
    EXPECT_TRUE(reads(gathered, "1 contribution regroupée"));
    PagesFixture::keep("proposition", gathered);
    auto const detach = team.get(sheet + "/detacher/" + contribution);
    EXPECT_TRUE(reads(detach, "remise à traiter"));
    PagesFixture::keep("detacher", detach);
    EXPECT_EQ(team.submit(sheet + "/detacher/" + contribution, {{"reason", "non"}}).status, 422);
    ASSERT_EQ(team.submit(sheet + "/detacher/" + contribution, {{"reason", "Elle relève d’un autre besoin."}})
                  .status,
              303);
    EXPECT_TRUE(reads(team.get(sheet), "0 contribution regroupée"));
    EXPECT_EQ(team.get(sheet + "/detacher/" + contribution).status, 404);
    EXPECT_EQ(team.get("/operateur/propositions/P-2026-999").status, 404);
    f.expect_sound();
}

TEST_P(OperatorPages, a_support_is_set_aside_with_a_reason_and_restored) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    std::string const proposal = f.proposal("Faciliter le signalement");
    f.at("2026-04-10T10:00");
    auto const cast = f.site.database->write([&](db::Tx& tx) {
        return consultation::cast_support(tx, f.site.services->world, f.agent(1, 1),
                                          {{base::Id<consultation::Proposal>(1)}, {}});
    });
    ASSERT_TRUE(cast.ok()) << cast.refusal().message;
    std::string const supports = "/operateur/propositions/" + proposal + "/soutiens";
    auto const all = team.get(supports);
    EXPECT_TRUE(reads(all, "Commune de Locronan"));
    EXPECT_TRUE(reads(all, "Écarter"));
    PagesFixture::keep("soutiens", all);
    team.get(supports + "/29134/ecarter");
    EXPECT_EQ(team.submit(supports + "/29134/ecarter", {{"reason", "non"}}).status, 422);
    ASSERT_EQ(
        team.submit(supports + "/29134/ecarter", {{"reason", "Cette personne ne représente pas la commune."}})
            .status,
        303);
    EXPECT_EQ(f.text("SELECT state FROM supports"), "set_aside");
    auto const theirs = agent.get("/propositions/" + proposal);
    EXPECT_TRUE(reads(theirs, "soutien écarté. Motif : Cette personne ne représente pas la commune."));
    EXPECT_TRUE(reads(theirs, "/propositions/" + proposal + "/contester\">Contester cette décision"));
    EXPECT_FALSE(reads(Browser(f.site).get("/propositions/" + proposal), "Contester cette décision"));
    EXPECT_TRUE(reads(team.get(supports), "1 soutien, écartés et retirés compris"));
    EXPECT_TRUE(reads(team.get(supports + "?statut=ecartes"), "ne représente pas la commune"));
    EXPECT_TRUE(reads(team.get(supports + "?statut=comptes"), "Aucun soutien"));
    team.get(supports + "/29134/retablir");
    ASSERT_EQ(
        team.submit(supports + "/29134/retablir", {{"reason", "La commune a confirmé son soutien."}}).status,
        303);
    EXPECT_EQ(f.text("SELECT state FROM supports"), "counted");
    EXPECT_EQ(team.get(supports + "/99999/ecarter").status, 404);
    f.expect_sound();
}

TEST_P(OperatorPages, every_choice_is_recorded_one_at_a_time_and_all_become_public_at_one_instant) {
    PagesFixture f(GetParam());
    Browser team = f.operator_browser();
    std::string const first = f.proposal("Faciliter le signalement");
    std::string const second = f.proposal("Réserver un lieu public");
    std::string const desk = "/operateur/campagnes/essai-2026";
    EXPECT_TRUE(reads(team.get(desk + "/selection"), "après la clôture des soutiens"));
    f.at("2026-05-02T10:00");
    EXPECT_EQ(Browser::location(team.get(desk + "/resultats")), desk + "/selection");
    team.get(desk + "/selection/" + first);
    auto const refused = team.submit(desk + "/selection/" + first, {{"reason", "court"}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(reads(refused, "href=\"#choice\""));
    EXPECT_TRUE(reads(refused, "href=\"#reason\""));
    auto const saved =
        team.submit(desk + "/selection/" + first,
                    {{"choice", "selected"}, {"reason", std::string(good_reason)}, {"suite", "suivante"}});
    EXPECT_EQ(Browser::location(saved), desk + "/selection/" + second);
    PagesFixture::keep("choix", team.follow(saved));
    auto const progress = team.get(desk + "/selection");
    EXPECT_TRUE(reads(progress, "Choix enregistré pour 1 proposition sur 2"));
    EXPECT_FALSE(reads(progress, "Publier les résultats</a>"));
    PagesFixture::keep("selection", progress);
    EXPECT_EQ(team.submit(desk + "/resultats", {}).status, 409);
    ASSERT_EQ(
        team.submit(desk + "/selection/" + second,
                    {{"choice", "deferred"}, {"reason", std::string(good_reason)}, {"suite", "suivante"}})
            .status,
        303);
    auto const preview = team.get(desk + "/resultats");
    EXPECT_TRUE(reads(preview, "Faciliter le signalement"));
    EXPECT_TRUE(reads(preview, "Reportées (1)"));
    EXPECT_EQ(f.count("SELECT count(*) FROM proposals WHERE state = 'open'"), 2);
    PagesFixture::keep("resultats-publier", preview);
    ASSERT_EQ(team.submit(desk + "/resultats", {}).status, 303);
    EXPECT_EQ(f.count("SELECT count(DISTINCT published_at) FROM selections"), 1);
    EXPECT_EQ(f.text("SELECT state FROM proposals WHERE reference = '" + first + "'"), "selected");
    EXPECT_TRUE(reads(team.get(desk + "/selection"), "Les résultats ont été publiés"));
    f.expect_sound();
}

TEST_P(OperatorPages, a_phase_is_extended_after_a_confirmation_and_never_shortened) {
    PagesFixture f(GetParam());
    Browser team = f.operator_browser();
    std::string const desk = "/operateur/campagnes/essai-2026";
    auto const all = team.get("/operateur/campagnes");
    EXPECT_TRUE(reads(all, "Consultation d’essai"));
    PagesFixture::keep("campagnes", all);
    PagesFixture::keep("prolonger", team.get(desk + "/prolonger/collect"));
    Fields fields{{"closes_at_day", "20"},    {"closes_at_month", "3"},
                  {"closes_at_year", "2026"}, {"closes_at_hour", "18"},
                  {"closes_at_minute", ""},   {"reason", "Plusieurs territoires ont demandé du temps."}};
    Fields earlier = fields;
    earlier[0].second = "10";
    EXPECT_EQ(team.submit(desk + "/prolonger/collect", earlier).status, 422);
    earlier[0].second = "31";
    earlier[1].second = "2";
    auto const impossible = team.submit(desk + "/prolonger/collect", earlier);
    EXPECT_EQ(impossible.status, 422);
    EXPECT_TRUE(reads(impossible, "href=\"#closes_at\""));
    auto const confirmation = team.submit(desk + "/prolonger/collect", fields);
    EXPECT_EQ(confirmation.status, 200);
    EXPECT_TRUE(reads(confirmation, "vendredi 20 mars 2026 à 18"));
    EXPECT_EQ(f.count("SELECT count(*) FROM phases WHERE version = 2"), 0);
    PagesFixture::keep("prolonger-confirmer", confirmation);
    fields.emplace_back("confirme", "oui");
    ASSERT_EQ(team.submit(desk + "/prolonger/collect", fields).status, 303);
    EXPECT_EQ(f.count("SELECT count(*) FROM phases WHERE version = 2"), 1);
    auto const campaign = team.get(desk);
    EXPECT_TRUE(reads(campaign, "Plusieurs territoires ont demandé du temps."));
    PagesFixture::keep("campagne", campaign);
    EXPECT_EQ(team.get(desk + "/prolonger/zzz").status, 404);
    EXPECT_EQ(team.get(desk + "/prolonger/delivery").status, 404);
    f.expect_sound();
}

TEST_P(OperatorPages, the_same_form_sent_twice_decides_once) {
    PagesFixture f(GetParam());
    Browser agent = f.browser(1, 1);
    Browser team = f.operator_browser();
    std::string const one = f.contribution("Signaler un incident");
    team.get(tri);
    Fields const fields{
        {"contribution", one}, {"decision", "rejected"}, {"ground", "equipement"}, {"reason", reason}};
    std::string const first = Browser::location(team.submit(tri, fields));
    EXPECT_EQ(Browser::location(team.submit(tri, fields)), first);
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions"), 1);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), 1);
    f.expect_sound();
}

}  // namespace pages_tests
