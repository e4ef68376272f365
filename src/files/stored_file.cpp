#include "files/stored_file.hpp"

#include <fmt/format.h>

#include "base/check.hpp"

namespace files {

std::string_view name_of(CheckState state) {
    switch (state) {
        case CheckState::clean:
            return "clean";
        case CheckState::unchecked:
            return "unchecked";
        case CheckState::waiting:
            return "waiting";
        case CheckState::refused:
            return "refused";
    }
    base::fail("a check has a name");
}

CheckState check_state(std::string_view name) {
    for (CheckState const state :
         {CheckState::clean, CheckState::unchecked, CheckState::waiting, CheckState::refused})
        if (name == name_of(state)) return state;
    base::fail("the database holds known checks");
}

std::string french_size(std::uint64_t bytes) {
    constexpr std::uint64_t kilo = 1000;
    constexpr std::uint64_t mega = 1000 * kilo;
    if (bytes < kilo) return fmt::format("{}\u00a0{}", bytes, bytes < 2 ? "octet" : "octets");
    if (bytes < mega) return fmt::format("{}\u00a0ko", (bytes + kilo / 2) / kilo);
    std::uint64_t const tenths = (bytes + mega / 20) / (mega / 10);
    if (tenths % 10 == 0) return fmt::format("{}\u00a0Mo", tenths / 10);
    return fmt::format("{},{}\u00a0Mo", tenths / 10, tenths % 10);
}

}  // namespace files
