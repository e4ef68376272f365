#include "html/tile_map.hpp"

#include <algorithm>
#include <map>

#include "base/french.hpp"

namespace html {
namespace {

constexpr std::size_t CLASSES_MAX = 4;  // beside the class of zero

struct Counted {
    std::string code;
    std::string name;
    std::int64_t value;
};

std::string called(Counted const& counted) {
    return counted.name + " (" + counted.code + ")";
}

/// The highest value of each class, rising: quartiles of `values`, each distinct.
std::vector<std::int64_t> class_limits(std::vector<std::int64_t> values) {
    std::vector<std::int64_t> limits;
    std::sort(values.begin(), values.end());
    for (std::size_t i = 1; i <= CLASSES_MAX && !values.empty(); ++i) {
        std::size_t const last = (values.size() * i + CLASSES_MAX - 1) / CLASSES_MAX - 1;
        if (limits.empty() || values[last] > limits.back()) limits.push_back(values[last]);
    }
    return limits;
}

/// 0 for zero, else 1 + the index of the class that holds `value`.
std::size_t class_of(std::int64_t value, std::vector<std::int64_t> const& limits) {
    if (value == 0) return 0;
    return 1 +
           static_cast<std::size_t>(std::lower_bound(limits.begin(), limits.end(), value) - limits.begin());
}

/// The shade (0 to 4) of a class: the classes there are spread from light to dark.
int shade_of(std::size_t index, std::size_t classes) {
    if (index == 0) return 0;
    if (classes == 1) return static_cast<int>(CLASSES_MAX);
    return static_cast<int>(1 + (index - 1) * (CLASSES_MAX - 1) / (classes - 1));
}

std::string words_of(std::int64_t value, TileMapWords const& words) {
    return value == 0 ? words.none : base::french_count(value, words.singular, words.plural);
}

/// The values by département: every tile, then codes without one.
std::vector<Counted> counted_of(std::vector<DepartmentValue> const& values) {
    std::map<std::string_view, DepartmentValue> by_code;
    for (DepartmentValue const& value : values) {
        DepartmentValue& sum = by_code[value.code];
        sum.name = value.name.empty() ? sum.name : value.name;
        sum.value += std::max<std::int64_t>(value.value, 0);
    }
    std::vector<Counted> counted;
    for (TilePlace const& place : tile_places()) {
        auto const found = by_code.find(place.code);
        counted.push_back({std::string(place.code), std::string(place.name),
                           found == by_code.end() ? 0 : found->second.value});
        if (found != by_code.end()) by_code.erase(found);
    }
    for (auto const& [code, value] : by_code) counted.push_back({std::string(code), value.name, value.value});
    return counted;
}

/// "Finistère (29) : 9, Nord (59) : 7", most first; for the class of zero the names alone.
std::string listed(std::vector<Counted> counted) {
    std::stable_sort(counted.begin(), counted.end(),
                     [](Counted const& a, Counted const& b) { return a.value > b.value; });
    std::string list;
    for (Counted const& one : counted) {
        if (!list.empty()) list += ", ";
        list += called(one);
        if (one.value > 0) list += std::string(base::nbsp) + ": " + base::french_number(one.value);
    }
    return list;
}

std::string summary_of(std::vector<Counted> const& counted, TileMapWords const& words) {
    auto const present =
        std::count_if(counted.begin(), counted.end(), [](Counted const& c) { return c.value > 0; });
    std::string summary = words.title + std::string(base::nbsp) + ": ";
    if (present == 0) return summary + words.none + " dans aucun département.";
    auto const most = std::max_element(counted.begin(), counted.end(),
                                       [](Counted const& a, Counted const& b) { return a.value < b.value; });
    summary += "au moins un " + words.singular + " dans " +
               base::french_count(present, "département", "départements");
    summary += std::string(base::narrow_nbsp) + "; le plus grand nombre";
    return summary + std::string(base::nbsp) + ": " + called(*most) + ", " + words_of(most->value, words) +
           ".";
}

std::string class_words(std::vector<Counted> const& members, TileMapWords const& words) {
    auto const [least, most] = std::minmax_element(
        members.begin(), members.end(), [](Counted const& a, Counted const& b) { return a.value < b.value; });
    if (least->value == most->value) return words_of(most->value, words);
    return "de " + base::french_number(least->value) + " à " + words_of(most->value, words);
}

}  // namespace

TileMap tile_map_of(std::vector<DepartmentValue> const& values, TileMapWords const& words) {
    std::vector<Counted> const counted = counted_of(values);
    std::vector<std::int64_t> present;
    for (Counted const& one : counted) {
        if (one.value > 0) present.push_back(one.value);
    }
    std::vector<std::int64_t> const limits = class_limits(present);

    TileMap map{words.title, summary_of(counted, words), {}, {}};
    std::vector<std::vector<Counted>> members(limits.size() + 1);
    for (Counted const& one : counted) members[class_of(one.value, limits)].push_back(one);
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (members[i].empty()) continue;
        map.classes.push_back({shade_of(i, limits.size()),
                               i == 0 ? words.none : class_words(members[i], words), listed(members[i])});
    }
    std::span<TilePlace const> const places = tile_places();
    for (std::size_t i = 0; i < places.size(); ++i) {
        Counted const& one = counted[i];
        map.tiles.push_back({places[i].column * TileMap::PITCH, places[i].row * TileMap::PITCH,
                             places[i].code,
                             called(one) + std::string(base::nbsp) + ": " + words_of(one.value, words),
                             shade_of(class_of(one.value, limits), limits.size())});
    }
    return map;
}

}  // namespace html
