// Several late requests under one reasoned decision: shown first, then one transaction a request.
#include "consultation/late_request_actions.hpp"
#include "consultation/late_request_rows.hpp"
#include "pages_fixture.hpp"

namespace pages_tests {

ON_BOTH_ENGINES(LateSeveral);

namespace {

std::string const queue = "/operateur/campagnes/essai-2026/demandes-tardives";
std::string const answer = "La plateforme était en panne ce soir-là.";

/// Persons 1 to 3 ask that the support of their commune be taken: the third one's affiliation waits.
struct LateFixture : PagesFixture {
    explicit LateFixture(db::Engine engine) : PagesFixture(engine), team(operator_browser()) {
        std::string const reference = proposal("Signaler un incident");
        sql("UPDATE campaigns SET late_request_days = 30");
        at("2026-04-30T18:20");
        for (int person = 1; person <= 3; ++person) {
            (void)browser(person, person, Role::none, person != 3);
            auto const asked = site.database->write([&](db::Tx& tx) {
                people::Actor actor = agent(person, person);
                actor.verified = person != 3;
                return consultation::ask_late_support(
                    tx, site.services->world, {"https://essai.example", "Essai"}, actor,
                    {{base::Id<consultation::Proposal>(1)},
                     actor.authority,
                     "La page ne répondait plus dans la dernière demi-heure."});
            });
            EXPECT_TRUE(asked.ok()) << (asked.ok() ? "" : asked.refusal().message);
        }
        EXPECT_FALSE(reference.empty());
    }
    Fields typed(std::string const& verdict, std::vector<int> const& ids,
                 std::string const& why = answer) const {
        Fields fields{{"verdict", verdict}, {"answer", why}};
        for (int const id : ids) fields.emplace_back("demande", std::to_string(id));
        return fields;
    }
    /// The mark that the page of what will be done carries.
    static std::string tried_in(http::Response const& page) {
        std::string const text(page.content());
        std::smatch found;
        return std::regex_search(text, found, std::regex("name=\"tried\" value=\"([0-9a-f]{64})\""))
                   ? found[1].str()
                   : "";
    }
    http::Response decide(Fields fields, std::string const& tried) {
        fields.emplace_back("tried", tried);
        return team.submit(queue + "/plusieurs", fields);
    }
    std::string states() {
        return text("SELECT state FROM late_requests WHERE id = 1") + " " +
               text("SELECT state FROM late_requests WHERE id = 2") + " " +
               text("SELECT state FROM late_requests WHERE id = 3");
    }
    Browser team;
};

}  // namespace

TEST_P(LateSeveral, what_the_decision_would_do_to_each_is_shown_and_nothing_is_written) {
    LateFixture f(GetParam());
    EXPECT_TRUE(reads(f.team.get(queue), "Décider des demandes cochées"));
    EXPECT_TRUE(reads(f.team.follow(f.team.get(queue + "/plusieurs")), "Cochez au moins une demande."));
    auto const page = f.team.get(queue + "/plusieurs?demande=1&demande=2&demande=3&demande=1&demande=99");
    EXPECT_TRUE(reads(page, "Décider de 3 demandes tardives"));
    std::int64_t const acts = f.count("SELECT count(*) FROM journal_entries");
    std::int64_t const mails = f.count("SELECT count(*) FROM mails");
    auto const tried = f.team.submit(queue + "/plusieurs", f.typed("accepter", {1, 2, 3}));
    EXPECT_EQ(tried.status, 200);
    EXPECT_TRUE(
        reads(tried, "2 demandes seront acceptées, 1 reste en attente. Rien n’est encore enregistré."));
    EXPECT_TRUE(reads(tried, "Enregistrer 2 décisions"));
    EXPECT_EQ(f.states(), "waiting waiting waiting");
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries"), acts);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails"), mails);
    EXPECT_EQ(f.count("SELECT count(*) FROM support_casts"), 0);
    f.expect_sound();
}

