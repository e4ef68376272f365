// What changed between two versions of a text that their author wrote: both come out whole, and no pair of
// texts costs long. The bytes are cut in two at the first NUL.
//
// sources: src/consultation/word_changes.cpp src/base/check.cpp
//
// libs: -lfmt
#include "fuzz.hpp"

#include <vector>

#include "consultation/word_changes.hpp"

namespace {

std::string joined(std::vector<consultation::TextRun> const& runs) {
    std::string text;
    for (consultation::TextRun const& run : runs) text += run.text;
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    std::string_view const text = fuzz::text_of(bytes, size);
    std::size_t const end = std::min(text.find('\0'), text.size());
    std::string_view const before = text.substr(0, end);
    std::string_view const after = text.substr(std::min(end + 1, text.size()));
    consultation::WordChanges const changes = consultation::word_changes(before, after);
    base::check(joined(changes.before) == before && joined(changes.after) == after,
                "both texts come out whole");
    if (before == after && changes.is_fine)
        for (consultation::TextRun const& run : changes.before)
            base::check(!run.is_changed, "nothing changed");
    return 0;
}
