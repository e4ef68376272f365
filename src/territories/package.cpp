// Reading the package's JSON. The only file of the room that knows a JSON library.
#include "territories/package.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.hpp"

namespace territories {
namespace {

namespace json = boost::json;

/// The package's largest file has 9 MB; a file beyond this is not one of its own.
constexpr std::uintmax_t file_bytes_max = 100'000'000;
constexpr int year_before_version_1 = 2020;

/// What cannot be read, as a sentence; never leaves this file.
struct Unreadable {
    std::string why;
};

std::string text_of(std::string const& path) {
    std::error_code error;
    std::uintmax_t const size = std::filesystem::file_size(path, error);
    if (error) throw Unreadable{fmt::format("Le fichier {} est absent ou illisible.", path)};
    if (size > file_bytes_max) throw Unreadable{fmt::format("Le fichier {} est trop gros.", path)};
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad() || text.size() != size)
        throw Unreadable{fmt::format("Le fichier {} est illisible.", path)};
    return text;
}

std::string string_in(json::object const& object, std::string_view key) {
    json::value const* const value = object.if_contains(key);
    if (value == nullptr || value->is_null()) return {};
    return std::string(std::string_view(value->as_string()));
}

std::string required_in(json::object const& object, std::string_view key) {
    std::string text = string_in(object, key);
    if (text.empty()) throw Unreadable{fmt::format("une ligne n’a pas de « {} »", key)};
    return text;
}

std::optional<std::int64_t> number_in(json::object const& object, std::string_view key) {
    json::value const* const value = object.if_contains(key);
    if (value == nullptr || value->is_null()) return std::nullopt;
    return value->to_number<std::int64_t>();
}

std::vector<std::string> strings_in(json::object const& object, std::string_view key) {
    std::vector<std::string> all;
    json::value const* const value = object.if_contains(key);
    if (value == nullptr) return all;
    for (json::value const& item : value->as_array()) all.emplace_back(std::string_view(item.as_string()));
    return all;
}

PackageCommune commune_of(json::object const& line) {
    PackageCommune commune;
    commune.code = required_in(line, "code");
    commune.name = required_in(line, "nom");
    commune.liaison = static_cast<int>(number_in(line, "typeLiaison").value_or(-1));
    std::string const type = required_in(line, "type");
    if (type == "commune-actuelle")
        commune.type = PackageCommune::Type::current;
    else if (type == "arrondissement-municipal")
        commune.type = PackageCommune::Type::arrondissement;
    else if (type == "commune-deleguee" || type == "commune-associee")
        commune.type = PackageCommune::Type::former;
    else
        throw Unreadable{fmt::format("type de commune inconnu : {}", type)};
    commune.chief_code = string_in(line, "chefLieu");
    commune.department = string_in(line, "departement");
    commune.region = string_in(line, "region");
    commune.siren = string_in(line, "siren");
    commune.population = number_in(line, "population");
    commune.postcodes = strings_in(line, "codesPostaux");
    commune.former_codes = strings_in(line, "anciensCodes");
    if (json::value const* const overseas = line.if_contains("collectiviteOutremer")) {  // edition 2021
        commune.overseas_code = required_in(overseas->as_object(), "code");
        commune.overseas_name = required_in(overseas->as_object(), "nom");
    } else if (string_in(line, "zone") == "com") {  // since 2022
        commune.overseas_code = commune.department;
    }
    return commune;
}

PackageTerritory territory_of(json::object const& line) {
    return {required_in(line, "code"), required_in(line, "nom"),
            static_cast<int>(number_in(line, "typeLiaison").value_or(-1)), string_in(line, "region"),
            string_in(line, "zone") == "com"};
}

PackageGrouping grouping_of(json::object const& line) {
    PackageGrouping grouping{required_in(line, "code"),
                             required_in(line, "nom"),
                             required_in(line, "type"),
                             number_in(line, "populationMunicipale"),
                             {}};
    for (json::value const& member : line.at("membres").as_array())
        grouping.members.push_back(
            {required_in(member.as_object(), "code"), string_in(member.as_object(), "siren")});
    return grouping;
}

template<class T, class Read>
std::vector<T> lines_of(std::string const& path, Read const& read) {
    try {
        json::value const content =
            json::parse(text_of(path), json::make_shared_resource<json::monotonic_resource>());
        std::vector<T> all;
        for (json::value const& line : content.as_array()) all.push_back(read(line.as_object()));
        return all;
    } catch (Unreadable const& problem) {
        if (problem.why.find(path) != std::string::npos) throw;
        throw Unreadable{fmt::format("Le fichier {} n’est pas celui du paquet : {}.", path, problem.why)};
    } catch (std::exception const& problem) {  // Boost.JSON: malformed, or another type than expected
        throw Unreadable{fmt::format("Le fichier {} n’est pas celui du paquet : {}.", path, problem.what())};
    }
}

int major_of(std::string const& version) {
    std::vector<std::string_view> const parts = base::split(version, '.');
    std::optional<std::int64_t> const major = parts.empty() ? std::nullopt : base::parse_int(parts[0]);
    return major && *major > 0 && *major < 100 ? static_cast<int>(*major) : 0;
}

std::string version_of(std::string const& folder) {
    std::string const path = folder + "/package.json";
    std::string const text = text_of(path);
    try {
        return required_in(json::parse(text).as_object(), "version");
    } catch (std::exception const& problem) {
        throw Unreadable{fmt::format("Le fichier {} est illisible : {}.", path, problem.what())};
    }
}

}  // namespace

base::Result<Package> read_package(std::string const& folder) {
    try {
        Package package;
        package.version = version_of(folder);
        int const major = major_of(package.version);
        if (major == 0)
            throw Unreadable{
                fmt::format("La version {} du paquet n’est pas lue : il faut la 1.0.0 (année 2021) "
                            "ou une plus récente.",
                            package.version)};
        package.year = year_before_version_1 + major;
        std::string const data = folder + "/data/";
        package.communes = lines_of<PackageCommune>(data + "communes.json", commune_of);
        package.departments = lines_of<PackageTerritory>(data + "departements.json", territory_of);
        package.regions = lines_of<PackageTerritory>(data + "regions.json", territory_of);
        package.groupings = lines_of<PackageGrouping>(data + "epci.json", grouping_of);
        if (std::filesystem::exists(data + "ept.json"))  // published since 2023
            for (PackageGrouping& grouping : lines_of<PackageGrouping>(data + "ept.json", grouping_of))
                package.groupings.push_back(std::move(grouping));
        return package;
    } catch (Unreadable const& problem) {
        return base::refuse(base::RefusalCode::invalid, problem.why,
                            "Indiquez le dossier du paquet npm @etalab/decoupage-administratif, par exemple "
                            "node_modules/decoupage-2026.");
    }
}

bool is_older_version(std::string const& a, std::string const& b) {
    std::vector<std::string_view> const left = base::split(a, '.');
    std::vector<std::string_view> const right = base::split(b, '.');
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
        std::int64_t const x = i < left.size() ? base::parse_int(left[i]).value_or(0) : 0;
        std::int64_t const y = i < right.size() ? base::parse_int(right[i]).value_or(0) : 0;
        if (x != y) return x < y;
    }
    return false;
}

}  // namespace territories
