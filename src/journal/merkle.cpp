#include "journal/merkle.hpp"

#include <bit>
#include <limits>

#include "base/check.hpp"

namespace journal {
namespace {

/// The largest power of two below n (n ≥ 2): where RFC 6962 splits a tree.
std::int64_t split_of(std::int64_t n) {
    return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(n - 1)));
}

}  // namespace

base::Sha256 hash_of_leaf(std::string_view content) {
    std::string bytes(1, '\x00');
    bytes += content;
    return base::sha256(bytes);
}

base::Sha256 hash_of_node(base::Sha256 const& left, base::Sha256 const& right) {
    std::string bytes(1, '\x01');
    bytes += base::as_bytes(left);
    bytes += base::as_bytes(right);
    return base::sha256(bytes);
}

std::optional<Frontier> Frontier::from(std::int64_t size, std::string_view bytes) {
    // The largest number could not grow.
    if (size < 0 || size == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    auto const count = static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(size)));
    if (bytes.size() != count * sizeof(base::Sha256)) return std::nullopt;
    Frontier frontier;
    frontier.size_ = size;
    for (std::size_t i = 0; i < count; ++i)
        frontier.subtrees_.push_back(
            *base::sha256_from(bytes.substr(i * sizeof(base::Sha256), sizeof(base::Sha256))));
    return frontier;
}

void Frontier::append(base::Sha256 const& leaf) {
    base::Sha256 grown = leaf;
    // Each trailing one bit of the size is a complete subtree that the new leaf completes into a larger one.
    for (std::int64_t bits = size_; (bits & 1) != 0; bits >>= 1) {
        grown = hash_of_node(subtrees_.back(), grown);
        subtrees_.pop_back();
    }
    subtrees_.push_back(grown);
    ++size_;
}

base::Sha256 Frontier::root() const {
    if (subtrees_.empty()) return base::sha256("");
    base::Sha256 root = subtrees_.back();
    for (auto subtree = subtrees_.rbegin() + 1; subtree != subtrees_.rend(); ++subtree)
        root = hash_of_node(*subtree, root);
    return root;
}

std::string Frontier::bytes() const {
    std::string bytes;
    for (base::Sha256 const& subtree : subtrees_) bytes += base::as_bytes(subtree);
    return bytes;
}

base::Sha256 root_of(LeafAt const& leaf_at, std::int64_t from, std::int64_t to) {
    Frontier frontier;
    for (std::int64_t position = from; position < to; ++position) frontier.append(leaf_at(position));
    return frontier.root();
}

std::vector<base::Sha256> inclusion_path(LeafAt const& leaf_at, std::int64_t position, std::int64_t size) {
    base::check(position >= 0 && position < size, "a position inside the tree");
    std::vector<base::Sha256> path;
    std::int64_t from = 0;
    std::int64_t to = size;
    while (to - from > 1) {
        std::int64_t const middle = from + split_of(to - from);
        if (position < middle) {
            path.push_back(root_of(leaf_at, middle, to));
            to = middle;
        } else {
            path.push_back(root_of(leaf_at, from, middle));
            from = middle;
        }
    }
    return {path.rbegin(), path.rend()};
}

bool is_included(base::Sha256 const& leaf, std::int64_t position, std::int64_t size,
                 std::vector<base::Sha256> const& path, base::Sha256 const& root) {
    // RFC 9162 §2.1.3.2.
    if (position < 0 || position >= size) return false;
    std::int64_t node = position;
    std::int64_t last = size - 1;
    base::Sha256 hash = leaf;
    for (base::Sha256 const& sibling : path) {
        if (last == 0) return false;
        if ((node & 1) != 0 || node == last) {
            hash = hash_of_node(sibling, hash);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = hash_of_node(hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && hash == root;
}

}  // namespace journal
