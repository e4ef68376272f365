#include "template_writer.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <vector>

#include "html_context.hpp"
#include "template_source.hpp"

namespace templates {
namespace {

constexpr std::size_t NESTING_MAX = 64;  // open statements; a deeper template is a mistake

bool is_identifier(std::string_view text) {
    auto const is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    return !text.empty() && !std::isdigit(static_cast<unsigned char>(text.front())) &&
           std::all_of(text.begin(), text.end(), is_word);
}

/// `text` as the inside of a C++ string literal.
std::string literal(std::string_view text) {
    std::string out = "\"";
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7f) {
            // Three octal digits end by themselves, whatever character follows.
            out += {'\\', static_cast<char>('0' + (byte >> 6)), static_cast<char>('0' + ((byte >> 3) & 7)),
                    static_cast<char>('0' + (byte & 7))};
        } else {
            out += c;
        }
    }
    return out + "\"";
}

std::string_view function_for(Escape escape) {
    switch (escape) {
        case Escape::text:
            return "html::write_text";
        case Escape::plain:
            return "html::write_attribute";
        case Escape::url:
            return "html::write_url";
        case Escape::url_part:
            return "html::write_url_part";
        case Escape::query_value:
            return "html::write_query_value";
        case Escape::json:
            return "html::write_json";
    }
    return {};
}

/// A statement that waits for its {% end %}.
struct Open {
    enum class Kind { branch, loop, block } kind;
    int line;
    HtmlContext entry;                  // where every branch begins
    std::optional<HtmlContext> joined;  // what the branches closed so far agree on
    bool has_last = false;              // {% else %} of a branch, {% empty %} of a loop was seen
    int number = 0;                     // of a loop with {% empty %}, of a block
    std::string name;                   // of a block
};

class Writer {
  public:
    Writer(Template const& what, std::string_view source)
        : what_(what),
          tokens_(tokens_of(source)),
          last_line_(1 + static_cast<int>(std::count(source.begin(), source.end(), '\n'))) {}

    GeneratedCode write(std::string_view header_name) {
        for (at_ = 0; at_ < tokens_.size(); ++at_) write_token(tokens_[at_]);
        if (!open_.empty()) throw TemplateError(open_.back().line, "this statement has no {% end %}");
        if (is_page()) context_.at_end(last_line_, static_text_);
        flush();
        return {header(), source(header_name)};
    }

  private:
    bool is_page() const { return what_.kind == Kind::page; }

    void write_token(Token const& token) {
        switch (token.kind) {
            case TokenKind::text:
                if (is_page()) {
                    context_.read(token.text, token.line, static_text_);
                } else {
                    static_text_ += plain_text(token.text);
                }
                if (!trimmed(token.text).empty()) body_began_ = true;
                return;
            case TokenKind::comment:
                pass_statement(token);
                return;
            case TokenKind::statement:
                write_statement(token);
                return;
            case TokenKind::expression:
                write_expression(token);
                return;
            case TokenKind::partial:
                write_partial(token);
                return;
        }
    }

    /// In plain text a statement alone on its line takes the line with it; all else stays as typed.
    std::string_view plain_text(std::string_view text) const {
        if (at_ > 0 && tokens_[at_ - 1].alone && is_silent(tokens_[at_ - 1])) {
            std::size_t const line_end = text.find('\n');
            text.remove_prefix(line_end == std::string_view::npos ? text.size() : line_end + 1);
        }
        if (at_ + 1 < tokens_.size() && tokens_[at_ + 1].alone && is_silent(tokens_[at_ + 1])) {
            std::size_t const line_end = text.rfind('\n');
            text = text.substr(0, line_end == std::string_view::npos ? 0 : line_end + 1);
        }
        return text;
    }

    static bool is_silent(Token const& token) {
        return token.kind == TokenKind::statement || token.kind == TokenKind::comment;
    }

    void pass_statement(Token const& token) {
        if (is_page()) context_.at_statement(token.line, token.alone, static_text_);
    }

    void write_expression(Token const& token) {
        body_began_ = true;
        std::string_view function = "html::write_plain";
        if (is_page()) function = function_for(context_.at_value(token.line, static_text_));
        flush();
        place(token.line);
        code_ += std::string(function) + "(out, " + std::string(token.text) + ");\n";
    }

