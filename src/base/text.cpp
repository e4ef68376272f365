#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace base {
namespace {

constexpr std::string_view ellipsis = "\u2026";

char lower_of(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/// Reads one code point at `at` and moves past it. Of a text that is no UTF-8 it makes some code points, and
/// never reads beyond its end.
char32_t next_code_point(std::string_view text, std::size_t& at) {
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    unsigned char const lead = byte(at);
    if (lead < 0x80) return static_cast<char32_t>(text[at++]);
    int const more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    char32_t point = lead & (0x3Fu >> more);
    ++at;
    for (int i = 0; i < more && at < text.size(); ++i) point = (point << 6) | (byte(at++) & 0x3Fu);
    return point;
}

void append_utf8(std::string& out, char32_t point) {
    auto const put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | (point >> 6));
        put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        put(0xE0 | (point >> 12));
        put(0x80 | ((point >> 6) & 0x3F));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xF0 | (point >> 18));
        put(0x80 | ((point >> 12) & 0x3F));
        put(0x80 | ((point >> 6) & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

/// What a code point becomes when folded; nothing: it is dropped (a combining accent).
std::string_view folded_latin(char32_t point) {
    // Latin-1 Supplement and Latin Extended-A, each run of equal answers once.
    switch (point) {
        case U'à':
        case U'á':
        case U'â':
        case U'ã':
        case U'ä':
        case U'å':
        case U'ā':
        case U'ă':
        case U'ą':
        case U'À':
        case U'Á':
        case U'Â':
        case U'Ã':
        case U'Ä':
        case U'Å':
        case U'Ā':
        case U'Ă':
        case U'Ą':
            return "a";
        case U'ç':
        case U'Ç':
        case U'ć':
        case U'Ć':
        case U'č':
        case U'Č':
            return "c";
        case U'è':
        case U'é':
        case U'ê':
        case U'ë':
        case U'ē':
        case U'ė':
        case U'ę':
        case U'ě':
        case U'È':
        case U'É':
        case U'Ê':
        case U'Ë':
        case U'Ē':
        case U'Ė':
        case U'Ę':
        case U'Ě':
            return "e";
        case U'ì':
        case U'í':
        case U'î':
        case U'ï':
        case U'ī':
        case U'Ì':
        case U'Í':
        case U'Î':
        case U'Ï':
        case U'Ī':
            return "i";
        case U'ñ':
        case U'Ñ':
        case U'ń':
        case U'Ń':
            return "n";
        case U'ò':
        case U'ó':
        case U'ô':
        case U'õ':
        case U'ö':
        case U'ø':
        case U'ō':
        case U'Ò':
        case U'Ó':
        case U'Ô':
        case U'Õ':
        case U'Ö':
        case U'Ø':
        case U'Ō':
            return "o";
        case U'ù':
        case U'ú':
        case U'û':
        case U'ü':
        case U'ū':
        case U'Ù':
        case U'Ú':
        case U'Û':
        case U'Ü':
        case U'Ū':
            return "u";
        case U'ý':
        case U'ÿ':
        case U'Ý':
        case U'Ÿ':
            return "y";
        case U'š':
        case U'Š':
        case U'ś':
        case U'Ś':
            return "s";
        case U'ž':
        case U'Ž':
        case U'ź':
        case U'Ź':
        case U'ż':
        case U'Ż':
            return "z";
        case U'ł':
        case U'Ł':
            return "l";
        case U'œ':
        case U'Œ':
            return "oe";
        case U'æ':
        case U'Æ':
            return "ae";
        case U'ß':
            return "ss";
        case U'\u2019':
        case U'\u2018':
        case U'\u02BC':
        case U'`':
        case U'´':
            return "'";
        case U'\u2010':
        case U'\u2011':
        case U'\u2012':
        case U'\u2013':
        case U'\u2014':
            return "-";
        case U'\u00A0':
        case U'\u202F':
        case U'\u2009':
            return " ";
        default:
            return {};
    }
}

bool is_unwanted(char32_t point) {
    if (point < 0x20) return point != U'\n' && point != U'\t';
    if (point >= 0x7F && point < 0xA0) return true;
    if (point == 0xFEFF || point == 0x061C) return true;
    if (point >= 0x202A && point <= 0x202E) return true;  // bidirectional overrides
    if (point >= 0x2066 && point <= 0x2069) return true;  // bidirectional isolates
    if (point == 0x200E || point == 0x200F || point == 0x2028 || point == 0x2029) return true;
    return false;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

bool is_valid_utf8(std::string_view text) {
    std::size_t i = 0;
    auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    while (i < text.size()) {
        unsigned char const lead = byte(i);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        std::size_t more = 0;
        unsigned char low = 0x80;
        unsigned char high = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF)
            more = 1;
        else if (lead >= 0xE0 && lead <= 0xEF)
            more = 2;
        else if (lead >= 0xF0 && lead <= 0xF4)
            more = 3;
        else
            return false;
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED) high = 0x9F;  // no surrogates
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
        if (text.size() - i <= more) return false;
        if (byte(i + 1) < low || byte(i + 1) > high) return false;
        for (std::size_t k = 2; k <= more; ++k)
            if ((byte(i + k) & 0xC0) != 0x80) return false;
        i += more + 1;
    }
    return true;
}

std::size_t length_in_characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string shortened(std::string_view text, std::size_t characters) {
    if (length_in_characters(text) <= characters) return std::string(text);
    std::size_t at = 0;
    std::size_t last_space = 0;
    for (std::size_t count = 0; count + 1 < characters && at < text.size(); ++count) {
        if (is_space(text[at])) last_space = at;
        next_code_point(text, at);
    }
    // A word is not cut unless it alone fills more than half of the room.
    if (last_space > at / 2) at = last_space;
    return std::string(trimmed(text.substr(0, at))) + std::string(ellipsis);
}

std::optional<std::string> tidied(std::string_view typed) {
    if (!is_valid_utf8(typed)) return std::nullopt;
    std::string out;
    out.reserve(typed.size());
    for (std::size_t at = 0; at < typed.size();) {
        std::size_t const from = at;
        char32_t const point = next_code_point(typed, at);
        if (point == U'\r') {
            if (at >= typed.size() || typed[at] != '\n') out.push_back('\n');
            continue;
        }
        if (is_unwanted(point)) continue;
        out.append(typed.substr(from, at - from));
    }
    return std::string(trimmed(out));
}

std::optional<std::string> tidied_line(std::string_view typed) {
    auto const text = tidied(typed);
    if (!text) return std::nullopt;
    std::string out;
    for (char const c : *text) {
        bool const space = is_space(c);
        if (space && (out.empty() || out.back() == ' ')) continue;
        out.push_back(space ? ' ' : c);
    }
    return out;
}

std::string folded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        char32_t const point = next_code_point(text, at);
        if (point < 0x80) {
            auto const c = static_cast<char>(point);
            out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : (c == '`' ? '\'' : c));
        } else if (std::string_view const plain = folded_latin(point); !plain.empty()) {
            out += plain;
        } else if (point >= 0x0300 && point <= 0x036F) {
            continue;  // a combining accent
        } else {
            append_utf8(out, point);
        }
    }
    return out;
}

