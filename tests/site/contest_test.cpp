// A support that was set aside is contested by whom it concerns, and the team answers from a queue of its
// own.
#include "site/contest_actions.hpp"

#include <future>

#include "consultation/campaign_rows.hpp"
#include "consultation/proposal_actions.hpp"
#include "consultation/support_actions.hpp"
#include "consultation/support_rows.hpp"
#include "journal/personal.hpp"
#include "site/contact_letters.hpp"
#include "site/contest_rows.hpp"
#include "site/desk_fixture.hpp"

namespace desk_tests {

ON_BOTH_ENGINES(ContestTest);

namespace {

std::string const why = "La commune a bien choisi cette proposition, en conseil.";

/// Locronan (1) supports by person 1; the support is set aside.
struct ContestFixture : DeskFixture {
    explicit ContestFixture(db::Engine engine)
        : DeskFixture(engine), mayor(browser(1, 1)), team(operator_browser()) {
        at("2026-04-02T10:00");
        proposal = act([&](Tx& tx) -> Result<consultation::Proposal> {
                       auto const campaign = consultation::campaign_by_slug(tx, "essai-2026");
                       consultation::ProposalForm form;
                       form.title = "Partager un agenda des salles";
                       form.summary = "Pour tous.";
                       form.themes = {consultation::choices(tx, campaign->id).themes.front().id};
                       auto made = consultation::create_proposal(tx, site.services->world, operator_actor(),
                                                                 campaign->id, form);
                       if (!made.ok()) return made.refusal();
                       auto const opened = consultation::publish_proposals(tx, site.services->world,
                                                                           operator_actor(), {made->id});
                       if (!opened.ok()) return opened.refusal();
                       return made;
                   }).value();
        EXPECT_TRUE(
            act([&](Tx& tx) {
                return consultation::cast_support(tx, site.services->world, agent(1, 1), {{proposal.id}, {}});
            }).ok());
    }
    static people::Actor agent(int person, int authority, bool verified = true) {
        people::Actor actor;
        actor.person = base::Id<people::Person>(person);
        actor.authority = base::Id<territories::Authority>(authority);
        actor.affiliation = base::Id<people::Affiliation>(person);
        actor.verified = verified;
        return actor;
    }
    Result<Done> change(bool is_aside) {
        consultation::Settings const settings{site.services->settings.origin, site.services->settings.name};
        consultation::SetAside const command{
            proposal.id, base::Id<territories::Authority>(1),
            is_aside ? "Donné par une personne partie." : "La commune l’a confirmé."};
        return act([&](Tx& tx) {
            return is_aside
                       ? consultation::set_aside(tx, site.services->world, settings, operator_actor(),
                                                 command)
                       : consultation::restore(tx, site.services->world, settings, operator_actor(), command,
                                               site::contests_answered(site.services->people_settings));
        });
    }
    Result<site::ContactMessage> contest(people::Actor const& actor, std::string const& text = why) {
        return act([&](Tx& tx) {
            return site::contest_support(tx, site.services->world, site.services->people_settings, actor,
                                         {proposal.id, actor.authority, text,
                                          "p" + std::to_string(actor.person.value) + "@x.example"});
        });
    }
    std::string form() const { return "/propositions/" + proposal.reference + "/contester"; }
    /// Sent from the page; returns the message's reference.
    std::string contested_by_form(Browser& who, std::string const& text = why) {
        who.get(form());
        auto const sent = who.submit(form(), {{"text", text}});
        EXPECT_EQ(sent.status, 303) << sent.content();
        std::string const to = Browser::location(sent);
        EXPECT_TRUE(shows(who.follow(sent), "Contestation envoyée"));
        return to.substr(to.find("M-"), 11);
    }
    site::Waiting waiting() { return site::waiting_desk(*site.database->snapshot()).contests; }

