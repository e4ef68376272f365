#include <map>
#include <thread>

#include "consultation/contribution_rows.hpp"
#include "consultation/fixture.hpp"

using consultation::Conservation;
using consultation::Grouped;
using consultation::Outcome;
using consultation::Rejected;
using consultation::Reopened;
using consultation::Reoriented;
using tests::Fixture;
using tests::paris;
using namespace tests;

ON_BOTH_ENGINES(TriageTest);

namespace {

struct TriageFixture : Fixture {
    explicit TriageFixture(db::Engine engine) : Fixture(engine), author(agent(1, 1)) {}
    consultation::Contribution contribution(std::string const& title = "Répondre aux usagers") {
        return contribute(author, text(title)).value();
    }
    Reoriented to_desk() const { return {choices.desks.front().id}; }
    Rejected for_ground() const { return {choices.grounds.front().id}; }
    Conservation line() { return consultation::conservation(*database->snapshot(), campaign); }
    std::vector<consultation::Decision> history(base::Id<consultation::Contribution> id) {
        return consultation::history(*database->snapshot(), id);
    }
    people::Actor author;
};

}  // namespace

TEST_P(TriageTest, each_outcome_is_a_dated_decision_told_to_the_author) {
    TriageFixture f(GetParam());
    auto const a = f.contribution("Première");
    auto const b = f.contribution("Deuxième");
    auto const c = f.contribution("Troisième");
    auto const proposal = f.proposal();
    ASSERT_TRUE(f.decide({a.id}, f.to_desk(), "Le guichet local finance ce projet.").ok());
    ASSERT_TRUE(f.decide({b.id}, f.for_ground(), "Il s’agit d’un achat de matériel.").ok());
    ASSERT_TRUE(f.decide({c.id}, Grouped{{proposal.id}, {}}, "Même besoin que dix autres.").ok());
    EXPECT_EQ(f.line(), (Conservation{3, 0, 1, 1, 1}));
    auto const mails = f.mails("contribution.outcome");
    ASSERT_EQ(mails.size(), 3u);
    EXPECT_NE(mails[0].find("C-2026-0001"), std::string::npos);
    EXPECT_NE(mails[0].find("Le guichet local finance ce projet."), std::string::npos);
    EXPECT_NE(mails[0].find("https://tremplin.example/contributions/C-2026-0001"), std::string::npos);
    EXPECT_NE(mails[2].find(proposal.reference), std::string::npos);
    auto const past = f.history(a.id);
    ASSERT_EQ(past.size(), 1u);
    EXPECT_EQ(past.front().desk->name, "Guichet local");
    EXPECT_EQ(past.front().decided_at, f.clock.now());
    auto const recent = consultation::last_decisions(*f.database->snapshot(), f.campaign, 10);
    ASSERT_EQ(recent.size(), 3u);
    EXPECT_EQ(recent.front().target, proposal.reference);
    f.expect_no_problem();
}

TEST_P(TriageTest, the_list_of_proposals_counts_what_each_gathers_and_is_still_public) {
    TriageFixture f(GetParam());
    auto const kept = f.contribution("Répondre aux usagers le soir");
    auto const withdrawn = f.contribution("Retirée après avoir été regroupée");
    auto const elsewhere = f.contribution("Regroupée, puis réorientée ailleurs");
    auto const many = f.proposal("Rassembler beaucoup");
    auto const few = f.proposal("Rassembler moins");
    for (auto const& one : {kept, withdrawn, elsewhere})
        ASSERT_TRUE(f.decide({one.id}, Grouped{{many.id, few.id}, {}}).ok());
    ASSERT_TRUE(f.decide({kept.id}, Grouped{{many.id}, {}}).ok());
    ASSERT_TRUE(f.decide({elsewhere.id}, f.to_desk()).ok());
    ASSERT_TRUE(f.write([&](db::Tx& tx) {
                     return consultation::withdraw(tx, f.world, f.author, withdrawn.id);
                 }).ok());
    auto const snapshot = f.database->snapshot();
    using Sort = consultation::ProposalSort;
    consultation::ProposalFilter of_campaign;
    of_campaign.campaign = f.campaign;
    of_campaign.with_drafts = true;
    consultation::ProposalFilter of_all = of_campaign;  // as the site's search asks: no campaign, some words
    of_all.campaign = {};
    of_all.text = "rassembler";
    for (consultation::ProposalFilter const& filter : {of_campaign, of_all})
        for (Sort const sort : {Sort::supports, Sort::title, Sort::recent}) {
            auto const listed = consultation::proposals_page(*snapshot, filter, sort, 1);
            ASSERT_EQ(listed.items.size(), 2u);
            for (auto const& one : listed.items) {
                EXPECT_EQ(one.contributions, one.id == many.id ? 1 : 0) << one.title;
                EXPECT_EQ(one.contributions,
                          consultation::proposal_by_reference(*snapshot, one.reference,
                                                              consultation::Visibility::drafts_too)
                              ->contributions);
            }
        }
    f.expect_no_problem();
}

