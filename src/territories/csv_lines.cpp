#include "territories/csv_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace territories {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t cells_max = 100;  // of one line

/// The separator is what the header holds more of.
char separator_of(std::string_view text) {
    std::string_view const header = text.substr(0, text.find('\n'));
    return std::count(header.begin(), header.end(), ';') >= std::count(header.begin(), header.end(), ',')
               ? ';'
               : ',';
}

/// Takes one line, which may go over several through quoted cells, off `rest`. False: a quote was never
/// closed.
bool take_line(std::string_view& rest, char separator, int& line_number, CsvLine& line) {
    line = {line_number, {}};
    std::string cell;
    bool is_quoted = false;
    while (!rest.empty()) {
        char const c = rest.front();
        rest.remove_prefix(1);
        if (c == '\n') ++line_number;
        if (is_quoted) {
            if (c != '"')
                cell.push_back(c);
            else if (rest.starts_with('"')) {
                cell.push_back('"');
                rest.remove_prefix(1);
            } else
                is_quoted = false;
        } else if (c == '"' && base::trimmed(cell).empty()) {
            cell.clear();
            is_quoted = true;
        } else if (c == separator) {
            if (line.cells.size() < cells_max) line.cells.push_back(std::move(cell));
            cell.clear();
        } else if (c == '\n') {
            break;
        } else {
            cell.push_back(c);
        }
    }
    line.cells.push_back(std::move(cell));
    return !is_quoted;
}

bool is_blank(CsvLine const& line) {
    return std::all_of(line.cells.begin(), line.cells.end(),
                       [](std::string const& cell) { return base::trimmed(cell).empty(); });
}

base::Refusal refused(std::string message) {
    return base::refuse(base::RefusalCode::invalid, std::move(message),
                        "Enregistrez le fichier en CSV, encodage UTF-8, avec une première ligne de titres.");
}

}  // namespace

int CsvLines::column(std::initializer_list<std::string_view> names) const {
    for (std::string_view const name : names)
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (columns[i] == name) return static_cast<int>(i);
    return -1;
}

std::string CsvLines::cell(CsvLine const& line, int column) {
    if (column < 0 || static_cast<std::size_t>(column) >= line.cells.size()) return {};
    return base::tidied_line(line.cells[static_cast<std::size_t>(column)]).value_or("");
}

base::Result<CsvLines> read_csv(std::string_view text) {
    if (text.size() > csv_bytes_max) return refused("Ce fichier est trop gros.");
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    if (!base::is_valid_utf8(text)) return refused("Ce fichier n’est pas encodé en UTF-8.");
    if (base::trimmed(text).empty()) return refused("Ce fichier est vide.");
    char const separator = separator_of(text);
    CsvLines read;
    int line_number = 1;
    CsvLine line;
    for (bool is_header = true; !text.empty(); is_header = false) {
        int const begins = line_number;
        if (!take_line(text, separator, line_number, line))
            return refused(fmt::format("Ligne {} : un guillemet n’est jamais refermé.", begins));
        if (is_header) {
            for (std::string const& cell : line.cells)
                read.columns.push_back(base::folded(base::trimmed(cell)));
        } else if (!is_blank(line)) {
            if (read.lines.size() == csv_lines_max)
                return refused(fmt::format("Ce fichier a plus de {} lignes.", csv_lines_max));
            read.lines.push_back(std::move(line));
        }
    }
    return read;
}

}  // namespace territories
