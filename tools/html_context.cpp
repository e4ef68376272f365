#include "html_context.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "template_source.hpp"

namespace templates {
namespace {

using namespace std::string_view_literals;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

template<std::size_t N>
bool is_one_of(std::string_view name, std::array<std::string_view, N> const& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Blanks next to these tags are never shown (HTML rendering: block containers, table parts, head elements).
// <li> is absent on purpose: the design system lays some lists out inline.
constexpr std::array BLOCK_TAGS = {
    "html"sv,     "head"sv,   "body"sv,   "div"sv,     "p"sv,          "ul"sv,         "ol"sv,
    "dl"sv,       "dt"sv,     "dd"sv,     "table"sv,   "thead"sv,      "tbody"sv,      "tfoot"sv,
    "tr"sv,       "td"sv,     "th"sv,     "caption"sv, "form"sv,       "h1"sv,         "h2"sv,
    "h3"sv,       "h4"sv,     "h5"sv,     "h6"sv,      "fieldset"sv,   "legend"sv,     "nav"sv,
    "main"sv,     "header"sv, "footer"sv, "aside"sv,   "section"sv,    "article"sv,    "details"sv,
    "summary"sv,  "meta"sv,   "link"sv,   "title"sv,   "script"sv,     "option"sv,     "select"sv,
    "optgroup"sv, "br"sv,     "hr"sv,     "figure"sv,  "figcaption"sv, "blockquote"sv, "pre"sv};

// Attributes whose value a browser follows or loads.
constexpr std::array URL_ATTRIBUTES = {"href"sv,       "src"sv,      "action"sv,  "formaction"sv,
                                       "xlink:href"sv, "cite"sv,     "poster"sv,  "data"sv,
                                       "background"sv, "manifest"sv, "longdesc"sv};
// Attributes that hold code, a document, a list of addresses or what a document may do: never from a value.
constexpr std::array REFUSED_ATTRIBUTES = {"style"sv,      "srcdoc"sv,  "srcset"sv, "imagesrcset"sv,
                                           "http-equiv"sv, "sandbox"sv, "ping"sv,   "xmlns"sv};
// Elements of which no attribute may hold a value: they move the meaning of other attributes.
constexpr std::array REFUSED_TAGS = {"base"sv, "animate"sv, "animatemotion"sv, "animatetransform"sv,
                                     "set"sv,  "object"sv,  "embed"sv,         "applet"sv};
constexpr std::array SCHEMES = {"http"sv, "https"sv, "mailto"sv, "tel"sv};

bool is_url_attribute(std::string_view name) {
    return is_one_of(name, URL_ATTRIBUTES);
}

/// The tag name, lower case, that starts at `at` (after '<' or '</').
std::string name_at(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && !is_blank(text[end]) && text[end] != '>' && text[end] != '/') ++end;
    return lowered(text.substr(at, end - at));
}

}  // namespace

void HtmlContext::refuse(std::string const& message) const {
    throw TemplateError(line_, message);
}

bool HtmlContext::is_json_script() const {
    return tag_ == "script" && (script_type_ == "application/json" || script_type_ == "application/ld+json");
}

/// Sends the blanks read between tags, or one line end, or nothing.
void HtmlContext::settle_blanks(bool next_drops, std::string& output) {
    if (blanks_.empty()) return;
    bool const has_line_end = blanks_.find('\n') != std::string::npos;
    bool const drop = next_drops || before_ == Before::start || before_ == Before::block_tag ||
                      before_ == Before::lone_statement;
    if (pre_depth_ > 0 || !has_line_end) {
        output += blanks_;
    } else if (!drop) {
        output += '\n';
    }
    blanks_.clear();
}

void HtmlContext::read(std::string_view text, int line, std::string& output) {
    line_ = line;
    for (std::size_t at = 0; at < text.size();) {
        char const c = text[at];
        std::size_t const begin = at;
        switch (place_) {
            case Place::text:
                read_text_char(text, at, output);
                break;
            case Place::raw:
            case Place::escaped:
                read_raw_char(text, at, output);
                break;
            case Place::comment:
                if (text.substr(at, 3) == "-->") {
                    place_ = Place::text;
                    at += 3;
                } else {
                    ++at;
                }
                break;
            case Place::declaration:
                output += c;
                if (c == '>') {
                    place_ = Place::text;
                    before_ = Before::block_tag;
                }
                ++at;
                break;
            case Place::double_quoted:
            case Place::single_quoted:
            case Place::unquoted:
                read_value_char(c, output);
                ++at;
                break;
            default:
                read_tag_char(c, output);
                ++at;
        }
        line_ += static_cast<int>(std::count(text.begin() + static_cast<std::ptrdiff_t>(begin),
                                             text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    }
}

void HtmlContext::read_text_char(std::string_view text, std::size_t& at, std::string& output) {
    char const c = text[at];
    if (is_blank(c)) {
        blanks_ += c;
        ++at;
        return;
    }
    if (c != '<') {
        settle_blanks(false, output);
        output += c;
        before_ = Before::other;
        ++at;
        return;
    }
    read_tag_open(text, at, output);
}

void HtmlContext::read_tag_open(std::string_view text, std::size_t& at, std::string& output) {
    if (text.substr(at, 4) == "<!--") {
        place_ = Place::comment;
        at += 4;
        return;
    }
    if (text.substr(at, 2) == "<!") {
        settle_blanks(true, output);
        output += "<!";
        place_ = Place::declaration;
        at += 2;
        return;
    }
    closing_ = text.substr(at, 2) == "</";
    std::size_t const name = at + (closing_ ? 2 : 1);
    if (name == text.size()) refuse("a tag name cannot come from a value or a statement");
    if (!is_letter(text[name])) refuse("'<' in text is written &lt;");
    settle_blanks(is_one_of(name_at(text, name), BLOCK_TAGS), output);
    output += text.substr(at, name - at);
    tag_.clear();
    attribute_.clear();
    script_type_.clear();
    refreshes_ = content_has_code_ = false;
    place_ = Place::tag_name;
    at = name;
}

void HtmlContext::read_tag_char(char c, std::string& output) {
    if (is_blank(c)) {
        if (place_ == Place::before_value) return;
        if (place_ == Place::tag_name) place_ = Place::in_tag;
        if (place_ == Place::attribute_name) place_ = Place::after_name;
        needs_blank_ = false;
        if (output.empty() || output.back() != ' ') output += ' ';
        return;
    }
    if (c == '>' && place_ != Place::before_value) {
        output += c;
        end_tag();
        return;
    }
    if (c == '<') refuse("'<' inside a tag: the tag before is not closed by '>'");
    output += c;
    switch (place_) {
        case Place::tag_name:
            if (c == '/') {
                place_ = Place::in_tag;
            } else {
                tag_ += lower(c);
            }
            return;
        case Place::in_tag:
            if (c == '/') return;
            if (needs_blank_) refuse("an attribute needs a blank before it");
            begin_attribute(c);
            return;
        case Place::attribute_name:
        case Place::after_name:
            if (c == '=') {
                place_ = Place::before_value;
            } else if (c == '/') {
                place_ = Place::in_tag;
            } else if (place_ == Place::after_name) {
                begin_attribute(c);
            } else if (c == '"' || c == '\'') {
                refuse("a quote inside an attribute name");
            } else {
                attribute_ += lower(c);
            }
            return;
        case Place::before_value:
            if (c == '>') refuse("attribute " + attribute_ + " has no value after '='");
            if (c == '"') {
                begin_value(Place::double_quoted);
            } else if (c == '\'') {
                begin_value(Place::single_quoted);
            } else {
                begin_value(Place::unquoted);
                value_ += c;
            }
            return;
        default:
            refuse("the template compiler lost its place in a tag");
    }
}

void HtmlContext::begin_attribute(char c) {
    if (c == '"' || c == '\'' || c == '=') refuse("an attribute name cannot start with " + std::string(1, c));
    attribute_.assign(1, lower(c));
    place_ = Place::attribute_name;
}

void HtmlContext::begin_value(Place place) {
    place_ = place;
    value_.clear();
    value_has_code_ = false;
    url_ = Url::start;
}

void HtmlContext::read_value_char(char c, std::string& output) {
    bool const ends = place_ == Place::double_quoted   ? c == '"'
                      : place_ == Place::single_quoted ? c == '\''
                                                       : is_blank(c) || c == '>';
    if (!ends) {
        output += c;
        value_ += c;
        if (is_url_attribute(attribute_)) read_url_char(c);
        return;
    }
    bool const quoted = place_ != Place::unquoted;
    end_value();
    if (quoted) {
        output += c;
    } else {
        needs_blank_ = false;
        read_tag_char(c, output);
    }
}

void HtmlContext::end_value() {
    if (tag_ == "script" && attribute_ == "type") script_type_ = value_has_code_ ? "?" : lowered(value_);
    if (attribute_ == "http-equiv") refreshes_ = true;
    if (attribute_ == "content" && value_has_code_) content_has_code_ = true;
    if (tag_ == "meta" && refreshes_ && content_has_code_)
        refuse("<meta http-equiv> takes no value in content");
    place_ = Place::in_tag;
    needs_blank_ = true;
}

void HtmlContext::read_url_char(char c) {
    bool const open = url_ == Url::start || url_ == Url::scheme;
    if (c == '?') {
        url_ = Url::query_name;
    } else if (c == '#' || (c == '/' && open)) {
        url_ = Url::part;
    } else if (c == ':' && open) {
        if (value_has_code_)
            refuse("a value followed by ':' could make any scheme: start the address with / or https:");
        std::string const scheme = lowered(std::string_view(value_).substr(0, value_.size() - 1));
        if (scheme == "javascript") refuse("javascript: addresses are refused");
        url_ = is_one_of(scheme, SCHEMES) ? Url::part : Url::foreign_scheme;
    } else if (open) {
        url_ = Url::scheme;
    } else if (c == '=' && url_ == Url::query_name) {
        url_ = Url::query_value;
    } else if (c == '&' && (url_ == Url::query_value || url_ == Url::ambiguous)) {
        url_ = Url::query_name;
    }
}

void HtmlContext::end_tag() {
    needs_blank_ = false;
    before_ = is_one_of(tag_, BLOCK_TAGS) ? Before::block_tag : Before::other;
    place_ = Place::text;
    if (closing_) {
        if (tag_ == "pre" && pre_depth_ > 0) --pre_depth_;
        return;
    }
    if (tag_ == "pre") ++pre_depth_;
    if (tag_ == "script" || tag_ == "style") place_ = Place::raw;
    if (tag_ == "textarea" || tag_ == "title") place_ = Place::escaped;
}

void HtmlContext::read_raw_char(std::string_view text, std::size_t& at, std::string& output) {
    std::size_t const length = tag_.size() + 2;
    // "</scripts>" does not close a script.
    bool const ends_here = at + length >= text.size() || is_blank(text[at + length]) ||
                           text[at + length] == '/' || text[at + length] == '>';
    if (text[at] == '<' && lowered(text.substr(at, length)) == "</" + tag_ && ends_here) {
        place_ = Place::text;
        read_tag_open(text, at, output);
        return;
    }
    output += text[at];
    ++at;
}

/// A token ends the name that was being read.
void HtmlContext::settle_names() {
    if (place_ == Place::tag_name || place_ == Place::attribute_name || place_ == Place::after_name) {
        needs_blank_ = place_ != Place::after_name;
        place_ = Place::in_tag;
    }
}

Escape HtmlContext::at_value(int line, std::string& output) {
    line_ = line;
    switch (place_) {
        case Place::text:
            settle_blanks(false, output);
            before_ = Before::other;
            return Escape::text;
        case Place::escaped:
            return Escape::plain;
        case Place::raw:
            if (is_json_script()) return Escape::json;
            refuse("no value inside <" + tag_ +
                   ">: use <script type=\"application/json\"> or data- attributes");
        case Place::comment:
            refuse("no value inside a comment");
        case Place::declaration:
            refuse("no value inside <!…>");
        case Place::tag_name:
            refuse("a tag name cannot come from a value");
        case Place::in_tag:
        case Place::attribute_name:
        case Place::after_name:
            refuse("an attribute name cannot come from a value: use {% if %} around the attribute");
        case Place::before_value:
        case Place::unquoted:
            refuse("the value of attribute " + attribute_ + " must stand between quotes");
        case Place::double_quoted:
        case Place::single_quoted:
            break;
    }
    if (attribute_.starts_with("on")) refuse("no value inside the event attribute " + attribute_);
    if (is_one_of(attribute_, REFUSED_ATTRIBUTES)) refuse("no value inside the attribute " + attribute_);
    if (is_one_of(tag_, REFUSED_TAGS)) refuse("no value inside the attributes of <" + tag_ + ">");
    value_has_code_ = true;
    if (!is_url_attribute(attribute_)) return Escape::plain;
    switch (url_) {
        case Url::start:
            return Escape::url;
        case Url::part:
        case Url::query_name:
            return Escape::url_part;
        case Url::query_value:
            return Escape::query_value;
        case Url::scheme:
            refuse("the address before this value must reach '/', '?' or '#', or be all in the value: \"" +
                   value_ + "\"");
        case Url::foreign_scheme:
            refuse("no value after the scheme of \"" + value_ + "\"");
        case Url::ambiguous:
            refuse("the branches before leave the address in different parts; no value can follow");
    }
    refuse("the template compiler lost its place in an address");
}

void HtmlContext::at_statement(int line, bool alone, std::string& output) {
    line_ = line;
    if (place_ == Place::comment) refuse("no statement inside a comment; use {# … #}");
    if (place_ == Place::raw && !is_json_script()) refuse("no statement inside <" + tag_ + ">");
    if (place_ == Place::before_value || place_ == Place::unquoted || place_ == Place::declaration) {
        refuse("no statement here: put the attribute's value between quotes");
    }
    if (place_ == Place::text) {
        settle_blanks(false, output);
        if (alone && pre_depth_ == 0) {
            if (before_ != Before::start) before_ = Before::lone_statement;
        } else {
            before_ = Before::other;
        }
    }
    settle_names();
}

void HtmlContext::at_partial(int line, std::string& output) {
    line_ = line;
    if (place_ != Place::text) refuse("a partial is called between tags only");
    settle_blanks(false, output);
    before_ = Before::other;
}

void HtmlContext::at_block_edge(int line, std::string& output) {
    line_ = line;
    if (place_ != Place::text) refuse("a block begins and ends between tags");
    settle_blanks(true, output);
    before_ = Before::start;
}

void HtmlContext::at_end(int line, std::string& output) {
    line_ = line;
    if (place_ == Place::comment) refuse("a comment is not closed");
    if (place_ != Place::text) refuse("the template ends inside <" + tag_ + ">");
    if (blanks_.find('\n') == std::string::npos) settle_blanks(false, output);
    blanks_.clear();
}

HtmlContext HtmlContext::joined(HtmlContext const& a, HtmlContext const& b, int line, bool loop) {
    auto const differ = [line](char const* what) {
        throw TemplateError(line, std::string("the branches end in different HTML contexts (") + what + ")");
    };
    if (a.place_ != b.place_) differ("one is inside a tag, a value or an element that the other is not in");
    bool const in_text = a.place_ == Place::text;
    bool const in_value = a.place_ == Place::double_quoted || a.place_ == Place::single_quoted;
    if (!in_text && a.tag_ != b.tag_) differ("different elements");
    if (in_value && a.attribute_ != b.attribute_) differ("different attributes");
    if (a.place_ == Place::raw && a.script_type_ != b.script_type_) differ("different scripts");
    if (a.pre_depth_ != b.pre_depth_) differ("one is inside <pre>");

    HtmlContext both = a;
    both.needs_blank_ = a.needs_blank_ || b.needs_blank_;
    both.value_has_code_ = a.value_has_code_ || b.value_has_code_ || (in_value && a.value_ != b.value_);
    both.refreshes_ = a.refreshes_ || b.refreshes_;
    both.content_has_code_ = a.content_has_code_ || b.content_has_code_;
    if (!in_text && a.script_type_ != b.script_type_) both.script_type_ = "?";
    bool const blanks_drop = a.before_ != Before::other && b.before_ != Before::other;
    if (in_text && a.before_ != b.before_)
        both.before_ = blanks_drop ? Before::lone_statement : Before::other;
    if (in_value && a.url_ != b.url_) {
        if (loop) throw TemplateError(line, "a loop inside an address must end in the part where it began");
        auto const either = [&](Url url) { return a.url_ == url || b.url_ == url; };
        both.url_ = either(Url::foreign_scheme) ? Url::foreign_scheme
                    : either(Url::scheme)       ? Url::scheme
                    : either(Url::start)        ? Url::start
                                                : Url::ambiguous;
    }
    return both;
}

}  // namespace templates
