// Near texts, measured: of the contributions that the demonstration's triage put into one proposal, how many
// are shown.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "bench/sections.hpp"
#include "bench/table.hpp"
#include "consultation/near.hpp"
#include "search/similar.hpp"

namespace bench {
namespace {

constexpr int shown = 5;

struct Labelled {
    base::Id<consultation::Contribution> id;
    std::string title;
    std::string problem;
    std::set<std::int64_t> proposals;
};

std::vector<Labelled> labelled(db::Reader const& reader, base::Id<consultation::Campaign> campaign) {
    std::vector<Labelled> all;
    reader.each(
        "SELECT c.id, c.title, c.problem, x.proposal_id FROM contributions c "
        "JOIN decisions d ON d.contribution_id = c.id AND d.replaced_by IS NULL AND d.outcome = 'grouped' "
        "JOIN decision_proposals x ON x.decision_id = d.id WHERE c.campaign_id = $1 ORDER BY c.id",
        {campaign}, [&](db::Row const& row) {
            if (all.empty() || all.back().id.value != row.integer(0))
                all.push_back({row.id<consultation::Contribution>(0), row.string(1), row.string(2), {}});
            all.back().proposals.insert(row.integer(3));
        });
    return all;
}

}  // namespace

void near(app::Program& program) {
    auto const snapshot = program.database().snapshot();
    base::Id<consultation::Campaign> const campaign(snapshot->integer(
        "SELECT campaign_id FROM contributions GROUP BY campaign_id ORDER BY count(*) DESC LIMIT 1"));
    std::vector<Labelled> const all = labelled(*snapshot, campaign);
    title(fmt::format("Near texts: {} contributions, alike = grouped into the same proposal", all.size()));
    std::map<std::int64_t, std::set<std::int64_t>> proposals_of;
    for (Labelled const& one : all) proposals_of[one.id.value] = one.proposals;
    for (bool const with_text : {false, true}) {
        std::int64_t hits = 0;
        std::int64_t shown_in_all = 0;
        std::int64_t findable = 0;
        std::int64_t with_a_hit = 0;
        std::int64_t with_alike = 0;
        std::int64_t silent = 0;
        std::vector<double> times;
        for (Labelled const& one : all) {
            std::vector<search::Among> const among{
                {"contribution", fmt::format("SELECT id FROM contributions WHERE campaign_id = {} AND "
                                             "state = 'published' AND id <> {}",
                                             campaign.value, one.id.value)}};
            double const start = wall_seconds();
            auto const found =
                search::similar(*snapshot, one.title, with_text ? one.problem : std::string(), among, shown);
            times.push_back((wall_seconds() - start) * 1e3);
            auto const is_alike = [&](std::int64_t other) {
                auto const known = proposals_of.find(other);
                return known != proposals_of.end() &&
                       std::ranges::any_of(known->second,
                                           [&](std::int64_t id) { return one.proposals.contains(id); });
            };
            std::int64_t alike = -1;  // itself
            for (Labelled const& other : all) alike += is_alike(other.id.value) ? 1 : 0;
            std::int64_t right = 0;
            for (search::Near const& near : found) right += is_alike(near.id) ? 1 : 0;
            hits += right;
            shown_in_all += static_cast<std::int64_t>(found.size());
            findable += std::min<std::int64_t>(alike, shown);
            with_alike += alike > 0 ? 1 : 0;
            with_a_hit += right > 0 ? 1 : 0;
            silent += found.empty() ? 1 : 0;
        }
        std::ranges::sort(times);
        auto const percent = [](std::int64_t part, std::int64_t whole) {
            return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(1, whole));
        };
        std::string const of = with_text ? "title and text" : "title alone";
        row(of + ": precision of what is shown", percent(hits, shown_in_all), "%");
        row(of + ": recall among the first five", percent(hits, findable), "%");
        row(of + ": contributions shown at least one alike", percent(with_a_hit, with_alike), "%");
        row(of + ": contributions shown nothing", percent(silent, static_cast<std::int64_t>(all.size())),
            "%");
        row(of + ": median", times[times.size() / 2], "ms");
    }
}

}  // namespace bench