    Browser mayor;
    Browser team;
    consultation::Proposal proposal;
};

}  // namespace

TEST_P(ContestTest, who_gave_a_support_contests_from_the_proposal_and_reads_what_follows) {
    ContestFixture f(GetParam());
    ASSERT_TRUE(f.change(true).ok());
    EXPECT_TRUE(shows(f.mayor.get("/propositions/" + f.proposal.reference), f.form()));
    auto const page = f.mayor.get(f.form());
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "Donné par une personne partie."));
    auto const empty = f.mayor.submit(f.form(), {{"text", "trop"}});
    EXPECT_EQ(empty.status, 422);
    EXPECT_TRUE(shows(empty, "10 caractères au moins"));
    EXPECT_TRUE(shows(empty, "trop</textarea>"));
    std::string const reference = f.contested_by_form(f.mayor);
    auto const mails = f.mails(site::receipt_mail_kind);
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_EQ(mails[0].mail.to, "p1@x.example");
    EXPECT_NE(mails[0].mail.subject.find("contestation " + reference), std::string::npos);
    EXPECT_NE(mails[0].mail.text.find("Commune de Locronan, proposition " + f.proposal.reference),
              std::string::npos)
        << mails[0].mail.text;
    EXPECT_EQ(mails[0].mail.text.find("en conseil"), std::string::npos) << "nothing typed is repeated";
    EXPECT_EQ(f.acts(reference), (std::vector<std::string>{"message.receive", "support.contested"}));
    auto const again = f.mayor.get(f.form());
    EXPECT_EQ(again.status, 409);
    EXPECT_TRUE(shows(again, reference));
    f.expect_sound();
}

TEST_P(ContestTest, it_is_contested_from_ones_own_supports_for_the_authority_named_there) {
    ContestFixture f(GetParam());
    ASSERT_TRUE(f.change(true).ok());
    auto const list = f.mayor.get("/mes-soutiens");
    std::string const link = f.form() + "?pour=1";
    EXPECT_TRUE(shows(list, link + "\">Contester cette décision")) << list.content();
    EXPECT_TRUE(shows(f.mayor.get(link), "name=\"pour\" value=\"1\""));
    auto const sent = f.mayor.submit(f.form(), {{"text", std::string(why)}, {"pour", "1"}});
    EXPECT_EQ(sent.status, 303) << sent.content();
    EXPECT_EQ(f.waiting().count, 1);
    EXPECT_EQ(f.mayor.get(f.form() + "?pour=2").status, 404) << "not one of theirs";
    EXPECT_EQ(f.mayor.get(f.form() + "?pour=x").status, 404);
    f.expect_sound();
}

TEST_P(ContestTest, the_queue_shows_what_waits_with_its_age_and_leads_to_the_answer) {
    ContestFixture f(GetParam());
    EXPECT_TRUE(shows(f.team.get("/operateur/contestations"), "Aucune contestation ne correspond."));
    ASSERT_TRUE(f.change(true).ok());
    std::string const other = f.message();
    std::string const reference = f.contested_by_form(f.mayor, std::string(hostile) + " en conseil");
    f.later(Duration::days(6));
    auto const home = f.team.get("/operateur");
    EXPECT_TRUE(shows(home, "Soutiens écartés contestés"));
    EXPECT_TRUE(shows(home, "1 à traiter, attente depuis le 2 avril 2026"));
    auto const queue = f.team.get("/operateur/contestations");
    EXPECT_TRUE(shows(queue, "Commune de Locronan"));
    EXPECT_TRUE(shows(queue, f.proposal.reference + " – Partager un agenda des salles"));
    EXPECT_TRUE(shows(queue, "Donné par une personne partie."));
    EXPECT_TRUE(shows(queue, "Attend depuis 6\u00a0jours."));
    EXPECT_TRUE(shows(queue, "en retard"));
    EXPECT_FALSE(shows(queue, "<script>alert"));
    EXPECT_FALSE(shows(queue, other));
    auto const messages = f.team.get("/operateur/messages");
    EXPECT_TRUE(shows(messages, other));
    EXPECT_FALSE(shows(messages, reference)) << "it has its own queue";
    EXPECT_EQ(f.team.get("/operateur/contestations?q=locronan").status, 200);
    EXPECT_TRUE(shows(f.team.get("/operateur/contestations?q=locronan"), reference));
    EXPECT_FALSE(shows(f.team.get("/operateur/contestations?q=argol"), reference));
    EXPECT_FALSE(shows(f.team.get("/operateur/contestations?etat=answered"), reference));
    std::string const page = "/operateur/messages/" + reference;
    auto const one = f.team.get(page);
    EXPECT_TRUE(shows(one, "Ce qui est contesté"));
    EXPECT_TRUE(shows(one, "/operateur/propositions/" + f.proposal.reference + "/soutiens/29134/retablir"));
    EXPECT_EQ(
        f.team.submit(page + "/reponse", {{"text", "Bonjour, nous le rétablissons."}, {"vu", "0"}}).status,
        303);
    EXPECT_EQ(f.waiting().count, 0);
    EXPECT_EQ(f.mails(site::answer_mail_kind).size(), 1u);
    EXPECT_TRUE(shows(f.team.get("/operateur/contestations?etat=answered"), reference));
    f.expect_sound();
}

