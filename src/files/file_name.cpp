#include "files/file_name.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace files {
namespace {

/// U+061C, U+200E, U+200F, U+202A–U+202E, U+2066–U+2069.
constexpr std::array<std::string_view, 12> direction_marks = {
    "\xd8\x9c",     "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac",
    "\xe2\x80\xad", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9"};

bool turns_direction(std::string_view text) {
    return std::ranges::any_of(
        direction_marks, [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

}  // namespace

base::Result<std::string> shown_name(std::string_view typed) {
    auto const tidy = base::tidied_line(typed);
    if (!tidy || tidy->empty() || *tidy == "." || *tidy == "..")
        return base::refuse(base::RefusalCode::invalid, "Ce fichier n’a pas de nom lisible.",
                            "Renommez-le, puis recommencez.");
    if (turns_direction(typed) || typed.find_first_of("/\\") != std::string_view::npos)
        return base::refuse(base::RefusalCode::invalid,
                            "Le nom de ce fichier contient des caractères qui en changent la lecture.",
                            "Renommez-le avec des lettres, des chiffres et des tirets, puis recommencez.");
    if (base::length_in_characters(*tidy) <= shown_name_characters_max) return *tidy;
    auto const dot = tidy->rfind('.');
    std::string const extension = dot == std::string::npos ? std::string() : tidy->substr(dot);
    constexpr std::size_t extension_characters_max = 10;
    if (base::length_in_characters(extension) > extension_characters_max)
        return base::refuse(base::RefusalCode::invalid, "Le nom de ce fichier est trop long.",
                            "Raccourcissez-le, puis recommencez.");
    return base::shortened(std::string_view(*tidy).substr(0, dot),
                           shown_name_characters_max - extension_characters_max) +
           extension;
}

std::string attachment_disposition(std::string_view name) {
    std::string plain;
    for (char const c : base::folded(name)) {
        bool const is_safe =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        plain += is_safe ? c : '-';
    }
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + base::percent_encoded(name);
}

}  // namespace files
