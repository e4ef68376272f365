#include "consultation/fixture.hpp"

using consultation::Choice;
using consultation::ProposalState;
using tests::Fixture;
using tests::paris;
using namespace tests;

ON_BOTH_ENGINES(ResultsTest);

namespace {

constexpr char const* reason = "Le soutien le plus large, et un service déjà mûr.";

Result<Done> select(Fixture& f, base::Id<consultation::Proposal> id, Choice choice,
                    std::string const& why = reason) {
    return f.write([&](db::Tx& tx) {
        return consultation::record_selection(tx, f.world, f.operator_, {id, choice, why});
    });
}
Result<base::Instant> publish(Fixture& f) {
    return f.write(
        [&](db::Tx& tx) { return consultation::publish_results(tx, f.world, f.operator_, f.campaign); });
}

}  // namespace

TEST_P(ResultsTest, choices_are_public_at_one_instant_and_only_when_all_are_there) {
    Fixture f(GetParam());
    auto const a = f.proposal("Première proposition");
    auto const b = f.proposal("Deuxième proposition");
    f.clock.set(paris("2026-04-10T10:00"));
    ASSERT_TRUE(f.cast(f.agent(1, 1), {b.id}).ok());
    EXPECT_EQ(publish(f).refusal().code, RefusalCode::conflict);  // supports are open
    f.clock.set(paris("2026-05-03T10:00"));
    EXPECT_EQ(select(f, a.id, Choice::selected, "trop court").refusal().code, RefusalCode::invalid);
    ASSERT_TRUE(select(f, a.id, Choice::not_selected).ok());
    ASSERT_TRUE(select(f, a.id, Choice::deferred).ok());  // replaceable until then
    auto const missing = publish(f);
    ASSERT_FALSE(missing.ok());
    EXPECT_NE(missing.refusal().message.find(b.reference), std::string::npos);
    {
        auto const read = consultation::proposal_by_reference(*f.database->snapshot(), a.reference);
        EXPECT_FALSE(read->selection.has_value());  // not public
        EXPECT_EQ(read->proposal.state, ProposalState::open);
        EXPECT_TRUE(consultation::published_choices(*f.database->snapshot(), f.campaign).empty());
    }
    ASSERT_TRUE(select(f, b.id, Choice::selected).ok());
    f.clock.set(paris("2026-05-07T12:00"));
    ASSERT_TRUE(publish(f).ok());
    EXPECT_EQ(publish(f).refusal().code, RefusalCode::conflict);
    auto const snapshot = f.database->snapshot();
    auto const choices = consultation::published_choices(*snapshot, f.campaign);
    ASSERT_EQ(choices.size(), 2u);
    EXPECT_EQ(choices[0].reference, b.reference);
    EXPECT_EQ(choices[0].supports, 1);
    EXPECT_EQ(choices[1].choice, Choice::deferred);
    auto const read = consultation::proposal_by_reference(*snapshot, b.reference);
    EXPECT_EQ(read->proposal.state, ProposalState::selected);
    EXPECT_EQ(read->selection->published_at, paris("2026-05-07T12:00"));
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM jobs WHERE kind = 'consultation.results'"), 1);
    EXPECT_EQ(consultation::campaign_figures(*snapshot, f.campaign).selected, 1);
}

TEST_P(ResultsTest, nothing_changes_once_results_are_public) {
    Fixture f(GetParam());
    auto const one = f.proposal();
    auto const contribution = f.contribute(f.agent(2, 2), f.text());
    f.clock.set(paris("2026-05-03T10:00"));
    ASSERT_TRUE(select(f, one.id, Choice::selected).ok());
    ASSERT_TRUE(publish(f).ok());
    EXPECT_EQ(select(f, one.id, Choice::deferred).refusal().code, RefusalCode::conflict);
    EXPECT_EQ(f.decide({contribution->id}, consultation::Grouped{{one.id}, {}}).refusal().code,
              RefusalCode::conflict);
    EXPECT_EQ(f.write([&](db::Tx& tx) {
                   return consultation::edit_proposal(
                       tx, f.world, f.operator_,
                       {one.id, {"Autre titre", "Résumé", {}, {}, {}, {}, one.themes}, "Un autre titre."});
               })
                  .refusal()
                  .code,
              RefusalCode::conflict);
    EXPECT_EQ(f.write([&](db::Tx& tx) {
                   return consultation::extend_phase(tx, f.world, f.operator_,
                                                     {f.campaign, consultation::PhaseKind::support,
                                                      paris("2026-06-30T18:00"), "Encore un peu de temps."});
               })
                  .refusal()
                  .code,
              RefusalCode::conflict);
    f.expect_no_problem();
}

