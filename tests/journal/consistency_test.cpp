// The proof that the journal only grew between two heads.
#include <gtest/gtest.h>

#include "journal/consistency.hpp"
#include "journal/journal.hpp"
#include "support/databases.hpp"

namespace {

using journal::Span;

std::vector<base::Sha256> some_leaves(int count) {
    std::vector<base::Sha256> leaves;
    for (int i = 0; i < count; ++i) leaves.push_back(journal::hash_of_leaf(std::to_string(i)));
    return leaves;
}

/// The proof by the letter of the RFC: the roots of its spans, over all leaves.
std::vector<base::Sha256> path_of(std::vector<base::Sha256> const& leaves, std::int64_t first,
                                  std::int64_t second) {
    auto const leaf_at = [&](std::int64_t at) { return leaves.at(static_cast<std::size_t>(at)); };
    std::vector<base::Sha256> path;
    for (Span const& span : journal::consistency_spans(first, second))
        path.push_back(journal::root_of(leaf_at, span.from, span.to));
    return path;
}

base::Sha256 root_at(std::vector<base::Sha256> const& leaves, std::int64_t size) {
    return journal::root_of([&](std::int64_t at) { return leaves.at(static_cast<std::size_t>(at)); }, 0,
                            size);
}

}  // namespace

TEST(Consistency, proofs_hold_the_nodes_that_the_examples_of_rfc_6962_name) {
    // §2.1.3, the tree of seven leaves: c = 2, d = 3, g = 0–1, l = 4–6, i = 4–5, j = 6, k = 0–3.
    EXPECT_EQ(journal::consistency_spans(3, 7), (std::vector<Span>{{2, 3}, {3, 4}, {0, 2}, {4, 7}}));
    EXPECT_EQ(journal::consistency_spans(4, 7), (std::vector<Span>{{4, 7}}));
    EXPECT_EQ(journal::consistency_spans(6, 7), (std::vector<Span>{{4, 6}, {6, 7}, {0, 4}}));
    EXPECT_EQ(journal::consistency_spans(7, 7), (std::vector<Span>{}));
}

TEST(Consistency, each_pair_of_sizes_is_proven_and_nothing_else_passes) {
    auto const leaves = some_leaves(40);
    auto changed = leaves;
    changed[4] = journal::hash_of_leaf("another act");
    for (std::int64_t second = 1; second <= 40; ++second)
        for (std::int64_t first = 1; first <= second; ++first) {
            auto const path = path_of(leaves, first, second);
            auto const one = root_at(leaves, first);
            auto const other = root_at(leaves, second);
            EXPECT_TRUE(journal::is_consistent(first, one, second, other, path)) << first << " " << second;
            if (first > 4) {
                EXPECT_FALSE(journal::is_consistent(first, root_at(changed, first), second, other, path));
                EXPECT_FALSE(journal::is_consistent(first, one, second, root_at(changed, second),
                                                    path_of(changed, first, second)))
                    << "history was rewritten between " << first << " and " << second;
            }
            auto longer = path;
            longer.push_back(leaves[0]);
            EXPECT_FALSE(journal::is_consistent(first, one, second, other, longer));
            if (path.empty()) continue;
            auto shorter = path;
            shorter.pop_back();
            EXPECT_FALSE(journal::is_consistent(first, one, second, other, shorter));
            auto wrong = path;
            wrong.back() = leaves[0] == wrong.back() ? leaves[1] : leaves[0];
            EXPECT_FALSE(journal::is_consistent(first, one, second, other, wrong));
        }
    EXPECT_FALSE(journal::is_consistent(0, {}, 3, root_at(leaves, 3), {}));
    EXPECT_FALSE(journal::is_consistent(4, root_at(leaves, 4), 3, root_at(leaves, 3), {}));
    EXPECT_FALSE(journal::is_consistent(3, root_at(leaves, 3), 3, root_at(leaves, 4), {}));
}

ON_BOTH_ENGINES(ConsistencyRows);

TEST_P(ConsistencyRows, between_any_two_stored_heads_the_proof_is_the_one_recomputed_from_all_leaves) {
    support::TestDatabase database(GetParam());
    db::migrate(*database, journal::migrations());
    base::FixedClock const clock(base::Instant{1'700'000'000'000'000});
    base::SeededRandom random(7);
    journal::Sequencer const sequencer(journal::HeadSigner::from_seed(std::string(32, 'k')), clock);
    // Heads at odd sizes, as batches make them.
    std::vector<std::int64_t> sizes;
    std::int64_t written = 0;
    for (int const batch : {1, 2, 1, 4, 5, 3, 16, 1, 7}) {
        auto const done = database->write([&](db::Tx& tx) -> base::Result<base::Done> {
            for (int i = 0; i < batch; ++i)
                (void)journal::record_at(tx, clock.now(), random,
                                         {"support.cast", 1, 0, "P-" + std::to_string(written + i), {}});
            return base::Done{};
        });
        ASSERT_TRUE(done.ok());
        ASSERT_TRUE(database->write([&](db::Tx& tx) -> base::Result<int> { return sequencer.run(tx); }).ok());
        written += batch;
        sizes.push_back(written);
    }
    std::vector<base::Sha256> leaves;
    auto const snapshot = database->snapshot();
    snapshot->each("SELECT leaf FROM journal_leaves ORDER BY position", {},
                   [&](db::Row const& row) { leaves.push_back(*base::sha256_from(row.bytes(0))); });
    ASSERT_EQ(static_cast<std::int64_t>(leaves.size()), written);
    for (std::int64_t const second : sizes)
        for (std::int64_t const first : sizes) {
            if (first > second) continue;
            auto const proof = journal::consistency_between(*snapshot, first, second);
            ASSERT_TRUE(proof.has_value()) << first << " " << second;
            EXPECT_EQ(proof->path, path_of(leaves, first, second)) << first << " " << second;
            EXPECT_TRUE(
                journal::is_consistent(first, proof->first.root, second, proof->second.root, proof->path));
        }
    EXPECT_FALSE(journal::consistency_between(*snapshot, 2, 40).has_value()) << "no head has two acts";
    EXPECT_FALSE(journal::consistency_between(*snapshot, 1, 41).has_value());
}
