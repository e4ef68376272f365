// Segments: who is in each, counted, shown and frozen from the same words; a mailing to one of them.
#include <gtest/gtest.h>

#include "outreach/fixture.hpp"
#include "outreach/segment_actions.hpp"
#include "outreach/segment_rows.hpp"

namespace {

using namespace tests;
using outreach::Segment;
using outreach::Who;

ON_BOTH_ENGINES(SegmentTest);

struct SegmentFixture : OutreachFixture {
    using OutreachFixture::OutreachFixture;

    std::vector<std::string> in(Segment const& segment) {
        auto const snapshot = database->snapshot();
        std::vector<std::string> all;
        for (auto const& one : outreach::sample_of(*snapshot, campaign, segment))
            all.push_back(one.email_key);
        EXPECT_EQ(outreach::count_of(*snapshot, campaign, segment).addresses,
                  static_cast<std::int64_t>(all.size()));
        return all;
    }
    std::vector<std::string> in(Who who) {
        Segment segment;
        segment.who = who;
        return in(segment);
    }
    Result<base::Id<Mailing>> draft(Segment const& segment,
                                    std::string const& subject = "Merci de votre contribution",
                                    base::Id<Mailing> id = {}) {
        return write([&](db::Tx& tx) {
            return outreach::save_draft(
                tx, world, operator_,
                {campaign, id, segment, {subject, "Bonjour {collectivite}, merci à vous."}});
        });
    }
    Result<Done> leave(base::Id<Mailing> id, people::Actor const& by) {
        return write(
            [&](db::Tx& tx) { return outreach::send_to_segment(tx, world, settings_of_mails, by, id); });
    }
};

using Addresses = std::vector<std::string>;

TEST_P(SegmentTest, contributors_and_authors_of_drafts_are_told_apart) {
    SegmentFixture f(GetParam());
    auto const author = f.agent(1, 1);
    auto const undecided = f.agent(2, 2);
    ASSERT_TRUE(f.contribute(author, f.text("Un titre qui dit")).ok());
    ASSERT_TRUE(f.contribute(author, f.text("Un autre titre")).ok());
    ASSERT_TRUE(
        f.write([&](db::Tx& tx) {
             return consultation::save_draft(tx, f.world, undecided, {f.campaign, {}, f.text("Brouillon")});
         }).ok());
    EXPECT_EQ(f.in(Who::contributors), Addresses{"p1@x.example"});
    EXPECT_EQ(f.in(Who::drafts), Addresses{"p2@x.example"});
}

TEST_P(SegmentTest, supporters_of_some_proposals_of_chosen_ones_and_those_who_wait) {
    SegmentFixture f(GetParam());
    auto const water = f.proposal("Compter l’eau");
    auto const roads = f.proposal("Signaler un incident");
    f.clock.set(paris("2026-04-10T10:00"));
    ASSERT_TRUE(f.cast(f.agent(1, 1), {water.id}).ok());
    ASSERT_TRUE(f.cast(f.agent(2, 2, false), {roads.id}).ok());
    auto const gone = f.agent(3, 3);
    ASSERT_TRUE(f.cast(gone, {water.id}).ok());
    ASSERT_TRUE(f.withdraw(gone, water.id).ok());
    EXPECT_EQ(f.in(Who::supporters), (Addresses{"p1@x.example", "p2@x.example"}));
    EXPECT_EQ(f.in(Who::pending_supports), Addresses{"p2@x.example"});
    EXPECT_EQ(f.in(Who::selected_supporters), Addresses{});
    f.sql("UPDATE proposals SET state = 'selected' WHERE reference = '" + water.reference + "'");
    EXPECT_EQ(f.in(Who::selected_supporters), Addresses{"p1@x.example"});
    Segment of_roads;
    of_roads.who = Who::supporters;
    of_roads.proposals = {roads.reference};
    EXPECT_EQ(f.in(of_roads), Addresses{"p2@x.example"});
}

TEST_P(SegmentTest, silent_communes_are_those_without_contribution_or_support_by_their_usable_address) {
    SegmentFixture f(GetParam());
    for (int const id : {1, 2, 3, 4, 5, 20, 22}) f.town_hall(id);
    f.sql("UPDATE official_emails SET wrong_since = 1 WHERE authority_id = 4");
    ASSERT_TRUE(f.contribute(f.agent(1, 1), f.text("Un titre qui dit")).ok());
    auto const proposal = f.proposal();
    f.clock.set(paris("2026-04-10T10:00"));
    ASSERT_TRUE(f.cast(f.agent(2, 2, false), {proposal.id}).ok());
    EXPECT_EQ(f.in(Who::silent_communes), (Addresses{"mairie3@ville.example", "mairie5@ville.example"}));
    Segment silent;
    silent.who = Who::silent_communes;
    std::int64_t const communes =
        f.count("SELECT count(*) FROM authorities WHERE in_force = 1 AND kind = 'commune'");
    EXPECT_EQ(outreach::unreachable_of(*f.database->snapshot(), f.campaign, silent), communes - 4)
        << "two took part, two can be written to: nobody knows how to write to the others";
    Segment there;
    there.who = Who::silent_communes;
    there.department = "29";
    EXPECT_EQ(f.in(there), Addresses{"mairie3@ville.example"});
    // A contribution made by several communes speaks for each.
    f.sql(
        "INSERT INTO contribution_bodies (contribution_id, authority_id) SELECT min(id), 3 FROM "
        "contributions");
    EXPECT_EQ(f.in(there), Addresses{});
}

TEST_P(SegmentTest, members_are_narrowed_by_kind_size_and_territory) {
    SegmentFixture f(GetParam());
    f.agent(1, 1);         // 100 inhabitants, 29
    f.agent(2, 6);         // 600, 35
    f.agent(3, 20);        // the département
    f.agent(4, 7, false);  // not verified
    f.partner(5);
    EXPECT_EQ(f.in(Who::members), (Addresses{"p1@x.example", "p2@x.example", "p3@x.example"}));
    Segment segment;
    segment.who = Who::members;
    segment.kind = territories::Kind::commune;
    EXPECT_EQ(f.in(segment), (Addresses{"p1@x.example", "p2@x.example"}));
    segment.size = territories::SizeClass::from_500;
    EXPECT_EQ(f.in(segment), Addresses{"p2@x.example"});
    segment.size.reset();
    segment.department = "29";
    EXPECT_EQ(f.in(segment), Addresses{"p1@x.example"});
    segment.department.clear();
    segment.region = "84";
    EXPECT_EQ(f.in(segment), Addresses{});
    segment.region.clear();
    segment.size = territories::SizeClass::unknown;
    EXPECT_EQ(f.in(segment), Addresses{});
}

TEST_P(SegmentTest, who_asked_for_the_end_of_their_account_is_in_no_segment) {
    SegmentFixture f(GetParam());
    ASSERT_TRUE(f.contribute(f.agent(1, 1), f.text("Un titre qui dit")).ok());
    f.sql("INSERT INTO erasures (person_id, asked_at, due_at) VALUES (1, 0, NULL)");
    EXPECT_EQ(f.in(Who::contributors), Addresses{});
    EXPECT_EQ(f.in(Who::members), Addresses{});
}

TEST_P(SegmentTest, a_segment_is_kept_with_its_mailing_and_read_back_the_same) {
    http::Pairs typed;
    for (auto const& [name, value] :
         {std::pair{"segment", "soutiens"}, std::pair{"propositions", "p-2026-012, P-2026-013 ;P-2026-012"},
          std::pair{"type", "commune"}, std::pair{"taille", "500-999"}, std::pair{"departement", "2A"}})
        typed.add(name, value);
    typed = [&] {
        http::Pairs good;
        for (auto const& [name, value] : typed.items())
            good.add(name, name == "taille" ? std::string(territories::code(territories::SizeClass::from_500))
                                            : value);
        return good;
    }();
    auto const segment = outreach::segment_from(typed);
    ASSERT_TRUE(segment.ok());
    EXPECT_EQ(segment->proposals, (Addresses{"P-2026-012", "P-2026-013"}));
    Mailing mailing;
    mailing.segment = outreach::name_of(segment->who);
    mailing.filters = outreach::filters_of(*segment);
    Segment const back = outreach::segment_of(mailing);
    EXPECT_EQ(back.who, Who::supporters);
    EXPECT_EQ(back.proposals, segment->proposals);
    EXPECT_EQ(back.kind, territories::Kind::commune);
    EXPECT_EQ(back.size, territories::SizeClass::from_500);
    EXPECT_EQ(back.department, "2A");
}

TEST_P(SegmentTest, what_is_no_segment_is_refused_field_by_field) {
    http::Pairs typed;
    for (auto const& [name, value] :
         {std::pair{"segment", "tout-le-monde"}, std::pair{"type", "<script>"}, std::pair{"taille", "énorme"},
          std::pair{"region", "'; DROP"}, std::pair{"departement", "Finistère"}})
        typed.add(name, value);
    auto const refused = outreach::segment_from(typed);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().fields.size(), 5u);
    http::Pairs inner;
    inner.add("segment", "membres-absents");  // a reminder's own: nobody chooses it
    EXPECT_FALSE(outreach::segment_from(inner).ok());
}

