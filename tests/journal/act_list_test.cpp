// The journal read as a list: filters, pages of a key, proofs in the first head.
#include "journal/act_list.hpp"
#include "support/databases.hpp"

using base::Done;
using base::Result;
using db::Tx;

ON_BOTH_ENGINES(ActListTest);

namespace {

struct ActListFixture {
    explicit ActListFixture(db::Engine engine)
        : database(engine),
          signer(journal::HeadSigner::from_seed(std::string(32, 's'))),
          sequencer(signer, clock) {
        db::migrate(*database, journal::migrations());
    }
    void act(std::string const& code, std::int64_t person, std::int64_t body, std::string const& subject) {
        auto const done = database->write([&](Tx& tx) -> Result<Done> {
            journal::record(tx, world, {code, person, body, subject, {{"a=b", "line\nl\\n"}, {"c", ""}}});
            return Done{};
        });
        ASSERT_TRUE(done.ok());
        clock.set(clock.now() + base::Duration::minutes(1));
    }
    /// One head over what waits.
    void sequence() {
        auto const done = database->write([&](Tx& tx) -> Result<Done> {
            (void)sequencer.run(tx);
            return Done{};
        });
        ASSERT_TRUE(done.ok());
    }
    std::vector<std::string> subjects(journal::ActFilter const& filter) {
        std::vector<std::string> found;
        for (journal::Act const& one : journal::act_page(*database->snapshot(), filter, {}, {}).acts)
            found.push_back(one.subject);
        return found;
    }

