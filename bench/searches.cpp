#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bench/sections.hpp"
#include "bench/table.hpp"
#include "consultation/contribution_lists.hpp"
#include "search/search.hpp"
#include "search/similar.hpp"

namespace bench {
namespace {

constexpr int texts = 10'000;
constexpr int texts_per_write = 200;
constexpr int source_pages = 25;  // of twenty contributions
constexpr std::string_view kind = "bench";

}  // namespace

void searches(app::Program& program) {
    title(fmt::format("Search: {} texts made of the demonstration's contributions", texts));
    // Real sentences, crossed: each text is a title of one contribution and the text of another.
    std::vector<consultation::ListedContribution> sources;
    {
        auto const snapshot = program.database().snapshot();
        for (int page = 1; page <= source_pages; ++page)
            for (auto& one :
                 consultation::contributions_page(*snapshot, {}, consultation::ContributionSort::title, page)
                     .items)
                sources.push_back(std::move(one));
    }
    Cost const indexed = cost_of(texts, [&] {
        for (int from = 0; from < texts; from += texts_per_write) {
            auto const done = program.database().write([&](db::Tx& tx) -> base::Result<base::Done> {
                for (int i = from; i < from + texts_per_write; ++i) {
                    auto const& head = sources[static_cast<std::size_t>(i) % sources.size()];
                    auto const& body = sources[static_cast<std::size_t>(i * 7 + i / 500) % sources.size()];
                    search::put(tx, {kind, i + 1, head.title, body.problem, i});
                }
                return base::Done{};
            });
            if (!done.ok()) throw std::runtime_error(done.refusal().message);
        }
    });
    row("indexing, per text", indexed.cpu_us, "us");
    auto const snapshot = program.database().snapshot();
    for (std::string_view const query :
         {"cantine", "école", "signaler un incident", "budget participatif jeunes", "hydrogène"}) {
        std::vector<double> times;
        std::size_t hits = 0;
        for (int i = 0; i < 30; ++i) {
            double const start = wall_seconds();
            auto const found = search::matches(*snapshot, kind, query, 20);
            times.push_back((wall_seconds() - start) * 1e3);
            hits = found ? found->size() : 0;
        }
        std::sort(times.begin(), times.end());
        row(fmt::format("« {} », best 20 ({} shown), median", query, hits), times[times.size() / 2], "ms");
    }
    std::vector<double> times;
    std::string const all_of_them =
        fmt::format("SELECT subject_id FROM search_documents WHERE kind = '{}'", kind);
    for (std::size_t i = 0; i < 30; ++i) {
        double const start = wall_seconds();
        (void)search::similar(*snapshot, sources[i].title, sources[i].problem, {{kind, all_of_them}}, 5);
        times.push_back((wall_seconds() - start) * 1e3);
    }
    std::sort(times.begin(), times.end());
    row("what resembles a contribution being written, median", times[times.size() / 2], "ms");
}

}  // namespace bench
