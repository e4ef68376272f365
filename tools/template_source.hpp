// A template's text cut into tokens: static text, statements, expressions, partial calls and comments.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace templates {

/// What is wrong with a template, and on which line of it (1 is the first). The only exception of the
/// compiler.
class TemplateError : public std::runtime_error {
  public:
    TemplateError(int line, std::string const& message) : std::runtime_error(message), line_(line) {}
    int line() const { return line_; }

  private:
    int line_;
};

enum class TokenKind {
    text,        // static text, verbatim
    statement,   // {% … %}
    expression,  // {{ … }}
    partial,     // {{> … }}
    comment,     // {# … #}
};

struct Token {
    TokenKind kind;
    std::string_view text;  // without its marks and the blanks around; points into the source
    int line;               // where the token starts
    bool alone;             // nothing else stands on its line: such a statement leaves no blank line behind
};

/// The tokens of `source`, in order; they point into it.
/// Throws TemplateError when a mark is opened and not closed, or a token is empty.
std::vector<Token> tokens_of(std::string_view source);

/// `text` without blanks (space, tab, line ends) on both sides.
std::string_view trimmed(std::string_view text);

}  // namespace templates
