// That the journal only grew between two signed heads: the consistency proof of RFC 6962 §2.1.2.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "journal/sequencer.hpp"

namespace journal {

/// Leaves [from, to) of which a proof holds the root.
struct Span {
    std::int64_t from = 0;
    std::int64_t to = 0;
    bool operator==(Span const&) const = default;
};

/// The spans of PROOF(first, D[second]), in its order; none when both are the same. 1 ≤ first ≤ second.
/// Those before `first` are complete subtrees of the tree of that size; the others cover [first, second).
std::vector<Span> consistency_spans(std::int64_t first, std::int64_t second);

/// Whether the path leads from one root to the other (RFC 9162 §2.1.4.2).
bool is_consistent(std::int64_t first, base::Sha256 const& first_root, std::int64_t second,
                   base::Sha256 const& second_root, std::vector<base::Sha256> const& path);

/// Acts between two heads of one proof; further apart, two proofs by a head between.
inline constexpr std::int64_t consistency_leaves_max = 200'000;

struct Consistency {
    Head first;
    Head second;
    std::vector<base::Sha256> path;
};
std::optional<Head> head_of_size(db::Reader const& reader, std::int64_t size);
/// The proof between the signed heads of these sizes; nothing when one is no signed head. Reads the leaves
/// between them, in constant memory. `first` ≤ `second` ≤ `first` + consistency_leaves_max.
std::optional<Consistency> consistency_between(db::Reader const& reader, std::int64_t first,
                                               std::int64_t second);

}  // namespace journal