TEST_P(SegmentTest, a_mailing_goes_to_its_segment_as_it_is_when_it_leaves) {
    SegmentFixture f(GetParam());
    ASSERT_TRUE(f.contribute(f.agent(1, 1), f.text("Un titre qui dit")).ok());
    Segment segment;
    auto const id = f.draft(segment).value();
    ASSERT_TRUE(f.contribute(f.agent(2, 2), f.text("Un autre titre")).ok());
    ASSERT_TRUE(f.leave(id, f.operator_).ok());
    ASSERT_TRUE(f.contribute(f.agent(3, 3), f.text("Un titre de plus")).ok());
    EXPECT_EQ(f.send_all(id), 2);
    EXPECT_EQ(f.mailing(id).recipients, 2);
    EXPECT_EQ(f.leave(id, f.operator_).refusal().code, RefusalCode::conflict);
    auto const mails = f.mails("campaign.segment");
    ASSERT_EQ(mails.size(), 2u);
    EXPECT_NE(mails.front().find("Bonjour Commune de Ville 1, merci"), std::string::npos) << mails.front();
    EXPECT_EQ(f.draft(segment, "Autre objet", id).refusal().code, RefusalCode::conflict);
}

TEST_P(SegmentTest, only_the_team_writes_and_only_of_what_exists) {
    SegmentFixture f(GetParam());
    auto const stranger = f.agent(1, 1);
    Segment segment;
    auto const id = f.draft(segment).value();
    EXPECT_EQ(f.leave(id, stranger).refusal().code, RefusalCode::forbidden);
    auto const by_stranger = f.write([&](db::Tx& tx) {
        return outreach::save_draft(tx, f.world, stranger,
                                    {f.campaign, {}, segment, {"Objet", "Un texte assez long pour passer."}});
    });
    EXPECT_EQ(by_stranger.refusal().code, RefusalCode::forbidden);
    EXPECT_EQ(f.write([&](db::Tx& tx) { return outreach::throw_away(tx, stranger, id); }).refusal().code,
              RefusalCode::forbidden);
    EXPECT_EQ(f.leave(id, f.operator_).refusal().code, RefusalCode::conflict) << "nobody has contributed";
    EXPECT_EQ(f.count("SELECT count(*) FROM mailing_parts"), 0) << "a refused sending leaves nothing";
    segment.who = Who::supporters;
    segment.proposals = {"P-1999-001"};
    segment.department = "99";
    EXPECT_EQ(f.draft(segment, "").refusal().fields.size(), 3u) << "department, proposal, subject";
    ASSERT_TRUE(f.write([&](db::Tx& tx) { return outreach::throw_away(tx, f.operator_, id); }).ok());
    EXPECT_EQ(f.count("SELECT count(*) FROM mailings"), 0);
}

