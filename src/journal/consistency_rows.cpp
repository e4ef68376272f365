// The SQL of consistency proofs: two heads, and the leaves between them.
#include <algorithm>
#include <bit>

#include "base/check.hpp"
#include "journal/consistency.hpp"

namespace journal {
namespace {

/// The root of a complete subtree of the tree of `size` leaves, from its stored frontier (largest first).
base::Sha256 subtree_at(std::string_view frontier, std::int64_t size, std::int64_t from) {
    std::int64_t start = 0;
    std::size_t index = 0;
    while (start < from) {
        start += static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(size - start)));
        ++index;
    }
    base::check(start == from && (index + 1) * sizeof(base::Sha256) <= frontier.size(),
                "a span before the first head is one of its subtrees");
    return base::stored_sha256(frontier.substr(index * sizeof(base::Sha256), sizeof(base::Sha256)));
}

}  // namespace

std::optional<Head> head_of_size(db::Reader const& reader, std::int64_t size) {
    return reader.first<Head>("SELECT size, root, at, signature FROM journal_heads WHERE size = $1", {size},
                              [](db::Row const& row) {
                                  return Head{row.integer(0), base::stored_sha256(row.bytes(1)),
                                              row.instant(2), std::string(row.bytes(3))};
                              });
}

std::optional<Consistency> consistency_between(db::Reader const& reader, std::int64_t first,
                                               std::int64_t second) {
    base::check(1 <= first && first <= second && second - first <= consistency_leaves_max,
                "two heads, not too far apart");
    auto one = head_of_size(reader, first);
    auto other = head_of_size(reader, second);
    if (!one || !other) return std::nullopt;
    Consistency proof{*std::move(one), *std::move(other), {}};
    std::vector<Span> const spans = consistency_spans(first, second);
    proof.path.resize(spans.size());
    auto const frontier =
        reader.first<std::string>("SELECT frontier FROM journal_heads WHERE size = $1", {first},
                                  [](db::Row const& row) { return std::string(row.bytes(0)); });
    // What follows the first head, in the order of the leaves.
    std::vector<std::size_t> following;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (spans[i].to <= first)
            proof.path[i] = subtree_at(*frontier, first, spans[i].from);
        else
            following.push_back(i);
    }
    std::ranges::sort(following, {}, [&](std::size_t i) { return spans[i].from; });
    Frontier grown;
    std::size_t at = 0;
    db::Value const bounds[] = {first, second};
    reader.stream("SELECT leaf FROM journal_leaves WHERE position >= $1 AND position < $2 ORDER BY position",
                  bounds, [&](db::Row const& row) {
                      base::check(at < following.size(), "the spans cover what follows the first head");
                      grown.append(base::stored_sha256(row.bytes(0)));
                      Span const& span = spans[following[at]];
                      if (grown.size() < span.to - span.from) return;
                      proof.path[following[at]] = grown.root();
                      grown = Frontier();
                      ++at;
                  });
    base::check(at == following.size(), "every leaf below a head is there");
    return proof;
}

}  // namespace journal
