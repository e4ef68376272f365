// Dataset: one list of open data with its columns; JSON members, CSV headers and the dictionary all come from
// them, so that none can drift from the others (civic.md, lesson 11).
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.hpp"
#include "consultation/campaign.hpp"
#include "consultation/export_rows.hpp"
#include "db/database.hpp"

namespace consultation {

/// A value of a line; monostate: nothing to say (empty in CSV, null in JSON).
using DataCell =
    std::variant<std::monostate, std::string, std::int64_t, bool, base::Instant, std::vector<std::string>>;

enum class DataType { text, integer, boolean, instant, list };
/// "texte", "nombre entier" …: as the dictionary says it.
std::string_view french(DataType type);

struct DataColumn {
    std::string_view name;  // of the CSV column and of the JSON member
    DataType type = DataType::text;
    std::string_view meaning;   // French
    bool may_be_empty = false;  // null in JSON
};

/// A parameter that narrows the list.
struct DataFilterField {
    std::string_view name;
    std::string_view meaning;  // French
    std::string DataFilter::*member;
    std::vector<std::string> values = {};  // the closed list it comes from; empty: any
};

using EachDataLine = std::function<void(LineKey, std::span<DataCell const>)>;

struct Dataset {
    std::string_view name;   // "supports": in addresses; the file is supports.csv
    std::string_view title;  // "Soutiens comptés"
    std::string_view line;   // what one line is, in French
    std::vector<DataColumn> columns;
    std::vector<DataFilterField> filters;
    std::int64_t (*total)(db::Reader const&, Campaign const&, DataFilter const&) = nullptr;
    /// At most `limit` lines after `after`, in the list's order, in constant memory.
    void (*each)(db::Reader const&, Campaign const&, DataFilter const&, LineKey after, std::int64_t limit,
                 EachDataLine const& each) = nullptr;
};

/// Contributions, proposals, supports, decisions: everything that a campaign publishes (PROGRAMME B12).
std::span<Dataset const> datasets();
/// nullptr when there is none of that name.
Dataset const* dataset(std::string_view name);

/// The last column of every file in demonstration mode.
inline constexpr DataColumn demonstration_column{
    "demonstration", DataType::text,
    "Présente sur un site de démonstration seulement, où elle vaut « actes inventés » sur chaque ligne."};
inline constexpr std::string_view demonstration_words = "actes inventés";

/// Between the items of a list in a CSV cell; no code or reference holds it.
inline constexpr std::string_view list_separator = "|";

/// The cell as CSV text, before quoting.
std::string text_of(DataCell const& cell);

}  // namespace consultation