std::string name_key(std::string_view text) {
    std::string out;
    for (char const c : folded(text)) {
        bool const letter =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
        if (letter)
            out.push_back(c);
        else if (!out.empty() && out.back() != ' ')
            out.push_back(' ');
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string slug(std::string_view text, std::size_t length_max) {
    std::string out;
    for (char const c : name_key(text)) {
        if (static_cast<unsigned char>(c) >= 0x80) continue;
        out.push_back(c == ' ' ? '-' : c);
    }
    if (out.size() > length_max) {
        std::size_t const cut = out.rfind('-', length_max);
        out.resize(cut == std::string::npos || cut == 0 ? length_max : cut);
    }
    return out;
}

std::string ascii_lower(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), lower_of);
    return lower;
}

bool same_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower_of, lower_of);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        std::size_t const at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string joined(std::vector<std::string> const& parts, std::string_view separator) {
    std::string out;
    for (std::string const& part : parts) {
        if (!out.empty()) out += separator;
        out += part;
    }
    return out;
}

std::optional<std::int64_t> parse_int(std::string_view text) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            out.push_back(c);
        } else {
            out.push_back('%');
            out.push_back(digits[byte >> 4]);
            out.push_back(digits[byte & 15]);
        }
    }
    return out;
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    auto const digit = [](char c) -> int {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out.push_back(' ');
        } else if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            int const high = digit(text[i + 1]);
            int const low = digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        } else {
            out.push_back(text[i]);
        }
    }
    return out;
}

bool is_email(std::string_view text) {
    constexpr std::size_t length_max = 254;
    if (text.size() > length_max) return false;
    std::size_t const at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at > 64 ||
        text.find('@', at + 1) != std::string_view::npos)
        return false;
    for (char const c : text.substr(0, at)) {
        constexpr std::string_view allowed =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_{|}~-";
        if (allowed.find(c) == std::string_view::npos) return false;
    }
    auto const labels = split(text.substr(at + 1), '.');
    if (labels.size() < 2) return false;
    for (std::string_view const label : labels) {
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        for (char const c : label) {
            bool const good =
                (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            if (!good) return false;
        }
    }
    std::string_view const top = labels.back();
    return top.size() >= 2 && !(top.front() >= '0' && top.front() <= '9');
}

std::string email_key(std::string_view email) {
    std::string key(trimmed(email));
    std::transform(key.begin(), key.end(), key.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return key;
}

std::string_view email_domain(std::string_view email) {
    std::size_t const at = email.rfind('@');
    return at == std::string_view::npos ? std::string_view{} : email.substr(at + 1);
}

std::string email_masked(std::string_view email) {
    std::size_t const at = email.find('@');
    if (at == std::string_view::npos || at == 0) return "\u2022\u2022\u2022";
    return std::string(email.substr(0, 1)) + "\u2022\u2022\u2022" + std::string(email.substr(at));
}

bool is_web_address(std::string_view url) {
    std::size_t const host = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
    if (host == 0 || url.size() == host) return false;
    if (url.find_first_of(" \t\n<>\"'\\`{}|^") != std::string_view::npos) return false;
    std::string_view const authority = url.substr(host, url.find_first_of("/?#", host) - host);
    return authority.find('.') != std::string_view::npos && authority.find('@') == std::string_view::npos;
}

}  // namespace base