    void write_partial(Token const& token) {
        body_began_ = true;
        if (is_page()) context_.at_partial(token.line, static_text_);
        std::size_t const open = token.text.find('(');
        if (open == std::string_view::npos || token.text.back() != ')') {
            throw TemplateError(token.line, "a partial is called as {{> room::pages::name(arguments) }}");
        }
        std::string_view const arguments = trimmed(token.text.substr(open + 1, token.text.size() - open - 2));
        flush();
        place(token.line);
        code_ += std::string(token.text.substr(0, open)) + "(out" + (arguments.empty() ? "" : ", ") +
                 std::string(arguments) + ");\n";
    }

    void write_statement(Token const& token) {
        std::size_t const word_end = std::min(token.text.find_first_of(" \t\r\n("), token.text.size());
        std::string_view const word = token.text.substr(0, word_end);
        std::string const rest{trimmed(token.text.substr(word_end))};
        bool const takes_rest = word != "else" && word != "empty" && word != "end";
        if (takes_rest && rest.empty())
            throw TemplateError(token.line, std::string(word) + " needs something after it");
        if (!takes_rest && !rest.empty())
            throw TemplateError(token.line, std::string(word) + " takes nothing after it");
        pass_statement(token);

        if (word == "include" || word == "param") {
            if (body_began_)
                throw TemplateError(token.line, std::string(word) + " stands at the top of the template");
            (word == "include" ? includes_ : params_).push_back({token.line, rest});
            return;
        }
        body_began_ = true;
        flush();
        if (word == "if") return write_if(token.line, rest);
        if (word == "elif") return write_next_branch(token.line, "elif", "} else if (" + rest + ") {\n");
        if (word == "else") return write_next_branch(token.line, "else", "} else {\n");
        if (word == "for") return write_for(token.line, rest);
        if (word == "empty") return write_empty(token.line);
        if (word == "let") return write_let(token.line, rest);
        if (word == "block") return write_block(token.line, rest);
        if (word == "end") return write_end(token.line);
        throw TemplateError(token.line, "unknown statement \"" + std::string(word) + "\"");
    }

    Open& push(Open::Kind kind, int line) {
        if (open_.size() == NESTING_MAX) throw TemplateError(line, "statements are nested too deep");
        open_.push_back({kind, line, context_, std::nullopt, false, 0, {}});
        return open_.back();
    }

    void write_if(int line, std::string const& condition) {
        push(Open::Kind::branch, line);
        place(line);
        code_ += "if (" + condition + ") {\n";
    }

    void write_for(int line, std::string const& range) {
        Open& loop = push(Open::Kind::loop, line);
        if (has_empty(at_)) {
            loop.number = ++numbers_;
            code_ += "bool is_empty_" + std::to_string(loop.number) + " = true;\n";
        }
        place(line);
        code_ += "for (" + range + ") {\n";
        if (loop.number > 0) code_ += "is_empty_" + std::to_string(loop.number) + " = false;\n";
        if (is_page()) context_.at_loop_body();
    }

    /// Whether the loop whose {% for %} is token `at` has its own {% empty %}.
    bool has_empty(std::size_t at) const {
        int depth = 0;
        for (std::size_t i = at + 1; i < tokens_.size() && depth >= 0; ++i) {
            if (tokens_[i].kind != TokenKind::statement) continue;
            std::string_view const text = tokens_[i].text;
            std::string_view const word =
                text.substr(0, std::min(text.find_first_of(" \t\r\n("), text.size()));
            if (word == "if" || word == "for" || word == "block") ++depth;
            if (word == "end") --depth;
            if (word == "empty" && depth == 0) return true;
        }
        return false;
    }

    void write_let(int line, std::string const& definition) {
        place(line);
        code_ += definition + ";\n";
    }

    void write_block(int line, std::string const& name) {
        if (!is_page()) throw TemplateError(line, "a mail has no block");
        if (!is_identifier(name)) throw TemplateError(line, "a block is named by one word");
        context_.at_block_edge(line, static_text_);
        Open& block = push(Open::Kind::block, line);
        block.number = ++numbers_;
        block.name = name;
        code_ += "std::size_t const block_" + std::to_string(block.number) + " = out.size();\n{\n";
    }

