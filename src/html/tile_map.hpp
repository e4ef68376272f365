// The tile map: one square for each département, placed like the country, so that each weighs the same
// (PAGES.md).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace html {

/// What one département counts. `code` is INSEE's ("29", "2A", "974"). Negative values count as zero.
struct DepartmentValue {
    std::string code = {};
    std::int64_t value = 0;
    std::string name = {};  // needed only for a code that has no tile, such as "988"
};

/// How the counted thing is called on the map.
struct TileMapWords {
    std::string title = {};     // "Soutiens par département"
    std::string none = {};      // "aucun soutien"
    std::string singular = {};  // "soutien"
    std::string plural = {};    // "soutiens"
};

/// Where a département stands: column and row of the grid, from the top left.
struct TilePlace {
    std::string_view code;
    std::string_view name;
    int column;
    int row;
};

inline constexpr int TILE_COLUMNS = 13;
inline constexpr int TILE_ROWS = 13;

/// The 101 départements, by code: the mainland and Corsica as on a map, overseas in the column at the left.
std::span<TilePlace const> tile_places();

/// A tile map ready to be written by html::pages::tile_map.
struct TileMap {
    static constexpr int PITCH = 30;  // from one tile to the next, in units of the SVG
    static constexpr int SIDE = 28;

    struct Tile {
        int x = 0;
        int y = 0;
        std::string_view code = {};
        std::string words = {};  // "Finistère (29) : 12 soutiens"
        int shade = 0;           // 0 none, 1 to 4 from few to many
    };
    /// A class of values: the legend's line and, behind the map, its row of the table.
    struct Class {
        int shade = 0;
        std::string words = {};        // "de 4 à 9 soutiens"
        std::string departments = {};  // "Finistère (29) : 9, Nord (59) : 7", most first
    };

    std::string title = {};
    std::string summary = {};  // what the picture shows, in a sentence, for those who do not see it
    std::vector<Tile> tiles = {};
    std::vector<Class> classes = {};  // none first, then from few to many; only those that hold a département
};

/// The map of `values`. A département that is not among them counts zero; one that is twice counts the sum.
/// Zero is a class; the other values make up to four classes with about the same number of départements each
/// (quartiles of the values that are not zero; equal values are never parted). A code without a tile stands
/// in the table only.
TileMap tile_map_of(std::vector<DepartmentValue> const& values, TileMapWords const& words);

}  // namespace html