    support::TestDatabase database;
    base::FixedClock clock{base::Instant{1'700'000'000'000'000}};
    base::SeededRandom random{1};
    base::World world{clock, random};
    journal::HeadSigner signer;
    journal::Sequencer sequencer;
};

using Subjects = std::vector<std::string>;

}  // namespace

TEST_P(ActListTest, each_filter_keeps_its_acts_and_no_other) {
    ActListFixture f(GetParam());
    base::Instant const start = f.clock.now();
    f.act("support.cast", 1, 7, "P-1");
    f.act("supporter.cast", 2, -3, "P-2");  // another noun that begins alike
    f.act("support.withdrawn", 2, 7, "P-1");
    f.act("affiliation.lapse", 0, 7, "affiliation:1");
    EXPECT_EQ(f.subjects({}), (Subjects{"affiliation:1", "P-1", "P-2", "P-1"}));
    EXPECT_EQ(f.subjects({.noun = "support"}), (Subjects{"P-1", "P-1"}));
    EXPECT_EQ(f.subjects({.subject = "P-2"}), (Subjects{"P-2"}));
    EXPECT_EQ(f.subjects({.person = 2}), (Subjects{"P-1", "P-2"}));
    EXPECT_EQ(f.subjects({.person = 0}), (Subjects{"affiliation:1"}));
    EXPECT_EQ(f.subjects({.body = -3}), (Subjects{"P-2"}));
    EXPECT_EQ(f.subjects({.noun = "support", .body = 7, .from = start + base::Duration::minutes(2)}),
              (Subjects{"P-1"}));
    EXPECT_EQ(f.subjects({.until = start + base::Duration::minutes(1)}), (Subjects{"P-1"}));
    EXPECT_EQ(f.subjects({.noun = "support' OR '1'='1"}), Subjects{});
}

TEST_P(ActListTest, pages_follow_each_other_both_ways_without_a_gap) {
    ActListFixture f(GetParam());
    int const total = journal::acts_per_page * 2 + 5;
    for (int i = 0; i < total; ++i) f.act("test.act", 1, 0, std::to_string(i));
    auto const snapshot = f.database->snapshot();
    journal::ActPage const first = journal::act_page(*snapshot, {}, {}, {});
    EXPECT_FALSE(first.has_newer);
    ASSERT_TRUE(first.has_older);
    journal::ActPage const second = journal::act_page(*snapshot, {}, first.acts.back().entry, {});
    EXPECT_TRUE(second.has_newer);
    ASSERT_TRUE(second.has_older);
    journal::ActPage const third = journal::act_page(*snapshot, {}, second.acts.back().entry, {});
    EXPECT_FALSE(third.has_older);
    EXPECT_EQ(third.acts.size(), 5u);
    EXPECT_EQ(third.acts.back().subject, "0");
    journal::ActPage const back = journal::act_page(*snapshot, {}, {}, third.acts.front().entry);
    ASSERT_EQ(back.acts.size(), second.acts.size());
    EXPECT_EQ(back.acts.front().entry, second.acts.front().entry);
    std::size_t exported = 0;
    std::int64_t last = 0;
    for (;;) {
        auto const acts = journal::acts_after(*snapshot, {}, last, 7);
        exported += acts.size();
        if (acts.size() < 7) break;
        last = acts.back().entry;
    }
    EXPECT_EQ(exported, static_cast<std::size_t>(total));
}

TEST_P(ActListTest, an_entry_is_proven_in_the_first_head_that_holds_it_whatever_the_shape_of_the_tree) {
    ActListFixture f(GetParam());
    int written = 0;
    for (int const batch : {1, 1, 3, 2, 7, 1, 8, 5, 13, 1}) {
        for (int i = 0; i < batch; ++i) f.act("test.act", 1, 0, std::to_string(written++));
        f.sequence();
    }
    auto const snapshot = f.database->snapshot();
    for (std::int64_t entry = 1; entry <= written; ++entry) {
        auto const stored = journal::stored_entry(*snapshot, entry);
        auto const proof = journal::first_proof_of(*snapshot, entry);
        ASSERT_TRUE(stored && proof) << entry;
        EXPECT_TRUE(journal::is_included(stored->leaf, proof->position, proof->head.size, proof->path,
                                         proof->head.root))
            << entry << " in " << proof->head.size;
        EXPECT_TRUE(journal::is_signed_by(f.signer.public_key(), proof->head));
        EXPECT_EQ(journal::is_content_whole(*stored), std::optional(true));
    }
    EXPECT_FALSE(journal::first_proof_of(*snapshot, written + 1));
    journal::Head forged = journal::heads(*snapshot, {}, 1).front();
    forged.size += 1;
    EXPECT_FALSE(journal::is_signed_by(f.signer.public_key(), forged));
    EXPECT_EQ(journal::count_heads(*snapshot), 10);
    EXPECT_EQ(journal::heads(*snapshot, 42, 100).size(), 9u);
}

TEST_P(ActListTest, a_pending_entry_has_no_proof_yet_and_an_erased_one_keeps_its_place) {
    ActListFixture f(GetParam());
    f.act("test.act", 1, 0, "a");
    EXPECT_FALSE(journal::first_proof_of(*f.database->snapshot(), 1));
    f.sequence();
    auto const erased = f.database->write([](Tx& tx) -> Result<Done> {
        tx.execute("UPDATE journal_entries SET salt = $1, payload = $2", {db::Blob{""}, ""});
        return Done{};
    });
    ASSERT_TRUE(erased.ok());
    auto const stored = journal::stored_entry(*f.database->snapshot(), 1);
    EXPECT_EQ(journal::is_content_whole(*stored), std::nullopt);
    EXPECT_TRUE(journal::first_proof_of(*f.database->snapshot(), 1));
}

TEST(Facts, a_payload_is_read_back_as_it_was_written) {
    std::vector<std::pair<std::string, std::string>> const facts{
        {"a=b", "line\nl\\n"}, {"", ""}, {"c", "=x\\"}, {"d", "é"}};
    EXPECT_EQ(journal::facts_of(journal::payload_of({"x.y", 0, 0, "", facts})), facts);
    EXPECT_TRUE(journal::facts_of("").empty());
    EXPECT_TRUE(journal::facts_of("\\").empty());
}
