// What a page of figures shows: a summary in words, then one picture a question, each with its date, source
// and file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "html/columns.hpp"
#include "html/tile_map.hpp"
#include "html/view.hpp"

namespace consultation {

struct BarChart {
    std::string title;
    std::string label_column;
    std::string value_column;
    std::vector<html::Bar> bars;
    std::vector<std::int64_t> wholes = {};  // each bar's own whole ("1 sur 40"); empty: drawn to the longest
};

struct FiguresSection {
    std::string heading;
    std::string note;  // how it is counted; empty: it says itself
    std::optional<html::TileMap> map = {};
    std::optional<BarChart> bars = {};
    std::vector<html::ColumnChart> columns = {};
    html::Link csv = {};
};

struct FiguresView {
    std::string caption;
    std::string title;
    std::vector<html::Link> views;     // the pages of these figures; the present one is no link
    std::vector<std::string> summary;  // sentences, the answer first
    std::vector<html::Figure> figures;
    std::vector<FiguresSection> sections;
    std::string counted_on;
    std::string source;
    std::string empty;  // why there is nothing to show
    std::vector<html::Link> links;
};

}  // namespace consultation
