// Proofs of the journal as somebody outside brings them: an honest one holds, a changed one never does, and
// sizes and positions that lie do no harm. First two numbers of 64 bits (size, position), then hashes.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp
//
// sources: src/journal/merkle.cpp
//
// libs: -lfmt -lcrypto
#include "fuzz.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "journal/merkle.hpp"

namespace {

constexpr std::size_t number_bytes = 8;
constexpr std::size_t hash_bytes = sizeof(base::Sha256);
constexpr std::int64_t leaves_max = 70;

std::int64_t take_number(std::string_view& text) {
    std::int64_t number = 0;
    std::memcpy(&number, text.data(), number_bytes);
    text.remove_prefix(number_bytes);
    return number;
}

base::Sha256 leaf_at(std::int64_t position) {
    return journal::hash_of_leaf(std::to_string(position));
}

void honest_and_changed(std::int64_t size, std::int64_t position, std::string_view noise) {
    size = 1 + static_cast<std::int64_t>(static_cast<std::uint64_t>(size) % leaves_max);
    position =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(position) % static_cast<std::uint64_t>(size));
    base::Sha256 const root = journal::root_of(leaf_at, 0, size);
    std::vector<base::Sha256> path = journal::inclusion_path(leaf_at, position, size);
    base::check(journal::is_included(leaf_at(position), position, size, path, root), "an honest proof holds");
    base::check(!journal::is_included(leaf_at(position + 1), position, size, path, root),
                "another leaf is not proven");
    for (std::int64_t other = 0; other < size; ++other)
        base::check(other == position || !journal::is_included(leaf_at(position), other, size, path, root),
                    "another position is not proven");
    if (noise.empty() || path.empty()) return;
    auto const at = static_cast<unsigned char>(noise[0]);
    path[at % path.size()][at % hash_bytes] ^= static_cast<std::uint8_t>(1U << (at % 8U));
    base::check(!journal::is_included(leaf_at(position), position, size, path, root),
                "a changed path leads elsewhere");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view text = fuzz::text_of(bytes, size);
    if (text.size() < 2 * number_bytes) return 0;
    std::int64_t const tree = take_number(text);
    std::int64_t const position = take_number(text);
    honest_and_changed(tree, position, text);

    std::vector<base::Sha256> path;
    for (std::size_t at = 0; at + hash_bytes <= text.size(); at += hash_bytes)
        path.push_back(*base::sha256_from(text.substr(at, hash_bytes)));
    base::Sha256 const root = journal::root_of(leaf_at, 0, leaves_max);
    base::check(!journal::is_included(base::sha256(text), position, tree, path, root),
                "a leaf that is not in the tree is not proven");

    if (auto frontier = journal::Frontier::from(tree, text)) {
        base::check(frontier->bytes() == text, "a frontier is written as it was read");
        frontier->append(base::sha256("one more"));
        (void)frontier->root();
        base::check(journal::Frontier::from(frontier->size(), frontier->bytes()).has_value(),
                    "a grown frontier can be read");
    }
    return 0;
}
