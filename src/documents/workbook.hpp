// Workbook: a spreadsheet (XLSX) written row by row in constant memory, whose texts can never become
// formulas.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/euros.hpp"
#include "base/instant.hpp"
#include "documents/stamp.hpp"

namespace documents {

enum class ColumnType {
    text,
    integer,
    date,    // an Instant shown as its day in Paris
    moment,  // an Instant shown with its hour in Paris
    euros,
};

struct SheetColumn {
    std::string title;
    ColumnType type = ColumnType::text;
    int width_characters = 18;
};

/// monostate: an empty cell. A text is written as a text whatever it begins with (= + - @), and a number or
/// an instant only in a column of its type; anything else there is written as text.
using SheetCell = std::variant<std::monostate, std::string, std::int64_t, base::Instant, base::Euros>;

/// Limits of the format itself.
inline constexpr std::size_t sheet_rows_max = 1'048'575;  // beside the header
inline constexpr std::size_t sheet_name_characters_max = 31;
inline constexpr std::size_t cell_characters_max = 32'767;               // longer texts end with "…"
inline constexpr std::int64_t exact_number_max = 9'007'199'254'740'992;  // 2^53: beyond, written as text

/// The first sheet is "À propos", with the stamp. The same calls give the same bytes.
class Workbook {
  public:
    /// Writes to `path`, which must not exist in use by another; temporary files stand beside it. Whatever
    /// goes wrong (no room, no right) is thrown as a Fault by `finish`, and the file is removed.
    Workbook(std::string path, Stamp const& stamp);
    /// Removes what was written unless `finish` was called.
    ~Workbook();
    Workbook(Workbook const&) = delete;
    Workbook& operator=(Workbook const&) = delete;

    /// Begins a sheet: a bold header row that stays in sight, with filters. The name is made one that the
    /// format takes (31 characters, none of []:*?/\, not twice the same).
    void sheet(std::string_view name, std::vector<SheetColumn> columns);
    /// The next row of the present sheet; no more cells than columns. Throws past `sheet_rows_max`.
    void row(std::span<SheetCell const> cells);
    void row(std::initializer_list<SheetCell> cells) {
        row(std::span<SheetCell const>(cells.begin(), cells.size()));
    }
    /// What the cells of a column of the present sheet may hold, offered as a list by the spreadsheet, from
    /// the second row to `last_row`. Short words (255 bytes in all) stand with the column itself; the others
    /// are the first column of another sheet, from its second row. Nothing else is accepted when `is_strict`.
    void offer(std::size_t column, std::int64_t last_row, std::vector<std::string> const& words);
    void offer_from(std::size_t column, std::int64_t last_row, std::string_view other_sheet,
                    std::int64_t other_rows, bool is_strict);
    /// Writes what is left and closes; returns the path.
    std::string finish();

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

inline constexpr std::string_view workbook_media_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

}  // namespace documents
