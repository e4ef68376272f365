// What a request's headers ask of a file and of a page: ranges, codings, tags. The answer is one message
// whose range lies within the file. Lines are name: value, as in a head.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp
//
// sources: src/http/message.cpp src/http/encoding.cpp src/http/upload.cpp
//
// sources: src/http/answer.cpp src/files/file_name.cpp
//
// libs: -lfmt -lcrypto -lbrotlienc -lz
#include "fuzz.hpp"

#include <unistd.h>

#include <cstdio>

#include "base/text.hpp"
#include "files/file_name.hpp"
#include "http/answer.hpp"

namespace {

constexpr std::uint64_t file_bytes = 5'000;

/// A file of known bytes, made once.
std::string const& file_path() {
    static std::string const path = [] {
        std::string const made = "/tmp/tremplin-fuzz-answer-" + std::to_string(::getpid());
        std::FILE* const file = std::fopen(made.c_str(), "wb");
        base::check(file != nullptr, "the file can be made");
        for (std::uint64_t i = 0; i < file_bytes; ++i) std::fputc(static_cast<int>(i % 251), file);
        std::fclose(file);
        return made;
    }();
    return path;
}

void is_one_message(http::Answer const& answer) {
    std::string const head = http::head_text(answer, "Sun, 06 Nov 1994 08:49:37 GMT", true);
    base::check(head.find("\r\n\r\n") == head.size() - 4, "a head ends once");
    for (char const c : head)
        base::check(c == '\r' || c == '\n' || static_cast<unsigned char>(c) >= 0x20, "no control character");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text = fuzz::text_of(bytes, size);
    http::Request request;
    std::string first;
    for (std::string_view const line : base::split(text, '\n')) {
        if (first.empty()) first = line;
        if (std::size_t const colon = line.find(':'); colon != std::string_view::npos && colon > 0)
            request.headers.add(std::string(line.substr(0, colon)),
                                std::string(base::trimmed(line.substr(colon + 1))));
    }

    http::Response file;
    file.content_type = "text/csv; charset=utf-8";
    file.file_path = file_path();
    file.header("ETag", "\"0123456789abcdef\"");
    // The first line is also the name under which somebody sent it.
    if (auto const name = files::shown_name(first)) {
        base::check(base::is_valid_utf8(*name) && name->find_first_of("/\\") == std::string::npos,
                    "a name is no path");
        base::check(base::length_in_characters(*name) <= files::shown_name_characters_max,
                    "a name has its limit");
        file.header("Content-Disposition", files::attachment_disposition(*name));
    }
    http::Answer const answer = http::prepared(std::move(file), request);
    is_one_message(answer);
    base::check(answer.status == 200 || answer.status == 206 || answer.status == 304 || answer.status == 416,
                "a file is given, whole or in part, or not");
    base::check(answer.file_begin <= answer.file_end && answer.file_end <= file_bytes,
                "a range lies within the file");
    if (answer.status == 206) base::check(answer.file_begin < answer.file_end, "a part has bytes");

    static std::string const body(3'000, 'a');
    http::Response page;
    page.body = body;
    is_one_message(http::prepared(std::move(page), request));
    return 0;
}