TEST_P(ResultsTest, a_round_of_mails_goes_on_until_everybody_was_told_once) {
    Fixture f(GetParam());
    auto const one = f.proposal();
    int const people = consultation::mails_per_round + 7;
    f.clock.set(paris("2026-04-10T10:00"));
    (void)f.write([&](db::Tx& tx) -> Result<Done> {
        for (int i = 1; i <= people; ++i) {
            tx.execute("INSERT INTO persons (id, email, email_key, created_at) VALUES ($1, $2, $3, 0)",
                       {i, fmt::format("p{}@x.example", i), fmt::format("p{}@x.example", i)});
            tx.execute(
                "INSERT INTO affiliations (id, person_id, authority_id, quality, function, state, method, "
                "requested_at, reason) VALUES ($1, $2, 1, 'agent', 'dgs', 'verified', 'operator', 0, '')",
                {i, i});
            people::Actor actor;
            actor.person = PersonId(i);
            actor.authority = AuthorityId(1);
            if (!consultation::cast_support(tx, f.world, actor, {{one.id}, {}}).ok()) return Done{};
        }
        return Done{};
    });
    f.clock.set(paris("2026-05-03T10:00"));
    ASSERT_TRUE(select(f, one.id, Choice::selected).ok());
    ASSERT_TRUE(publish(f).ok());
    for (int round = 0; round < 4; ++round) {
        auto const payloads = f.database->snapshot()->list<std::string>(
            "SELECT payload FROM jobs WHERE kind = 'consultation.results' ORDER BY id", {},
            [](db::Row const& row) { return row.string(0); });
        for (std::string const& payload : payloads)
            consultation::send_round(*f.database, f.world, f.settings, consultation::results_mails_job,
                                     payload);
    }
    EXPECT_EQ(f.count("SELECT count(*) FROM mails WHERE kind = 'consultation.results'"), people);
    EXPECT_EQ(f.count("SELECT count(DISTINCT to_key) FROM mails WHERE kind = 'consultation.results'"),
              people);
}

TEST_P(ResultsTest, population_counts_each_inhabitant_once) {
    Fixture f(GetParam());
    auto const one = f.proposal();
    f.clock.set(paris("2026-04-10T10:00"));
    auto const population = [&] {
        return consultation::support_breakdown(*f.database->snapshot(), one.id).population;
    };
    ASSERT_TRUE(f.cast(f.agent(1, 1), {one.id}).ok());  // 100, in 29
    ASSERT_TRUE(f.cast(f.agent(2, 2), {one.id}).ok());  // 200, in 29
    ASSERT_TRUE(f.cast(f.agent(3, 8), {one.id}).ok());  // 800, in 35
    EXPECT_EQ(population(), 1100);
    ASSERT_TRUE(f.cast(f.agent(4, 20), {one.id}).ok());  // the département 29: 5 000, covers the first two
    EXPECT_EQ(population(), 5800);
    ASSERT_TRUE(f.cast(f.agent(5, 21), {one.id}).ok());  // the région: 20 000, covers all
    EXPECT_EQ(population(), 20000);
    auto const breakdown = consultation::support_breakdown(*f.database->snapshot(), one.id);
    EXPECT_EQ(breakdown.counted, 5);
    ASSERT_EQ(breakdown.by_kind.size(), 3u);
    EXPECT_EQ(breakdown.by_kind.front().code, "commune");
    EXPECT_EQ(breakdown.by_kind.front().supports, 3);
    std::int64_t communes = 0;
    for (consultation::Share const& share : breakdown.by_size) communes += share.supports;
    EXPECT_EQ(communes, 3);
    ASSERT_EQ(breakdown.by_department.size(), 2u);
    EXPECT_EQ(breakdown.by_department[0].code, "29");
    EXPECT_EQ(breakdown.by_department[0].supports, 3);
    EXPECT_EQ(consultation::supports_in_department(*f.database->snapshot(), one.id, "29"), 3);
}

