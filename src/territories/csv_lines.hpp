// Reading a CSV file that an operator made: comma or semicolon, with or without byte-order mark, quoted
// cells.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace territories {

struct CsvLine {
    int number = 0;  // in the file, the header being 1
    std::vector<std::string> cells;
};

struct CsvLines {
    std::vector<std::string> columns;  // folded, without spaces around
    std::vector<CsvLine> lines;        // empty ones left out

    /// The place of the first column that bears one of these names; -1: none.
    int column(std::initializer_list<std::string_view> names) const;
    /// The cell, tidied; empty when the line is too short or the column is -1.
    static std::string cell(CsvLine const& line, int column);
};

/// Refused: text that is not UTF-8, an empty file, more than `csv_bytes_max` bytes or `csv_lines_max` lines,
/// a quote never closed.
base::Result<CsvLines> read_csv(std::string_view text);

inline constexpr std::size_t csv_bytes_max = 50'000'000;
inline constexpr std::size_t csv_lines_max = 200'000;

}  // namespace territories
