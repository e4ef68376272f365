// What a browser does with a Content-Encoding.
#pragma once

#include <string>
#include <string_view>

namespace http_test {

/// `coding` is "br", "gzip" or "". Throws when the bytes are not of that coding.
std::string unpacked(std::string_view bytes, std::string_view coding);

}  // namespace http_test
