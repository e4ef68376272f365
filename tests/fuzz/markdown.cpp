// The operator's texts: whatever they hold, what comes out has no live markup of theirs.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp
//
// sources: src/html/markdown.cpp src/html/out.cpp
//
// libs: -lfmt -lcrypto -lcmark-gfm
#include "fuzz.hpp"

#include "base/text.hpp"
#include "html/markdown.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text = fuzz::text_of(bytes, size);
    if (!base::is_valid_utf8(text)) return 0;
    std::string const made(html::markdown(text).text());
    for (char const* const live : {"<script", "<iframe", "<svg", "<object", "<form", "href=\"javascript",
                                   "href=\"data:", "src=\"javascript", "src=\"data:"})
        base::check(made.find(live) == std::string::npos, "no live markup");
    (void)html::markdown_for_mail(text, "https://a.example");
    return 0;
}
