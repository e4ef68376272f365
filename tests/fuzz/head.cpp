// The head of an HTTP request: what is admitted is unambiguous, and holds no NUL or invalid UTF-8.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp
//
// sources: src/http/message.cpp src/http/encoding.cpp src/http/upload.cpp
//
// sources: src/http/admission.cpp
//
// libs: -lfmt -lcrypto -lbrotlienc -lz
#include "fuzz.hpp"

#include "base/text.hpp"
#include "http/admission.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text = fuzz::text_of(bytes, size);
    (void)http::flaw_of_head(text);
    // Lines as a head has them: method, target, then name: value.
    http::Head head;
    std::size_t line = 0;
    for (std::size_t at = 0; at < text.size(); ++line) {
        std::size_t const end = std::min(text.find('\n', at), text.size());
        std::string_view const one = text.substr(at, end - at);
        at = end + 1;
        if (line == 0)
            head.method = one;
        else if (line == 1)
            head.target = one;
        else if (std::size_t const colon = one.find(':'); colon != std::string_view::npos)
            head.headers.add(std::string(one.substr(0, colon)), std::string(one.substr(colon + 1)));
    }
    http::ServerSettings settings;
    settings.hosts = {"localhost:8080"};
    http::Admission const admission = http::admit(head, "192.0.2.1", settings);
    if (admission.refused == 0) {
        http::Request const& request = admission.request;
        base::check(request.path.starts_with('/') || request.path == "*", "a path begins with a slash");
        base::check(request.path.find('\0') == std::string::npos, "no NUL in a path");
        base::check(base::is_valid_utf8(request.path), "a path is UTF-8");
    }
    return 0;
}