TEST_P(ResultsTest, the_metropole_of_lyon_is_not_in_its_departement) {
    Fixture f(GetParam());
    f.authority(30, "departement", "authority", "69", "84", 400, "69");
    f.authority(31, "collectivite_particuliere", "authority", "69", "84", 1300, "69M");
    f.authority(32, "commune", "authority", "69", "84", 500);  // in the métropole
    f.authority(33, "commune", "authority", "69", "84", 800);  // in the métropole
    f.authority(34, "commune", "authority", "69", "84", 70);   // in the département
    f.sql("UPDATE authorities SET epci_id = 31 WHERE id IN (32, 33)");
    auto const one = f.proposal();
    f.clock.set(paris("2026-04-10T10:00"));
    auto const population = [&] {
        return consultation::support_breakdown(*f.database->snapshot(), one.id).population;
    };
    ASSERT_TRUE(f.cast(f.agent(1, 30), {one.id}).ok());
    ASSERT_TRUE(f.cast(f.agent(2, 32), {one.id}).ok());
    ASSERT_TRUE(f.cast(f.agent(3, 34), {one.id}).ok());
    EXPECT_EQ(population(), 900);  // 400 + 500; the 70 are inside the département
    ASSERT_TRUE(f.cast(f.agent(4, 31), {one.id}).ok());
    EXPECT_EQ(population(), 1700);  // 400 + 1 300
}

TEST_P(ResultsTest, an_edition_frozen_for_the_campaign_keeps_the_population_of_its_day) {
    Fixture f(GetParam());
    f.sql("INSERT INTO editions (id, year, version, loaded_at, authorities) VALUES (1, 2026, '6.0.0', 0, 1)");
    f.sql(
        "INSERT INTO authority_editions (edition_id, authority_id, kind, name, population, department_code, "
        "region_code) VALUES (1, 1, 'commune', 'Ville 1', 123, '35', '53')");
    f.sql("UPDATE campaigns SET edition = 2026");
    auto const one = f.proposal();
    f.clock.set(paris("2026-04-10T10:00"));
    ASSERT_TRUE(f.cast(f.agent(1, 1), {one.id}).ok());
    f.sql("UPDATE authorities SET kind = 'former_commune', in_force = 0, successor_id = 2 WHERE id = 1");
    auto const breakdown = consultation::support_breakdown(*f.database->snapshot(), one.id);
    EXPECT_EQ(breakdown.population, 123);
    EXPECT_EQ(breakdown.by_department.front().code, "35");
    EXPECT_EQ(breakdown.by_kind.front().code, "commune");
    EXPECT_EQ(f.supports(one.id), 1);
}

