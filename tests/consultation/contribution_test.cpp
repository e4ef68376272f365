#include <thread>

#include "consultation/contribution_rows.hpp"
#include "consultation/fixture.hpp"

using consultation::ContributionState;
using tests::Fixture;
using tests::paris;
using namespace tests;

ON_BOTH_ENGINES(ContributionTest);

namespace {

std::string fields_of(base::Refusal const& refusal) {
    std::string all;
    for (base::FieldError const& error : refusal.fields) all += error.field + " ";
    return all;
}

Result<consultation::Contribution> draft(Fixture& f, people::Actor const& actor,
                                         consultation::ContributionText const& text,
                                         base::Id<consultation::Contribution> id = {}) {
    return f.write([&](db::Tx& tx) {
        return consultation::save_draft(tx, f.world, actor, {f.campaign, id, text});
    });
}
Result<consultation::Contribution> publish(Fixture& f, people::Actor const& actor,
                                           base::Id<consultation::Contribution> id) {
    return f.write([&](db::Tx& tx) { return consultation::publish(tx, f.world, actor, id); });
}
Result<consultation::Contribution> edit(Fixture& f, people::Actor const& actor,
                                        base::Id<consultation::Contribution> id,
                                        consultation::ContributionText const& text) {
    return f.write([&](db::Tx& tx) { return consultation::edit(tx, f.world, actor, id, text); });
}
Result<Done> take_back(Fixture& f, people::Actor const& actor, base::Id<consultation::Contribution> id) {
    return f.write([&](db::Tx& tx) { return consultation::withdraw(tx, f.world, actor, id); });
}

}  // namespace

TEST_P(ContributionTest, title_problem_and_theme_are_enough_to_publish) {
    Fixture f(GetParam());
    auto const marie = f.agent(1, 1, false);  // not verified yet: may publish too
    auto const made = f.contribute(marie, f.text());
    ASSERT_TRUE(made.ok()) << made.refusal().message;
    EXPECT_EQ(made->reference, "C-2026-0001");
    EXPECT_EQ(made->quality, "agent");
    EXPECT_EQ(made->function, "dgs");
    auto const read = consultation::contribution_by_reference(*f.database->snapshot(), "C-2026-0001");
    ASSERT_TRUE(read.has_value());
    EXPECT_TRUE(read->is_affiliation_pending);
    EXPECT_EQ(read->body.name, "Commune de Ville 1");
    EXPECT_EQ(f.contribute(f.partner(2), f.text("Un service d’association"))->reference, "C-2026-0002");
    f.expect_no_problem();
}

TEST_P(ContributionTest, a_reference_has_the_year_of_paris) {
    Fixture f(GetParam());
    auto const marie = f.agent(1, 1);
    f.sql("UPDATE phases SET opens_at = 0 WHERE kind = 'collect'");
    f.clock.set(*base::parse_iso8601("2025-12-31T22:59:59Z"));
    EXPECT_EQ(f.contribute(marie, f.text())->reference, "C-2025-0001");
    f.clock.set(*base::parse_iso8601("2025-12-31T23:00:00Z"));
    EXPECT_EQ(f.contribute(marie, f.text())->reference, "C-2026-0001");
}

TEST_P(ContributionTest, every_error_of_the_form_is_told_at_once) {
    Fixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const empty = draft(f, marie, {});
    ASSERT_TRUE(empty.ok()) << empty.refusal().message;  // a draft may lack everything
    auto const refused = publish(f, marie, empty->id);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(fields_of(refused.refusal()), "title theme problem ");
    consultation::ContributionText bad = f.text();
    bad.title = "abc";
    bad.problem = std::string(5001, 'x');
    bad.source_url = "javascript:alert(1)";
    bad.hosting = "\xff\xfe";
    bad.audience = std::string(501, 'y');
    auto const all = edit(f, marie, f.contribute(marie, f.text())->id, bad);
    EXPECT_EQ(fields_of(all.refusal()), "title problem audience source_url hosting ");
    bad = f.text();
    bad.theme = base::Id<consultation::Theme>(999);
    bad.bodies = {AuthorityId(2), AuthorityId(12345)};
    EXPECT_EQ(fields_of(draft(f, marie, bad).refusal()), "theme bodies ");
}

