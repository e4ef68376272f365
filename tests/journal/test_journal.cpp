#include <limits>
#include <thread>

#include "journal/jobs.hpp"
#include "journal/journal.hpp"
#include "journal/once.hpp"
#include "journal/sequencer.hpp"
#include "support/databases.hpp"

using base::Done;
using base::Result;
using db::Tx;
using support::TestDatabase;

ON_BOTH_ENGINES(JournalTest);

namespace {

struct Fixture {
    explicit Fixture(db::Engine engine)
        : database(engine),
          signer(journal::HeadSigner::from_seed(std::string(32, 's'))),
          sequencer(signer, clock) {
        db::migrate(*database, journal::migrations());
        if (engine == db::Engine::sqlite)
            database->before_commit([this](Tx& tx) { (void)sequencer.run(tx); });
    }
    void act(std::string const& subject, std::int64_t person = 1) {
        auto const done = database->write([&](Tx& tx) -> Result<Done> {
            journal::record(tx, world, {"test.act", person, 7, subject, {{"a=b", "line\nline"}}});
            return Done{};
        });
        ASSERT_TRUE(done.ok());
    }
    void sequence() {
        if (database->engine() == db::Engine::postgresql) sequencer.run_if_leader(*database);
    }
    journal::Verification verify() { return journal::verify(*database->snapshot(), signer); }
    void tamper(std::string const& sql) {
        // Straight into the table, as somebody with the database's password would.
        (void)database->write([&](Tx& tx) -> Result<Done> {
            tx.script(sql);
            return Done{};
        });
    }

    TestDatabase database;
    base::FixedClock clock{base::Instant{1'700'000'000'000'000}};
    base::SeededRandom random{1};
    base::World world{clock, random};
    journal::HeadSigner signer;
    journal::Sequencer sequencer;
};

}  // namespace

TEST_P(JournalTest, acts_get_dense_positions_and_verify_finds_nothing) {
    Fixture f(GetParam());
    for (int i = 0; i < 20; ++i) f.act("thing:" + std::to_string(i));
    f.sequence();
    auto const found = f.verify();
    EXPECT_EQ(found.sequenced, 20);
    EXPECT_TRUE(found.problems.empty()) << found.problems.front();
    EXPECT_EQ(journal::latest_head(*f.database->snapshot())->size, 20);
}

TEST_P(JournalTest, every_act_written_at_once_by_many_is_in_the_tree_once) {
    Fixture f(GetParam());
    std::vector<std::thread> threads;
    for (int t = 0; t < 16; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 10; ++i) {
                (void)f.database->write([&](Tx& tx) -> Result<Done> {
                    base::SeededRandom own(static_cast<std::uint64_t>(t * 100 + i));
                    journal::record(tx, {f.clock, own}, {"test.act", t, 0, "x:" + std::to_string(i), {}});
                    return Done{};
                });
                f.sequence();
            }
        });
    for (std::thread& thread : threads) thread.join();
    f.sequence();
    auto const found = f.verify();
    EXPECT_EQ(found.sequenced, 160);
    EXPECT_TRUE(found.problems.empty()) << found.problems.front();
}

TEST_P(JournalTest, whatever_is_changed_behind_our_back_is_found) {
    for (char const* harm :
         {"UPDATE journal_entries SET act = 'other' WHERE id = 5",
          "UPDATE journal_entries SET at = at + 1 WHERE id = 5",
          "UPDATE journal_entries SET payload = 'x' WHERE id = 5",
          "UPDATE journal_entries SET person_id = 9 WHERE id = 5", "DELETE FROM journal_entries WHERE id = 5",
          "DELETE FROM journal_leaves WHERE entry_id = 5",
          "UPDATE journal_heads SET at = at + 1 WHERE size = (SELECT max(size) FROM journal_heads)",
          "DELETE FROM journal_heads WHERE size = (SELECT max(size) FROM journal_heads)"}) {
        Fixture f(GetParam());
        for (int i = 0; i < 9; ++i) f.act("thing:" + std::to_string(i));
        f.sequence();
        ASSERT_TRUE(f.verify().problems.empty());
        f.tamper(harm);
        EXPECT_FALSE(f.verify().problems.empty()) << harm;
    }
}

