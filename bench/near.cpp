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

/// What was shown to the authors of all, counted.
struct Showing {
    std::int64_t shown = 0;
    std::int64_t right = 0;
    std::int64_t findable = 0;  // of those alike, as many as may be shown
    std::int64_t with_alike = 0;
    std::int64_t with_right = 0;
    std::int64_t silent = 0;
    std::vector<double> times_ms;
};

/// `with_proposals`: as the service shows them; a proposal is right when triage put the contribution into it.
Showing showing(db::Reader const& reader, std::vector<Labelled> const& all,
                base::Id<consultation::Campaign> campaign, bool with_text, bool with_proposals) {
    std::map<std::int64_t, std::set<std::int64_t>> proposals_of;
    for (Labelled const& one : all) proposals_of[one.id.value] = one.proposals;
    Showing sum;
    for (Labelled const& one : all) {
        std::vector<search::Among> among{
            {"contribution", fmt::format("SELECT id FROM contributions WHERE campaign_id = {} AND "
                                         "state = 'published' AND id <> {}",
                                         campaign.value, one.id.value)}};
        if (with_proposals)
            among.push_back({"proposal", fmt::format("SELECT id FROM proposals WHERE campaign_id = {} AND "
                                                     "state <> 'draft'",
                                                     campaign.value)});
        double const start = wall_seconds();
        auto const found =
            search::similar(reader, one.title, with_text ? one.problem : std::string(), among, shown);
        sum.times_ms.push_back((wall_seconds() - start) * 1e3);
        auto const is_alike = [&](std::int64_t other) {
            auto const known = proposals_of.find(other);
            return known != proposals_of.end() && std::ranges::any_of(known->second, [&](std::int64_t id) {
                       return one.proposals.contains(id);
                   });
        };
        std::int64_t alike = -1;  // itself
        for (Labelled const& other : all) alike += is_alike(other.id.value) ? 1 : 0;
        if (with_proposals) alike += static_cast<std::int64_t>(one.proposals.size());
        std::int64_t right = 0;
        for (search::Near const& near : found)
            right += (near.kind == "proposal" ? one.proposals.contains(near.id) : is_alike(near.id)) ? 1 : 0;
        sum.right += right;
        sum.shown += static_cast<std::int64_t>(found.size());
        sum.findable += std::min<std::int64_t>(alike, shown);
        sum.with_alike += alike > 0 ? 1 : 0;
        sum.with_right += right > 0 ? 1 : 0;
        sum.silent += found.empty() ? 1 : 0;
    }
    std::ranges::sort(sum.times_ms);
    return sum;
}

}  // namespace

void near(app::Program& program) {
    auto const snapshot = program.database().snapshot();
    base::Id<consultation::Campaign> const campaign(snapshot->integer(
        "SELECT campaign_id FROM contributions GROUP BY campaign_id ORDER BY count(*) DESC LIMIT 1"));
    std::vector<Labelled> const all = labelled(*snapshot, campaign);
    title(fmt::format("Near texts: {} contributions, alike = grouped into the same proposal", all.size()));
    auto const percent = [](std::int64_t part, std::int64_t whole) {
        return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(1, whole));
    };
    for (bool const with_proposals : {false, true})
        for (bool const with_text : {false, true}) {
            Showing const sum = showing(*snapshot, all, campaign, with_text, with_proposals);
            std::string const of = fmt::format("{}{}", with_text ? "title and text" : "title alone",
                                               with_proposals ? ", proposals too (as shown)" : "");
            row(of + ": precision", percent(sum.right, sum.shown), "%");
            row(of + ": recall among the first five", percent(sum.right, sum.findable), "%");
            row(of + ": shown at least one alike", percent(sum.with_right, sum.with_alike), "%");
            row(of + ": shown nothing", percent(sum.silent, static_cast<std::int64_t>(all.size())), "%");
            row(of + ": median", sum.times_ms[sum.times_ms.size() / 2], "ms");
        }
}

}  // namespace bench
