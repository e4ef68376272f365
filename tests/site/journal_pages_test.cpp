// The journal on screen: who reads it, what filters find, what a proof says, what the public sees.
#include <fmt/format.h>

#include "journal/act_list.hpp"
#include "site/act_words.hpp"
#include "site/desk_fixture.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace desk_tests {

ON_BOTH_ENGINES(JournalPagesTest);

namespace {

void record(DeskFixture& f, std::string const& act, std::int64_t person, std::int64_t body,
            std::string const& subject) {
    f.write([&](Tx& tx) {
        journal::record(tx, f.site.services->world, {act, person, body, subject, {{"state", "x"}}});
    });
}

}  // namespace

TEST_P(JournalPagesTest, filters_lead_to_the_acts_meant_and_a_wrong_one_says_so) {
    DeskFixture f(GetParam());
    Browser team = f.operator_browser();
    record(f, "support.cast", 1, 1, "P-2026-001");
    record(f, "contribution.published", 2, 2, "C-2026-0007");
    auto const finds = [&](std::string const& query, bool support, bool contribution) {
        auto const page = team.get("/operateur/journal" + query);
        EXPECT_EQ(page.status, 200) << query;
        EXPECT_EQ(shows(page, "P-2026-001</a>"), support) << query;
        EXPECT_EQ(shows(page, "C-2026-0007</a>"), contribution) << query;
    };
    finds("", true, true);
    finds("?acte=support", true, false);
    finds("?pour=29134", true, false);
    finds("?qui=2", false, true);
    finds("?objet=P-2026-001", true, false);
    finds("?du=01/02/2026&au=01/02/2026", true, true);
    finds("?du=02/02/2026", false, false);
    finds("?au=31/01/2026", false, false);
    finds("?acte=inconnu", true, true);
    EXPECT_TRUE(shows(team.get("/operateur/journal"), "Commune de Locronan"));
    for (char const* wrong :
         {"?pour=99999", "?qui=abc", "?du=hier", "?qui=x@y.example", "?pour=partenaire:9"})
        EXPECT_EQ(team.get(std::string("/operateur/journal") + wrong).status, 422) << wrong;
    EXPECT_FALSE(
        shows(team.get("/operateur/journal?objet=" + base::percent_encoded(hostile)), "<script>alert"));
    EXPECT_EQ(Browser::location(team.get("/operateur/journal?q=29134")), "/operateur/journal?pour=29134");
    EXPECT_EQ(Browser::location(team.get("/operateur/journal?q=1")), "/operateur/journal/1");
    EXPECT_EQ(Browser::location(team.get("/operateur/journal?q=P-2026-001")),
              "/operateur/journal?objet=P-2026-001");
    f.expect_sound();
}

TEST_P(JournalPagesTest, an_operator_may_look_for_an_address_and_an_auditor_sees_numbers_only) {
    DeskFixture f(GetParam());
    Browser team = f.operator_browser();
    Browser auditor = f.browser(2, 0, DeskFixture::Role::auditor);
    Browser agent = f.browser(1, 1);
    record(f, "support.cast", 1, 1, "P-2026-001");
    std::int64_t const entry = journal::acts_on(*f.site.database->snapshot(), "P-2026-001", 1).front().entry;
    std::string const address = "/operateur/journal/" + std::to_string(entry);
    EXPECT_TRUE(shows(team.get("/operateur/journal?qui=p1@x.example"), "P-2026-001"));
    EXPECT_EQ(auditor.get("/operateur/journal?qui=p1@x.example").status, 422);
    EXPECT_TRUE(shows(team.get(address), "p1@x.example"));
    EXPECT_FALSE(shows(auditor.get(address), "p1@x.example"));
    EXPECT_TRUE(shows(auditor.get(address), "Personne 1"));
    EXPECT_TRUE(shows(auditor.get(address), "en lecture seule (audit)"));
    EXPECT_TRUE(shows(team.get(address), "dans l’équipe de l’opérateur"));
    EXPECT_FALSE(shows(team.get("/operateur/journal"), "p1@x.example"));
    for (std::string const& path : {std::string("/operateur/journal"), std::string("/operateur/journal.csv"),
                                    address, address + "/preuve.json"})
        EXPECT_EQ(agent.get(path).status, 403) << path;
    f.expect_sound();
}

