#include "documents/workbook.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "base/check.hpp"
#include "base/french.hpp"
#include "base/text.hpp"

namespace documents {
namespace {

constexpr int cents_per_euro = 100;
constexpr double label_width = 26;
constexpr double value_width = 90;
constexpr std::string_view about_sheet = "À propos";
constexpr std::size_t column_types = 5;

/// At most `characters` code points, cut wherever that is.
std::string cut(std::string_view text, std::size_t characters) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size() && count < characters; ++count) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    }
    return std::string(text.substr(0, at));
}

std::string fitting(std::string const& text) {
    // The format counts UTF-16 units: at most two for a code point.
    if (base::length_in_characters(text) <= cell_characters_max / 2) return text;
    return cut(text, cell_characters_max / 2 - 1) + "…";
}

/// A name that the format takes and that no sheet has yet.
std::string sheet_name(std::string_view wanted, std::set<std::string>& taken) {
    std::string name;
    for (char const c : wanted)
        name.push_back(std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : ' ');
    name = std::string(base::trimmed(cut(name, sheet_name_characters_max)));
    if (name.empty()) name = "Feuille";
    std::string unique = name;
    for (int n = 2; !taken.insert(base::folded(unique)).second; ++n) {
        std::string const suffix = fmt::format(" ({})", n);
        unique = cut(name, sheet_name_characters_max - suffix.size()) + suffix;
    }
    return unique;
}

lxw_datetime in_paris(base::Instant at) {
    base::Civil const wall = base::civil(at);
    return {wall.year, wall.month, wall.day, wall.hour, wall.minute, static_cast<double>(wall.second)};
}

}  // namespace

struct Workbook::Inside {
    std::string path;
    std::string folder;
    lxw_workbook* book = nullptr;
    lxw_worksheet* now = nullptr;
    lxw_format* header = nullptr;
    std::array<lxw_format*, column_types> formats{};
    std::vector<SheetColumn> columns;
    std::set<std::string> names;
    lxw_row_t next = 0;
    lxw_error failed = LXW_NO_ERROR;

    void keep(lxw_error error) {
        if (failed == LXW_NO_ERROR) failed = error;
    }
    lxw_format* format_of(ColumnType type) const { return formats.at(static_cast<std::size_t>(type)); }

    void open(Stamp const& stamp) {
        folder = std::filesystem::path(path).parent_path().string();
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        options.tmpdir = folder.empty() ? nullptr : folder.data();
        book = workbook_new_opt(path.c_str(), &options);
        if (book == nullptr) base::fail("cannot begin the workbook " + path);
        std::string title = cut(stamp.title, 255);
        lxw_doc_properties properties{};
        properties.title = title.data();
        properties.created = static_cast<time_t>(stamp.at.us / 1'000'000);
        keep(workbook_set_properties(book, &properties));
        header = workbook_add_format(book);
        format_set_bold(header);
        format_set_text_wrap(header);
        format_set_align(header, LXW_ALIGN_VERTICAL_TOP);
        for (std::size_t i = 0; i < column_types; ++i) {
            formats.at(i) = workbook_add_format(book);
            format_set_align(formats.at(i), LXW_ALIGN_VERTICAL_TOP);
        }
        format_set_num_format(format_of(ColumnType::text), "@");
        format_set_text_wrap(format_of(ColumnType::text));
        format_set_num_format(format_of(ColumnType::integer), "#,##0");
        format_set_num_format(format_of(ColumnType::date), "dd/mm/yyyy");
        format_set_num_format(format_of(ColumnType::moment), "dd/mm/yyyy hh:mm");
        format_set_num_format(format_of(ColumnType::euros), "#,##0.00\\ \"€\"");
    }

    void begin(std::string_view name) {
        std::string const taken = sheet_name(name, names);
        now = workbook_add_worksheet(book, taken.c_str());
        if (now == nullptr) base::fail("the workbook refuses the sheet " + taken);
        next = 0;
    }

    void about(Stamp const& stamp) {
        begin(about_sheet);
        keep(worksheet_set_column(now, 0, 0, label_width, nullptr));
        keep(worksheet_set_column(now, 1, 1, value_width, nullptr));
        for (auto const& [label, value] : lines_of(stamp)) {
            keep(worksheet_write_string(now, next, 0, label.c_str(), header));
            keep(worksheet_write_string(now, next, 1, fitting(value).c_str(), format_of(ColumnType::text)));
            ++next;
        }
    }

    void text(lxw_col_t column, std::string const& value) {
        if (!value.empty())
            keep(worksheet_write_string(now, next, column, fitting(value).c_str(),
                                        format_of(ColumnType::text)));
    }

