// A form with files: read alike whole and in pieces, never over its limits.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp
//
// sources: src/http/message.cpp src/http/encoding.cpp src/http/upload.cpp
//
// sources: src/http/multipart.cpp
//
// libs: -lfmt -lcrypto -lbrotlienc -lz
#include "fuzz.hpp"

#include <filesystem>

#include "http/multipart.hpp"

namespace {

struct Read {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> fields;
    std::size_t files = 0;
    bool operator==(Read const&) const = default;
};

Read read_in(std::string_view body, std::size_t piece) {
    static std::string const folder = [] {
        std::string const path = "/tmp/tremplin-fuzz-multipart";
        std::filesystem::create_directories(path);
        return path;
    }();
    http::UploadLimits limits;
    limits.files_max = 3;
    limits.file_bytes_max = 4096;
    http::MultipartReader reader("b", limits, folder);
    Read read;
    for (std::size_t at = 0; at < body.size() && read.status == 0; at += piece)
        read.status = reader.feed(body.substr(at, piece));
    if (read.status == 0) read.status = reader.finish();
    if (read.status == 0) {
        read.fields = reader.take_fields().items();
        read.files = reader.take_files().size();
        base::check(read.files <= 3, "the limit of files holds");
    }
    return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text = fuzz::text_of(bytes, size);
    (void)http::boundary_of(text.substr(0, 200));
    Read const whole = read_in(text, text.size() + 1);
    Read const pieces = read_in(text, 7);
    base::check(whole == pieces, "a body reads the same in pieces");
    return 0;
}
