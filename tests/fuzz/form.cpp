// Urlencoded forms, queries, cookies and codings of a request.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp
//
// sources: src/http/message.cpp src/http/encoding.cpp src/http/upload.cpp
//
// libs: -lfmt -lcrypto -lbrotlienc -lz
#include "fuzz.hpp"

#include "base/text.hpp"
#include "http/message.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text = fuzz::text_of(bytes, size);
    for (auto const& pairs : {http::parse_form(text), http::parse_query(text)}) {
        if (!pairs) continue;
        base::check(pairs->items().size() <= http::form_fields_max, "the limit of fields holds");
        for (auto const& [name, value] : pairs->items())
            base::check(base::is_valid_utf8(name) && base::is_valid_utf8(value), "fields are UTF-8");
        // What was read and is written again reads the same.
        std::string const written = http::query_text(*pairs);
        auto const again = http::parse_query(written.empty() ? written : written.substr(1));
        base::check(again && again->items() == pairs->items(), "a query written again reads the same");
    }
    (void)http::parse_cookies(text, true);
    (void)http::parse_cookies(text, false);
    (void)http::chosen_encoding(text);
    (void)http::etag_matches(text, "W/\"0123456789abcdef\"");
    return 0;
}
