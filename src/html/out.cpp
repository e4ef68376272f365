#include "html/out.hpp"

#include <array>

namespace html {
namespace {

using namespace std::string_view_literals;

constexpr std::array<std::string_view, 256> references() {
    std::array<std::string_view, 256> table{};
    table['&'] = "&amp;";
    table['<'] = "&lt;";
    table['>'] = "&gt;";
    table['"'] = "&#34;";
    table['\''] = "&#39;";
    table[0] = "\xEF\xBF\xBD";  // U+FFFD: what a browser would read anyway
    return table;
}
constexpr std::array<std::string_view, 256> REFERENCE = references();

enum class UrlByte : unsigned char { illegal, reserved, unreserved };

// RFC 3986 §2.2–2.3. Bytes of UTF-8 sequences are left to the browser in a path (illegal only in query
// values).
constexpr std::array<UrlByte, 256> url_bytes() {
    std::array<UrlByte, 256> table{};
    for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = UrlByte::unreserved;
    for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = UrlByte::unreserved;
    for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = UrlByte::unreserved;
    for (char const c : "-._~"sv) table[static_cast<std::size_t>(c)] = UrlByte::unreserved;
    for (char const c : ":/?#[]@!$&'()*+,;=%"sv) table[static_cast<std::size_t>(c)] = UrlByte::reserved;
    for (std::size_t c = 0x80; c < 0x100; ++c) table[c] = UrlByte::reserved;
    return table;
}
constexpr std::array<UrlByte, 256> URL_BYTE = url_bytes();

void append_percent(std::string& buffer, unsigned char byte) {
    constexpr std::string_view DIGITS = "0123456789ABCDEF";
    buffer += {'%', DIGITS[byte >> 4], DIGITS[byte & 15]};
}

bool is_dropped_by_browsers(char c) {
    return static_cast<unsigned char>(c) <= 0x20;
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

Html trusted_from_template(std::string text) {
    return Html(std::move(text));
}

JsonText json_text(std::string_view json) {
    std::string out;
    out.reserve(json.size());
    for (std::size_t i = 0; i < json.size(); ++i) {
        char const c = json[i];
        if (c == '<') {
            out += "\\u003c";
        } else if (c == '>') {
            out += "\\u003e";
        } else if (c == '&') {
            out += "\\u0026";
        } else if (json.substr(i, 3) == "\xE2\x80\xA8" || json.substr(i, 3) == "\xE2\x80\xA9") {
            out += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
            i += 2;
        } else {
            out += c;
        }
    }
    return JsonText(std::move(out));
}

bool is_allowed_address(std::string_view address) {
    constexpr std::size_t SCHEME_MAX = 8;  // longer than every allowed scheme
    std::string scheme;
    for (char const c : address) {
        if (is_dropped_by_browsers(c)) continue;
        if (c == ':') return scheme == "http" || scheme == "https" || scheme == "mailto" || scheme == "tel";
        if (c == '/' || c == '?' || c == '#') return true;
        if (scheme.size() < SCHEME_MAX) scheme += lower(c);
    }
    return true;
}

void Out::escaped(std::string_view text) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string_view const reference = REFERENCE[static_cast<unsigned char>(text[i])];
        if (reference.empty()) continue;
        buffer_.append(text.data() + begin, i - begin);
        buffer_.append(reference);
        begin = i + 1;
    }
    buffer_.append(text.data() + begin, text.size() - begin);
}

void Out::url(std::string_view address) {
    if (is_allowed_address(address)) {
        url_part(address);
    } else {
        buffer_ += '#';
    }
}

void Out::url_part(std::string_view text) {
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '&') {
            buffer_ += "&amp;";
        } else if (c == '\'') {
            buffer_ += "&#39;";
        } else if (URL_BYTE[byte] == UrlByte::illegal) {
            append_percent(buffer_, byte);
        } else {
            buffer_ += c;
        }
    }
}

void Out::query_value(std::string_view text) {
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (URL_BYTE[byte] == UrlByte::unreserved) {
            buffer_ += c;
        } else {
            append_percent(buffer_, byte);
        }
    }
}

Html Out::take_from(std::size_t mark) {
    Html piece(buffer_.substr(mark));
    buffer_.resize(mark);
    return piece;
}

}  // namespace html
