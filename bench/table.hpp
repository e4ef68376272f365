// The table of the benches: a figure, its limit measured in the same run, their ratio, and the budget.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace bench {

/// CPU seconds (user and system) of this process so far.
double cpu_seconds();
double wall_seconds();
/// Resident memory of this process now, in MiB.
double resident_mib();
/// Of it, what this process alone holds: heap, stacks, caches. The rest are pages of the program's and its
/// libraries' files, as many as the kernel finds worth mapping; it takes them back when it wants.
double private_mib();

/// One line: name, value with unit, and (when `limit` > 0) the limit beside it and the ratio.
void row(std::string const& name, double value, std::string const& unit, double limit = 0,
         std::string const& limit_name = {}, std::string const& budget = {});
void title(std::string const& text);

/// CPU and wall time of `body`, per `count` things that it does.
struct Cost {
    double cpu_us = 0;
    double wall_us = 0;
    double per_second = 0;
};
Cost cost_of(std::int64_t count, std::function<void()> const& body);

}  // namespace bench
