// The two real editions of the register, read once; and small made-up ones.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include "territories/register.hpp"

namespace support {

/// Where npm unpacked the edition: TREMPLIN_NODE_MODULES, or node_modules here or above (tests run from the
/// source folder or from build/). Empty when absent.
inline std::string package_folder(int year) {
    std::string const name = "/decoupage-" + std::to_string(year);
    char const* const stated = std::getenv("TREMPLIN_NODE_MODULES");
    for (std::string const& folder : {std::string(stated != nullptr ? stated : "node_modules"),
                                      std::string("../node_modules"), std::string("../../node_modules")})
        if (std::filesystem::exists(folder + name + "/data/communes.json")) return folder + name;
    return {};
}

/// Read once for all tests: 9 MB of JSON.
inline territories::Package const* package(int year) {
    static std::map<int, territories::Package> read;
    if (auto const found = read.find(year); found != read.end()) return &found->second;
    std::string const folder = package_folder(year);
    if (folder.empty()) return nullptr;
    base::Result<territories::Package> result = territories::read_package(folder);
    if (!result) throw std::runtime_error(result.refusal().message);
    return &read.emplace(year, std::move(result).value()).first->second;
}

/// Skips the test when the npm package is not installed.
#define NEED_EDITION(year)                 \
    if (support::package(year) == nullptr) \
    GTEST_SKIP() << "node_modules/decoupage-" << year << " is absent: run npm ci"

inline territories::PackageCommune commune(std::string code, std::string name, std::string department,
                                           std::string region, std::int64_t population,
                                           std::string siren = {}) {
    territories::PackageCommune one;
    one.code = std::move(code);
    one.name = std::move(name);
    one.liaison = 0;
    one.department = std::move(department);
    one.region = std::move(region);
    one.population = population;
    one.siren = std::move(siren);
    one.postcodes = {one.code.substr(0, 2) + "000"};
    return one;
}

/// A tiny edition: Finistère with three communes and a grouping of two of them.
inline territories::Package small_package(int year, std::string version) {
    territories::Package small;
    small.year = year;
    small.version = std::move(version);
    small.regions.push_back({"53", "Bretagne", 0, "", false});
    small.departments.push_back({"29", "Finistère", 2, "53", false});
    small.communes = {commune("29134", "Locronan", "29", "53", 798, "212901342"),
                      commune("29232", "Quimper", "29", "53", 63'473, "212902324"),
                      commune("29001", "Argol", "29", "53", 1048, "212900013")};
    small.groupings.push_back({"200068120",
                               "CA Quimper Bretagne Occidentale",
                               "CA",
                               64'271,
                               {{"29134", "212901342"}, {"29232", "212902324"}}});
    return small;
}

}  // namespace support
