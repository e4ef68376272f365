// Files that people join: office archives that lie.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp
//
// sources: src/files/office.cpp src/files/file_type.cpp
//
// sources: src/files/file_name.cpp
//
// libs: -lfmt -lcrypto -lzip -lmagic
#include "fuzz.hpp"

#include <unistd.h>

#include <cstdio>

#include "files/office.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    static std::string const path = "/tmp/tremplin-fuzz-office-" + std::to_string(::getpid());
    std::FILE* const file = std::fopen(path.c_str(), "wb");
    if (!file) return 0;
    std::fwrite(bytes, 1, size, file);
    std::fclose(file);
    (void)files::office_type(path);
    return 0;
}
