// What the reading components show: links, rows, tables, pages, steps, figures, bars.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "html/out.hpp"

namespace html {

struct Link {
    std::string label = {};
    std::string href = {};  // empty: the present page, not a link
};

/// A line of a summary list. `html`, when not empty, stands in place of `value`.
struct SummaryRow {
    std::string key = {};
    std::string value = {};
    Html html = {};
    std::string change_href = {};  // "Modifier" leads there when not empty
};

/// A cell of a table; `html` in place of `text` when not empty; a link when `href` is not empty.
struct Cell {
    std::string text = {};
    std::string href = {};
    Html html = {};
};

struct Column {
    std::string title = {};
    bool is_numeric = false;  // aligned on the right
};

/// Where people compare. The first cell of each row names the row.
struct Table {
    std::string caption = {};
    std::vector<Column> columns = {};
    std::vector<std::vector<Cell>> rows = {};
};

/// Colours of the design system's tag; the words carry the meaning, the colour only repeats it.
enum class TagColour { blue, grey, green, yellow, orange, red, purple, teal };
/// The design system's class, with a leading blank; empty for blue.
std::string_view to_class(TagColour colour);

/// A numbered list's place. The address of page n is `address` followed by n ("/propositions?q=eau&page=").
struct Pages {
    int current = 1;
    int last = 1;
    std::string address = {};
};

/// The numbers to show, at most seven places; 0 stands for an ellipsis.
std::vector<int> shown_numbers(Pages const& pages);

/// A step of a campaign.
struct Step {
    enum class State { past, current, coming };
    std::string title = {};
    std::string when = {};  // "du 3 mars au 15 avril 2026"
    State state = State::coming;
};
/// The class of a step's state, with a leading blank; empty for a coming step.
std::string_view to_class(Step::State state);

/// A public figure: written in French by the caller, with its unit.
struct Figure {
    std::string value = {};
    std::string label = {};
};

/// A bar: `value` gives its length, `text` is the value as people read it.
struct Bar {
    std::string label = {};
    std::int64_t value = 0;
    std::string text = {};
};

/// The length of each bar in percent of the longest; 1 at least for what is not zero. Negative values count
/// as zero.
std::vector<int> lengths_percent(std::vector<Bar> const& bars);

/// A chosen filter, removed by following `remove_href`.
struct ChosenFilter {
    std::string label = {};
    std::string remove_href = {};
};

}  // namespace html