TEST_P(LateSeveral, each_is_decided_for_itself_and_what_is_refused_stays_with_its_reason) {
    LateFixture f(GetParam());
    f.team.get(queue + "/plusieurs?demande=1&demande=2&demande=3");
    auto const tried = f.team.submit(queue + "/plusieurs", f.typed("accepter", {1, 2, 3}));
    f.team.get(queue + "/plusieurs?demande=1&demande=2&demande=3");
    auto const done = f.decide(f.typed("accepter", {1, 2, 3}), LateFixture::tried_in(tried));
    EXPECT_EQ(done.status, 409);
    EXPECT_TRUE(reads(done, "2 décisions sont enregistrées. Ce qui suit reste en attente."));
    EXPECT_EQ(f.states(), "accepted accepted waiting");
    EXPECT_EQ(f.count("SELECT count(*) FROM supports WHERE state = 'counted'"), 2);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE kind = 'late_request.decided'"), 2);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries WHERE act = 'late_request.accepted'"), 2);
    f.expect_sound();
}

TEST_P(LateSeveral, all_decided_leads_back_to_the_queue_and_twice_changes_nothing) {
    LateFixture f(GetParam());
    f.team.get(queue + "/plusieurs?demande=1&demande=3");
    auto const tried = f.team.submit(queue + "/plusieurs", f.typed("refuser", {1, 3}));
    std::string const mark = LateFixture::tried_in(tried);
    ASSERT_FALSE(mark.empty());
    f.team.get(queue + "/plusieurs?demande=1&demande=3");
    auto const done = f.decide(f.typed("refuser", {1, 3}), mark);
    ASSERT_EQ(done.status, 303);
    EXPECT_TRUE(reads(f.team.follow(done), "2 décisions sont enregistrées. Chaque personne est prévenue"));
    EXPECT_EQ(f.states(), "refused waiting refused");
    EXPECT_EQ(f.decide(f.typed("refuser", {1, 3}), mark).status, 303);
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE kind = 'late_request.decided'"), 2);
    f.expect_sound();
}

TEST_P(LateSeveral, a_decision_changed_after_it_was_tried_is_tried_again) {
    LateFixture f(GetParam());
    f.team.get(queue + "/plusieurs?demande=1");
    std::string const mark =
        LateFixture::tried_in(f.team.submit(queue + "/plusieurs", f.typed("accepter", {1})));
    f.team.get(queue + "/plusieurs?demande=1");
    auto const other = f.decide(f.typed("refuser", {1}), mark);
    EXPECT_EQ(other.status, 200);
    EXPECT_TRUE(reads(other, "1 demande sera refusée"));
    EXPECT_EQ(f.states(), "waiting waiting waiting");
}

TEST_P(LateSeveral, a_decision_needs_its_verdict_and_its_reason_and_an_operator) {
    LateFixture f(GetParam());
    f.team.get(queue + "/plusieurs?demande=1");
    auto const missing = f.team.submit(queue + "/plusieurs", f.typed("", {1}, "court"));
    EXPECT_EQ(missing.status, 422);
    EXPECT_TRUE(reads(missing, "Dites si vous acceptez ou refusez."));
    EXPECT_TRUE(reads(missing, "Motivez la décision, en 10 à 500 caractères."));
    f.team.get(queue + "/plusieurs?demande=1");
    expect_harmless(
        f.team.submit(queue + "/plusieurs", f.typed("accepter", {1}, std::string(hostile) + " panne")));
    Browser auditor = f.browser(901, 0, PagesFixture::Role::auditor);
    EXPECT_EQ(auditor.get(queue + "/plusieurs?demande=1").status, 403);
    EXPECT_FALSE(reads(auditor.get(queue), "Décider des demandes cochées"));
    EXPECT_EQ(f.states(), "waiting waiting waiting");
}

}  // namespace pages_tests