TEST_P(SegmentTest, a_draft_of_a_campaign_is_not_changed_through_another) {
    SegmentFixture f(GetParam());
    auto const id = f.draft({}).value();
    auto const other = f.write([&](db::Tx& tx) {
        return outreach::save_draft(tx, f.world, f.operator_,
                                    {base::Id<consultation::Campaign>(f.campaign.value + 1),
                                     id,
                                     {},
                                     {"Objet", "Un texte assez long pour passer."}});
    });
    EXPECT_EQ(other.refusal().code, RefusalCode::conflict);
}

TEST_P(SegmentTest, drafts_and_mailings_of_a_day_are_bounded) {
    SegmentFixture f(GetParam());
    ASSERT_TRUE(f.contribute(f.agent(1, 1), f.text("Un titre qui dit")).ok());
    std::vector<base::Id<Mailing>> drafts;
    for (int i = 0; i < outreach::drafts_max; ++i) drafts.push_back(f.draft({}).value());
    EXPECT_EQ(f.draft({}).refusal().code, RefusalCode::too_many);
    for (auto const id : drafts) ASSERT_TRUE(f.leave(id, f.operator_).ok());
    auto const more = f.draft({}).value();
    EXPECT_EQ(f.leave(more, f.operator_).refusal().code, RefusalCode::too_many);
    f.clock.set(f.clock.now() + base::Duration::days(1) + base::Duration::seconds(1));
    EXPECT_TRUE(f.leave(more, f.operator_).ok());
}

}  // namespace
