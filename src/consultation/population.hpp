// The inhabitants of the territories that support, each counted once (PROGRAMME B7).
//
// The rule, as the pages say it: a commune's inhabitants count once as soon as the commune supports, or one
// of the authorities it lies in: its grouping, its département, its région. So a supporting département adds
// its inhabitants less nothing, and a commune inside it adds nothing.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace consultation {

/// Adds up inhabitants, each once. Communes come one by one or summed by place; larger units with their own
/// number.
class Population {
  public:
    /// A département, a région, or a collectivity of its own kind (Paris, Lyon, Alsace, Corse, overseas) that
    /// supports. `code` is INSEE's; the métropole of Lyon is given by its communes, its own number is left
    /// aside.
    void unit(std::string kind, std::string code, std::string region, std::string department,
              std::int64_t inhabitants);
    /// Communes that support or whose grouping does. `in_lyon`: of its métropole, which is no part of
    /// département 69's council.
    void communes(std::string region, std::string department, bool in_lyon, std::int64_t inhabitants);

    std::int64_t total() const;
    /// The same by code of the région; "" for what lies in none.
    std::map<std::string, std::int64_t> by_region() const;

    /// Whether a collectivity of its own kind is a whole région or overseas territory, with communes inside.
    static bool is_whole_region(std::string_view kind, std::string_view code);

  private:
    struct Place {
        std::string kind;
        std::string code;
        std::string region;
        std::string department;
        std::int64_t inhabitants = 0;
    };
    std::set<std::string> regions_;
    std::set<std::string> departments_;
    std::vector<Place> units_;
    std::vector<Place> communes_;
};

}  // namespace consultation
