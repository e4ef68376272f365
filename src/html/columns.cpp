#include "html/columns.hpp"

#include <algorithm>

#include "base/french.hpp"

namespace html {
namespace {

constexpr int GAP = 2;

}  // namespace

ColumnChart column_chart(std::string title, std::string period_column, std::string value_column,
                         std::vector<Period> periods) {
    ColumnChart chart;
    chart.title = std::move(title);
    chart.period_column = std::move(period_column);
    chart.value_column = std::move(value_column);
    chart.periods = std::move(periods);
    if (chart.periods.empty()) return chart;
    auto const highest = std::ranges::max_element(chart.periods, {}, &Period::value);
    std::int64_t const most = std::max<std::int64_t>(highest->value, 1);
    chart.most = base::french_number(most);
    chart.summary = chart.title + std::string(base::nbsp) + ": de " + chart.periods.front().label + " à " +
                    chart.periods.back().label + std::string(base::narrow_nbsp) + "; le plus grand nombre, " +
                    base::french_number(highest->value) + ", " + highest->label + ".";
    auto const count = static_cast<int>(chart.periods.size());
    int const pitch = std::max(ColumnChart::WIDTH / count, GAP + 1);
    for (int i = 0; i < count; ++i) {
        Period const& period = chart.periods[static_cast<std::size_t>(i)];
        int height = static_cast<int>(std::max<std::int64_t>(period.value, 0) *
                                      (ColumnChart::BASE - ColumnChart::TOP) / most);
        if (period.value > 0) height = std::max(height, 1);
        chart.columns.push_back(
            {i * pitch, ColumnChart::BASE - height, pitch - GAP, height,
             period.label + std::string(base::nbsp) + ": " + base::french_number(period.value)});
    }
    return chart;
}

}  // namespace html
