// Texts that resemble one being written: for "does this exist already?".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.hpp"

namespace search {

/// Where to look: a kind of documents, and which of its subjects.
struct Among {
    std::string_view kind;
    std::string ids;  // a SELECT of subject ids, without parameters; written by the room's rows
};

struct Near {
    std::string kind;
    std::int64_t id = 0;
    double score = 0;  // larger is nearer: see `similar`
};

/// The documents that share most with a title and the text under it, best first, none under the least score,
/// at most `limit`. The score is the cosine measure of TF-IDF (Salton) without the other text's length, which
/// the index does not say: each shared word counts by the square of its rarity, titles more, over the length
/// of the vector of what was written. It is computed here from which words stand where: the same on both
/// engines. Nothing when fewer than `near_words_min` words say something. One statement.
std::vector<Near> similar(db::Reader const& reader, std::string_view title, std::string_view body,
                          std::vector<Among> const& among, int limit);

// Chosen on the contributions of 2021 that triage put together (bench/near.cpp), so that nearly half of what
// is shown was put together.
inline constexpr double near_score_min = 0.62;           // of a title alone
inline constexpr double near_score_with_text_min = 0.6;  // of a title and its text
inline constexpr std::size_t near_words_min = 2;
inline constexpr std::size_t near_title_words_max = 12;
inline constexpr std::size_t near_body_words_max = 60;
inline constexpr int near_hits_max = 20'000;  // words × documents looked at

}  // namespace search
