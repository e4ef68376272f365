#include <gtest/gtest.h>

#include "base/text.hpp"

using namespace base;

TEST(Text, what_is_typed_keeps_letters_and_loses_control_characters) {
    EXPECT_EQ(tidied("  a\r\nb\x07 "), "a\nb");
    EXPECT_EQ(tidied(std::string_view("a\0b", 3)), "ab");
    EXPECT_EQ(tidied("caf\u00e9 \u202Etxt"), "café txt");
    EXPECT_EQ(tidied_line("un\n\n  deux\ttrois"), "un deux trois");
    EXPECT_FALSE(tidied("\xC3(").has_value());
    EXPECT_FALSE(tidied("\xED\xA0\x80").has_value());  // a surrogate
    EXPECT_FALSE(tidied("\xF5\x80\x80\x80").has_value());
}

TEST(Text, names_are_found_whatever_their_accents_hyphens_and_apostrophes) {
    EXPECT_EQ(name_key("L’Haÿ-les-Roses"), "l hay les roses");
    EXPECT_EQ(name_key("l'hay les roses"), "l hay les roses");
    EXPECT_EQ(name_key("Œting"), "oeting");
    EXPECT_EQ(folded("ÉCOLE"), "ecole");
    EXPECT_EQ(folded("e\u0301cole"), "ecole");
    EXPECT_EQ(slug("Faciliter l’intervention des agents !"), "faciliter-l-intervention-des-agents");
}

TEST(Text, shortening_cuts_between_words) {
    EXPECT_EQ(shortened("Signaler les nids-de-poule", 30), "Signaler les nids-de-poule");
    EXPECT_EQ(shortened("Signaler les nids-de-poule", 15), "Signaler les…");
    EXPECT_EQ(length_in_characters(shortened(std::string(100, 'x'), 10)), 10u);
}

TEST(Text, numbers_are_read_whole_or_not_at_all) {
    EXPECT_EQ(parse_int("42"), 42);
    EXPECT_FALSE(parse_int("42x"));
    EXPECT_FALSE(parse_int(""));
    EXPECT_FALSE(parse_int("99999999999999999999"));
}

TEST(Text, percent_escapes) {
    EXPECT_EQ(percent_decoded("a%20b+c", true), "a b c");
    EXPECT_EQ(percent_decoded("a+b", false), "a+b");
    EXPECT_FALSE(percent_decoded("%2", false));
    EXPECT_FALSE(percent_decoded("%zz", false));
    EXPECT_EQ(percent_encoded("é&"), "%C3%A9%26");
}

TEST(Text, an_email_has_one_at_sign_and_a_dotted_domain) {
    EXPECT_TRUE(is_email("mairie@locronan.fr"));
    EXPECT_TRUE(is_email("a.b+c@mairie-x.bzh"));
    for (char const* wrong :
         {"", "mairie", "@x.fr", "a@b", "a@@b.fr", "a b@c.fr", "a@-x.fr", "a@x..fr", "a@x.1", "a\n@x.fr"})
        EXPECT_FALSE(is_email(wrong)) << wrong;
    EXPECT_EQ(email_key(" Mairie@X.FR "), "mairie@x.fr");
    EXPECT_EQ(email_domain("a@mairie-x.fr"), "mairie-x.fr");
    EXPECT_EQ(email_masked("agent@mairie-x.fr"), "a•••@mairie-x.fr");
}

// Found by tools/fuzz.sh text: a sequence cut at the end of the text was read on, beyond it.
TEST(Text, a_character_cut_at_the_end_is_not_read_beyond_it) {
    std::string const whole = "\xC3\x81vrac";
    EXPECT_EQ(base::folded(std::string_view(whole).substr(0, 2)), "a");
    EXPECT_EQ(base::folded(std::string_view(whole).substr(0, 1)).find('a'), std::string::npos);
    EXPECT_EQ(base::slug("\xF0"), "");
}
