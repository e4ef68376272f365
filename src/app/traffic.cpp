#include "app/traffic.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace app {
namespace {

constexpr std::string_view no_route = "none";
constexpr std::string_view other_routes = "other";

double seconds(std::int64_t us) {
    return base::Duration{us}.in_seconds();
}

}  // namespace

void Traffic::count(http::AccessRecord const& record) {
    auto const bound = std::lower_bound(bounds_us.begin(), bounds_us.end(), record.duration_us);
    std::string_view const name = record.route.empty() ? no_route : std::string_view(record.route);
    std::lock_guard const lock(mutex_);
    auto found = routes_.find(name);
    if (found == routes_.end())
        found = routes_.try_emplace(std::string(routes_.size() < routes_max ? name : other_routes)).first;
    Route& route = found->second;
    ++route.answers;
    if (record.status >= 500) ++route.faults;
    route.spent_us += record.duration_us;
    ++by_class_[record.status >= 100 && record.status < 600 ? static_cast<std::size_t>(record.status / 100)
                                                            : 0];
    ++by_duration_[static_cast<std::size_t>(bound - bounds_us.begin())];
    spent_us_ += record.duration_us;
}

void Traffic::put(web::Exposition& metrics) const {
    std::lock_guard const lock(mutex_);
    metrics.counter("tremplin_route_answers_total", "Answers by route.");
    for (auto const& [name, route] : routes_) metrics.sample(route.answers, {{"route", name}});
    metrics.counter("tremplin_route_faults_total", "Answers with a status of 500 or more, by route.");
    for (auto const& [name, route] : routes_) metrics.sample(route.faults, {{"route", name}});
    metrics.counter("tremplin_route_seconds_total", "Time from a request's head to its last byte, by route.");
    for (auto const& [name, route] : routes_) metrics.seconds(seconds(route.spent_us), {{"route", name}});
    metrics.counter("tremplin_answers_total", "Answers by class of status.");
    for (std::size_t i = 1; i < by_class_.size(); ++i)
        metrics.sample(by_class_[i], {{"class", fmt::format("{}xx", i)}});
    metrics.histogram("tremplin_answer_seconds", "Time from a request's head to its last byte.");
    std::int64_t below = 0;
    for (std::size_t i = 0; i < bounds_us.size(); ++i) {
        below += by_duration_[i];
        metrics.sample("_bucket", below, {{"le", fmt::format("{}", seconds(bounds_us[i]))}});
    }
    below += by_duration_.back();
    metrics.sample("_bucket", below, {{"le", "+Inf"}});
    metrics.seconds("_sum", seconds(spent_us_), {});
    metrics.sample("_count", below, {});
}

}  // namespace app
