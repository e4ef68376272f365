// The SQL of resemblance, and the score made of it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "search/similar.hpp"
#include "search/tokenizer.hpp"

namespace search {
namespace {

/// A word of a title, beside one of the text under it: for what is written, and for what it is compared with.
constexpr double title_weight = 2.2;
constexpr std::size_t body_tokens_read = 120;

struct Wanted {
    std::string stem;
    std::string folded_stem;
    bool is_of_title = false;
    std::int64_t times_in_body = 0;
    std::int64_t documents = 0;  // that hold it
};

std::vector<Wanted> wanted_words(std::string_view title, std::string_view body) {
    std::vector<Wanted> words;
    std::map<std::string, std::size_t> known;
    auto const word_of = [&](Token const& token, std::size_t words_max) -> Wanted* {
        auto const [at, is_new] = known.emplace(token.stem, words.size());
        if (is_new && words.size() >= words_max) {
            known.erase(at);
            return nullptr;
        }
        if (is_new) words.push_back({token.stem, token.folded_stem});
        return &words[at->second];
    };
    for (Token const& token : tokens(title, near_title_words_max))
        if (Wanted* const word = word_of(token, near_title_words_max)) word->is_of_title = true;
    std::size_t const words_max = words.size() + near_body_words_max;
    for (Token const& token : tokens(body, body_tokens_read))
        if (Wanted* const word = word_of(token, words_max)) ++word->times_in_body;
    return words;
}

/// Two queries a word: anywhere (2i), in the title (2i + 1). Words hold a–z and 0–9 only.
std::string written(db::Engine engine, Wanted const& word, bool in_title) {
    std::vector<std::string> stems{word.stem};
    if (word.folded_stem != word.stem) stems.push_back(word.folded_stem);
    std::string text;
    if (engine == db::Engine::sqlite) {
        for (std::string const& stem : stems) text += (text.empty() ? "\"" : " OR \"") + stem + "\"";
        return in_title ? "{title} : (" + text + ")" : text;
    }
    for (std::string const& stem : stems) text += (text.empty() ? "" : " | ") + stem + (in_title ? ":A" : "");
    return text;
}

std::string statement(db::Engine engine, std::vector<Among> const& among, std::size_t queries) {
    bool const is_sqlite = engine == db::Engine::sqlite;
    std::string values;
    for (std::size_t i = 0; i < queries; ++i)
        values += is_sqlite ? fmt::format("{}({}, ${})", i == 0 ? "" : ", ", i, i + 1)
                            : fmt::format("{}({}, CAST(${} AS tsquery))", i == 0 ? "" : ", ", i, i + 1);
    std::string where;
    std::string counts;
    for (Among const& one : among) {
        where += fmt::format("{}(d.kind = '{}' AND d.subject_id IN ({}))", where.empty() ? "" : " OR ",
                             one.kind, one.ids);
        counts += fmt::format(" UNION ALL SELECT -1, '', count(*) FROM ({}) counted", one.ids);
    }
    return fmt::format(
        "SELECT * FROM (SELECT q.column1, d.kind, d.subject_id FROM (VALUES {}) q {} WHERE {} AND ({}) "
        "LIMIT {}) hits{}",
        values,
        is_sqlite ? "CROSS JOIN search_texts t CROSS JOIN search_documents d ON d.doc = t.rowid"
                  : "CROSS JOIN search_documents d",
        is_sqlite ? "t.search_texts MATCH q.column2" : "d.words @@ q.column2", where, near_hits_max, counts);
}

using Key = std::pair<std::string, std::int64_t>;

struct Hits {
    std::int64_t documents = 0;                              // looked among
    std::map<Key, std::map<std::size_t, bool>> of_document;  // word → it stands in the title
};

Hits hits_of(db::Reader const& reader, std::vector<Among> const& among, std::vector<Wanted>& words) {
    std::vector<std::string> queries;
    for (Wanted const& word : words) {
        queries.push_back(written(reader.engine(), word, false));
        queries.push_back(written(reader.engine(), word, true));
    }
    // Values only look at the texts.
    std::vector<db::Value> const values(queries.begin(), queries.end());
    Hits hits;
    reader.each(statement(reader.engine(), among, values.size()), std::span<db::Value const>(values),
                [&](db::Row const& row) {
                    std::int64_t const query = row.integer(0);
                    if (query < 0) {
                        hits.documents += row.integer(2);
                        return;
                    }
                    auto const word = static_cast<std::size_t>(query / 2);
                    bool const in_title = query % 2 == 1;
                    bool& stands_in_title = hits.of_document[{row.string(1), row.integer(2)}][word];
                    stands_in_title = stands_in_title || in_title;
                    if (!in_title) ++words[word].documents;
                });
    return hits;
}

/// How much it says that two texts share a word which so many of all texts hold: 1 when one does, little when
/// all do (not nothing: among the first texts of a campaign every word is common). One that none holds cannot
/// be found, but what was written speaks of it: half.
double rarity_of(std::int64_t documents, std::int64_t all) {
    if (documents == 0 || all == 0) return 0.5;
    double const among = static_cast<double>(all);
    return std::log1p(among / static_cast<double>(std::min(documents, all))) / std::log1p(among);
}

}  // namespace

std::vector<Near> similar(db::Reader const& reader, std::string_view title, std::string_view body,
                          std::vector<Among> const& among, int limit) {
    std::vector<Wanted> words = wanted_words(title, body);
    if (words.size() < near_words_min || among.empty()) return {};
    Hits const hits = hits_of(reader, among, words);
    std::vector<double> rarity;  // of each word
    std::vector<double> weights;
    double squares = 0;
    for (Wanted const& word : words) {
        rarity.push_back(rarity_of(word.documents, hits.documents));
        double const repeated = std::log(static_cast<double>(std::max<std::int64_t>(1, word.times_in_body)));
        weights.push_back(((word.is_of_title ? title_weight : 1) + repeated) * rarity.back());
        squares += weights.back() * weights.back();
    }
    double const least = body.empty() ? near_score_min : near_score_with_text_min;
    std::vector<Near> near;
    for (auto const& [key, found] : hits.of_document) {
        if (found.size() < near_words_min) continue;
        double shared = 0;
        for (auto const& [word, in_title] : found)
            shared += weights[word] * rarity[word] * (in_title ? title_weight : 1);
        double const score = shared / std::sqrt(squares);
        if (score >= least) near.push_back({key.first, key.second, score});
    }
    std::ranges::sort(near, [](Near const& a, Near const& b) {
        return std::tie(b.score, a.kind, a.id) < std::tie(a.score, b.kind, b.id);
    });
    if (near.size() > static_cast<std::size_t>(limit)) near.resize(static_cast<std::size_t>(limit));
    return near;
}

}  // namespace search