TEST_P(JournalPagesTest, the_proof_waits_for_the_tree_then_says_that_everything_holds) {
    DeskFixture f(GetParam());
    Browser auditor = f.browser(2, 0, DeskFixture::Role::auditor);
    record(f, "support.cast", 1, 1, "P-2026-001");
    std::int64_t const entry = journal::acts_on(*f.site.database->snapshot(), "P-2026-001", 1).front().entry;
    std::string const address = "/operateur/journal/" + std::to_string(entry);
    EXPECT_TRUE(shows(auditor.get(address), "vient dans la seconde"));
    EXPECT_EQ(auditor.get(address + "/preuve.json").status, 409);
    f.sequence();
    EXPECT_TRUE(shows(auditor.get(address), "concordent"));
    auto const proof = auditor.get(address + "/preuve.json");
    EXPECT_EQ(proof.status, 200);
    EXPECT_TRUE(shows(proof, base::hex(f.signer.public_key())));
    f.write([&](Tx& tx) {
        tx.execute("UPDATE journal_entries SET subject = 'P-2026-002' WHERE id = $1", {entry});
    });
    EXPECT_TRUE(shows(auditor.get(address), "ne correspond plus"));
    EXPECT_EQ(auditor.get("/operateur/journal/999999").status, 404);
    EXPECT_EQ(auditor.get("/operateur/journal/abc").status, 404);
    f.expect_sound();
}

