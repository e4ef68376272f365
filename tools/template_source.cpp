#include "template_source.hpp"

#include <algorithm>
#include <cctype>

namespace templates {
namespace {

constexpr std::string_view BLANKS = " \t\r\n";

int lines_in(std::string_view text) {
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

/// The position just after the C++ string or character literal that starts at `at`.
std::size_t after_literal(std::string_view source, std::size_t at) {
    char const quote = source[at];
    for (std::size_t i = at + 1; i < source.size() && source[i] != '\n'; ++i) {
        if (source[i] == '\\') {
            ++i;
        } else if (source[i] == quote) {
            return i + 1;
        }
    }
    return std::string_view::npos;
}

/// Where `close` stands after `from`, outside of C++ literals and of braces opened since; npos if nowhere.
/// So that {{ f("}}") }} and {{ f(Point{1, 2}) }} end where their author sees the end.
std::size_t end_of_code(std::string_view source, std::size_t from, std::string_view close) {
    int depth = 0;
    for (std::size_t i = from; i < source.size();) {
        char const c = source[i];
        if (depth == 0 && source.substr(i, close.size()) == close) return i;
        bool const digit_separator =
            c == '\'' && i > 0 && std::isalnum(static_cast<unsigned char>(source[i - 1]));
        if (c == '"' || (c == '\'' && !digit_separator)) {
            i = after_literal(source, i);
            if (i == std::string_view::npos) return i;
            continue;
        }
        if (c == '{') ++depth;
        if (c == '}' && depth > 0) --depth;
        ++i;
    }
    return std::string_view::npos;
}

/// Whether only blanks stand between `begin` and the start of its line, and between `end` and the end of its
/// line.
bool alone_on_its_lines(std::string_view source, std::size_t begin, std::size_t end) {
    std::size_t const before = source.find_last_not_of(" \t", begin == 0 ? 0 : begin - 1);
    bool const opens = begin == 0 || before == std::string_view::npos || source[before] == '\n';
    std::size_t const after = source.find_first_not_of(" \t\r", end);
    bool const closes = after == std::string_view::npos || source[after] == '\n';
    return opens && closes;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    std::size_t const first = text.find_first_not_of(BLANKS);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(BLANKS) - first + 1);
}

std::vector<Token> tokens_of(std::string_view source) {
    std::vector<Token> tokens;
    int line = 1;
    std::size_t at = 0;
    while (at < source.size()) {
        std::size_t open = at;
        while (true) {
            open = source.find('{', open);
            if (open == std::string_view::npos || open + 1 == source.size()) {
                open = source.size();
                break;
            }
            char const mark = source[open + 1];
            if (mark == '%' || mark == '{' || mark == '#') break;
            ++open;
        }
        if (open > at) {
            tokens.push_back({TokenKind::text, source.substr(at, open - at), line, false});
            line += lines_in(source.substr(at, open - at));
        }
        if (open == source.size()) break;

        char const mark = source[open + 1];
        std::string_view const close = mark == '%' ? "%}" : mark == '#' ? "#}" : "}}";
        std::size_t body = open + 2;
        TokenKind kind = mark == '%'   ? TokenKind::statement
                         : mark == '#' ? TokenKind::comment
                                       : TokenKind::expression;
        if (kind == TokenKind::expression && body < source.size() && source[body] == '>') {
            kind = TokenKind::partial;
            ++body;
        }
        std::size_t const end =
            kind == TokenKind::comment ? source.find(close, body) : end_of_code(source, body, close);
        if (end == std::string_view::npos) {
            throw TemplateError(
                line, std::string(source.substr(open, 2)) + " is not closed by " + std::string(close));
        }
        std::string_view const text = trimmed(source.substr(body, end - body));
        if (text.empty() && kind != TokenKind::comment)
            throw TemplateError(line, "nothing stands between the marks");
        tokens.push_back({kind, text, line, alone_on_its_lines(source, open, end + 2)});
        line += lines_in(source.substr(open, end + 2 - open));
        at = end + 2;
    }
    return tokens;
}

}  // namespace templates