TEST_P(JournalTest, erasing_the_content_of_an_act_leaves_the_tree_whole) {
    Fixture f(GetParam());
    for (int i = 0; i < 5; ++i) f.act("thing:" + std::to_string(i));
    f.sequence();
    (void)f.database->write([](Tx& tx) -> Result<Done> {
        tx.execute("UPDATE journal_entries SET salt = $1, payload = '' WHERE id = 3", {db::Blob{""}});
        return Done{};
    });
    EXPECT_TRUE(f.verify().problems.empty());
}

TEST_P(JournalTest, a_proof_leads_from_each_act_to_the_signed_root) {
    Fixture f(GetParam());
    for (int i = 0; i < 13; ++i) f.act("thing:" + std::to_string(i));
    f.sequence();
    auto const snapshot = f.database->snapshot();
    for (std::int64_t entry = 1; entry <= 13; ++entry) {
        auto const proof = journal::proof_of(*snapshot, entry);
        ASSERT_TRUE(proof.has_value());
        auto const leaf = snapshot->first<base::Sha256>(
            "SELECT leaf FROM journal_entries WHERE id = $1", {entry},
            [](db::Row const& row) { return *base::sha256_from(row.bytes(0)); });
        EXPECT_TRUE(
            journal::is_included(*leaf, proof->position, proof->head.size, proof->path, proof->head.root));
        EXPECT_FALSE(journal::is_included(*leaf, (proof->position + 1) % 13, proof->head.size, proof->path,
                                          proof->head.root));
    }
}

TEST_P(JournalTest, the_same_request_again_gets_the_same_answer_and_does_nothing) {
    Fixture f(GetParam());
    int runs = 0;
    auto const ask = [&](std::string const& body, std::string const& actor) {
        return f.database->write([&](Tx& tx) -> Result<std::string> {
            return journal::once(tx, f.clock.now(), {actor, "POST /x", "key-12345", base::sha256(body)},
                                 [&]() -> Result<std::string> {
                                     ++runs;
                                     return "/ref/" + std::to_string(runs);
                                 });
        });
    };
    EXPECT_EQ(*ask("a", "person:1"), "/ref/1");
    EXPECT_EQ(*ask("a", "person:1"), "/ref/1");
    EXPECT_EQ(ask("b", "person:1").refusal().code, base::RefusalCode::invalid);
    EXPECT_EQ(*ask("a", "person:2"), "/ref/2");
    EXPECT_EQ(runs, 2);
}

TEST_P(JournalTest, a_refused_request_may_be_sent_again_with_the_same_key) {
    Fixture f(GetParam());
    auto const ask = [&](bool refused, bool recorded) {
        return f.database->write([&](Tx& tx) -> Result<std::string> {
            return journal::once(tx, f.clock.now(), {"p", "r", "key-12345", base::sha256("a")},
                                 [&]() -> Result<std::string> {
                                     if (!refused) return std::string("done");
                                     base::Refusal refusal = base::refuse(base::RefusalCode::invalid, "non");
                                     refusal.recorded = recorded;
                                     return refusal;
                                 });
        });
    };
    EXPECT_FALSE(ask(true, false).ok());
    EXPECT_FALSE(ask(true, true).ok());
    EXPECT_EQ(*ask(false, false), "done");
}