TEST_P(JournalPagesTest, the_export_holds_the_filtered_acts_with_codes_and_no_address) {
    DeskFixture f(GetParam());
    Browser team = f.operator_browser();
    record(f, "support.cast", 1, 1, "P-2026-001");
    record(f, "contribution.published", 900, 2, "C-2026-0007");
    auto const answer = team.get("/operateur/journal.csv?pour=29004");
    ASSERT_EQ(answer.status, 200);
    std::ifstream stream(answer.file_path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    EXPECT_NE(text.str().find("C-2026-0007"), std::string::npos);
    EXPECT_NE(text.str().find("29004,Commune de Argol"), std::string::npos) << text.str();
    EXPECT_EQ(text.str().find("P-2026-001"), std::string::npos);
    EXPECT_EQ(text.str().find("@"), std::string::npos);
    std::remove(answer.file_path.c_str());
    f.expect_sound();
}

TEST_P(JournalPagesTest, everybody_reads_the_signed_heads_page_by_page) {
    DeskFixture f(GetParam());
    Browser visitor(f.site);
    f.sequence();
    for (int i = 0; i < 25; ++i) {
        record(f, "support.cast", 1, 1, "P-2026-001");
        f.sequence();
    }
    auto const page = visitor.get("/journal/tetes");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(shows(page, base::hex(f.signer.public_key())));
    EXPECT_TRUE(shows(page, "26\u00a0têtes en tout"));
    EXPECT_TRUE(shows(page, "/journal/tetes?avant="));
    auto const json = visitor.get("/api/v1/journal/heads?per_page=5");
    EXPECT_EQ(json.status, 200);
    EXPECT_TRUE(shows(json, "\"total\":26"));
    for (char const* wrong : {"per_page=0", "per_page=101", "after=abc", "after=-1"})
        EXPECT_EQ(visitor.get(std::string("/api/v1/journal/heads?") + wrong).status, 400) << wrong;
    f.expect_sound();
}

TEST_P(JournalPagesTest, two_heads_are_compared_and_the_proof_is_there_for_everybody) {
    DeskFixture f(GetParam());
    Browser visitor(f.site);
    for (int i = 0; i < 5; ++i) {
        record(f, "support.cast", 1, 1, "P-2026-001");
        f.sequence();
    }
    auto const all = journal::heads(*f.site.database->snapshot(), std::nullopt, 100);
    std::int64_t const first = all.back().size;
    std::int64_t const second = all.front().size;
    ASSERT_LT(first, second);
    std::string const api = "/api/v1/journal/consistency?";
    std::string const both = fmt::format("first={}&second={}", first, second);
    EXPECT_TRUE(shows(visitor.get("/journal/coherence?de=" + std::to_string(first)),
                      "premiers actes sont les mêmes"));
    auto const proof = visitor.get(api + both);
    EXPECT_EQ(proof.status, 200);
    for (journal::Head const* head : {&all.back(), &all.front()})
        EXPECT_TRUE(shows(proof, base::hex(base::as_bytes(head->root))));
    EXPECT_EQ(visitor.get("/journal/coherence").status, 200);
    for (std::string const& wrong :
         {std::string("de="), std::string("de=abc"), std::string("de=999999"), std::string("de=-1"),
          fmt::format("de={}&a={}", second, first), fmt::format("de={}&a=x", first)})
        EXPECT_EQ(visitor.get("/journal/coherence?" + wrong).status, 422) << wrong;
    for (char const* wrong :
         {"", "first=0&second=1", "first=2&second=1", "first=1&second=x", "first=1", "first=1&second=300000"})
        EXPECT_EQ(visitor.get(api + wrong).status, 400) << wrong;
    EXPECT_EQ(visitor.get(api + fmt::format("first={}&second={}", first, second + 1000)).status, 404);
    EXPECT_FALSE(
        shows(visitor.get("/journal/coherence?de=" + base::percent_encoded(hostile)), "<script>alert"));

    f.sql(
        fmt::format("UPDATE journal_leaves SET leaf = (SELECT x.leaf FROM journal_leaves x WHERE "
                    "x.position = 0) WHERE position = {}",
                    second - 1));
    EXPECT_TRUE(shows(visitor.get("/journal/coherence?de=" + std::to_string(first)), "ne concordent pas"))
        << "a leaf was changed in the database";
    f.expect_sound();
}

TEST_P(JournalPagesTest, pages_of_things_lead_overseers_and_nobody_else_to_their_journal) {
    DeskFixture f(GetParam());
    Browser team = f.operator_browser();
    Browser agent = f.browser(1, 1);
    Browser visitor(f.site);
    EXPECT_TRUE(shows(team.get("/collectivites/29134"), "/operateur/journal?pour=29134"));
    EXPECT_FALSE(shows(agent.get("/collectivites/29134"), "Journal de cet objet"));
    EXPECT_FALSE(shows(visitor.get("/collectivites/29134"), "Journal de cet objet"));
    EXPECT_TRUE(shows(team.get("/operateur/campagnes/essai-2026"), "objet=campaign:essai-2026"));
}

TEST(ActWords, every_noun_of_the_list_of_acts_has_its_words) {
    std::ifstream stream("docs/acts.md");
    if (!stream) GTEST_SKIP() << "run from the root of the repository";
    std::string line;
    while (std::getline(stream, line)) {
        // Full names stand in backquotes: `support.cast`; those that follow are shortened to `.withdrawn`.
        std::size_t const cell_end = line.find('|', 1);
        for (std::size_t at = line.find('`'); at != std::string::npos && at < cell_end;) {
            std::size_t const end = line.find('`', at + 1);
            std::string const act = line.substr(at + 1, end - at - 1);
            std::size_t const dot = act.find('.');
            if (dot != std::string::npos && dot > 0) {
                std::string const noun = act.substr(0, dot);
                EXPECT_TRUE(std::ranges::any_of(site::act_nouns(),
                                                [&](site::NounWords const& one) { return one.noun == noun; }))
                    << act << ": give its noun a line in src/site/act_words.cpp";
            }
            at = line.find('`', end + 1);
        }
    }
}

TEST(ActWords, an_act_without_words_is_shown_by_its_noun_and_code) {
    EXPECT_EQ(site::act_label("support.cast"), "Soutien donné");
    EXPECT_EQ(site::act_label("support.invented"), "Soutiens (support.invented)");
    EXPECT_EQ(site::act_label("zzz.invented"), "zzz.invented");
    EXPECT_EQ(site::address_of_subject("affiliation:7"), "/operateur/rattachements/7");
    EXPECT_EQ(site::address_of_subject("person:7"), "");
    EXPECT_EQ(site::words_of_subject("mailing:4"), "courrier 4");
    EXPECT_EQ(site::words_of_subject("C-2026-0001"), "C-2026-0001");
    EXPECT_EQ(site::words_of_subject("zzz:1"), "zzz:1");
}

}  // namespace desk_tests
