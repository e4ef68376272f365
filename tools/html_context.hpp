// Where in an HTML document a template stands: decides how a value must be escaped there, or that none may
// be.
#pragma once

#include <string>
#include <string_view>

namespace templates {

/// How a value is written at one place of a template; each is a function of html/out.hpp.
enum class Escape {
    text,         // between tags: html::write_text
    plain,        // text of <title> and <textarea>, quoted attributes: html::write_attribute
    url,          // start of href, src, …: html::write_url (scheme allow-list)
    url_part,     // later in a URL: html::write_url_part
    query_value,  // after "=" in a URL's query: html::write_query_value (percent-encoded)
    json,         // <script type="application/json">: html::write_json
};

/// The state of an HTML parser, fed with the static text of a template in order.
/// It also gives back that text with indentation between tags removed where a browser would ignore it.
class HtmlContext {
  public:
    /// Reads static text that starts at `line`; appends to `output` what is to be sent.
    /// Throws TemplateError on text that is not HTML, or that no template should hold.
    void read(std::string_view text, int line, std::string& output);

    /// How a value interpolated here is escaped. Throws TemplateError where none may stand.
    Escape at_value(int line, std::string& output);

    /// A statement ({% … %} or a comment) stands here. Throws where a statement would cut a name or a script.
    void at_statement(int line, bool alone, std::string& output);

    /// A partial's call stands here: only between tags.
    void at_partial(int line, std::string& output);

    /// A captured block begins here / ends here: only between tags; blanks at its edges are dropped.
    void at_block_edge(int line, std::string& output);

    /// A loop's body begins here: inside a tag an earlier round may have just written an attribute.
    void at_loop_body() { needs_blank_ = needs_blank_ || place_ == Place::in_tag; }

    /// The document ends here: only between tags.
    void at_end(int line, std::string& output);

    /// What holds after either of two branches. Throws when they end in different contexts.
    /// `loop` asks that a URL be in the same part as well, because the end is followed by the beginning.
    static HtmlContext joined(HtmlContext const& a, HtmlContext const& b, int line, bool loop);

  private:
    enum class Place {
        text,
        comment,
        declaration,     // <!doctype …>
        tag_name,        // <na|me
        in_tag,          // between attributes
        attribute_name,  // na|me
        after_name,      // name |
        before_value,    // name=|
        double_quoted,
        single_quoted,
        unquoted,
        raw,      // <script>, <style>
        escaped,  // <textarea>, <title>
    };
    enum class Url { start, scheme, foreign_scheme, part, query_name, query_value, ambiguous };
    enum class Before { start, block_tag, lone_statement, other };

    [[noreturn]] void refuse(std::string const& message) const;
    void read_text_char(std::string_view text, std::size_t& at, std::string& output);
    void read_tag_open(std::string_view text, std::size_t& at, std::string& output);
    void read_tag_char(char c, std::string& output);
    void read_value_char(char c, std::string& output);
    void read_url_char(char c);
    void read_raw_char(std::string_view text, std::size_t& at, std::string& output);
    void begin_attribute(char c);
    void begin_value(Place place);
    void end_value();
    void end_tag();
    void settle_blanks(bool next_drops, std::string& output);
    void settle_names();
    bool is_json_script() const;

    Place place_ = Place::text;
    int line_ = 1;
    std::string tag_;        // lower case, of the tag being read or of the raw/escaped element
    bool closing_ = false;   // </tag
    std::string attribute_;  // lower case
    std::string value_;      // static text of the attribute's value so far
    bool value_has_code_ = false;
    std::string script_type_;  // of the <script> being read
    bool refreshes_ = false;   // <meta http-equiv>
    bool content_has_code_ = false;
    bool needs_blank_ = false;  // an attribute just ended: a blank must come before the next
    Url url_ = Url::start;
    int pre_depth_ = 0;
    std::string blanks_;  // read between tags, not yet sent
    Before before_ = Before::start;
};

}  // namespace templates
