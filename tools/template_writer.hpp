// Turns one template into the C++ of one function: a declaration (.hpp) and a definition (.cpp).
#pragma once

#include <string>
#include <string_view>

namespace templates {

enum class Kind {
    page,  // HTML, escaped by context: void NAME(html::Out& out, …)
    mail,  // plain text: std::string NAME(…)
};

struct Template {
    Kind kind;
    std::string room;  // namespace of the room that owns the template
    std::string name;  // of the function
    std::string path;  // of the template, as g++ is to name it in its messages
};

struct GeneratedCode {
    std::string header;
    std::string source;
};

/// The code of the template `what` whose text is `source`; the definition includes `header_name`.
/// Same input, same output, byte for byte. Throws TemplateError on everything that a template may not do.
GeneratedCode generated_from(Template const& what, std::string_view source, std::string_view header_name);

}  // namespace templates
