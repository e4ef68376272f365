// The template compiler: it makes code or says what is wrong, with a line.
//
// sources: tools/template_source.cpp tools/template_writer.cpp
//
// sources: tools/html_context.cpp src/base/check.cpp
//
// libs: -lfmt
#include "fuzz.hpp"

#include "template_source.hpp"
#include "template_writer.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    try {
        (void)templates::generated_from({templates::Kind::page, "room", "page", "page.html"},
                                        std::string(fuzz::text_of(bytes, size)), "page.hpp");
    } catch (templates::TemplateError const& error) {
        base::check(error.line() > 0, "an error has its line");
    }
    return 0;
}