TEST_P(ContestTest, the_list_is_a_file_with_its_filters_and_is_closed_to_others) {
    ContestFixture f(GetParam());
    ASSERT_TRUE(f.change(true).ok());
    std::string const reference = f.contested_by_form(f.mayor, "=1+1 ; nous l’avons choisie en conseil");
    auto const csv = f.team.get("/operateur/contestations.csv?q=locronan");
    ASSERT_EQ(csv.status, 200);
    EXPECT_TRUE(csv.content_type.starts_with("text/csv"));
    EXPECT_EQ(f.team.get("/operateur/contestations.xlsx").status, 200);
    for (char const* path : {"/operateur/contestations", "/operateur/contestations.csv"})
        EXPECT_EQ(f.mayor.get(path).status, 403) << path;
    Browser auditor = f.browser(901, 0, DeskFixture::Role::auditor);
    auto const seen = auditor.get("/operateur/messages/" + reference);
    EXPECT_EQ(seen.status, 200);
    EXPECT_FALSE(shows(seen, "/retablir")) << "an auditor writes nothing";
    f.expect_sound();
}

TEST_P(ContestTest, only_those_it_concerns_contest_and_only_what_is_set_aside) {
    ContestFixture f(GetParam());
    EXPECT_EQ(f.contest(ContestFixture::agent(1, 1)).refusal().code, base::RefusalCode::conflict)
        << "counted";
    EXPECT_EQ(f.mayor.get(f.form()).status, 409);
    ASSERT_TRUE(f.change(true).ok());
    (void)f.browser(2, 2);
    EXPECT_EQ(f.contest(ContestFixture::agent(2, 1)).refusal().code, base::RefusalCode::forbidden)
        << "of another commune";
    // Says that they act for it, not verified, gave nothing.
    Browser claimant = f.browser(3, 1);
    f.sql("UPDATE affiliations SET state = 'pending', method = '', decided_at = NULL WHERE id = 3");
    EXPECT_EQ(f.contest(ContestFixture::agent(3, 1, false)).refusal().code, base::RefusalCode::forbidden);
    auto const closed = claimant.get(f.form());
    EXPECT_EQ(closed.status, 403);
    EXPECT_FALSE(shows(closed, "Donné par une personne partie."));
    f.sql("UPDATE campaigns SET results_published_at = 1");
    EXPECT_EQ(f.contest(ContestFixture::agent(1, 1)).refusal().code, base::RefusalCode::conflict);
    EXPECT_EQ(f.waiting().count, 0);
    EXPECT_EQ(f.site.database->snapshot()->integer("SELECT count(*) FROM contact_messages"), 0);
}

TEST_P(ContestTest, who_acts_for_several_communes_contests_for_the_one_that_the_link_names) {
    ContestFixture f(GetParam());
    ASSERT_TRUE(f.change(true).ok());
    // Acts for Argol now, and is verified for Locronan too.
    Browser secretary = f.browser(2, 2);
    f.sql(
        "INSERT INTO affiliations (id, person_id, authority_id, quality, function, state, method, "
        "requested_at, decided_at, reason) VALUES (20, 2, 1, 'agent', 'dgs', 'verified', 'operator', 0, 0, "
        "'')");
    EXPECT_EQ(secretary.get(f.form()).status, 409) << "nothing of Argol is set aside";
    EXPECT_EQ(secretary.get(f.form() + "?pour=7").status, 404);
    auto const page = secretary.get(f.form() + "?pour=1");
    ASSERT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, "name=\"pour\" value=\"1\""));
    ASSERT_EQ(secretary.submit(f.form(), {{"pour", "1"}, {"text", why}}).status, 303);
    EXPECT_EQ(f.waiting().count, 1);
    EXPECT_TRUE(shows(f.team.get("/operateur/contestations"), "Commune de Locronan"));
    f.expect_sound();
}

