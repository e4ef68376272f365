// From the package's lines to authorities: which lines are one, two or no authority (PROGRAMME A1, README).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "territories/authority.hpp"
#include "territories/package.hpp"

namespace territories {

/// An authority as an edition describes it; it has no id yet. Links are references.
struct Described {
    std::string reference;
    Kind kind = Kind::commune;
    LegalClass legal_class = LegalClass::authority;
    std::string form;
    std::string insee_code;
    std::string siren;
    std::string name;
    std::string long_name;
    std::optional<std::int64_t> population;
    std::string department_code;
    std::string region_code;
    std::string epci_reference;       // of a commune
    std::string successor_reference;  // of a former commune
    std::vector<std::string> postcodes;
    std::vector<std::string> former_codes;  // that no line of its own describes, or that merged into it
    std::vector<std::string> member_codes;  // of a grouping: INSEE codes
};

struct DescribedTerritory {
    std::string code;
    std::string name;
    std::string region_code;  // of a département
    bool is_full = true;      // false: an overseas collectivity, neither département nor région
};

/// Something that the edition does not say; reported, never fatal.
struct Hole {
    std::string what;  // French: "communes sans Siren"
    std::vector<std::string> references;
};

/// An edition, ready to be compared with what is stored.
struct Register {
    int year = 0;
    std::string version;
    std::vector<DescribedTerritory> regions;
    std::vector<DescribedTerritory> departments;
    std::vector<Described> in_force;
    std::vector<Described> former;  // communes déléguées and associées
    std::vector<Hole> holes;        // only those that are not empty
};

/// Pure. No territory twice: README lists each special case and its source.
Register derived(Package const& package);

/// How the reference of a département, région or particular collectivity is made.
std::string reference_of(Kind kind, std::string_view code);

}  // namespace territories