TEST_P(ContributionTest, hostile_text_is_kept_as_text) {
    Fixture f(GetParam());
    auto const marie = f.agent(1, 1);
    consultation::ContributionText hostile = f.text("'; DROP TABLE contributions; -- \"<b>");
    hostile.problem =
        "=HYPERLINK(\"x\") <script>alert(1)</script> % _ \\ $1 $# {} \u202Egauche" + std::string(30, 'a');
    hostile.audience = std::string("nul\0octet", 9);
    auto const made = f.contribute(marie, hostile);
    ASSERT_TRUE(made.ok()) << made.refusal().message;
    auto const read = consultation::contribution_by_reference(*f.database->snapshot(), made->reference);
    EXPECT_EQ(read->contribution.text.title, hostile.title);
    EXPECT_EQ(read->contribution.text.audience, "nuloctet");
    EXPECT_EQ(read->contribution.text.problem.find("\u202E"), std::string::npos);
    auto const versions = consultation::versions_of(*f.database->snapshot(), made->id);
    ASSERT_EQ(versions.size(), 1u);
    EXPECT_EQ(versions.front().text, made->text);
}

TEST_P(ContributionTest, a_draft_exists_for_its_author_only) {
    Fixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const paul = f.agent(2, 1);
    auto const made = draft(f, marie, f.text());
    EXPECT_EQ(publish(f, paul, made->id).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(draft(f, paul, f.text(), made->id).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(publish(f, f.operator_, made->id).refusal().code, RefusalCode::not_found);
    EXPECT_EQ(publish(f, {}, made->id).refusal().code, RefusalCode::not_found);
    auto const snapshot = f.database->snapshot();
    EXPECT_FALSE(consultation::contribution_by_reference(*snapshot, made->reference).has_value());
    EXPECT_FALSE(consultation::own_contribution(*snapshot, paul.person, made->id).has_value());
    EXPECT_TRUE(consultation::own_contribution(*snapshot, marie.person, made->id).has_value());
    EXPECT_EQ(consultation::person_drafts(*snapshot, marie.person).size(), 1u);
    EXPECT_EQ(consultation::contributions_page(*snapshot, {.campaign = f.campaign},
                                               consultation::ContributionSort::recent, 1)
                  .total,
              0);
}

TEST_P(ContributionTest, nobody_else_changes_a_published_contribution) {
    Fixture f(GetParam());
    auto const made = f.contribute(f.agent(1, 1), f.text());
    for (people::Actor const& other : {f.agent(2, 1), f.operator_, people::Actor{}}) {
        EXPECT_EQ(edit(f, other, made->id, f.text("Autre titre")).refusal().code, RefusalCode::forbidden);
        EXPECT_EQ(take_back(f, other, made->id).refusal().code, RefusalCode::forbidden);
    }
    EXPECT_EQ(f.count("SELECT count(*) FROM contribution_versions"), 1);
}

TEST_P(ContributionTest, who_acts_for_nobody_does_not_contribute) {
    Fixture f(GetParam());
    EXPECT_EQ(draft(f, f.person(1), f.text()).refusal().code, RefusalCode::forbidden);
    auto ended = f.agent(2, 1);
    f.change_affiliation(ended, people::AffiliationState::ended, f.clock.now());
    EXPECT_EQ(draft(f, ended, f.text()).refusal().code, RefusalCode::forbidden);
    auto const marie = f.agent(3, 1);
    auto stolen = f.person(4);
    stolen.affiliation = marie.affiliation;  // another's affiliation
    stolen.authority = marie.authority;
    EXPECT_EQ(draft(f, stolen, f.text()).refusal().code, RefusalCode::forbidden);
}

TEST_P(ContributionTest, every_published_text_is_kept_as_a_version) {
    Fixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const made = f.contribute(marie, f.text("Premier titre"));
    EXPECT_EQ(edit(f, marie, made->id, f.text("Second titre"))->version, 2);
    EXPECT_EQ(edit(f, marie, made->id, f.text("Second titre"))->version, 2);  // the same text: nothing
    auto const versions = consultation::versions_of(*f.database->snapshot(), made->id);
    ASSERT_EQ(versions.size(), 2u);
    EXPECT_EQ(versions[0].text.title, "Premier titre");
    EXPECT_EQ(versions[1].text.title, "Second titre");
}

TEST_P(ContributionTest, publishing_and_editing_end_at_the_very_microsecond_of_the_closing) {
    Fixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const waiting = draft(f, marie, f.text());
    auto const made = f.contribute(marie, f.text());
    base::Instant const closes = paris("2026-03-15T18:00");
    f.clock.set({closes.us - 1});
    EXPECT_TRUE(edit(f, marie, made->id, f.text("Juste à temps")).ok());
    f.clock.set(closes);
    EXPECT_EQ(publish(f, marie, waiting->id).refusal().code, RefusalCode::late);
    auto const late = edit(f, marie, made->id, f.text("Trop tard"));
    EXPECT_EQ(late.refusal().code, RefusalCode::late);
    EXPECT_NE(late.refusal().message.find("15 mars 2026 à 18"), std::string::npos) << late.refusal().message;
    EXPECT_EQ(take_back(f, marie, made->id).refusal().code, RefusalCode::late);
    EXPECT_EQ(draft(f, marie, f.text()).refusal().code, RefusalCode::late);
    f.clock.set({paris("2026-01-05T09:00").us - 1});  // not open yet: drafts only
    auto const early = draft(f, marie, f.text());
    ASSERT_TRUE(early.ok());
    EXPECT_EQ(publish(f, marie, early->id).refusal().code, RefusalCode::late);
}

TEST_P(ContributionTest, what_is_withdrawn_leaves_lists_counts_and_search) {
    Fixture f(GetParam());
    auto const marie = f.agent(1, 1);
    auto const made = f.contribute(marie, f.text("Horodateurs intelligents"));
    auto const found = [&](std::string const& typed) {
        return consultation::contributions_page(*f.database->snapshot(),
                                                {.campaign = f.campaign, .text = typed},
                                                consultation::ContributionSort::recent, 1)
            .total;
    };
    EXPECT_EQ(found("horodateur"), 1);
    EXPECT_EQ(found("piscine"), 0);
    ASSERT_TRUE(edit(f, marie, made->id, f.text("Piscines municipales")).ok());
    EXPECT_EQ(found("horodateur"), 0);
    EXPECT_EQ(found("piscine"), 1);
    ASSERT_TRUE(take_back(f, marie, made->id).ok());
    ASSERT_TRUE(take_back(f, marie, made->id).ok());  // twice is a success
    EXPECT_EQ(found("piscine"), 0);
    EXPECT_EQ(found(""), 0);
    auto const snapshot = f.database->snapshot();
    EXPECT_FALSE(consultation::contribution_by_reference(*snapshot, made->reference).has_value());
    EXPECT_EQ(consultation::conservation(*snapshot, f.campaign), consultation::Conservation{});
    EXPECT_EQ(consultation::person_contributions(*snapshot, marie.person, 1).items.front().state,
              ContributionState::withdrawn);
}

TEST_P(ContributionTest, thirty_two_published_at_once_get_thirty_two_references) {
    Fixture f(GetParam());
    std::vector<people::Actor> people;
    for (int i = 1; i <= 8; ++i) people.push_back(f.agent(i, i));
    std::vector<std::thread> threads;
    for (int i = 0; i < 32; ++i)
        threads.emplace_back([&, i] {
            base::SeededRandom own(static_cast<std::uint64_t>(i + 1));
            base::World const world{f.clock, own};
            auto const& actor = people[static_cast<std::size_t>(i % 8)];
            auto const made = f.database->write([&](db::Tx& tx) -> Result<consultation::Contribution> {
                auto const waiting = consultation::save_draft(tx, world, actor, {f.campaign, {}, f.text()});
                if (!waiting.ok()) return waiting.refusal();
                return consultation::publish(tx, world, actor, waiting->id);
            });
            EXPECT_TRUE(made.ok());
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(f.count("SELECT count(DISTINCT reference) FROM contributions WHERE reference LIKE 'C-2026-%'"),
              32);
}

TEST_P(ContributionTest, filters_find_by_theme_kind_place_profile_and_authority) {
    Fixture f(GetParam());
    auto service = f.text("Un service qui marche");
    service.kind = consultation::ContributionKind::existing_service;
    service.theme = f.choices.themes.back().id;
    service.bodies = {AuthorityId(2)};
    ASSERT_TRUE(f.contribute(f.agent(1, 1), service).ok());   // Finistère
    ASSERT_TRUE(f.contribute(f.agent(2, 6), f.text()).ok());  // Ille-et-Vilaine
    ASSERT_TRUE(f.contribute(f.partner(3), f.text()).ok());
    auto const snapshot = f.database->snapshot();
    auto const total = [&](consultation::ContributionFilter filter) {
        filter.campaign = f.campaign;
        auto const listed =
            consultation::contributions_page(*snapshot, filter, consultation::ContributionSort::title, 1);
        EXPECT_EQ(listed.items.size(), static_cast<std::size_t>(listed.total));
        return listed.total;
    };
    EXPECT_EQ(total({}), 3);
    EXPECT_EQ(total({.theme = service.theme}), 1);
    EXPECT_EQ(total({.kind = consultation::ContributionKind::need}), 2);
    EXPECT_EQ(total({.outcome = consultation::Outcome::pending}), 3);
    EXPECT_EQ(total({.region_code = "53"}), 2);
    EXPECT_EQ(total({.department_code = "29"}), 1);
    EXPECT_EQ(total({.profile = people::Quality::partner}), 1);
    EXPECT_EQ(total({.authority = AuthorityId(1)}), 1);
    EXPECT_EQ(total({.authority = AuthorityId(2)}), 1);  // named in a workshop
    EXPECT_EQ(total({.authority_kind = "commune"}), 2);
    EXPECT_EQ(total({.text = "service marche", .kind = consultation::ContributionKind::need}), 0);
}
