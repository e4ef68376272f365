#include "demo/stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <span>

#include "demo/days.hpp"

namespace demo {
namespace {

constexpr int job_threads = 8;
constexpr int jobs_a_turn = 200;
constexpr int morning_hour = 8;

}  // namespace

void Timeline::add(base::Instant when, Act act) {
    acts_.push_back({when, std::move(act)});
}

base::Result<base::Done> Timeline::run(db::Database& database, Settings const& settings,
                                       base::Random& random) {
    std::ranges::stable_sort(acts_, {}, &Dated::when);
    base::World const world{settings.clock, random};
    std::size_t first = 0;
    std::int64_t last_morning = 0;
    while (first < acts_.size()) {
        std::size_t end = first + 1;
        std::int64_t const day = base::local_day(acts_[first].when);
        while (end < acts_.size() && end - first < batch_max && base::local_day(acts_[end].when) == day)
            ++end;
        // Digests leave at eight in the morning, not with the first act of the day.
        if (base::Instant const morning = at(day, morning_hour);
            day != last_morning && morning <= acts_[first].when) {
            last_morning = day;
            settings.clock.set(morning);
            settings.run_jobs();
        }
        std::span<Dated const> const batch(acts_.data() + first, end - first);
        auto const done = database.write([&](db::Tx& tx) -> base::Result<base::Done> {
            for (Dated const& dated : batch) {
                settings.clock.set(dated.when);
                auto result = dated.act(tx, world);
                if (result.ok()) continue;
                base::Refusal refusal = std::move(result).refusal();
                refusal.message =
                    fmt::format("Démonstration, acte du {} : {}", base::iso8601(dated.when), refusal.message);
                return refusal;
            }
            return base::Done{};
        });
        if (!done.ok()) return done.refusal();
        settings.run_jobs();
        first = end;
    }
    acts_run_ += static_cast<std::int64_t>(acts_.size());
    acts_.clear();
    return base::Done{};
}

void run_due_together(journal::JobRunner& jobs) {
    // One first: most steps leave nothing to do, and a round of mails makes more.
    while (jobs.run_due(1) > 0) {
        std::vector<std::future<int>> turns;
        for (int i = 0; i < job_threads; ++i)
            turns.push_back(std::async(std::launch::async, [&jobs] { return jobs.run_due(jobs_a_turn); }));
        for (std::future<int>& turn : turns) turn.get();
    }
}

std::string Directory::taken_as_csv() {
    std::string csv = "code,emails\n";
    for (auto const& [reference, emails] : emails_) {
        csv += reference + ",";
        for (std::string const& email : emails) csv += email + " ";
        csv.back() = '\n';
    }
    emails_.clear();
    return csv;
}

}  // namespace demo
