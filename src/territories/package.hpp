// One edition of the register as published: the files of the npm package @etalab/decoupage-administratif.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace territories {

/// A line of communes.json.
struct PackageCommune {
    enum class Type { current, former, arrondissement };  // former: déléguée or associée

    std::string code;
    std::string name;
    int liaison = -1;  // TNCC; -1: not given
    Type type = Type::current;
    std::string chief_code;  // former: the commune it belongs to
    std::string department;
    std::string region;
    std::string overseas_code;  // collectivity of outre-mer; empty in France's departments
    std::string overseas_name;  // given by edition 2021 only
    std::string siren;          // edition 2021 gives it through epci.json only
    std::optional<std::int64_t> population;
    std::vector<std::string> postcodes;
    std::vector<std::string> former_codes;
};

/// A line of departements.json or regions.json.
struct PackageTerritory {
    std::string code;
    std::string name;
    int liaison = -1;
    std::string region;  // of a département
    bool is_overseas_collectivity = false;
};

/// A line of epci.json or ept.json.
struct PackageGrouping {
    struct Member {
        std::string code;
        std::string siren;
    };
    std::string siren;
    std::string name;
    std::string form;  // CC, CA, CU, METRO, MET69, EPT
    std::optional<std::int64_t> population;
    std::vector<Member> members;
};

struct Package {
    int year = 0;
    std::string version;  // "6.0.0"
    std::vector<PackageCommune> communes;
    std::vector<PackageTerritory> departments;
    std::vector<PackageTerritory> regions;
    std::vector<PackageGrouping> groupings;
};

/// Reads the package unpacked in `folder` (which holds package.json and data/). The year follows from the
/// version by the package's own table (README of 6.0.0): 1.x is 2021, 6.x is 2026. Refused with a sentence
/// when a file is missing, is not what the package publishes, or the version is older than 1.
base::Result<Package> read_package(std::string const& folder);

/// "5.3.0" before "6.0.0", by numbers.
bool is_older_version(std::string const& a, std::string const& b);

}  // namespace territories
