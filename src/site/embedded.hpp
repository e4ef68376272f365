// The tables of docs/accessibility and docs/legal inside the program, so that the pages say what the files
// say.
#pragma once

#include <string_view>
#include <vector>

namespace site {

struct EmbeddedText {
    std::string_view name;  // "rgaa.toml"
    std::string_view content;
};

/// Every file, by name.
std::vector<EmbeddedText> embedded_texts();
/// One of them; an empty text is a fault of the build and throws.
std::string_view embedded_text(std::string_view name);

}  // namespace site
