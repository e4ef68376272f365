#include "consultation/population.hpp"

namespace consultation {
namespace {

// Which larger authorities lie where (src/territories: the derivation).
constexpr std::string_view own_kind = "collectivite_particuliere";
constexpr std::string_view lyon = "69M";  // its communes' grouping, inside département 69 but not of it
constexpr std::string_view paris_city = "75056";
constexpr std::string_view alsace = "6AE";  // départements 67 and 68
constexpr std::string_view of_lyon = "lyon";

}  // namespace

bool Population::is_whole_region(std::string_view kind, std::string_view code) {
    return kind == "region" || (kind == own_kind && code != lyon && code != paris_city && code != alsace);
}

void Population::unit(std::string kind, std::string code, std::string region, std::string department,
                      std::int64_t inhabitants) {
    if (kind == own_kind && code == lyon) return;  // by its communes
    if (is_whole_region(kind, code)) regions_.insert(region);
    if (kind == "departement") departments_.insert(department);
    if (kind == own_kind && code == alsace) departments_.insert({"67", "68"});
    units_.push_back(
        {std::move(kind), std::move(code), std::move(region), std::move(department), inhabitants});
}

void Population::communes(std::string region, std::string department, bool in_lyon,
                          std::int64_t inhabitants) {
    communes_.push_back({in_lyon ? std::string(of_lyon) : std::string(),
                         {},
                         std::move(region),
                         std::move(department),
                         inhabitants});
}

std::map<std::string, std::int64_t> Population::by_region() const {
    std::map<std::string, std::int64_t> sums;
    for (Place const& place : communes_)
        if (!regions_.contains(place.region) &&
            (place.kind == of_lyon || !departments_.contains(place.department)))
            sums[place.region] += place.inhabitants;
    for (Place const& unit : units_)
        if (is_whole_region(unit.kind, unit.code) || !regions_.contains(unit.region))
            sums[unit.region] += unit.inhabitants;
    return sums;
}

std::int64_t Population::total() const {
    std::int64_t sum = 0;
    for (auto const& [region, inhabitants] : by_region()) sum += inhabitants;
    return sum;
}

}  // namespace consultation