TEST_P(TriageTest, a_decision_is_replaced_never_erased) {
    TriageFixture f(GetParam());
    auto const one = f.contribution();
    ASSERT_TRUE(f.decide({one.id}, f.to_desk()).ok());
    EXPECT_EQ(f.decide({one.id}, f.to_desk())->unchanged, 1);  // the same again: nothing
    f.clock.set(f.clock.now() + base::Duration::hours(1));
    ASSERT_TRUE(f.decide({one.id}, f.for_ground()).ok());
    ASSERT_TRUE(f.decide({one.id}, Reopened{}, "À la demande de l’auteur.").ok());
    auto const past = f.history(one.id);
    ASSERT_EQ(past.size(), 3u);
    EXPECT_FALSE(past[0].is_standing);
    EXPECT_FALSE(past[1].is_standing);
    EXPECT_TRUE(past[2].is_standing);
    EXPECT_EQ(f.line(), (Conservation{1, 1, 0, 0, 0}));
    EXPECT_EQ(f.mails("contribution.outcome").size(), 3u);
    EXPECT_EQ(f.decide({f.contribution().id}, Reopened{})->unchanged, 1);  // never decided: nothing to reopen
    f.expect_no_problem();
}

TEST_P(TriageTest, a_contribution_is_grouped_into_several_proposals_and_new_ones) {
    TriageFixture f(GetParam());
    auto const a = f.contribution("Première");
    auto const b = f.contribution("Deuxième");
    auto const known = f.proposal();
    auto const decided = f.decide({b.id, a.id}, Grouped{{known.id}, {"Une proposition nouvelle"}});
    ASSERT_TRUE(decided.ok()) << decided.refusal().message;
    EXPECT_EQ(decided->changed, 2);
    ASSERT_EQ(decided->new_proposals.size(), 1u);
    auto const read = consultation::proposal_by_reference(*f.database->snapshot(), known.reference);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->contributions, 2);
    EXPECT_EQ(read->gathers.size(), 2u);
    // The new one is a draft: nobody but operators sees it, and the mail does not name it.
    std::string const& draft = decided->new_proposals.front().reference;
    EXPECT_FALSE(consultation::proposal_by_reference(*f.database->snapshot(), draft).has_value());
    EXPECT_TRUE(consultation::proposal_by_reference(*f.database->snapshot(), draft,
                                                    consultation::Visibility::drafts_too)
                    .has_value());
    for (std::string const& mail : f.mails("contribution.outcome"))
        EXPECT_EQ(mail.find("Une proposition nouvelle"), std::string::npos);
    // Regrouped elsewhere, it leaves the first.
    ASSERT_TRUE(f.decide({a.id}, Grouped{{decided->new_proposals.front().id}, {}}).ok());
    EXPECT_EQ(consultation::proposal_by_reference(*f.database->snapshot(), known.reference)->contributions,
              1);
    f.expect_no_problem();
}

TEST_P(TriageTest, many_are_decided_whole_or_not_at_all) {
    TriageFixture f(GetParam());
    std::vector<base::Id<consultation::Contribution>> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(f.contribution().id);
    auto const gone = ids[2];
    ASSERT_TRUE(
        f.write([&](db::Tx& tx) { return consultation::withdraw(tx, f.world, f.author, gone); }).ok());
    auto const refused = f.decide(ids, Grouped{{}, {"Une proposition nouvelle"}});
    EXPECT_EQ(refused.refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.line(), (Conservation{4, 4, 0, 0, 0}));
    EXPECT_EQ(f.count("SELECT count(*) FROM proposals"), 0);
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions"), 0);
    EXPECT_TRUE(f.mails("contribution.outcome").empty());
    ids.erase(ids.begin() + 2);
    EXPECT_EQ(f.decide(ids, f.to_desk())->changed, 4);
}

