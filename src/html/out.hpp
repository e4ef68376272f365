// Escaped output. Templates write through these functions; nothing else makes HTML.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace html {

/// Text that is known when the program is compiled. No value of the outside can become one.
class Literal {
  public:
    template<std::size_t N>
    consteval Literal(char const (&text)[N]) : text_(text, N - 1) {}
    constexpr std::string_view text() const { return text_; }

  private:
    std::string_view text_;
};

/// A piece of correct HTML, written verbatim where text may stand. Made only by captured template blocks
/// (Out::take_from) and by trusted_from_template.
class Html {
  public:
    Html() = default;
    std::string_view text() const { return text_; }
    bool empty() const { return text_.empty(); }

  private:
    friend class Out;
    friend Html trusted_from_template(std::string text);
    explicit Html(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// The one other gate to unescaped output, for the Markdown renderer and tests: `text` must already be safe.
/// Every call is a place for review.
Html trusted_from_template(std::string text);

/// JSON fit for <script type="application/json">: see json_text.
class JsonText {
  public:
    std::string_view text() const { return text_; }

  private:
    friend JsonText json_text(std::string_view json);
    explicit JsonText(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// `json`, a JSON document, with < > & and U+2028/U+2029 written as \uXXXX: the same document, which can
/// neither close the script element nor open a comment in it.
JsonText json_text(std::string_view json);

/// The buffer a page is written to. It only grows; values enter it escaped.
class Out {
  public:
    Out() { buffer_.reserve(FIRST_CAPACITY_BYTES); }
    explicit Out(std::size_t capacity_bytes) { buffer_.reserve(capacity_bytes); }

    void markup(Literal literal) { buffer_.append(literal.text()); }
    void markup(Html const& piece) { buffer_.append(piece.text()); }
    void json(JsonText const& json) { buffer_.append(json.text()); }

    void escaped(std::string_view text);      // & < > " ' as references, NUL as U+FFFD
    void url(std::string_view address);       // whole address: refused schemes become "#"
    void url_part(std::string_view text);     // bytes that may not stand in an address are percent-encoded
    void query_value(std::string_view text);  // all but unreserved characters are percent-encoded
    /// Plain text as it is; only mails are written so, never HTML.
    void plain(std::string_view text) { buffer_.append(text); }

    std::size_t size() const { return buffer_.size(); }
    std::string_view view() const { return buffer_; }
    std::string text() && { return std::move(buffer_); }

    /// Cuts off what was written since size() was `mark` and gives it back: a template's {% block %}.
    Html take_from(std::size_t mark);

  private:
    static constexpr std::size_t FIRST_CAPACITY_BYTES = 4096;
    std::string buffer_;
};

/// Whether an address may stand in href, src, action…: http, https, mailto, tel or relative. Browsers drop
/// blanks and control characters before and within a scheme, so they are dropped here too before looking.
bool is_allowed_address(std::string_view address);

template<class T>
concept Whole =
    std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
    !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

/// A type that says how it reads on screen: `std::string to_text(T const&)` declared beside it.
template<class T>
concept HasText = requires(T const& value) {
    to_text(value);
};

/// What {{ … }} takes besides Html: text, whole numbers, types with to_text(). Not an optional, a bool, a
/// decimal number.
template<class T>
concept Writable = std::is_convertible_v<T const&, std::string_view> || Whole<T> || HasText<T>;

/// Calls `write` with `value` as text. Refuses, when compiling, what has no one reading on screen.
template<class T, class Write>
void with_text(T const& value, Write write) {
    if constexpr (std::is_convertible_v<T const&, std::string_view>) {
        write(std::string_view(value));
    } else if constexpr (Whole<T>) {
        char digits[24];
        write(std::string_view(
            digits,
            static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, value).ptr - digits)));
    } else if constexpr (HasText<T>) {
        write(std::string_view(to_text(value)));
    } else {
        static_assert(
            Writable<T>,
            "a template writes text, whole numbers, Html and types with to_text(); unwrap an optional, say "
            "a bool in words, format a decimal number");
    }
}

template<class T>
void write_text(Out& out, T const& value) {
    if constexpr (std::is_same_v<T, Html>) {
        out.markup(value);
    } else {
        with_text(value, [&out](std::string_view text) { out.escaped(text); });
    }
}
template<class T>
void write_attribute(Out& out, T const& value) {
    static_assert(!std::is_same_v<T, Html>, "Html stands between tags only, not in an attribute");
    with_text(value, [&out](std::string_view text) { out.escaped(text); });
}
template<class T>
void write_url(Out& out, T const& value) {
    static_assert(!std::is_same_v<T, Html>, "Html is not an address");
    with_text(value, [&out](std::string_view text) { out.url(text); });
}
template<class T>
void write_url_part(Out& out, T const& value) {
    static_assert(!std::is_same_v<T, Html>, "Html is not an address");
    with_text(value, [&out](std::string_view text) { out.url_part(text); });
}
template<class T>
void write_query_value(Out& out, T const& value) {
    static_assert(!std::is_same_v<T, Html>, "Html is not an address");
    with_text(value, [&out](std::string_view text) { out.query_value(text); });
}
template<class T>
void write_plain(Out& out, T const& value) {
    static_assert(!std::is_same_v<T, Html>, "a mail is plain text");
    with_text(value, [&out](std::string_view text) { out.plain(text); });
}
inline void write_json(Out& out, JsonText const& json) {
    out.json(json);
}

}  // namespace html
