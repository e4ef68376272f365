// Markdown of the operator's texts made into safe HTML: raw HTML and dangerous addresses are dropped.
#pragma once

#include <string>
#include <string_view>

#include "html/out.hpp"

namespace html {

/// CommonMark. Raw HTML is left out, addresses other than http(s), mailto and relative are emptied, headings
/// are lowered so that the page keeps its only h1 (# becomes h2). The text must be valid UTF-8.
Html markdown(std::string_view text);

/// The same text for a mail. Addresses that begin with one slash are those of `origin` ("https://a.example");
/// in the plain part each link is followed by its address, because nobody can press its words there.
struct MailText {
    Html html;
    std::string plain;
};
MailText markdown_for_mail(std::string_view text, std::string_view origin);

}  // namespace html
