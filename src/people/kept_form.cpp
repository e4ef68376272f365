// What of a form is kept.
#include "people/kept_form.hpp"

#include <algorithm>
#include <cctype>

namespace people {
namespace {

/// Codes of sign-in, of the second factor, of an account or of an authority all come in a field of this name.
constexpr std::string_view secret_field = "code";
/// A word as long as this is more than a choice in a list.
constexpr std::size_t long_word_bytes = 20;

std::string without_nul(std::string text) {
    std::erase(text, '\0');
    return text;
}

void append_part(std::string& whole, std::string_view part) {
    whole += std::to_string(part.size()) + ":" + std::string(part);
}

}  // namespace

bool is_typed_text(std::string_view value) {
    if (value.empty() || value.front() == '/') return false;
    bool const has_letter = std::ranges::any_of(value, [](char c) {
        return std::isalpha(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
    });
    return has_letter &&
           (value.size() >= long_word_bytes || value.find_first_of(" \n\t@") != std::string_view::npos);
}

FieldsToKeep fields_to_keep(std::span<std::pair<std::string, std::string> const> sent) {
    FieldsToKeep found;
    bool has_text = false;
    std::size_t bytes = 0;
    for (auto const& [name, value] : sent) {
        if (name == secret_field) return {};
        if (name.empty() || name.starts_with('_')) continue;
        bytes += name.size() + value.size();
        has_text = has_text || is_typed_text(value);
        if (bytes <= kept_form_bytes_max && found.fields.size() <= kept_fields_max)
            found.fields.push_back({without_nul(name), without_nul(value)});
    }
    if (!has_text) return {};
    if (bytes > kept_form_bytes_max || found.fields.size() > kept_fields_max) return {Keeping::too_large, {}};
    found.keeping = Keeping::kept;
    return found;
}

base::Sha256 content_hash_of(KeptForm const& form) {
    std::string whole;
    append_part(whole, form.target);
    for (KeptField const& field : form.fields) {
        append_part(whole, field.name);
        append_part(whole, field.value);
    }
    return base::sha256(whole);
}

}  // namespace people
