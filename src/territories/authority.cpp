#include "territories/authority.hpp"

#include <fmt/format.h>

#include <array>

#include "base/check.hpp"
#include "base/french.hpp"
#include "base/text.hpp"

namespace territories {
namespace {

struct KindWords {
    Kind kind;
    std::string_view code;
    std::string_view one;
    std::string_view many;
};

constexpr std::array<KindWords, 14> kinds{{
    {Kind::commune, "commune", "Commune", "Communes"},
    {Kind::former_commune, "former_commune", "Ancienne commune", "Anciennes communes"},
    {Kind::departement, "departement", "Département", "Départements"},
    {Kind::region, "region", "Région", "Régions"},
    {Kind::collectivite_particuliere, "collectivite_particuliere",
     "Collectivité à statut particulier ou d’outre-mer", "Collectivités à statut particulier ou d’outre-mer"},
    {Kind::epci, "epci", "EPCI à fiscalité propre", "EPCI à fiscalité propre"},
    {Kind::ept, "ept", "Établissement public territorial", "Établissements publics territoriaux"},
    {Kind::syndicat, "syndicat", "Syndicat", "Syndicats"},
    {Kind::petr, "petr", "Pôle d’équilibre territorial et rural", "Pôles d’équilibre territoriaux et ruraux"},
    {Kind::ccas, "ccas", "Centre communal ou intercommunal d’action sociale",
     "Centres communaux et intercommunaux d’action sociale"},
    {Kind::sdis, "sdis", "Service d’incendie et de secours", "Services d’incendie et de secours"},
    {Kind::gip, "gip", "Groupement d’intérêt public", "Groupements d’intérêt public"},
    {Kind::opsn, "opsn", "Opérateur public de services numériques",
     "Opérateurs publics de services numériques"},
    {Kind::local_public_body, "local_public_body", "Autre structure publique locale",
     "Autres structures publiques locales"},
}};

struct SizeWords {
    SizeClass size;
    std::string_view code;
    std::string_view words;
    std::int64_t least;
    std::int64_t most;
};

constexpr std::int64_t no_most = -1;
constexpr std::array<SizeWords, 7> sizes{{
    {SizeClass::under_500, "under_500", "Moins de 500\u00a0habitants", 0, 499},
    {SizeClass::from_500, "from_500", "500 à 999\u00a0habitants", 500, 999},
    {SizeClass::from_1000, "from_1000", "1\u202f000 à 3\u202f499\u00a0habitants", 1000, 3499},
    {SizeClass::from_3500, "from_3500", "3\u202f500 à 9\u202f999\u00a0habitants", 3500, 9999},
    {SizeClass::from_10000, "from_10000", "10\u202f000 à 49\u202f999\u00a0habitants", 10'000, 49'999},
    {SizeClass::from_50000, "from_50000", "50\u202f000\u00a0habitants et plus", 50'000, no_most},
    {SizeClass::unknown, "unknown", "Population non connue", 0, no_most},
}};

KindWords const& words_of(Kind kind) {
    for (KindWords const& words : kinds)
        if (words.kind == kind) return words;
    base::fail("a kind without words");
}

SizeWords const& words_of(SizeClass size) {
    for (SizeWords const& words : sizes)
        if (words.size == size) return words;
    base::fail("a size class without words");
}

bool begins_with_vowel(std::string_view name) {
    std::string const key = base::folded(name);
    return !key.empty() && std::string_view("aeiouy").find(key.front()) != std::string_view::npos;
}

std::string_view without(std::string_view name, std::string_view article) {
    if (name.starts_with(article)) name.remove_prefix(article.size());
    return name;
}

std::string inhabitants(Authority const& authority) {
    if (!authority.population) return {};
    return " · " + base::french_number(*authority.population) + std::string(base::nbsp) +
           (*authority.population < 2 ? "habitant" : "habitants");
}

std::string in_department(Authority const& authority) {
    if (authority.department_code.empty()) return {};
    if (authority.department_name.empty()) return fmt::format(" ({})", authority.department_code);
    return fmt::format(" ({}, {})", authority.department_code, authority.department_name);
}

}  // namespace

std::string_view code(Kind kind) {
    return words_of(kind).code;
}

std::optional<Kind> kind_from(std::string_view text) {
    for (KindWords const& words : kinds)
        if (words.code == text) return words.kind;
    return std::nullopt;
}

std::string_view french(Kind kind) {
    return words_of(kind).one;
}

std::string_view french_plural(Kind kind) {
    return words_of(kind).many;
}

std::span<Kind const> all_kinds() {
    static constexpr auto column = [] {
        std::array<Kind, kinds.size()> all{};
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = kinds[i].kind;
        return all;
    }();
    return column;
}

std::string_view code(LegalClass legal_class) {
    switch (legal_class) {
        case LegalClass::authority:
            return "authority";
        case LegalClass::grouping:
            return "grouping";
        case LegalClass::local_public_body:
            return "local_public_body";
    }
    base::fail("a legal class without code");
}

std::optional<LegalClass> legal_class_from(std::string_view text) {
    if (text == "authority") return LegalClass::authority;
    if (text == "grouping") return LegalClass::grouping;
    if (text == "local_public_body") return LegalClass::local_public_body;
    return std::nullopt;
}

std::string_view french(LegalClass legal_class) {
    switch (legal_class) {
        case LegalClass::authority:
            return "Collectivité territoriale";
        case LegalClass::grouping:
            return "Groupement de collectivités";
        case LegalClass::local_public_body:
            return "Structure publique locale";
    }
    base::fail("a legal class without words");
}

SizeClass size_class(std::optional<std::int64_t> population) {
    if (!population) return SizeClass::unknown;
    for (SizeWords const& words : sizes)
        if (words.size != SizeClass::unknown && *population >= words.least &&
            (words.most == no_most || *population <= words.most))
            return words.size;
    return SizeClass::unknown;
}

std::string_view code(SizeClass size) {
    return words_of(size).code;
}

std::optional<SizeClass> size_class_from(std::string_view text) {
    for (SizeWords const& words : sizes)
        if (words.code == text) return words.size;
    return std::nullopt;
}

std::string_view french(SizeClass size) {
    return words_of(size).words;
}

std::span<SizeClass const> all_size_classes() {
    static constexpr auto column = [] {
        std::array<SizeClass, sizes.size()> all{};
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = sizes[i].size;
        return all;
    }();
    return column;
}

std::optional<PopulationRange> range_of(SizeClass size) {
    if (size == SizeClass::unknown) return std::nullopt;
    SizeWords const& words = words_of(size);
    PopulationRange range{words.least, std::nullopt};
    if (words.most != no_most) range.most = words.most;
    return range;
}

std::string label(Authority const& authority) {
    switch (authority.kind) {
        case Kind::commune:
            return authority.name + in_department(authority) + inhabitants(authority);
        case Kind::former_commune: {
            std::string const then = authority.long_name + in_department(authority);
            return authority.successor_name.empty() ? then
                                                    : then + ", aujourd’hui " + authority.successor_name;
        }
        case Kind::departement:
        case Kind::region:
        case Kind::collectivite_particuliere:
            return authority.long_name + inhabitants(authority);
        default:
            break;
    }
    std::string text = authority.long_name + in_department(authority);
    if (!authority.is_in_force)
        text += authority.successor_name.empty() ? " (dissous)" : ", aujourd’hui " + authority.successor_name;
    return text + inhabitants(authority);
}

std::string const& official_code(Authority const& authority) {
    return authority.insee_code.empty() ? authority.siren : authority.insee_code;
}

std::string with_de(std::string_view name, int liaison) {
    std::string const shown = typographic(name);
    switch (liaison) {
        case 0:
            return "de " + shown;
        case 1:
            return "d’" + shown;
        case 2:
            return "du " + std::string(without(shown, "Le "));
        case 4:
            return "des " + std::string(without(shown, "Les "));
        case 6:
            return "des " + std::string(without(shown, "Aux "));
        case 3:
        case 5:
        case 7:
        case 8:
            return "de " + shown;  // the article is part of the name: de La Rochelle, de L’Abergement
        default:
            return (begins_with_vowel(shown) ? "d’" : "de ") + shown;
    }
}

std::string typographic(std::string_view name) {
    std::string shown;
    for (char const c : name) {
        if (c == '\'')
            shown += "’";
        else
            shown.push_back(c);
    }
    return shown;
}

}  // namespace territories
