// Markdown of the operator's texts made into safe HTML: raw HTML and dangerous addresses are dropped.
#pragma once

#include <string_view>

#include "html/out.hpp"

namespace html {

/// CommonMark. Raw HTML is left out, addresses other than http(s), mailto and relative are emptied, headings
/// are lowered so that the page keeps its only h1 (# becomes h2). The text must be valid UTF-8.
Html markdown(std::string_view text);

}  // namespace html
