#include "journal/consistency.hpp"

#include <algorithm>
#include <bit>

#include "base/check.hpp"

namespace journal {
namespace {

/// SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2 over the leaves from `from` on.
void put_spans(std::vector<Span>& spans, std::int64_t from, std::int64_t m, std::int64_t n, bool is_whole) {
    if (m == n) {
        if (!is_whole) spans.push_back({from, from + n});
        return;
    }
    auto const k = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(n - 1)));
    if (m <= k) {
        put_spans(spans, from, m, k, is_whole);
        spans.push_back({from + k, from + n});
    } else {
        put_spans(spans, from + k, m - k, n - k, false);
        spans.push_back({from, from + k});
    }
}

}  // namespace

std::vector<Span> consistency_spans(std::int64_t first, std::int64_t second) {
    base::check(1 <= first && first <= second, "a tree grows");
    std::vector<Span> spans;
    put_spans(spans, 0, first, second, true);
    return spans;
}

bool is_consistent(std::int64_t first, base::Sha256 const& first_root, std::int64_t second,
                   base::Sha256 const& second_root, std::vector<base::Sha256> const& path) {
    if (first < 1 || first > second) return false;
    if (first == second) return path.empty() && first_root == second_root;
    std::vector<base::Sha256> all = path;
    if (std::has_single_bit(static_cast<std::uint64_t>(first))) all.insert(all.begin(), first_root);
    if (all.empty()) return false;
    std::int64_t node = first - 1;
    std::int64_t last = second - 1;
    while ((node & 1) != 0) {
        node >>= 1;
        last >>= 1;
    }
    base::Sha256 one = all.front();
    base::Sha256 other = all.front();
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (last == 0) return false;
        if ((node & 1) != 0 || node == last) {
            one = hash_of_node(all[i], one);
            other = hash_of_node(all[i], other);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            other = hash_of_node(other, all[i]);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && one == first_root && other == second_root;
}

}  // namespace journal
