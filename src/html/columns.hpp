// Columns over time: one column a day, a week or a month, drawn by the server, with its table behind.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace html {

/// One period: what it is called and what it counts. Negative values count as zero.
struct Period {
    std::string label = {};  // "semaine du 2 mars 2026"
    std::string mark = {};   // "2 mars", under the axis
    std::int64_t value = 0;
};

struct ColumnChart {
    static constexpr int WIDTH = 640;
    static constexpr int HEIGHT = 190;
    static constexpr int TOP = 22;
    static constexpr int BASE = 160;  // of the axis

    struct Column {
        int x = 0;
        int y = 0;
        int width = 0;
        int height = 0;
        std::string words = {};  // "semaine du 2 mars 2026 : 12"
    };

    std::string title = {};
    std::string period_column = {};  // "Semaine"
    std::string value_column = {};   // "Soutiens"
    std::string summary = {};        // what the picture shows, for those who do not see it
    std::vector<Period> periods = {};
    std::vector<Column> columns = {};
    std::string most = {};  // the highest value, at the left of its line
};

/// Lengths in proportion to the highest; at least one unit for what is not zero.
ColumnChart column_chart(std::string title, std::string period_column, std::string value_column,
                         std::vector<Period> periods);

}  // namespace html