    void write_next_branch(int line, std::string_view word, std::string const& code) {
        if (open_.empty() || open_.back().kind != Open::Kind::branch || open_.back().has_last) {
            throw TemplateError(line, std::string(word) + " belongs to no {% if %}");
        }
        close_branch(line);
        open_.back().has_last = word == "else";
        context_ = open_.back().entry;
        place(line);
        code_ += code;
    }

    void write_empty(int line) {
        if (open_.empty() || open_.back().kind != Open::Kind::loop || open_.back().has_last) {
            throw TemplateError(line, "empty belongs to no {% for %}");
        }
        Open& loop = open_.back();
        close_branch(line);
        loop.has_last = true;
        context_ = loop.entry;
        code_ += "}\nif (is_empty_" + std::to_string(loop.number) + ") {\n";
    }

    void write_end(int line) {
        if (open_.empty()) throw TemplateError(line, "end closes nothing");
        if (open_.back().kind == Open::Kind::block) {
            if (is_page()) context_.at_block_edge(line, static_text_);
            flush();
            Open const block = open_.back();
            code_ += "}\n";
            place(line);
            code_ += "html::Html const " + block.name + " = out.take_from(block_" +
                     std::to_string(block.number) + ");\n";
            context_ = block.entry;
        } else {
            close_branch(line);
            Open const& last = open_.back();
            context_ = *last.joined;
            code_ += "}\n";
        }
        open_.pop_back();
    }

    /// Joins the context of the branch that ends here with those before. A branch that may be skipped (if
    /// without else, any loop) must leave the context it found.
    void close_branch(int line) {
        flush();
        if (!is_page()) {
            open_.back().joined = context_;
            return;
        }
        Open& open = open_.back();
        bool const loop = open.kind == Open::Kind::loop;
        if (loop && !open.has_last) {
            open.joined = HtmlContext::joined(open.entry, context_, line, true);
            return;
        }
        open.joined = open.joined ? HtmlContext::joined(*open.joined, context_, line, false)
                      : !loop     ? context_
                                  : HtmlContext::joined(open.entry, context_, line, false);
        bool const ends = tokens_[at_].text == "end";
        if (!loop && ends && !open.has_last)
            open.joined = HtmlContext::joined(*open.joined, open.entry, line, false);
    }

    /// Sends the static text gathered so far as one append.
    void flush() {
        if (static_text_.empty()) return;
        code_ += "out.markup(" + literal(static_text_) + ");\n";
        static_text_.clear();
    }

    void place(int line) { code_ += line_mark(line); }

    std::string line_mark(int line) const {
        return "#line " + std::to_string(line) + " " + literal(what_.path) + "\n";
    }

    std::string name_space() const { return what_.room + (is_page() ? "::pages" : "::mails"); }

    std::string signature() const {
        std::string out = is_page() ? "void " : "std::string ";
        out += what_.name + "(";
        if (is_page()) out += "html::Out& out";
        bool first = !is_page();
        for (auto const& [line, text] : params_) {
            out += (first ? "\n" : ",\n") + line_mark(line) + text;
            first = false;
        }
        return out + ")";
    }

    std::string header() const {
        std::string out =
            "// Made by tools/template_compiler; do not edit.\n#pragma once\n#include \"html/out.hpp\"\n";
        for (auto const& [line, text] : includes_) out += line_mark(line) + "#include " + text + "\n";
        return out + "namespace " + name_space() + " {\n" + signature() + ";\n}\n";
    }

    std::string source(std::string_view header_name) const {
        std::string out =
            "// Made by tools/template_compiler; do not edit.\n#include " + literal(header_name) + "\n";
        out += "namespace " + name_space() + " {\n" + signature() + " {\n";
        if (!is_page()) out += "html::Out out;\n";
        out += code_;
        if (!is_page()) out += "return std::move(out).text();\n";
        return out + "}\n}\n";
    }

    struct Line {
        int line;
        std::string text;
    };

    Template const& what_;
    std::vector<Token> tokens_;
    int last_line_;
    std::size_t at_ = 0;
    HtmlContext context_;
    std::vector<Open> open_;
    std::vector<Line> includes_;
    std::vector<Line> params_;
    std::string static_text_;
    std::string code_;
    bool body_began_ = false;
    int numbers_ = 0;
};

}  // namespace

GeneratedCode generated_from(Template const& what, std::string_view source, std::string_view header_name) {
    return Writer(what, source).write(header_name);
}

}  // namespace templates
