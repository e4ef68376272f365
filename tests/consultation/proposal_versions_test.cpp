// The texts that a proposal has had: each change of a public one is a version with its reason.
#include "consultation/proposal_versions.hpp"

#include <future>

#include "consultation/fixture.hpp"
#include "consultation/proposal_rows.hpp"

using consultation::EditProposal;
using tests::Fixture;
using tests::paris;
using namespace tests;

ON_BOTH_ENGINES(ProposalVersionsTest);

namespace {

struct VersionsFixture : Fixture {
    explicit VersionsFixture(db::Engine engine) : Fixture(engine) {}

    consultation::Proposal now(base::Id<consultation::Proposal> id) {
        return *consultation::proposal_by_id(*database->snapshot(), id);
    }
    /// The standing text with another title.
    EditProposal retitled(base::Id<consultation::Proposal> id, std::string title, std::string reason) {
        consultation::Proposal const one = now(id);
        return {id,
                {std::move(title), one.summary, one.problem, one.maturity, one.build_cost, one.deploy_cost,
                 one.themes},
                std::move(reason),
                one.changed_at};
    }
    Result<consultation::Proposal> edit(EditProposal const& command) {
        return write([&](db::Tx& tx) { return consultation::edit_proposal(tx, world, operator_, command); });
    }
    std::vector<consultation::ProposalVersion> versions(base::Id<consultation::Proposal> id) {
        return consultation::versions_of(*database->snapshot(), id);
    }
};

}  // namespace

TEST_P(ProposalVersionsTest, what_was_public_stays_readable_with_the_reason_of_its_change) {
    VersionsFixture f(GetParam());
    auto const one = f.proposal("Signaler un incident");
    ASSERT_EQ(f.versions(one.id).size(), 1U);
    f.clock.set(paris("2026-04-02T10:00"));
    EditProposal command = f.retitled(one.id, "Signaler un incident en ligne", "Le canal est précisé.");
    command.form.build_cost = base::Euros::cents(150'000);
    command.form.themes = {f.choices.themes.back().id, f.choices.themes.front().id};
    ASSERT_TRUE(f.edit(command).ok());
    auto const kept = f.versions(one.id);
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].text.title, "Signaler un incident");
    EXPECT_EQ(kept[0].reason, "");
    EXPECT_EQ(kept[0].text.themes.size(), 1U);
    EXPECT_EQ(kept[0].text.build_cost, std::nullopt);
    EXPECT_EQ(kept[1].text.title, "Signaler un incident en ligne");
    EXPECT_EQ(kept[1].reason, "Le canal est précisé.");
    EXPECT_EQ(kept[1].text.themes.size(), 2U);
    EXPECT_EQ(kept[1].text.build_cost, base::Euros::cents(150'000));
    EXPECT_EQ(kept[1].at, paris("2026-04-02T10:00"));
    auto const changes = consultation::last_changes(*f.database->snapshot(), one.id, 5);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes.front().version, 2);
    f.expect_no_problem();
}

TEST_P(ProposalVersionsTest, a_public_text_changes_only_with_a_reason) {
    VersionsFixture f(GetParam());
    auto const one = f.proposal();
    for (std::string const& reason : {std::string(), std::string("court"), std::string(301, 'x')}) {
        auto const refused = f.edit(f.retitled(one.id, "Un tout autre titre", reason));
        ASSERT_FALSE(refused.ok());
        EXPECT_EQ(refused.refusal().fields.front().field, "reason");
    }
    EXPECT_EQ(f.versions(one.id).size(), 1U);
    EXPECT_EQ(f.now(one.id).title, "Signaler un incident");
}

TEST_P(ProposalVersionsTest, a_draft_needs_no_reason_and_has_no_version) {
    VersionsFixture f(GetParam());
    auto const draft = f.write([&](db::Tx& tx) {
        return consultation::create_proposal(tx, f.world, f.operator_, f.campaign,
                                             {"Un brouillon", "Un résumé", {}, {}, {}, {}, {}});
    });
    ASSERT_TRUE(f.edit(f.retitled(draft->id, "Un autre brouillon", {})).ok());
    EXPECT_TRUE(f.versions(draft->id).empty());
    EXPECT_EQ(f.now(draft->id).version, 0);
    f.expect_no_problem();
}

