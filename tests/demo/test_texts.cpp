// The written texts: all that the program carries can be read, and the counts are those that the figures
// need.
#include <gtest/gtest.h>

#include <set>

#include "demo/accounts.hpp"
#include "demo/campaign_2021.hpp"
#include "demo/texts.hpp"
#include "demo/voices.hpp"

namespace {

TEST(DemoTexts, hold_as_many_voices_as_the_contributions_of_2021) {
    demo::Texts const texts = demo::read_texts();
    std::size_t to_group = 0;
    for (demo::Core const& core : texts.cores)
        if (core.campaign.empty()) to_group += core.voices.size();
    std::size_t to_reorient = 0;
    for (demo::Core const& core : texts.reoriented) to_reorient += core.voices.size();
    EXPECT_GE(static_cast<std::int64_t>(to_group), demo::grouped_of_2021);
    EXPECT_EQ(static_cast<std::int64_t>(to_reorient), demo::reoriented_of_2021 + 3);
    EXPECT_EQ(static_cast<std::int64_t>(texts.rejected.size()), demo::rejected_of_2021);
    EXPECT_EQ(texts.themes.size(), 14U);
    EXPECT_GE(texts.cores.size() + texts.reoriented.size(), 60U);
}

TEST(DemoTexts, choose_seventeen_of_sixty_seven_with_a_reason_of_its_own_each) {
    demo::Texts const texts = demo::read_texts();
    std::int64_t proposals = 0;
    std::int64_t selected = 0;
    std::set<std::string> reasons;
    for (demo::ProposalText const& proposal : texts.proposals) {
        if (!proposal.campaign.empty()) continue;
        ++proposals;
        if (proposal.choice == consultation::Choice::selected) ++selected;
        reasons.insert(proposal.choice_reason);
    }
    EXPECT_EQ(proposals, demo::proposals_of_2021);
    EXPECT_EQ(selected, demo::selected_of_2021);
    EXPECT_EQ(static_cast<std::int64_t>(reasons.size()), proposals);
}

TEST(DemoTexts, fill_every_placeholder_of_every_voice_for_a_commune) {
    demo::Texts const texts = demo::read_texts();
    demo::Place place;
    place.reference = "29134";
    place.name = "Locronan";
    place.long_name = "Commune de Locronan";
    place.population = 1234;
    base::SeededRandom random(7);
    for (std::vector<demo::Core> const* const list : {&texts.cores, &texts.reoriented})
        for (demo::Core const& core : *list)
            for (demo::Voice const& voice : core.voices) {
                auto const text = demo::composed(
                    core, voice, {place.long_name, &place, *base::parse_iso8601("2021-02-10T09:00:00Z")},
                    random);
                EXPECT_EQ(text.title.find('{'), std::string::npos) << core.key;
                EXPECT_EQ(text.problem.find('{'), std::string::npos) << core.key;
                EXPECT_NE(text.problem.front(), ' ') << core.key;
            }
}

TEST(DemoTexts, a_text_that_says_adjoint_is_not_signed_by_a_mayor) {
    base::SeededRandom random(1);
    EXPECT_EQ(
        demo::function_for(people::Quality::elected, demo::Fit::village, "Adjointe aux écoles, je…", random),
        "adjoint");
    EXPECT_EQ(
        demo::function_for(people::Quality::agent, demo::Fit::town, "Secrétaire de mairie, je…", random),
        "secretaire-de-mairie");
}

TEST(DemoAccounts, are_one_for_each_role_with_addresses_that_are_addresses) {
    std::set<std::string> keys;
    for (account::DemoAccount const& one : demo::accounts()) {
        EXPECT_TRUE(keys.insert(one.key).second);
        EXPECT_FALSE(one.label.empty());
        EXPECT_FALSE(one.description.empty());
    }
    EXPECT_EQ(keys, (std::set<std::string>{"agent", "secretaire", "elu", "nouveau", "partenaire", "operateur",
                                           "auditeur", "relais"}));
}

}  // namespace