TEST_P(ContestTest, of_many_who_contest_one_support_at_once_one_is_kept) {
    ContestFixture f(GetParam());
    ASSERT_TRUE(f.change(true).ok());
    for (int person = 10; person < 18; ++person) (void)f.browser(person, 1);
    std::vector<std::future<bool>> sent;
    for (int person = 10; person < 18; ++person)
        sent.push_back(std::async(std::launch::async, [&f, person] {
            base::SeededRandom random{static_cast<std::uint64_t>(person)};
            base::World const world{f.site.clock, random};
            return f.site.database
                ->write([&](Tx& tx) {
                    return site::contest_support(tx, world, f.site.services->people_settings,
                                                 ContestFixture::agent(person, 1),
                                                 {f.proposal.id, base::Id<territories::Authority>(1), why,
                                                  "p" + std::to_string(person) + "@x.example"});
                })
                .ok();
        }));
    int kept = 0;
    for (auto& one : sent) kept += one.get() ? 1 : 0;
    EXPECT_EQ(kept, 1);
    EXPECT_EQ(f.waiting().count, 1);
    EXPECT_EQ(f.waiting().oldest, f.site.clock.now());
}

TEST_P(ContestTest, restoring_answers_the_contest_by_one_mail_and_closes_it) {
    ContestFixture f(GetParam());
    // A colleague supports too, and did not contest.
    (void)f.browser(2, 1);
    ASSERT_TRUE(f.act([&](Tx& tx) {
                     return consultation::cast_support(tx, f.site.services->world,
                                                       ContestFixture::agent(2, 1), {{f.proposal.id}, {}});
                 }).ok());
    ASSERT_TRUE(f.change(true).ok());
    std::string const reference = f.contested_by_form(f.mayor);
    std::string const restoring =
        "/operateur/propositions/" + f.proposal.reference + "/soutiens/29134/retablir";
    EXPECT_TRUE(shows(f.team.get(restoring), "l’auteur de la contestation reçoit le motif en"));
    EXPECT_EQ(f.team.submit(restoring, {{"reason", "court"}}).status, 422);
    EXPECT_EQ(f.waiting().count, 1) << "a refused act answers nobody";
    EXPECT_EQ(f.team.submit(restoring, {{"reason", "La commune l’a confirmé."}}).status, 303);
    EXPECT_EQ(f.waiting().count, 0);
    EXPECT_TRUE(shows(f.team.get("/operateur/contestations"), "Aucune contestation ne correspond."));
    auto const answers = f.mails(site::answer_mail_kind);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].mail.to, "p1@x.example");
    EXPECT_NE(answers[0].mail.subject.find(reference), std::string::npos);
    EXPECT_TRUE(answers[0].mail.text.starts_with("Votre contestation est acceptée")) << answers[0].mail.text;
    EXPECT_NE(answers[0].mail.text.find("Motif\u00a0: La commune l’a confirmé."), std::string::npos);
    EXPECT_NE(answers[0].mail.text.find("/contact/messages/" + reference + "/"), std::string::npos);
    auto const told = f.mails("support.restored");
    ASSERT_EQ(told.size(), 1u) << "who contested has one mail, the answer";
    EXPECT_EQ(told[0].mail.to, "p2@x.example");
    EXPECT_EQ(f.stored(reference).state, site::MessageState::closed);
    EXPECT_EQ(f.stored(reference).assigned_to, base::Id<people::Person>(900));
    EXPECT_EQ(f.acts(reference), (std::vector<std::string>{"message.receive", "support.contested",
                                                           "message.answer", "message.close"}));
    auto const exchange = f.team.get("/operateur/messages/" + reference);
    EXPECT_TRUE(shows(exchange, "Il est compté, à sa date d’origine."));
    EXPECT_FALSE(shows(exchange, "/retablir"));
    EXPECT_TRUE(
        shows(f.team.get("/operateur/contestations?etat=closed"), "Le soutien est rétabli, et compté."));
    f.expect_sound();
}

