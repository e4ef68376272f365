#include "territories/counted.hpp"

#include "base/french.hpp"

namespace territories {
namespace {

/// The first letter small, but for an abbreviation. Kinds begin with an ASCII letter or with É.
std::string small(std::string_view words) {
    constexpr std::string_view accented = "É";
    if (words.starts_with(accented)) return "é" + std::string(words.substr(accented.size()));
    std::string text(words);
    bool const is_abbreviation = text.size() > 1 && text[1] >= 'A' && text[1] <= 'Z';
    if (!is_abbreviation && text.front() >= 'A' && text.front() <= 'Z')
        text.front() = static_cast<char>(text.front() - 'A' + 'a');
    return text;
}

}  // namespace

std::string counted(std::int64_t count, std::optional<Kind> kind) {
    if (!kind) return base::french_count(count, "collectivité ou structure", "collectivités ou structures");
    return base::french_count(count, small(french(*kind)), small(french_plural(*kind)));
}

std::string small_plural(Kind kind) {
    return small(french_plural(kind));
}

}  // namespace territories
