// The author's desk: fields of a draft saved one by one, and what resembles the text being written.
#include "consultation/contribution_rows.hpp"
#include "consultation/draft_fields.hpp"
#include "consultation/fixture.hpp"
#include "consultation/near.hpp"

using tests::Fixture;
using tests::paris;
using namespace tests;

ON_BOTH_ENGINES(DraftingTest);

namespace {

struct Desk {
    explicit Desk(db::Engine engine) : f(engine) {
        marie = f.agent(1, 1);
        draft = f.write([&](db::Tx& tx) {
                     return consultation::save_draft(tx, f.world, marie, {f.campaign, {}, {}});
                 }).value();
    }
    Result<consultation::SavedField> save(people::Actor const& actor, std::string const& field,
                                          std::string const& value, std::string const& was = {},
                                          std::string const& known = {}) {
        return f.write([&](db::Tx& tx) {
            return consultation::save_draft_field(tx, f.world, actor, {draft.id, field, value, was, known});
        });
    }
    consultation::ContributionText stored() {
        return consultation::contribution_by_id(*f.database->snapshot(), draft.id)->text;
    }
    Fixture f;
    people::Actor marie;
    consultation::Contribution draft;
};

}  // namespace

TEST_P(DraftingTest, each_field_is_saved_alone_and_leaves_no_entry_in_the_journal) {
    Desk d(GetParam());
    std::int64_t const before = d.f.count("SELECT count(*) FROM journal_entries");
    ASSERT_TRUE(d.save(d.marie, "title", "  Prévenir   les habitants ").ok());
    d.f.clock.set(d.f.clock.now() + base::Duration::seconds(5));
    ASSERT_TRUE(d.save(d.marie, "theme", "mobilites").ok());
    ASSERT_TRUE(d.save(d.marie, "bodies", "00002\n00003").ok());
    EXPECT_EQ(d.stored().title, "Prévenir les habitants");
    EXPECT_EQ(d.stored().theme, d.f.choices.themes.back().id);
    EXPECT_EQ(d.stored().bodies, (std::vector{AuthorityId(2), AuthorityId(3)}));
    EXPECT_EQ(d.f.count("SELECT count(*) FROM journal_entries"), before);
}

TEST_P(DraftingTest, what_was_saved_elsewhere_is_shown_and_not_replaced) {
    Desk d(GetParam());
    ASSERT_TRUE(d.save(d.marie, "title", "Titre du premier onglet").ok());
    auto const other = d.save(d.marie, "title", "Titre du second onglet");
    ASSERT_TRUE(other.ok());
    EXPECT_EQ(other->theirs, "Titre du premier onglet");
    EXPECT_EQ(d.stored().title, "Titre du premier onglet");
    // Having seen it, one may replace it; the same text twice is no conflict.
    EXPECT_FALSE(d.save(d.marie, "title", "Titre choisi", "Titre du premier onglet")->theirs.has_value());
    EXPECT_FALSE(d.save(d.marie, "title", "Titre choisi", "n’importe quoi")->theirs.has_value());
    EXPECT_EQ(d.stored().title, "Titre choisi");
    // A form that knows of the last change has seen everything.
    auto const last = d.save(d.marie, "title", "Titre choisi");
    EXPECT_FALSE(d.save(d.marie, "title", "Autre titre", "", std::to_string(last->changed_at.us))->theirs);
    // Other fields are not concerned.
    EXPECT_FALSE(d.save(d.marie, "cost", "10 000 euros")->theirs.has_value());
}

TEST_P(DraftingTest, a_form_opened_before_a_change_does_not_overwrite_it) {
    Desk d(GetParam());
    std::string const known = std::to_string(d.draft.changed_at.us);
    d.f.clock.set(d.f.clock.now() + base::Duration::minutes(1));
    ASSERT_TRUE(d.save(d.marie, "problem", "Écrit sur le téléphone.").ok());
    consultation::ContributionText typed;
    typed.title = "Écrit au bureau";
    auto const refusal = d.f.write([&](db::Tx& tx) -> Result<Done> {
        auto refused = consultation::overtaken(tx, d.draft.id, known, typed);
        if (refused) return *refused;
        return Done{};
    });
    ASSERT_FALSE(refusal.ok());
    EXPECT_EQ(refusal.refusal().code, RefusalCode::conflict);
    std::string told;
    for (base::FieldError const& one : refusal.refusal().fields)
        told += one.field + ": " + one.message + "\n";
    EXPECT_NE(told.find("problem: Enregistré ailleurs\u00a0: «\u00a0Écrit sur le téléphone.\u00a0»"),
              std::string::npos)
        << told;
    EXPECT_NE(told.find("title: Enregistré ailleurs\u00a0: ce champ est vide"), std::string::npos) << told;
    EXPECT_EQ(told.find("bodies"), std::string::npos) << told;
    std::string const now_known =
        std::to_string(d.f.count("SELECT changed_at FROM contributions WHERE state = 'draft'"));
    EXPECT_TRUE(d.f.write([&](db::Tx& tx) -> Result<Done> {
                       auto refused = consultation::overtaken(tx, d.draft.id, now_known, typed);
                       if (refused) return *refused;
                       return Done{};
                   })
                    .ok());
}

