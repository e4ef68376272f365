// A small strict reader of the HTML that components write: tags balanced, attributes quoted and single, ids
// linked.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace markup {

struct Element {
    std::string tag;
    std::map<std::string, std::string> attributes;  // values as written, escapes kept

    std::string attribute(std::string const& name) const;
    bool has(std::string const& name) const { return attributes.contains(name); }
};

struct Document {
    std::vector<Element> elements;    // in order of their opening tags
    std::vector<std::string> faults;  // empty when the text is correct

    /// The elements of that tag.
    std::vector<Element> all(std::string_view tag) const;
    Element by_id(std::string const& id) const;
    std::size_t count_outside_svg = 0;
};

/// Reads `text`. Faults: a tag not closed or crossed, an attribute without quotes or twice, an id twice, a
/// for, aria-describedby or aria-labelledby that names no id, an inline style or event, '<' or '&' left
/// unescaped.
Document read(std::string_view text);

}  // namespace markup
