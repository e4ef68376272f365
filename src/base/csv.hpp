// CSV: one line of an export, quoted as RFC 4180 says and harmless when a spreadsheet opens it.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace base {

/// What a file of ours begins with, so that spreadsheets read it as UTF-8.
inline constexpr std::string_view csv_byte_order_mark = "\xEF\xBB\xBF";

/// One cell. A text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a carriage
/// return, also behind spaces or quotes) gets an apostrophe in front (reliability.md advisory 32); a plain
/// decimal number keeps its sign. Quoted when it holds a comma, a semicolon, a quote or a line end.
std::string csv_cell(std::string_view text);

/// One line with its CRLF. Cells are separated by commas.
std::string csv_row(std::span<std::string_view const> cells);
std::string csv_row(std::initializer_list<std::string_view> cells);

}  // namespace base