TEST_P(DraftingTest, nobody_else_saves_and_not_after_the_closing) {
    Desk d(GetParam());
    EXPECT_EQ(d.save(d.f.agent(2, 1), "title", "Volé").refusal().code, RefusalCode::not_found);
    EXPECT_EQ(d.save({}, "title", "Volé").refusal().code, RefusalCode::not_found);
    EXPECT_EQ(d.save(d.marie, "author", "1").refusal().code, RefusalCode::invalid);
    EXPECT_EQ(d.save(d.marie, "title", std::string(121, 'x')).refusal().fields.front().field, "title");
    EXPECT_EQ(d.save(d.marie, "hosting", "\xff").refusal().fields.front().field, "hosting");
    std::string const hostile = "\"><script>alert(1)</script> 🐚";
    ASSERT_TRUE(d.save(d.marie, "audience", hostile).ok());
    EXPECT_EQ(d.stored().audience, hostile);
    d.f.clock.set(paris("2026-03-15T18:00"));
    auto const late = d.save(d.marie, "title", "Trop tard");
    EXPECT_EQ(late.refusal().code, RefusalCode::late);
    EXPECT_NE(late.refusal().message.find("15 mars 2026"), std::string::npos);
    EXPECT_EQ(d.stored().title, "");
}

TEST_P(DraftingTest, near_texts_are_published_ones_of_the_same_campaign_best_first) {
    Desk d(GetParam());
    for (char const* title : {"Déclarer une naissance sans se déplacer", "Louer la salle des fêtes",
                              "Carte des bornes de recharge", "Suivre les travaux de voirie",
                              "Prendre rendez-vous à la mairie", "Payer la cantine"})
        ASSERT_TRUE(d.f.contribute(d.marie, d.f.text(title)).ok());
    auto wanted = d.f.text("Signaler un incident sur la voirie");
    wanted.problem = "Les habitants signalent les nids-de-poule par téléphone, sans suite visible.";
    auto const same = d.f.contribute(d.marie, wanted).value();
    d.f.proposal("Signaler les incidents de voirie");
    auto const snapshot = d.f.database->snapshot();
    auto const near =
        consultation::near_texts(*snapshot, d.f.campaign, {}, "Incidents de voirie à signaler", "");
    ASSERT_GE(near.size(), 2u);
    EXPECT_LE(near.size(), 5u);
    EXPECT_TRUE(near[0].is_proposal || near[1].is_proposal);
    EXPECT_TRUE(near[0].reference == same.reference || near[1].reference == same.reference);
    for (consultation::NearText const& one : near) EXPECT_NE(one.title, "Payer la cantine");
    // Itself, drafts and strangers are left out; little text says nothing.
    for (consultation::NearText const& one :
         consultation::near_texts(*snapshot, d.f.campaign, same.id, wanted.title, ""))
        EXPECT_NE(one.reference, same.reference);
    EXPECT_TRUE(
        consultation::near_texts(*snapshot, d.f.campaign, {}, "Cimetière : rechercher une concession", "")
            .empty());
    EXPECT_TRUE(consultation::near_texts(*snapshot, d.f.campaign, {}, "voirie", "").empty());
    EXPECT_TRUE(
        consultation::near_texts(*snapshot, d.f.campaign, {}, "de la le \") OR 1=1 -- <b> {title}:", "")
            .empty());
    EXPECT_TRUE(
        consultation::near_texts(*snapshot, base::Id<consultation::Campaign>(99), {}, wanted.title, "")
            .empty());
}
