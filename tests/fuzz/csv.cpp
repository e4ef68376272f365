// Lists of communes and contacts as operators send them.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp
//
// sources: src/territories/csv_lines.cpp
//
// libs: -lfmt -lcrypto
#include "fuzz.hpp"

#include "territories/csv_lines.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    (void)territories::read_csv(fuzz::text_of(bytes, size));
    return 0;
}
