// Exposition: a writer of Prometheus' text format, version 0.0.4.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace web {

/// Families in order, each with its samples: `gauge("tremplin_jobs_waiting", "…").sample(3)`. A name that the
/// format does not allow, or a family written twice, is a fault: names come from code only.
class Exposition {
  public:
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    Exposition& gauge(std::string_view name, std::string_view help) { return family(name, help, "gauge"); }
    /// Its name ends with _total.
    Exposition& counter(std::string_view name, std::string_view help);
    Exposition& histogram(std::string_view name, std::string_view help) {
        return family(name, help, "histogram");
    }
    Exposition& sample(std::int64_t value, Labels labels = {}) { return sample("", value, labels); }
    Exposition& sample(std::string_view suffix, std::int64_t value, Labels labels);
    Exposition& seconds(double value, Labels labels = {}) { return seconds("", value, labels); }
    Exposition& seconds(std::string_view suffix, double value, Labels labels);

    int series() const { return series_; }
    std::string take() { return std::move(out_); }

  private:
    Exposition& family(std::string_view name, std::string_view help, std::string_view type);
    void begin(std::string_view suffix, Labels labels);
    std::string out_;
    std::string name_;  // of the family being written
    int series_ = 0;
};

}  // namespace web