TEST_P(ProposalVersionsTest, the_same_text_is_no_version_and_no_act) {
    VersionsFixture f(GetParam());
    auto const one = f.proposal();
    std::int64_t const acts = f.count("SELECT count(*) FROM journal_entries");
    ASSERT_TRUE(f.edit(f.retitled(one.id, "Signaler un incident", {})).ok());
    EXPECT_EQ(f.versions(one.id).size(), 1U);
    EXPECT_EQ(f.count("SELECT count(*) FROM journal_entries"), acts);
}

TEST_P(ProposalVersionsTest, a_colleagues_change_is_not_overwritten_unseen) {
    VersionsFixture f(GetParam());
    auto const one = f.proposal();
    EditProposal const mine = f.retitled(one.id, "Mon titre de la proposition", "Le titre est plus clair.");
    EditProposal const other = f.retitled(one.id, "Le titre de ma collègue", "Un autre titre, plus clair.");
    f.clock.set(paris("2026-04-02T10:00"));
    ASSERT_TRUE(f.edit(other).ok());
    auto const refused = f.edit(mine);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().code, RefusalCode::conflict);
    EXPECT_EQ(refused.refusal().fields.front().field, "title");
    EXPECT_EQ(f.now(one.id).title, "Le titre de ma collègue");
}

TEST_P(ProposalVersionsTest, of_many_changes_made_at_once_from_one_text_one_is_kept) {
    VersionsFixture f(GetParam());
    auto const one = f.proposal();
    f.clock.set(paris("2026-04-02T10:00"));
    std::vector<EditProposal> commands;
    for (int i = 0; i < 16; ++i)
        commands.push_back(
            f.retitled(one.id, fmt::format("Titre numéro {} de la proposition", i), "Le titre change."));
    std::vector<std::future<bool>> done;
    for (EditProposal const& command : commands)
        done.push_back(std::async(std::launch::async, [&] {
            base::SeededRandom random{11};
            base::World const world{f.clock, random};
            return f.database
                ->write(
                    [&](db::Tx& tx) { return consultation::edit_proposal(tx, world, f.operator_, command); })
                .ok();
        }));
    int kept = 0;
    for (auto& one_done : done) kept += one_done.get() ? 1 : 0;
    EXPECT_EQ(kept, 1);
    EXPECT_EQ(f.versions(one.id).size(), 2U);
    f.expect_no_problem();
}

TEST_P(ProposalVersionsTest, what_was_public_before_versions_were_kept_becomes_the_first) {
    std::vector<db::Migration> const all = Fixture::migrations();
    std::vector<db::Migration> before;
    for (db::Migration const& one : all)
        if (one.room != "consultation" || one.name < "0012") before.push_back(one);
    ASSERT_EQ(before.size() + 1, all.size()) << "the next migration of this room needs its own test";
    support::TestDatabase database(GetParam(), before);
    ASSERT_TRUE(database
                    ->write([](db::Tx& tx) -> Result<Done> {
                        tx.script(
                            "INSERT INTO campaigns (id, slug, title, pitch, description, rules, state, "
                            "supporting_classes, late_verification_days, api_supports, created_at) VALUES "
                            "(1, 'a', 'A', '', '', '', 'published', '', 0, 0, 0);"
                            "INSERT INTO themes (id, campaign_id, slug, name, hint, rank) VALUES (1, 1, 't', "
                            "'T', '', 1);"
                            "INSERT INTO proposals (id, reference, campaign_id, state, title, title_key, "
                            "summary, problem, maturity, created_at, published_at, changed_at) VALUES "
                            "(1, 'P-2021-001', 1, 'selected', 'Titre', 'titre', 'R', '', '', 1, 2, 3), "
                            "(2, 'P-2021-002', 1, 'draft', 'Brouillon', 'brouillon', '', '', '', 1, NULL, 3);"
                            "INSERT INTO proposal_themes (proposal_id, theme_id) VALUES (1, 1), (2, 1);");
                        return Done{};
                    })
                    .ok());
    EXPECT_EQ(db::migrate(*database, all), 1);
    auto const versions =
        consultation::versions_of(*database->snapshot(), base::Id<consultation::Proposal>(1));
    ASSERT_EQ(versions.size(), 1U);
    EXPECT_EQ(versions.front().text.title, "Titre");
    EXPECT_EQ(versions.front().at.us, 2);
    EXPECT_EQ(versions.front().text.themes.size(), 1U);
    EXPECT_TRUE(
        consultation::versions_of(*database->snapshot(), base::Id<consultation::Proposal>(2)).empty());
}
