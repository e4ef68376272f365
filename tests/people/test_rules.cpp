// The pure rules: hints, codes, functions, words.
#include <gtest/gtest.h>

#include <set>

#include "people/email_hint.hpp"
#include "people/letters.hpp"
#include "people/partner.hpp"
#include "people/quality.hpp"
#include "people/secrets.hpp"

TEST(EmailHint, a_mistyped_webmail_is_suggested_and_a_right_one_is_left_alone) {
    EXPECT_EQ(people::suggested_address("x@gmial.com"), "x@gmail.com");
    EXPECT_EQ(people::suggested_address("Mairie.X@ornage.fr"), "mairie.x@orange.fr");
    EXPECT_EQ(people::suggested_address("x@wanado.fr"), "x@wanadoo.fr");
    EXPECT_EQ(people::suggested_address("x@laposte.nt"), "x@laposte.net");
    EXPECT_EQ(people::suggested_address("x@hotmial.fr"), "x@hotmail.fr");
    for (char const* right : {"x@gmail.com", "x@mail.com", "x@orange.fr", "x@me.com", "x@mairie-locronan.fr",
                              "pas une adresse", "", "x@", "@gmial.com"})
        EXPECT_FALSE(people::suggested_address(right).has_value()) << right;
}

TEST(EmailHint, the_domain_of_the_chosen_authority_is_suggested) {
    std::vector<std::string> const known{"locronan.bzh"};
    EXPECT_EQ(people::suggested_address("maire@locronnan.bzh", known), "maire@locronan.bzh");
    EXPECT_FALSE(people::suggested_address("maire@locronan.bzh", known).has_value());
    EXPECT_FALSE(people::suggested_address("maire@locronnan.bzh").has_value());
}

TEST(EmailHint, short_domains_bear_one_error_only) {
    EXPECT_EQ(people::suggested_address("x@fre.fr"), "x@free.fr");
    EXPECT_FALSE(people::suggested_address("x@ere.fr").has_value() &&
                 people::suggested_address("x@era.fr").has_value());
    EXPECT_FALSE(people::suggested_address("x@fee.com").has_value());
}

TEST(EmailHint, a_swap_of_neighbours_is_one_error) {
    EXPECT_EQ(people::typing_distance("gmial", "gmail", 2), 1);
    EXPECT_EQ(people::typing_distance("abc", "abc", 2), 0);
    EXPECT_EQ(people::typing_distance("abc", "xyz", 2), 3);
    EXPECT_EQ(people::typing_distance("a", "abcdef", 2), 3);
}

TEST(Secrets, a_code_is_six_digits_however_it_is_typed) {
    EXPECT_EQ(people::code_as_typed(" 012 345\n"), "012345");
    EXPECT_EQ(people::code_as_typed("012\u202f345"), "012345");
    EXPECT_EQ(people::code_as_typed("012\u00a0345"), "012345");
    for (char const* wrong : {"", "12345", "1234567", "12345a", "１２３４５６", "123456' OR 1=1"})
        EXPECT_FALSE(people::code_as_typed(wrong).has_value()) << wrong;
    EXPECT_FALSE(people::code_as_typed(std::string(1'000'000, '1')).has_value());
    EXPECT_EQ(people::official_code_as_typed("abcd-2345"), "ABCD2345");
    EXPECT_FALSE(people::official_code_as_typed("ABCD-0O1I").has_value());
}

TEST(Secrets, official_codes_use_no_letter_that_looks_like_another) {
    base::SeededRandom random(1);
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        std::string const code = people::new_official_code(random);
        EXPECT_EQ(code.size(), 8u);
        EXPECT_EQ(code.find_first_of("0O1IL"), std::string::npos);
        seen.insert(code);
    }
    EXPECT_EQ(seen.size(), 1000u);
}

TEST(Secrets, a_code_is_bound_to_the_browser_and_to_the_address) {
    auto const hash = people::hash_of_code("browser", "a@x.fr", "123456");
    EXPECT_NE(hash, people::hash_of_code("other", "a@x.fr", "123456"));
    EXPECT_NE(hash, people::hash_of_code("browser", "b@x.fr", "123456"));
    EXPECT_EQ(hash, people::hash_of_code("browser", "a@x.fr", "123456"));
}

TEST(Quality, a_function_belongs_to_its_quality) {
    using people::Quality;
    EXPECT_EQ(people::function_label(Quality::elected, "maire"), "maire");
    EXPECT_FALSE(people::function_label(Quality::agent, "maire").has_value());
    EXPECT_FALSE(people::function_label(Quality::agent, "").has_value());
    EXPECT_EQ(people::public_description(Quality::agent, "secretaire-de-mairie"),
              "Agent, secrétaire général(e) de mairie");
    for (Quality const quality : {Quality::agent, Quality::elected, Quality::partner})
        EXPECT_EQ(people::quality_from(people::code(quality)), quality);
}

TEST(Partner, every_error_of_the_form_is_told_at_once) {
    auto const refused = people::partner_named({" \u202e ", "empire", "123"});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().fields.size(), 3u);
    EXPECT_TRUE(people::partner_named({"Association des maires", "association", ""}).ok());
    EXPECT_FALSE(people::partner_named({std::string(201, 'a'), "association", ""}).ok());
}

TEST(Letters, the_first_line_is_the_answer_and_there_is_one_link) {
    people::Settings const settings{"https://tremplin.example", "Tremplin", "contact@tremplin.example", ""};
    auto const mail = people::sign_in_letter(settings, "agent@exemple.fr", "012345", "TOKEN", "");
    EXPECT_EQ(mail.subject, "Votre code pour vous connecter");
    EXPECT_TRUE(mail.secret);
    EXPECT_EQ(mail.text.substr(0, mail.text.find('\n')), "012345 est votre code pour vous connecter.");
    EXPECT_EQ(mail.text.find("https://"), mail.text.rfind("https://"));

    people::AffiliationLine line;
    line.affiliation.state = people::AffiliationState::refused;
    line.affiliation.reason = "Adresse inconnue de la mairie.";
    line.email = "agent@exemple.fr";
    line.body_name = "Commune de Locronan";
    auto const refused = people::decision_letter(settings, line);
    EXPECT_EQ(refused.subject, "Votre rattachement à «\u00a0Commune de Locronan\u00a0» est refusé");
    EXPECT_EQ(refused.text,
              "Votre rattachement à «\u00a0Commune de Locronan\u00a0» est refusé.\n\n"
              "Motif\u00a0: Adresse inconnue de la mairie.\n\n"
              "Ce que vous avez fait en son nom ne compte pas. Si vous contestez cette décision, écrivez à "
              "contact@tremplin.example.\n\n"
              "Vos rattachements\u00a0:\nhttps://tremplin.example/mon-compte/collectivites\n");
}