TEST_P(ResultsTest, lists_have_pages_of_twenty_with_exact_totals) {
    Fixture f(GetParam());
    std::vector<consultation::Proposal> all;
    for (int i = 0; i < 23; ++i) all.push_back(f.proposal(fmt::format("Proposition {:02}", i)));
    f.clock.set(paris("2026-04-10T10:00"));
    ASSERT_TRUE(f.cast(f.agent(1, 1), {all[22].id, all[21].id}).ok());
    ASSERT_TRUE(f.cast(f.agent(2, 2), {all[22].id}).ok());
    auto const snapshot = f.database->snapshot();
    consultation::ProposalFilter filter;
    filter.campaign = f.campaign;
    auto const first =
        consultation::proposals_page(*snapshot, filter, consultation::ProposalSort::supports, 1);
    EXPECT_EQ(first.total, 23);
    EXPECT_EQ(first.pages(), 2);
    ASSERT_EQ(first.items.size(), 20u);
    EXPECT_EQ(first.items[0].id, all[22].id);
    EXPECT_EQ(first.items[0].supports, 2);
    EXPECT_EQ(first.items[1].id, all[21].id);
    EXPECT_EQ(first.items[0].theme_names, std::vector<std::string>{"Relation aux usagers"});
    EXPECT_EQ(
        consultation::proposals_page(*snapshot, filter, consultation::ProposalSort::title, 2).items.size(),
        3u);
    EXPECT_EQ(consultation::proposals_page(*snapshot, filter, consultation::ProposalSort::title, 99).page, 2);
    EXPECT_EQ(consultation::proposals_page(*snapshot, filter, consultation::ProposalSort::recent, -5).page,
              1);
    filter.text = "signaler";
    EXPECT_EQ(consultation::proposals_page(*snapshot, filter, consultation::ProposalSort::recent, 1).total,
              23);
    filter.text = "introuvable";
    EXPECT_EQ(consultation::proposals_page(*snapshot, filter, consultation::ProposalSort::recent, 1).total,
              0);
    consultation::ProposalFilter everywhere;  // the one search of the site names no campaign
    everywhere.text = "signaler";
    EXPECT_EQ(
        consultation::proposals_page(*snapshot, everywhere, consultation::ProposalSort::supports, 1).total,
        23);
    filter.text = "";
    filter.supported_by = AuthorityId(2);
    EXPECT_EQ(consultation::proposals_page(*snapshot, filter, consultation::ProposalSort::title, 1).total, 1);
    EXPECT_EQ(consultation::what_an_authority_supports(*snapshot, AuthorityId(1),
                                                       consultation::SupportsShown::counted_only, 1)
                  .total,
              2);
    consultation::SupportFilter by;
    by.name = "ville 2";
    EXPECT_EQ(consultation::supports_of(*snapshot, all[22].id, by, 1).total, 0);  // "ville 002" is its key
    by.name = "002";
    by.department_code = "29";
    EXPECT_EQ(consultation::supports_of(*snapshot, all[22].id, by, 1).total, 1);
    by.name = "%";
    EXPECT_EQ(consultation::supports_of(*snapshot, all[22].id, by, 1).total, 2);  // nothing to search for
    EXPECT_EQ(consultation::authority_acts(*snapshot, AuthorityId(1)).supports, 2);
    EXPECT_EQ(consultation::supporting_authorities(*snapshot, f.campaign), 2);
    EXPECT_EQ(consultation::campaign_figures(*snapshot, f.campaign).supports, 3);
}

TEST_P(ResultsTest, pages_ask_few_questions_of_the_database) {
    Fixture f(GetParam());
    auto const one = f.proposal();
    auto const contribution = f.contribute(f.agent(2, 2), f.text());
    ASSERT_TRUE(f.decide({contribution->id}, consultation::Grouped{{one.id}, {}}).ok());
    auto const cost = [&](auto const& read) {
        auto const snapshot = f.database->snapshot();
        int const before = snapshot->statements_run();
        read(*snapshot);
        return snapshot->statements_run() - before;
    };
    EXPECT_EQ(
        cost([&](db::Reader const& r) { return consultation::proposal_by_reference(r, one.reference); }), 3);
    EXPECT_EQ(cost([&](db::Reader const& r) { return consultation::support_breakdown(r, one.id); }), 2);
    EXPECT_EQ(cost([&](db::Reader const& r) {
                  return consultation::contribution_by_reference(r, contribution->reference);
              }),
              3);
    EXPECT_EQ(cost([&](db::Reader const& r) { return consultation::campaign_by_slug(r, "essai-2026"); }), 1);
    EXPECT_EQ(cost([&](db::Reader const& r) { return consultation::campaign_figures(r, f.campaign); }), 1);
}
