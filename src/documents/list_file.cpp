#include "documents/list_file.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/csv.hpp"
#include "documents/export_file.hpp"

namespace documents {
namespace {

constexpr std::int64_t cents_per_euro = 100;

std::string csv_text(SheetCell const& cell) {
    if (auto const* const words = std::get_if<std::string>(&cell)) return *words;
    if (auto const* const number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
    if (auto const* const at = std::get_if<base::Instant>(&cell)) return base::iso8601(*at);
    if (auto const* const amount = std::get_if<base::Euros>(&cell)) {
        std::int64_t const cents = amount->in_cents();
        return fmt::format("{}{}.{:02}", cents < 0 ? "-" : "", std::abs(cents) / cents_per_euro,
                           std::abs(cents) % cents_per_euro);
    }
    return {};
}

}  // namespace

struct ListFile::Inside {
    std::size_t columns = 0;
    std::int64_t rows = 0;
    std::unique_ptr<ExportFile> csv;
    std::unique_ptr<Workbook> book;
};

ListFile::ListFile(std::string path, ListFormat format, Stamp const& stamp, std::vector<ListColumn> columns)
    : inside_(std::make_unique<Inside>()) {
    base::check(!columns.empty(), "a list has columns");
    inside_->columns = columns.size();
    if (format == ListFormat::csv) {
        inside_->csv = std::make_unique<ExportFile>(std::move(path));
        std::vector<std::string_view> keys;
        for (ListColumn const& column : columns) keys.push_back(column.key);
        inside_->csv->write(base::csv_byte_order_mark);
        inside_->csv->write(base::csv_row(keys));
        return;
    }
    inside_->book = std::make_unique<Workbook>(std::move(path), stamp);
    std::vector<SheetColumn> heads;
    for (ListColumn& column : columns)
        heads.push_back({std::move(column.title), column.type, column.width_characters});
    inside_->book->sheet(stamp.title, std::move(heads));
}

ListFile::~ListFile() = default;

void ListFile::row(std::span<SheetCell const> cells) {
    base::check(cells.size() == inside_->columns, "a row of a list has a cell for each column");
    if (++inside_->rows > list_rows_max) base::fail("a list is longer than list_rows_max");
    if (inside_->book) return inside_->book->row(cells);
    std::vector<std::string> texts;
    for (SheetCell const& cell : cells) texts.push_back(csv_text(cell));
    std::vector<std::string_view> const views(texts.begin(), texts.end());
    inside_->csv->write(base::csv_row(views));
}

std::string ListFile::finish() {
    return inside_->book ? inside_->book->finish() : inside_->csv->finish();
}

}  // namespace documents
