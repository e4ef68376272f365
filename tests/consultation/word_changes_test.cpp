#include "consultation/word_changes.hpp"

#include <gtest/gtest.h>

#include <chrono>

using consultation::TextRun;
using consultation::word_changes;

namespace {

std::string joined(std::vector<TextRun> const& runs) {
    std::string text;
    for (TextRun const& run : runs) text += run.text;
    return text;
}
std::string marked(std::vector<TextRun> const& runs) {
    std::string text;
    for (TextRun const& run : runs) text += run.is_changed ? "[" + run.text + "]" : run.text;
    return text;
}

}  // namespace

TEST(WordChanges, changed_words_are_marked_and_both_texts_stay_whole) {
    std::string const before = "Les habitants appellent la mairie le lundi.";
    std::string const after = "Les habitants écrivent à la mairie le mardi.";
    auto const changes = word_changes(before, after);
    EXPECT_EQ(marked(changes.before), "Les habitants [appellent] la mairie le [lundi].");
    EXPECT_EQ(marked(changes.after), "Les habitants [écrivent à ]la mairie le [mardi].");
    EXPECT_EQ(joined(changes.before), before);
    EXPECT_EQ(joined(changes.after), after);
    EXPECT_TRUE(changes.is_fine);
}

TEST(WordChanges, a_word_is_never_cut_inside_a_letter) {
    auto const changes = word_changes("été", "étés");
    EXPECT_EQ(marked(changes.before), "[été]");
    EXPECT_EQ(marked(changes.after), "[étés]");
}

TEST(WordChanges, what_was_empty_is_wholly_new_and_the_same_has_no_mark) {
    EXPECT_EQ(marked(word_changes("", "Un coût").after), "[Un coût]");
    EXPECT_TRUE(word_changes("", "Un coût").before.empty());
    EXPECT_EQ(marked(word_changes("Pareil", "Pareil").after), "Pareil");
}

TEST(WordChanges, the_largest_texts_are_compared_in_bounded_time) {
    std::string before;
    std::string after;
    for (int i = 0; i < 620; ++i) {
        before += "mot" + std::to_string(i) + " ";
        after += "autre" + std::to_string(i * 7) + " ";
    }
    auto const start = std::chrono::steady_clock::now();
    auto const changes = word_changes(before, after);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
    EXPECT_EQ(joined(changes.before), before);
    EXPECT_EQ(joined(changes.after), after);
    EXPECT_FALSE(changes.is_fine);  // all words are others: marked whole
    std::string const long_text(20'000, ' ');
    EXPECT_FALSE(word_changes(long_text, "court").is_fine);
}

TEST(WordChanges, texts_of_the_same_words_in_another_order_are_shown_whole_and_cost_little) {
    std::string before;
    std::string after;
    for (int i = 0; i < 1000; ++i) {
        before += std::to_string(i) + " ";
        after += std::to_string(999 - i) + " ";
    }
    auto const changes = word_changes(before, after);
    EXPECT_FALSE(changes.is_fine);
    EXPECT_EQ(joined(changes.before), before);
    EXPECT_EQ(joined(changes.after), after);
    // A paragraph that was moved is still shown word by word.
    std::string const moved = before.substr(600) + before.substr(0, 600);
    auto const fine = word_changes(before, moved);
    EXPECT_TRUE(fine.is_fine);
    EXPECT_EQ(joined(fine.after), moved);
}
