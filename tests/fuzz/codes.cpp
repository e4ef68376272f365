// A priority policy's list of communes, pasted or as a CSV: codes, lines and limits.
//
// sources: src/base/text.cpp src/base/crypto.cpp src/base/check.cpp src/base/french*.cpp src/base/instant.cpp
//
// sources: src/consultation/policy.cpp
//
// libs: -lfmt -lcrypto -ldate-tz
#include "fuzz.hpp"

#include "base/text.hpp"
#include "consultation/policy.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    auto const lines = consultation::read_codes(fuzz::text_of(bytes, size));
    if (!lines.ok()) return 0;
    base::check(lines->size() <= consultation::policy_members_max, "the limit of communes holds");
    int last = 1;
    for (consultation::CodeLine const& one : *lines) {
        base::check(one.line >= last, "lines ascend from 1");
        last = one.line;
        base::check(one.code.empty() || one.code.size() == 5, "a code has five characters");
        base::check(base::is_valid_utf8(one.typed), "what stood there is UTF-8");
        // A code that was read reads the same.
        if (one.code.empty()) continue;
        auto const again = consultation::read_codes(one.code);
        base::check(again.ok() && again->size() == 1 && again->front().code == one.code,
                    "a code reads alike");
    }
    return 0;
}
