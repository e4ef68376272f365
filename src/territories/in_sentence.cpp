#include "territories/in_sentence.hpp"

#include <array>

#include "base/text.hpp"

namespace territories {
namespace {

enum class Article { masculine, feminine, elided };

/// A long name that begins so is a common noun, or a country's: it takes an article.
struct Noun {
    std::string_view begins;  // as in the register, with the blank that follows
    Article article;
    bool keeps_capital = false;
};
constexpr std::array<Noun, 23> nouns{{
    {"Commune ", Article::feminine},
    {"Ancienne commune ", Article::elided},
    {"Ville ", Article::feminine},
    {"Département ", Article::masculine},
    {"Région ", Article::feminine},
    {"Métropole ", Article::feminine},
    {"Eurométropole ", Article::elided},
    {"Communauté de communes ", Article::feminine},
    {"Communauté d’agglomération ", Article::feminine},
    {"Communauté urbaine ", Article::feminine},
    {"Collectivité ", Article::feminine},
    {"Territoire ", Article::masculine},
    {"Établissement public ", Article::elided},
    {"Syndicat ", Article::masculine},
    {"Pôle d’équilibre ", Article::masculine},
    {"Centre communal ", Article::masculine},
    {"Centre intercommunal ", Article::masculine},
    {"Centre de gestion ", Article::masculine},
    {"Service départemental ", Article::masculine},
    {"Service d’incendie ", Article::masculine},
    {"Groupement d’intérêt public ", Article::masculine},
    {"Polynésie française", Article::feminine, true},
    {"Nouvelle-Calédonie", Article::feminine, true},
}};

Noun const* noun_of(std::string_view long_name) {
    for (Noun const& noun : nouns)
        if (long_name.starts_with(noun.begins)) return &noun;
    return nullptr;
}

/// The first letter small where the noun is a common one; those begin with an ASCII letter or with É.
std::string small(Noun const& noun, std::string_view name) {
    if (noun.keeps_capital) return std::string(name);
    constexpr std::string_view accented = "É";
    if (name.starts_with(accented)) return "é" + std::string(name.substr(accented.size()));
    std::string text(name);
    if (text.front() >= 'A' && text.front() <= 'Z')
        text.front() = static_cast<char>(text.front() - 'A' + 'a');
    return text;
}

/// Whether "de" loses its vowel before it. Not before an H, sounded or silent: the register's long names had
/// this decided by INSEE, and "de" is never wrong enough to be misread.
bool elides(std::string_view name) {
    std::string const key = base::folded(name);
    return !key.empty() && std::string_view("aeiouy").find(key.front()) != std::string_view::npos;
}

std::string de(std::string_view name) {
    return (elides(name) ? "d’" : "de ") + std::string(name);
}

}  // namespace

std::string in_sentence(std::string_view long_name) {
    Noun const* const noun = noun_of(long_name);
    if (noun == nullptr) return std::string(long_name);
    switch (noun->article) {
        case Article::masculine:
            return "le " + small(*noun, long_name);
        case Article::feminine:
            return "la " + small(*noun, long_name);
        case Article::elided:
            break;
    }
    return "l’" + small(*noun, long_name);
}

std::string as_subject(std::string_view long_name) {
    std::string text = in_sentence(long_name);
    if (noun_of(long_name) != nullptr) text.front() = 'L';
    return text;
}

std::string of_body(std::string_view long_name) {
    Noun const* const noun = noun_of(long_name);
    if (noun == nullptr) return of_place(long_name);
    if (noun->article == Article::masculine) return "du " + small(*noun, long_name);
    return "de " + in_sentence(long_name);
}

std::string to_body(std::string_view long_name) {
    Noun const* const noun = noun_of(long_name);
    if (noun == nullptr) return to_place(long_name);
    if (noun->article == Article::masculine) return "au " + small(*noun, long_name);
    return "à " + in_sentence(long_name);
}

std::string of_place(std::string_view name) {
    if (name.starts_with("Le ")) return "du " + std::string(name.substr(3));
    if (name.starts_with("Les ")) return "des " + std::string(name.substr(4));
    if (name.starts_with("La ") || name.starts_with("L’")) return "de " + std::string(name);
    return de(name);
}

std::string to_place(std::string_view name) {
    if (name.starts_with("Le ")) return "au " + std::string(name.substr(3));
    if (name.starts_with("Les ")) return "aux " + std::string(name.substr(4));
    return "à " + std::string(name);
}

}  // namespace territories