TEST_P(TriageTest, what_does_not_fit_is_refused) {
    TriageFixture f(GetParam());
    auto const one = f.contribution();
    auto const draft = f.write([&](db::Tx& tx) {
        return consultation::save_draft(tx, f.world, f.author, {f.campaign, {}, f.text()});
    });
    auto const code = [](auto const& result) { return result.refusal().code; };
    EXPECT_EQ(code(f.decide({draft->id}, f.to_desk())), RefusalCode::not_found);
    EXPECT_EQ(code(f.decide({base::Id<consultation::Contribution>(999)}, f.to_desk())),
              RefusalCode::not_found);
    EXPECT_EQ(code(f.decide({}, f.to_desk())), RefusalCode::invalid);
    EXPECT_EQ(code(f.decide({one.id}, f.to_desk(), "court")), RefusalCode::invalid);
    EXPECT_EQ(code(f.decide({one.id}, Reoriented{base::Id<consultation::Desk>(99)})), RefusalCode::invalid);
    EXPECT_EQ(code(f.decide({one.id}, Rejected{base::Id<consultation::Ground>(99)})), RefusalCode::invalid);
    EXPECT_EQ(code(f.decide({one.id}, Grouped{})), RefusalCode::invalid);
    EXPECT_EQ(code(f.decide({one.id}, Grouped{{base::Id<consultation::Proposal>(99)}, {}})),
              RefusalCode::not_found);
    EXPECT_EQ(code(f.decide({one.id}, Grouped{{}, {"abc"}})), RefusalCode::invalid);
    std::vector<base::Id<consultation::Contribution>> many;
    for (int i = 1; i <= 501; ++i) many.emplace_back(i);
    EXPECT_EQ(code(f.decide(many, f.to_desk())), RefusalCode::invalid);
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions"), 0);
}

TEST_P(TriageTest, only_operators_decide_group_publish_and_select) {
    TriageFixture f(GetParam());
    auto const one = f.contribution();
    auto const proposal = f.proposal();
    auto auditor = f.person(70);
    auditor.is_auditor = true;
    auto relay = f.person(71);
    relay.relay_of = {"29"};
    for (people::Actor const& actor : {f.author, auditor, relay, people::Actor{}}) {
        auto const forbidden = [&](auto const& action) {
            auto const done = f.write(action);

            EXPECT_TRUE(!done.ok() && done.refusal().code == RefusalCode::forbidden);
        };
        forbidden([&](db::Tx& tx) {
            return consultation::decide(tx, f.world, f.settings, actor,
                                        {{one.id}, f.to_desk(), "Parce que voilà."});
        });
        forbidden([&](db::Tx& tx) {
            return consultation::reopen(tx, f.world, f.settings, actor, {one.id}, "Parce que voilà.");
        });
        forbidden([&](db::Tx& tx) {
            return consultation::create_proposal(tx, f.world, actor, f.campaign,
                                                 {"Un titre", {}, {}, {}, {}, {}, {}});
        });
        forbidden([&](db::Tx& tx) {
            return consultation::edit_proposal(tx, f.world, actor,
                                               {proposal.id, {"Un titre", {}, {}, {}, {}, {}, {}}});
        });
        forbidden(
            [&](db::Tx& tx) { return consultation::publish_proposals(tx, f.world, actor, {proposal.id}); });
        forbidden([&](db::Tx& tx) {
            return consultation::record_selection(
                tx, f.world, actor,
                {proposal.id, consultation::Choice::selected, "Un motif d’au moins vingt signes."});
        });
        forbidden([&](db::Tx& tx) { return consultation::publish_results(tx, f.world, actor, f.campaign); });
        forbidden([&](db::Tx& tx) {
            return consultation::set_aside(tx, f.world, f.settings, actor,
                                           {proposal.id, AuthorityId(1), "Hors du périmètre."});
        });
    }
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions"), 0);
}

