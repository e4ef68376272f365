// ListFile: one list as a file, CSV or XLSX, written row by row in constant memory: whole, or gone.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "documents/stamp.hpp"
#include "documents/workbook.hpp"

namespace documents {

enum class ListFormat { csv, xlsx };

struct ListColumn {
    std::string key;    // heads the CSV column: "demande_le"
    std::string title;  // heads the column of the sheet: "Demandé le"
    ColumnType type = ColumnType::text;
    int width_characters = 18;
};

inline constexpr std::int64_t list_rows_max = 200'000;

/// CSV: UTF-8 with its mark, commas, RFC 4180, no cell that a spreadsheet takes for a formula, instants as
/// ISO in UTC, amounts in euros with a point. XLSX: as Workbook. Anything that goes wrong (no room, too many
/// rows) is thrown as a Fault and leaves no file: a failed export never passes for a whole one.
class ListFile {
  public:
    /// `path` must not be in use. The sheet has the stamp's title.
    ListFile(std::string path, ListFormat format, Stamp const& stamp, std::vector<ListColumn> columns);
    ~ListFile();
    ListFile(ListFile const&) = delete;
    ListFile& operator=(ListFile const&) = delete;

    /// As many cells as columns.
    void row(std::span<SheetCell const> cells);
    void row(std::initializer_list<SheetCell> cells) {
        row(std::span<SheetCell const>(cells.begin(), cells.size()));
    }
    /// Returns the path.
    std::string finish();

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace documents
