// The demonstration's texts as they stand in texts/*.toml, inside the program (cmake/embed_texts.cmake).
#pragma once

#include <string_view>
#include <vector>

namespace demo {

struct EmbeddedText {
    std::string_view name;  // "campaigns.toml"
    std::string_view content;
};

/// Every file, by name.
std::vector<EmbeddedText> embedded_texts();

}  // namespace demo
