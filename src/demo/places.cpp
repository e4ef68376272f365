#include "demo/places.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"

namespace demo {
namespace {

constexpr std::int64_t neighbour_population_min = 150;
constexpr std::size_t neighbours = 3;

/// How many turns a région has in a round; one where it is not named. Overseas régions have theirs.
struct Turns {
    std::string_view region;
    std::size_t count;
};
constexpr std::array<Turns, 12> turns_of_regions{{{"84", 4},
                                                  {"75", 4},
                                                  {"76", 4},
                                                  {"44", 4},
                                                  {"32", 4},
                                                  {"28", 3},
                                                  {"27", 3},
                                                  {"53", 3},
                                                  {"52", 3},
                                                  {"24", 3},
                                                  {"11", 3},
                                                  {"93", 3}}};

/// Nothing: the demonstration gives it no act (population unknown).
std::optional<Fit> fit_of(Place const& place) {
    switch (place.kind) {
        case territories::Kind::commune:
            if (!place.population || *place.population == 0) return std::nullopt;
            return fit_of_population(*place.population);
        case territories::Kind::departement:
            return Fit::department;
        case territories::Kind::region:
        case territories::Kind::collectivite_particuliere:
            return Fit::region;
        case territories::Kind::epci:
            return Fit::grouping;
        default:
            return std::nullopt;
    }
}

}  // namespace

Fit fit_of_population(std::int64_t population) {
    if (population < town_from) return Fit::village;
    if (population < city_from) return Fit::town;
    if (population < large_city_from) return Fit::city;
    return Fit::large_city;
}

Places::Places(std::vector<Place> all, base::Random& random) : places_(std::move(all)) {
    std::set<std::string> regions;
    for (Place const& place : places_)
        if (place.kind == territories::Kind::departement || place.kind == territories::Kind::region)
            regions.insert(place.region_code);
    for (std::size_t i = 0; i < places_.size(); ++i) {
        auto const fit = fit_of(places_[i]);
        if (!fit || places_[i].region_code.empty()) continue;
        places_[i].fit = *fit;
        regions.insert(places_[i].region_code);
        waiting_[{*fit, places_[i].region_code}].push_back(i);
    }
    for (auto& [key, queue] : waiting_) shuffle(queue, random);
    for (std::string const& region : regions) {
        if (region.empty()) continue;
        auto const found = std::ranges::find(turns_of_regions, region, &Turns::region);
        std::size_t const count = found == turns_of_regions.end() ? 1 : found->count;
        turns_.insert(turns_.end(), count, region);
    }
    base::check(!turns_.empty(), "the register is loaded");
    shuffle(turns_, random);
}

std::optional<std::size_t> Places::next_of(Fit fit, std::set<std::string> const& avoid) {
    std::size_t& turn = turn_[fit];
    for (std::size_t tried = 0; tried < turns_.size(); ++tried) {
        std::string const& region = turns_[turn % turns_.size()];
        ++turn;
        auto const queue = waiting_.find({fit, region});
        if (queue == waiting_.end()) continue;
        Queue& waiting = queue->second;
        auto const found = std::find_if(waiting.rbegin(), waiting.rend(), [&](std::size_t index) {
            return !avoid.contains(places_[index].department_code);
        });
        if (found == waiting.rend()) continue;
        std::size_t const index = *found;
        waiting.erase(std::next(found).base());
        return index;
    }
    return std::nullopt;
}

Place const& Places::take(std::span<Fit const> fits, std::set<std::string> const& avoid) {
    for (std::set<std::string> const& avoided : {avoid, std::set<std::string>{}})
        for (Fit const fit : fits)
            if (auto const index = next_of(fit, avoided)) return places_[*index];
    base::fail("no place is left for a text of the demonstration");
}

Place const& Places::take_in(std::string const& department, Fit fit) {
    for (auto& [key, waiting] : waiting_) {
        if (key.first != fit) continue;
        auto const found = std::find_if(waiting.rbegin(), waiting.rend(), [&](std::size_t index) {
            return places_[index].department_code == department;
        });
        if (found == waiting.rend()) continue;
        std::size_t const index = *found;
        waiting.erase(std::next(found).base());
        return places_[index];
    }
    base::fail("no such place is left in département " + department);
}

std::vector<Place> Places::take_three_neighbours() {
    for (std::string const& region : turns_) {
        Queue& waiting = waiting_[{Fit::village, region}];
        std::map<std::int64_t, std::vector<std::size_t>> by_grouping;
        for (std::size_t const index : waiting) {
            Place const& place = places_[index];
            if (place.epci == 0 || place.population.value_or(0) < neighbour_population_min) continue;
            std::vector<std::size_t>& members = by_grouping[place.epci];
            members.push_back(index);
            if (members.size() < neighbours) continue;
            std::vector<Place> taken;
            for (std::size_t const member : members) {
                taken.push_back(places_[member]);
                std::erase(waiting, member);
            }
            return taken;
        }
    }
    base::fail("no grouping has three villages");
}

void Places::leave_out(std::set<std::string> const& references) {
    for (auto& [key, waiting] : waiting_)
        std::erase_if(waiting,
                      [&](std::size_t index) { return references.contains(places_[index].reference); });
}

}  // namespace demo
