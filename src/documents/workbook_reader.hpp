// Reading what people send back: the rows of a spreadsheet (XLSX, ODS) or of a CSV, as text, within limits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace documents {

/// What is read of a file at most; beyond, the whole file is refused with a sentence. A hostile file costs no
/// more than these allow.
struct ReadingLimits {
    std::int64_t rows_max = 10'000;  // with something in them, of all sheets together
    std::int64_t columns_max = 100;
    std::size_t cell_bytes_max = 40'000;
    std::size_t text_bytes_max = 32U << 20U;      // of all cells together
    std::size_t unpacked_bytes_max = 64U << 20U;  // of what is unpacked from the file
    std::size_t ratio_max = 200;                  // unpacked for one packed, beyond a megabyte
    std::int64_t sheets_max = 50;
};

/// A row with something in it. `number` is what the spreadsheet shows beside it, from 1; of a CSV, counted
/// from its first line. Cells after the last one with something in it are left out.
struct ReadRow {
    std::int64_t number = 0;
    std::vector<std::string> cells;
    std::string const& cell(std::size_t column) const;  // empty beyond the last
};
struct ReadSheet {
    std::string name;  // of a CSV: empty
    std::vector<ReadRow> rows;
};

/// The sheets in their order. Every text is valid UTF-8; dates are ISO ("2026-04-15", "2026-04-15T18:00:00"),
/// whole numbers have no decimals, a formula is its last computed value, an apostrophe that guards a CSV cell
/// from being a formula is taken off. CSV: separated by commas, semicolons or tabs, in UTF-8 or else
/// Windows-1252. Nothing of the file is run, fetched or followed. Refused: what is none of these, damaged,
/// protected by a password, or beyond a limit.
base::Result<std::vector<ReadSheet>> read_workbook(std::string_view bytes, ReadingLimits const& limits = {});

}  // namespace documents
