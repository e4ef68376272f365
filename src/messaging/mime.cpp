// Encoded words, quoted-printable, dates.
#include "messaging/mime.hpp"

#include <fmt/format.h>

#include <array>

#include "base/check.hpp"
#include "base/text.hpp"

namespace messaging {
namespace {

constexpr std::string_view word_begin = "=?UTF-8?Q?";
constexpr std::string_view word_end = "?=";
constexpr std::size_t word_max = 75;  // RFC 2047 §2

/// Length of the character that begins with this byte of valid UTF-8.
std::size_t character_length(char first) {
    auto const byte = static_cast<unsigned char>(first);
    if (byte < 0x80) return 1;
    if (byte < 0xE0) return 2;
    return byte < 0xF0 ? 3 : 4;
}

std::string in_hexadecimal(std::string_view bytes) {
    std::string out;
    for (char const c : bytes) out += fmt::format("={:02X}", static_cast<unsigned char>(c));
    return out;
}

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_visible_ascii(std::string_view text) {
    for (char const c : text)
        if (c < ' ' || c > '~') return false;
    return true;
}

/// One character inside an encoded word: only what RFC 2047 §5 (3) allows everywhere stays as it is.
std::string in_word(std::string_view character) {
    char const c = character.front();
    if (c == ' ') return "_";
    bool const plain = is_letter_or_digit(c) || std::string_view("!*+-/").find(c) != std::string_view::npos;
    return plain ? std::string(character) : in_hexadecimal(character);
}

std::size_t last_line_length(std::string_view text, std::size_t column) {
    std::size_t const line_break = text.rfind('\n');
    return line_break == std::string_view::npos ? column + text.size() : text.size() - line_break - 1;
}

std::string encoded_words(std::string_view text, std::size_t column) {
    std::string out;
    std::string word;
    // The first word shares its line with the header's name, the others with the space that folds.
    std::size_t room = std::min(word_max, mail_line_max - column);
    auto const close_word = [&] {
        if (!out.empty()) out += "\r\n ";
        out.append(word_begin).append(word).append(word_end);
        word.clear();
        room = word_max;
    };
    for (std::size_t at = 0; at < text.size();) {
        std::size_t const length = character_length(text[at]);
        std::string const piece = in_word(text.substr(at, length));
        if (word_begin.size() + word.size() + piece.size() + word_end.size() > room) close_word();
        word += piece;
        at += length;
    }
    close_word();
    return out;
}

/// One character of a quoted-printable line.
std::string quoted(std::string_view character) {
    char const c = character.front();
    bool const plain = (c >= ' ' && c <= '~' && c != '=') || c == '\t';
    return plain ? std::string(character) : in_hexadecimal(character);
}

void append_quoted_line(std::string& out, std::string_view line) {
    std::size_t column = 0;
    for (std::size_t at = 0; at < line.size();) {
        std::size_t const length = character_length(line[at]);
        std::string_view const character = line.substr(at, length);
        bool const is_last = at + length == line.size();
        std::string piece = quoted(character);
        // White space at the end of a line is lost on the way.
        if (is_last && (character == " " || character == "\t")) piece = in_hexadecimal(character);
        std::size_t const kept_for_break = is_last ? 0 : 1;
        if (column + piece.size() + kept_for_break > mail_line_max) {
            out += "=\r\n";
            column = 0;
        }
        // A line that begins with a dot or with "From " is read as a command by some relays and mailboxes.
        if (column == 0 && (character == "." || line.substr(at).starts_with("From ")))
            piece = in_hexadecimal(character);
        out += piece;
        column += piece.size();
        at += length;
    }
    out += "\r\n";
}

}  // namespace

std::string without_line_breaks(std::string_view text) {
    base::check(base::is_valid_utf8(text), "a header is UTF-8");
    std::string out(text);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == '\x7f') c = ' ';
    return out;
}

std::string header_text(std::string_view text, std::size_t column) {
    std::string const line = without_line_breaks(text);
    bool const is_plain = is_visible_ascii(line) && column + line.size() <= mail_line_max &&
                          line.find("=?") == std::string::npos && base::trimmed(line) == line;
    return is_plain ? line : encoded_words(line, column);
}

std::string mailbox(std::string_view name, std::string_view address, std::size_t column) {
    std::string const line = without_line_breaks(name);
    std::string out;
    if (is_visible_ascii(line) && column + line.size() <= mail_line_max / 2 &&
        line.find("=?") == std::string::npos) {
        out = "\"";
        for (char const c : line) {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        out += '"';
    } else {
        out = encoded_words(line, column);
    }
    std::string const angled = "<" + without_line_breaks(address) + ">";
    bool const fits = last_line_length(out, column) + 1 + angled.size() <= mail_line_max;
    return out + (fits ? " " : "\r\n ") + angled;
}

std::string mail_date(base::Instant at) {
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    base::Civil const utc = base::civil(at, "Etc/UTC");
    return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", days.at(static_cast<std::size_t>(utc.weekday)),
                       utc.day, months.at(static_cast<std::size_t>(utc.month - 1)), utc.year, utc.hour,
                       utc.minute, utc.second);
}

std::string quoted_printable(std::string_view text) {
    base::check(base::is_valid_utf8(text), "a mail is UTF-8");
    std::string out;
    out.reserve(text.size() + text.size() / 4);
    if (text.ends_with('\n')) text.remove_suffix(1);
    for (std::string_view const line : base::split(text, '\n')) append_quoted_line(out, line);
    return out;
}

}  // namespace messaging