TEST_P(TriageTest, the_conservation_line_holds_through_two_thousand_random_acts) {
    TriageFixture f(GetParam());
    base::SeededRandom own(2026);
    int const acts = GetParam() == db::Engine::sqlite ? 2000 : 600;
    std::vector<base::Id<consultation::Contribution>> all;
    std::map<std::int64_t, Outcome> model;  // of the published ones
    auto const proposal = f.proposal();
    for (int i = 0; i < acts; ++i) {
        auto const draw = own.below(10);
        if (all.empty() || draw < 2) {
            auto const made = f.contribution();
            all.push_back(made.id);
            model[made.id.value] = Outcome::pending;
            continue;
        }
        auto const id = all[own.below(all.size())];
        if (draw == 2) {
            (void)f.write([&](db::Tx& tx) { return consultation::withdraw(tx, f.world, f.author, id); });
            model.erase(id.value);
            continue;
        }
        if (draw == 3) {
            auto const saved = f.write([&](db::Tx& tx) {
                return consultation::save_draft(tx, f.world, f.author, {f.campaign, {}, f.text()});
            });
            if (saved.ok() && own.below(10) != 0)
                (void)f.write([&](db::Tx& tx) {
                    return consultation::discard_draft(tx, f.world, f.author, saved->id);
                });
            continue;
        }
        consultation::OutcomeChoice const choice =
            draw < 6   ? consultation::OutcomeChoice(f.to_desk())
            : draw < 7 ? consultation::OutcomeChoice(f.for_ground())
            : draw < 9 ? consultation::OutcomeChoice(Grouped{{proposal.id}, {}})
                       : consultation::OutcomeChoice(Reopened{});
        auto const done =
            f.decide({id}, choice, "Motif " + std::to_string(own.below(3)) + " de la décision.");
        ASSERT_EQ(done.ok(), model.contains(id.value));
        if (done.ok()) model[id.value] = consultation::outcome_of(choice);
        ASSERT_TRUE(i % 50 != 0 || f.line().adds_up());
    }
    Conservation expected;
    for (auto const& [id, outcome] : model) {
        ++expected.contributions;
        if (outcome == Outcome::pending) ++expected.pending;
        if (outcome == Outcome::reoriented) ++expected.reoriented;
        if (outcome == Outcome::rejected) ++expected.rejected;
        if (outcome == Outcome::grouped) ++expected.grouped;
    }
    EXPECT_EQ(f.line(), expected);
    EXPECT_EQ(consultation::campaign_figures(*f.database->snapshot(), f.campaign).conservation, expected);
    f.expect_no_problem();
}

TEST_P(TriageTest, operators_who_decide_the_same_at_once_leave_one_standing_decision) {
    TriageFixture f(GetParam());
    std::vector<base::Id<consultation::Contribution>> ids;
    for (int i = 0; i < 6; ++i) ids.push_back(f.contribution().id);
    auto const proposal = f.proposal();
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            base::SeededRandom own(t + 1);
            for (int i = 0; i < 15; ++i) {
                base::World const world{f.clock, own};
                consultation::OutcomeChoice const choice =
                    own.below(2) == 0 ? consultation::OutcomeChoice(f.to_desk())
                                      : consultation::OutcomeChoice(Grouped{{proposal.id}, {}});
                std::vector<base::Id<consultation::Contribution>> const some{ids[own.below(6)],
                                                                             ids[own.below(6)]};
                auto const done = f.database->write([&](db::Tx& tx) {
                    return consultation::decide(tx, world, f.settings, f.operator_,
                                                {some, choice, "Motif de l’opérateur " + std::to_string(t)});
                });
                EXPECT_TRUE(done.ok());
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_TRUE(f.line().adds_up());
    EXPECT_EQ(f.count("SELECT count(*) FROM decisions WHERE replaced_by IS NULL"),
              f.count("SELECT count(DISTINCT contribution_id) FROM decisions"));
    f.expect_no_problem();
}

TEST_P(TriageTest, the_triage_list_shows_what_waits_longest_first) {
    TriageFixture f(GetParam());
    auto const first = f.contribution("Première");
    f.clock.set(f.clock.now() + base::Duration::hours(1));
    auto const second = f.contribution("Deuxième");
    f.clock.set(f.clock.now() + base::Duration::hours(1));
    auto const third = f.contribution("Troisième");
    ASSERT_TRUE(f.decide({first.id}, f.to_desk()).ok());
    auto const listed = consultation::triage_page(*f.database->snapshot(), {.campaign = f.campaign}, 1);
    ASSERT_EQ(listed.items.size(), 3u);
    EXPECT_EQ(listed.items[0].item.id, second.id);
    EXPECT_EQ(listed.items[1].item.id, third.id);
    EXPECT_EQ(listed.items[2].item.id, first.id);
}
