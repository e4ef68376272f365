// Places: the real bodies for which the demonstration's invented acts are made, chosen by turns over régions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/world.hpp"
#include "db/database.hpp"
#include "demo/texts.hpp"
#include "territories/authority.hpp"

namespace demo {

struct Place {
    base::Id<territories::Authority> id;
    std::string reference;
    territories::Kind kind = territories::Kind::commune;
    std::string name;
    std::string long_name;
    std::optional<std::int64_t> population;
    std::string department_code;  // empty: none or several
    std::string region_code;
    std::int64_t epci = 0;
    Fit fit = Fit::village;
};

/// Every commune, département, région and EPCI in force, by reference. One statement (places_rows.cpp).
std::vector<Place> every_place(db::Reader const& reader);

/// "Petite commune" below this many inhabitants, and so on (texts/README.md).
inline constexpr std::int64_t town_from = 1000;
inline constexpr std::int64_t city_from = 5000;
inline constexpr std::int64_t large_city_from = 50'000;
Fit fit_of_population(std::int64_t population);

/// Gives each place once, so that every région, overseas too, has its share of each sort.
class Places {
  public:
    Places(std::vector<Place> all, base::Random& random);

    /// The next one that has one of these fits, tried in this order, if possible in a département not in
    /// `avoid`. Faults when none is left at all.
    Place const& take(std::span<Fit const> fits, std::set<std::string> const& avoid = {});
    /// The next one of this sort in this département. Faults when none is left.
    Place const& take_in(std::string const& department, Fit fit);
    /// Three neighbouring villages: of one grouping, each with at least 150 inhabitants.
    std::vector<Place> take_three_neighbours();
    /// Takes out what is used already, by reference.
    void leave_out(std::set<std::string> const& references);

  private:
    using Queue = std::vector<std::size_t>;  // indices into places_, the next one last

    std::optional<std::size_t> next_of(Fit fit, std::set<std::string> const& avoid);

    std::vector<Place> places_;
    std::vector<std::string> turns_;  // région codes, the larger ones several times
    std::map<Fit, std::size_t> turn_;
    std::map<std::pair<Fit, std::string>, Queue> waiting_;
};

/// In an order drawn from `random`.
template<class T>
void shuffle(std::vector<T>& list, base::Random& random) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[random.below(i)]);
}

}  // namespace demo
