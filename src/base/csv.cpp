#include "base/csv.hpp"

namespace base {
namespace {

/// "-12", "+3.5": a number of ours, not a formula.
bool is_plain_number(std::string_view text) {
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    bool seen_digit = false;
    bool seen_point = false;
    for (char const c : text) {
        if (c >= '0' && c <= '9') {
            seen_digit = true;
        } else if (c == '.' && seen_digit && !seen_point) {
            seen_point = true;
        } else {
            return false;
        }
    }
    return seen_digit && text.back() != '.';
}

/// Spreadsheets drop what stands before the first visible character, so it does not protect.
bool could_be_formula(std::string_view text) {
    std::size_t const first = text.find_first_not_of(" \n\"'");
    if (first == std::string_view::npos) return false;
    text.remove_prefix(first);
    char const c = text.front();
    bool const fatal = c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
    // The full-width forms of = + - @, which some spreadsheets read alike.
    bool const wide = text.starts_with("\uFF1D") || text.starts_with("\uFF0B") ||
                      text.starts_with("\uFF0D") || text.starts_with("\uFF20");
    return (fatal || wide) && !(first == 0 && is_plain_number(text));
}

}  // namespace

std::string csv_cell(std::string_view text) {
    std::string cell;
    if (could_be_formula(text)) cell.push_back('\'');
    cell += text;
    if (cell.find_first_of(",;\"\r\n\t") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (char const c : cell) {
        if (c == '"') quoted.push_back('"');
        quoted.push_back(c);
    }
    quoted.push_back('"');
    return quoted;
}

std::string csv_row(std::span<std::string_view const> cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) line.push_back(',');
        line += csv_cell(cells[i]);
    }
    return line + "\r\n";
}

std::string csv_row(std::initializer_list<std::string_view> cells) {
    return csv_row(std::span<std::string_view const>(cells.begin(), cells.size()));
}

}  // namespace base