    void cell(lxw_col_t column, SheetCell const& value, ColumnType type) {
        if (auto const* const words = std::get_if<std::string>(&value)) {
            text(column, *words);
        } else if (auto const* const number = std::get_if<std::int64_t>(&value)) {
            bool const is_exact = *number <= exact_number_max && *number >= -exact_number_max;
            if (type == ColumnType::integer && is_exact)
                keep(
                    worksheet_write_number(now, next, column, static_cast<double>(*number), format_of(type)));
            else
                text(column, std::to_string(*number));
        } else if (auto const* const at = std::get_if<base::Instant>(&value)) {
            lxw_datetime moment = in_paris(*at);
            bool const is_day = type == ColumnType::date;
            if (is_day) moment = {moment.year, moment.month, moment.day, 0, 0, 0};
            if (is_day || type == ColumnType::moment)
                keep(worksheet_write_datetime(now, next, column, &moment, format_of(type)));
            else
                text(column, base::iso8601(*at));
        } else if (auto const* const amount = std::get_if<base::Euros>(&value)) {
            if (type == ColumnType::euros)
                keep(worksheet_write_number(now, next, column,
                                            static_cast<double>(amount->in_cents()) / cents_per_euro,
                                            format_of(type)));
            else
                text(column, base::french_amount(*amount));
        }
    }

    void offer(std::size_t column, std::int64_t last_row, lxw_data_validation& validation) {
        auto const at = static_cast<lxw_col_t>(column);
        keep(worksheet_data_validation_range(
            now, 1, at, static_cast<lxw_row_t>(std::max<std::int64_t>(last_row, 1)), at, &validation));
    }

    /// The filters go down to the last row, known only when the sheet ends.
    void end_sheet() {
        if (now != nullptr && !columns.empty())
            keep(worksheet_autofilter(now, 0, 0, std::max<lxw_row_t>(next, 1) - 1,
                                      static_cast<lxw_col_t>(columns.size() - 1)));
        columns.clear();
    }
};

Workbook::Workbook(std::string path, Stamp const& stamp) : inside_(std::make_unique<Inside>()) {
    inside_->path = std::move(path);
    inside_->open(stamp);
    inside_->about(stamp);
}

Workbook::~Workbook() {
    if (inside_->book == nullptr) return;
    // The library frees its memory and temporary files only by closing.
    (void)workbook_close(inside_->book);
    ::unlink(inside_->path.c_str());
}

void Workbook::sheet(std::string_view name, std::vector<SheetColumn> columns) {
    base::check(inside_->book != nullptr, "a finished workbook takes no sheet");
    base::check(!columns.empty(), "a sheet has columns");
    inside_->end_sheet();
    inside_->begin(name);
    inside_->columns = std::move(columns);
    for (std::size_t i = 0; i < inside_->columns.size(); ++i) {
        auto const at = static_cast<lxw_col_t>(i);
        inside_->keep(
            worksheet_set_column(inside_->now, at, at, inside_->columns[i].width_characters, nullptr));
        inside_->keep(worksheet_write_string(inside_->now, 0, at, fitting(inside_->columns[i].title).c_str(),
                                             inside_->header));
    }
    worksheet_freeze_panes(inside_->now, 1, 0);
    inside_->next = 1;
}

void Workbook::row(std::span<SheetCell const> cells) {
    base::check(inside_->book != nullptr && !inside_->columns.empty(), "a row stands in a sheet");
    base::check(cells.size() <= inside_->columns.size(),
                "a row has no more cells than its sheet has columns");
    if (inside_->next > sheet_rows_max) base::fail("a sheet is full: " + inside_->path);
    for (std::size_t i = 0; i < cells.size(); ++i)
        inside_->cell(static_cast<lxw_col_t>(i), cells[i], inside_->columns[i].type);
    ++inside_->next;
}

void Workbook::offer(std::size_t column, std::int64_t last_row, std::vector<std::string> const& words) {
    base::check(inside_->now != nullptr && column < inside_->columns.size(), "an offer is for a column");
    std::vector<std::string> own = words;  // the library asks for bytes that it may write to
    std::vector<char*> list;
    for (std::string& word : own) list.push_back(word.data());
    list.push_back(nullptr);
    lxw_data_validation validation{};
    validation.validate = LXW_VALIDATION_TYPE_LIST;
    validation.value_list = list.data();
    inside_->offer(column, last_row, validation);
}

void Workbook::offer_from(std::size_t column, std::int64_t last_row, std::string_view other_sheet,
                          std::int64_t other_rows, bool is_strict) {
    base::check(inside_->now != nullptr && column < inside_->columns.size(), "an offer is for a column");
    if (other_rows < 1) return;
    std::string source = fmt::format("='{}'!$A$2:$A${}", other_sheet, other_rows + 1);
    lxw_data_validation validation{};
    validation.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    validation.value_formula = source.data();
    validation.error_type = static_cast<std::uint8_t>(is_strict ? LXW_VALIDATION_ERROR_TYPE_STOP
                                                                : LXW_VALIDATION_ERROR_TYPE_INFORMATION);
    inside_->offer(column, last_row, validation);
}

std::string Workbook::finish() {
    base::check(inside_->book != nullptr, "a workbook is finished once");
    inside_->end_sheet();
    lxw_error const closed = workbook_close(inside_->book);
    inside_->book = nullptr;
    inside_->keep(closed);
    if (inside_->failed != LXW_NO_ERROR) {
        ::unlink(inside_->path.c_str());
        base::fail(
            fmt::format("cannot write the workbook {}: {}", inside_->path, lxw_strerror(inside_->failed)));
    }
    return inside_->path;
}

}  // namespace documents
