// A poster: one page, tagged, the same bytes each time, whatever the length of its words.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "documents/poster.hpp"
#include "support/folder.hpp"

namespace {

documents::Stamp stamp() {
    return {"Consultation d’essai – affiche",
            base::parse_local("2026-04-30T18:00").value(),
            "Tremplin",
            "https://tremplin.example/campagnes/essai",
            {}};
}

documents::Poster poster() {
    documents::Poster one;
    one.kicker = "Préfecture – Finistère (29)";
    one.title = "Numérique et sobriété des services publics locaux";
    one.lead = "Soutenez les propositions utiles à votre collectivité.";
    one.deadline = "Jusqu’au vendredi 11 décembre 2026 à 23 h 59";
    one.steps = {"Ouvrez la page.", "Dites pour qui vous agissez.", "Cochez, confirmez."};
    one.code_rows = {"# #", " # ", "###"};
    one.address = "https://tremplin.example/campagnes/essai";
    one.foot = "Tremplin";
    return one;
}

std::string output_of(std::string const& command) {
    std::string text;
    if (FILE* const pipe = ::popen(command.c_str(), "r")) {
        char part[4096];
        while (std::size_t const read = std::fread(part, 1, sizeof part, pipe)) text.append(part, read);
        ::pclose(pipe);
    }
    return text;
}

}  // namespace

TEST(Poster, is_one_tagged_page_whose_words_can_be_read_and_has_the_same_bytes_each_time) {
    std::string const bytes = documents::poster_pdf(poster(), stamp());
    EXPECT_EQ(bytes, documents::poster_pdf(poster(), stamp()));
    support::TemporaryFolder folder;
    std::ofstream(folder.file("a.pdf"), std::ios::binary) << bytes;
    std::string const facts = output_of("pdfinfo '" + folder.file("a.pdf") + "' 2>&1");
    if (facts.find("not found") != std::string::npos) GTEST_SKIP() << "poppler-utils is absent";
    EXPECT_NE(facts.find("Tagged:          yes"), std::string::npos) << facts;
    EXPECT_NE(facts.find("Pages:           1"), std::string::npos) << facts;
    std::string const words = output_of("pdftotext '" + folder.file("a.pdf") + "' - 2>&1");
    for (char const* const part : {"Finistère", "sobriété", "11 décembre", "3. Cochez, confirmez."})
        EXPECT_NE(words.find(part), std::string::npos) << part << "\n" << words;
}

TEST(Poster, words_that_are_too_many_stay_on_the_page) {
    documents::Poster one = poster();
    one.title = std::string(3'000, 'x');
    one.lead = one.title;
    one.deadline = one.title;
    one.steps.assign(50, one.title);
    one.address = one.title;
    one.code_rows.assign(177, std::string(177, '#'));
    EXPECT_TRUE(documents::poster_pdf(one, stamp()).starts_with("%PDF"));
    EXPECT_TRUE(documents::poster_pdf({}, stamp()).starts_with("%PDF"));
}