TEST_P(ContestTest, what_was_answered_before_is_left_and_a_new_setting_aside_is_contested_anew) {
    ContestFixture f(GetParam());
    ASSERT_TRUE(f.change(true).ok());
    auto const first = f.contest(ContestFixture::agent(1, 1));
    ASSERT_TRUE(first.ok());
    ASSERT_TRUE(f.act([&](Tx& tx) {
                     return site::answer_message(tx, f.site.services->world, f.site.services->people_settings,
                                                 f.operator_actor(), first->reference, "Nous y regardons.",
                                                 {});
                 }).ok());
    auto const second = f.contest(ContestFixture::agent(1, 1));
    ASSERT_TRUE(second.ok()) << "the first waits for nothing";
    ASSERT_TRUE(f.act([&](Tx& tx) {
                     return site::add_to_message(tx, f.site.services->world, first->reference, "Et encore.");
                 }).ok());
    EXPECT_EQ(f.waiting().count, 2) << "the first is taken up again";
    ASSERT_TRUE(f.change(false).ok());
    EXPECT_EQ(f.waiting().count, 0);
    ASSERT_TRUE(f.change(true).ok());
    auto const third = f.contest(ContestFixture::agent(1, 1));
    ASSERT_TRUE(third.ok());
    ASSERT_TRUE(f.act([&](Tx& tx) {
                     return site::answer_message(tx, f.site.services->world, f.site.services->people_settings,
                                                 f.operator_actor(), third->reference, "Il reste écarté.",
                                                 {});
                 }).ok());
    std::size_t const answers = f.mails(site::answer_mail_kind).size();
    ASSERT_TRUE(f.change(false).ok());
    EXPECT_EQ(f.mails(site::answer_mail_kind).size(), answers) << "nothing waited";
    EXPECT_EQ(f.stored(third->reference).state, site::MessageState::answered);
    f.expect_sound();
}

TEST_P(ContestTest, a_contest_sent_while_the_support_is_restored_is_answered_or_refused) {
    ContestFixture f(GetParam());
    for (int person = 10; person < 14; ++person) (void)f.browser(person, 1);
    for (std::uint64_t round = 0; round < 5; ++round) {
        ASSERT_TRUE(f.change(true).ok());
        std::vector<std::future<bool>> sent;
        for (int person = 10; person < 14; ++person)
            sent.push_back(std::async(std::launch::async, [&f, person, round] {
                base::SeededRandom random{static_cast<std::uint64_t>(person) * 100 + round};
                base::World const world{f.site.clock, random};
                return f.site.database
                    ->write([&](Tx& tx) {
                        return site::contest_support(tx, world, f.site.services->people_settings,
                                                     ContestFixture::agent(person, 1),
                                                     {f.proposal.id, base::Id<territories::Authority>(1), why,
                                                      "p" + std::to_string(person) + "@x.example"});
                    })
                    .ok();
            }));
        EXPECT_TRUE(f.change(false).ok());
        int kept = 0;
        for (auto& one : sent) kept += one.get() ? 1 : 0;
        EXPECT_LE(kept, 1);
        EXPECT_EQ(f.waiting().count, 0) << "round " << round;
        f.later(Duration::days(1));
    }
    auto const reader = f.site.database->snapshot();
    EXPECT_EQ(reader->integer("SELECT count(*) FROM contact_messages WHERE state <> 'closed'"), 0);
    EXPECT_EQ(static_cast<std::int64_t>(f.mails(site::answer_mail_kind).size()),
              reader->integer("SELECT count(*) FROM contact_messages"));
}

TEST_P(ContestTest, an_act_that_was_erased_leaves_an_ordinary_message) {
    ContestFixture f(GetParam());
    ASSERT_TRUE(f.change(true).ok());
    auto const sent = f.contest(ContestFixture::agent(1, 1));
    ASSERT_TRUE(sent.ok());
    f.sql("UPDATE journal_entries SET payload = '' WHERE act = 'support.contested'");
    EXPECT_EQ(f.waiting().count, 0);
    EXPECT_TRUE(shows(f.team.get("/operateur/messages"), sent->reference));
    EXPECT_FALSE(shows(f.team.get("/operateur/messages/" + sent->reference), "Ce qui est contesté"));
}

}  // namespace desk_tests
