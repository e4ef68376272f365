// CSV as spreadsheets write it: comma, semicolon or tab, UTF-8 or Windows-1252, quotes as RFC 4180 says.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "documents/reading.hpp"

namespace documents {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// What 0x80–0x9F are in Windows-1252; 0: nothing.
constexpr std::array<std::uint16_t, 32> upper_windows{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::string from_windows(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (char const c : bytes) {
        auto code = static_cast<unsigned>(static_cast<unsigned char>(c));
        if (code >= 0x80 && code < 0xA0) code = upper_windows.at(code - 0x80);
        if (code == 0) {
            text += "\xEF\xBF\xBD";  // the sign of what cannot be read
        } else if (code < 0x80) {
            text += static_cast<char>(code);
        } else if (code < 0x800) {
            text += static_cast<char>(0xC0U | (code >> 6U));
            text += static_cast<char>(0x80U | (code & 0x3FU));
        } else {
            text += static_cast<char>(0xE0U | (code >> 12U));
            text += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
            text += static_cast<char>(0x80U | (code & 0x3FU));
        }
    }
    return text;
}

/// The one that stands most often in the first line, outside quotes.
char separator_of(std::string_view text) {
    std::array<std::pair<char, int>, 3> found{{{';', 0}, {',', 0}, {'\t', 0}}};
    bool quoted = false;
    for (char const c : text) {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == '\n' || c == '\r')) break;
        if (!quoted)
            for (auto& [sign, count] : found) count += sign == c ? 1 : 0;
    }
    return std::ranges::max_element(found, {}, &std::pair<char, int>::second)->first;
}

/// Our own files guard a text that looks like a formula with an apostrophe (base/csv.hpp): it is no part of
/// it.
std::string unguarded(std::string text) {
    constexpr std::string_view guarded = "=+-@\t\r";
    if (text.size() > 1 && text.front() == '\'' && guarded.find(text[1]) != std::string_view::npos)
        text.erase(0, 1);
    return text;
}

/// Cells from a text that is known to be UTF-8.
class CsvReader {
  public:
    CsvReader(std::string_view text, char separator, Gathering& gathering)
        : text_(text), separator_(separator), gathering_(gathering) {}

    void read() {
        while (at_ < text_.size() && gathering_.goes_on()) {
            if (text_[at_] == '"')
                quoted_cell();
            else
                plain_cell();
            end_of_cell();
        }
    }

  private:
    void quoted_cell() {
        ++at_;
        while (at_ < text_.size()) {
            if (text_[at_] == '"' && at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                cell_ += '"';
                at_ += 2;
            } else if (text_[at_] == '"') {
                ++at_;
                // What follows a closing quote up to the separator is kept as it is.
                plain_cell();
                return;
            } else {
                cell_ += text_[at_++];
            }
            if (cell_.size() > gathering_.limits().cell_bytes_max) break;
        }
        if (at_ >= text_.size())
            gathering_.refuse(
                fmt::format("Un guillemet ouvert à la ligne {} n’est jamais refermé.", row_),
                "Ouvrez le fichier dans votre tableur, enregistrez-le en XLSX, puis recommencez.");
    }
    void plain_cell() {
        std::size_t const end = text_.find_first_of(std::string{separator_, '\n', '\r'}, at_);
        cell_ += text_.substr(at_, end == std::string_view::npos ? end : end - at_);
        at_ = std::min(end, text_.size());
    }
    void end_of_cell() {
        gathering_.cell(row_, column_, unguarded(std::move(cell_)));
        cell_.clear();
        if (at_ >= text_.size()) return;
        if (text_[at_] == separator_) {
            ++column_;
            ++at_;
            return;
        }
        at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
        ++row_;
        column_ = 0;
    }

    std::string_view text_;
    char separator_;
    Gathering& gathering_;
    std::size_t at_ = 0;
    std::int64_t row_ = 1;
    std::int64_t column_ = 0;
    std::string cell_;
};

}  // namespace

void read_csv(std::string_view bytes, Gathering& gathering) {
    if (bytes.size() > gathering.limits().text_bytes_max)
        return gathering.refuse("Ce fichier est trop volumineux.", "Partagez-le en plusieurs fichiers.");
    if (bytes.find('\0') != std::string_view::npos)
        return gathering.refuse("Ce fichier n’est pas un tableau.",
                                "Envoyez un classeur XLSX ou ODS, ou un fichier CSV.");
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    std::string converted;
    if (!base::is_valid_utf8(bytes)) {
        converted = from_windows(bytes);
        bytes = converted;
    }
    gathering.sheet({});
    char separator = separator_of(bytes);
    // A line for the spreadsheet alone: which separator follows.
    if (bytes.starts_with("sep=") && bytes.size() > 4) {
        separator = bytes[4];
        bytes.remove_prefix(std::min(
            bytes.find('\n') == std::string_view::npos ? bytes.size() : bytes.find('\n') + 1, bytes.size()));
    }
    CsvReader(bytes, separator, gathering).read();
}

}  // namespace documents