TEST_P(JournalTest, sixty_four_identical_requests_at_once_act_once) {
    Fixture f(GetParam());
    std::vector<std::thread> threads;
    std::atomic<int> answered{0};
    for (int i = 0; i < 64; ++i)
        threads.emplace_back([&] {
            base::SeededRandom own(1);
            auto const answer = f.database->write([&](Tx& tx) -> Result<std::string> {
                return journal::once(tx, f.clock.now(), {"p", "r", "key-12345", base::sha256("a")},
                                     [&]() -> Result<std::string> {
                                         journal::record(tx, {f.clock, own}, {"test.act", 1, 0, "one", {}});
                                         return std::string("done");
                                     });
            });
            if (answer.ok() && *answer == "done") ++answered;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(answered, 64);
    EXPECT_EQ(journal::acts_on(*f.database->snapshot(), "one", 100).size(), 1u);
}

TEST_P(JournalTest, answers_are_forgotten_after_two_days_not_before) {
    Fixture f(GetParam());
    auto const ask = [&] {
        return f.database->write([&](Tx& tx) -> Result<std::string> {
            return journal::once(tx, f.clock.now(), {"p", "r", "key-12345", base::sha256("a")},
                                 []() -> Result<std::string> { return std::string("x"); });
        });
    };
    (void)ask();
    auto const forget = [&] {
        return *f.database->write(
            [&](Tx& tx) -> Result<std::int64_t> { return journal::forget_answers(tx, f.clock.now(), 100); });
    };
    f.clock.set(f.clock.now() + base::Duration::hours(47));
    EXPECT_EQ(forget(), 0);
    f.clock.set(f.clock.now() + base::Duration::hours(2));
    EXPECT_EQ(forget(), 1);
}

TEST_P(JournalTest, a_job_is_done_once_and_a_failing_one_is_tried_later) {
    Fixture f(GetParam());
    auto const add = [&](std::string const& kind, std::string const& key) {
        (void)f.database->write([&](Tx& tx) -> Result<Done> {
            journal::enqueue(tx, {kind, key, "payload " + key, f.clock.now()});
            return Done{};
        });
    };
    add("good", "1");
    add("good", "1");
    add("bad", "1");
    int good = 0;
    int bad = 0;
    journal::JobRunner runner(*f.database, f.clock);
    runner.handle("good", [&](std::string const& payload) {
        EXPECT_EQ(payload, "payload 1");
        ++good;
    });
    runner.handle("bad", [&](std::string const&) {
        ++bad;
        if (bad < 3) throw std::runtime_error("no");
    });
    for (int i = 0; i < 5; ++i) (void)runner.run_due(10);
    EXPECT_EQ(good, 1);
    EXPECT_EQ(bad, 1);
    EXPECT_EQ(journal::job_counts(*f.database->snapshot()).failing, 1);
    for (int i = 0; i < 5; ++i) {
        f.clock.set(f.clock.now() + base::Duration::hours(2));
        (void)runner.run_due(10);
    }
    EXPECT_EQ(bad, 3);
    EXPECT_EQ(journal::job_counts(*f.database->snapshot()).waiting, 0);
}

TEST(Merkle, roots_are_those_of_rfc_6962) {
    // Test vectors of the certificate-transparency reference implementation (empty, one and eight leaves).
    journal::Frontier tree;
    EXPECT_EQ(base::hex(base::as_bytes(tree.root())),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    std::vector<std::string> const leaves{"",
                                          std::string(1, '\0'),
                                          "\x10",
                                          "\x20\x21",
                                          "\x30\x31",
                                          "\x40\x41\x42\x43",
                                          "\x50\x51\x52\x53\x54\x55\x56\x57",
                                          "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
    tree.append(journal::hash_of_leaf(leaves[0]));
    EXPECT_EQ(base::hex(base::as_bytes(tree.root())),
              "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    for (std::size_t i = 1; i < leaves.size(); ++i) tree.append(journal::hash_of_leaf(leaves[i]));
    EXPECT_EQ(base::hex(base::as_bytes(tree.root())),
              "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    auto const again = journal::Frontier::from(tree.size(), tree.bytes());
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->root(), tree.root());
    EXPECT_FALSE(journal::Frontier::from(3, tree.bytes()).has_value());
}

TEST(Merkle, a_stored_tree_that_could_not_grow_is_refused) {
    constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
    auto const bytes = [](int hashes) { return std::string(static_cast<std::size_t>(hashes) * 32, 'h'); };
    EXPECT_FALSE(journal::Frontier::from(largest, bytes(63)).has_value());
    auto below = journal::Frontier::from(largest - 1, bytes(62));
    ASSERT_TRUE(below.has_value());
    below->append(journal::hash_of_leaf("one more"));
    EXPECT_EQ(below->size(), largest);
    EXPECT_EQ(below->bytes().size(), 63 * 32);
}
