// The Merkle tree of RFC 6962 over the journal's leaves: growing it, and proving that a leaf is in it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"

namespace journal {

/// A tree known only by the roots of its complete subtrees, largest first: enough to append and to give the
/// root.
class Frontier {
  public:
    Frontier() = default;
    /// From what `bytes()` gave; nothing when it does not fit the size.
    static std::optional<Frontier> from(std::int64_t size, std::string_view bytes);

    void append(base::Sha256 const& leaf);
    /// Hash of the empty string when the tree is empty.
    base::Sha256 root() const;
    std::int64_t size() const { return size_; }
    std::string bytes() const;

  private:
    std::int64_t size_ = 0;
    std::vector<base::Sha256> subtrees_;
};

base::Sha256 hash_of_leaf(std::string_view content);
base::Sha256 hash_of_node(base::Sha256 const& left, base::Sha256 const& right);

/// Root over leaves [from, to) and the audit path of one of them (RFC 6962 §2.1.1), leaves given by position.
using LeafAt = std::function<base::Sha256(std::int64_t)>;
base::Sha256 root_of(LeafAt const& leaf_at, std::int64_t from, std::int64_t to);
std::vector<base::Sha256> inclusion_path(LeafAt const& leaf_at, std::int64_t position, std::int64_t size);
/// Whether the path leads from the leaf to the root.
bool is_included(base::Sha256 const& leaf, std::int64_t position, std::int64_t size,
                 std::vector<base::Sha256> const& path, base::Sha256 const& root);

}  // namespace journal
