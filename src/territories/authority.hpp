// An authority (collectivité), grouping or other local public body, as the register knows it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/id.hpp"

namespace territories {

struct Edition;

/// What sort of body it is. The text form (`code`) is what the column `kind`, the API and the exports say.
enum class Kind {
    commune,         // in force
    former_commune,  // merged, delegated or associated; found under its successor
    departement,
    region,
    collectivite_particuliere,  // statut particulier or outre-mer (README: the derivation)
    epci,                       // à fiscalité propre
    ept,                        // établissement public territorial (Grand Paris)
    syndicat,
    petr,
    ccas,  // and CIAS
    sdis,
    gip,
    opsn,               // opérateur public de services numériques
    local_public_body,  // another one
};

/// Stated by the register or the file it came from, never inferred from the kind (GLOSSARY).
enum class LegalClass { authority, grouping, local_public_body };

std::string_view code(Kind kind);
std::optional<Kind> kind_from(std::string_view code);
/// "Commune", "EPCI à fiscalité propre" …: for one.
std::string_view french(Kind kind);
/// "Communes", "Départements" …: for titles of tables.
std::string_view french_plural(Kind kind);
/// Every kind, in the order in which screens list them.
std::span<Kind const> all_kinds();

std::string_view code(LegalClass legal_class);
std::optional<LegalClass> legal_class_from(std::string_view code);
/// "Collectivité territoriale", "Groupement de collectivités", "Structure publique locale".
std::string_view french(LegalClass legal_class);

/// Classes of population by which supports are counted; a lower bound belongs to its class.
enum class SizeClass { unknown, under_500, from_500, from_1000, from_3500, from_10000, from_50000 };

/// The class of a commune or other body; `unknown` when the register does not give its population.
SizeClass size_class(std::optional<std::int64_t> population);
std::string_view code(SizeClass size);
std::optional<SizeClass> size_class_from(std::string_view code);
/// "Moins de 500 habitants", "500 à 999 habitants" …
std::string_view french(SizeClass size);
/// Smallest first, `unknown` last.
std::span<SizeClass const> all_size_classes();
/// The inhabitants of a class, both bounds included; `most` is nothing for the largest.
struct PopulationRange {
    std::int64_t least = 0;
    std::optional<std::int64_t> most;
};
std::optional<PopulationRange> range_of(SizeClass size);

struct Authority {
    base::Id<Authority> id;
    std::string
        reference;  // unique, for addresses: "29134", "DEP-29", "REG-53", "COL-972", "ANC-01015", SIREN
    Kind kind = Kind::commune;
    LegalClass legal_class = LegalClass::authority;
    std::string form;        // EPCI: CC, CA, CU, METRO, EPT; empty for others
    std::string insee_code;  // empty: none
    std::string siren;       // empty: not known
    std::string name;        // "Locronan", with typographic apostrophes
    std::string long_name;   // "Commune de Locronan"
    std::optional<std::int64_t> population;
    std::string department_code;  // empty: none or several
    std::string department_name;
    std::string region_code;
    std::string region_name;
    base::Id<Authority> epci;  // the grouping that a commune belongs to
    std::string epci_name;
    bool is_in_force = true;
    base::Id<Authority> successor;  // of a former commune or grouping
    std::string successor_name;     // its long name
    base::Id<Edition> since;
};

/// "Saint-Denis (93, Seine-Saint-Denis) · 149 077 habitants": tells homonyms apart in lists. A former
/// commune: "Ancienne commune de Culoz (01, Ain), aujourd’hui Commune de Culoz-Béon".
std::string label(Authority const& authority);
/// The INSEE code where there is one, else the SIREN: the column "code" of exports.
std::string const& official_code(Authority const& authority);

/// "d’Aix", "du Havre", "des Abrets", "de La Rochelle", "de L’Abergement": `liaison` is the TNCC code of
/// INSEE's Code officiel géographique (0–8), or -1 when the register gives none.
std::string with_de(std::string_view name, int liaison);
/// ' → ’, as printed.
std::string typographic(std::string_view name);

}  // namespace territories
