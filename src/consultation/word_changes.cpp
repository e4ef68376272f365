#include "consultation/word_changes.hpp"

#include <dtl/dtl.hpp>
#include <map>

namespace consultation {
namespace {

/// Past so many differences word by word is no help to a reader, and O(N·D) no longer cheap.
constexpr int differences_max = 1200;

bool is_word_byte(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Words and, one by one, the bytes between them: joined they are the text.
std::vector<std::string_view> pieces_of(std::string_view text) {
    std::vector<std::string_view> pieces;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at + 1;
        if (is_word_byte(text[at]))
            while (end < text.size() && is_word_byte(text[end])) ++end;
        pieces.push_back(text.substr(at, end - at));
        at = end;
    }
    return pieces;
}

void add(std::vector<TextRun>& runs, std::string_view text, bool is_changed) {
    if (runs.empty() || runs.back().is_changed != is_changed) runs.push_back({{}, is_changed});
    runs.back().text += text;
}

/// A blank between two changed words reads as changed with them.
void join_over_blanks(std::vector<TextRun>& runs) {
    for (std::size_t i = 1; i + 1 < runs.size();) {
        if (!runs[i].is_changed && runs[i].text == " ") {
            runs[i - 1].text += runs[i].text + runs[i + 1].text;
            runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(i),
                       runs.begin() + static_cast<std::ptrdiff_t>(i) + 2);
        } else {
            ++i;
        }
    }
}

/// Whether more than `most` pieces must go or come (Myers, 1986, without the path): at most `most`² / 2
/// steps, where comparing two texts of another order to the end takes tens of times as many.
bool differ_by_more(std::vector<int> const& a, std::vector<int> const& b, int most) {
    auto const from = static_cast<int>(a.size());
    auto const to = static_cast<int>(b.size());
    // How far into `a` each diagonal (place in a − place in b) was followed.
    std::vector<int> reached(2 * static_cast<std::size_t>(most) + 3, 0);
    auto const on = [&](int diagonal) -> int& {
        return reached[static_cast<std::size_t>(diagonal + most + 1)];
    };
    for (int changes = 0; changes <= most; ++changes)
        for (int diagonal = -changes; diagonal <= changes; diagonal += 2) {
            bool const is_added =
                diagonal == -changes || (diagonal != changes && on(diagonal - 1) < on(diagonal + 1));
            int x = is_added ? on(diagonal + 1) : on(diagonal - 1) + 1;
            int y = x - diagonal;
            while (x < from && y < to && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(y)]) {
                ++x;
                ++y;
            }
            on(diagonal) = x;
            if (x >= from && y >= to) return false;
        }
    return true;
}

WordChanges whole(std::string_view before, std::string_view after) {
    WordChanges changes;
    changes.is_fine = false;
    if (!before.empty()) changes.before.push_back({std::string(before), true});
    if (!after.empty()) changes.after.push_back({std::string(after), true});
    return changes;
}

}  // namespace

WordChanges word_changes(std::string_view before, std::string_view after) {
    std::vector<std::string_view> const from = pieces_of(before);
    std::vector<std::string_view> const to = pieces_of(after);
    if (from.size() > compared_words_max || to.size() > compared_words_max) return whole(before, after);
    std::map<std::string_view, int> numbers;
    auto const numbered = [&](std::vector<std::string_view> const& pieces) {
        std::vector<int> all;
        for (std::string_view const piece : pieces)
            all.push_back(numbers.emplace(piece, static_cast<int>(numbers.size())).first->second);
        return all;
    };
    std::vector<int> const a = numbered(from);
    std::vector<int> const b = numbered(to);
    // Common pieces, counted whatever their order: a bound on what a comparison can keep, known beforehand.
    std::vector<long long> count(numbers.size(), 0);
    for (int const piece : a) ++count[static_cast<std::size_t>(piece)];
    long long common = 0;
    for (int const piece : b)
        if (count[static_cast<std::size_t>(piece)]-- > 0) ++common;
    if (static_cast<long long>(a.size() + b.size()) - 2 * common > differences_max ||
        differ_by_more(a, b, differences_max))
        return whole(before, after);
    dtl::Diff<int, std::vector<int>> difference(a, b);
    difference.compose();
    WordChanges changes;
    std::size_t i = 0;
    std::size_t j = 0;
    for (auto const& [piece, where] : difference.getSes().getSequence()) {
        if (where.type == dtl::SES_DELETE) {
            add(changes.before, from.at(i++), true);
        } else if (where.type == dtl::SES_ADD) {
            add(changes.after, to.at(j++), true);
        } else {
            add(changes.before, from.at(i++), false);
            add(changes.after, to.at(j++), false);
        }
    }
    join_over_blanks(changes.before);
    join_over_blanks(changes.after);
    return changes;
}

}  // namespace consultation
