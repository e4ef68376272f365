// FigureTable: one table of indicators with its columns; the page, the CSV, the JSON, the spreadsheet, the
// PDF and the snapshot all come from it, so that none can drift from the others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.hpp"
#include "consultation/indicators.hpp"
#include "web/json.hpp"

namespace consultation {

using FigureCell = std::variant<std::string, std::int64_t>;

struct FigureColumn {
    std::string key;    // of the CSV column and of the JSON member
    std::string title;  // French
    bool is_number = false;
};

struct FigureTable {
    std::string key;  // "departements": in addresses
    std::string title;
    std::vector<FigureColumn> columns;
    std::vector<std::vector<FigureCell>> rows;
};
using FigureTables = std::vector<FigureTable>;

/// Of a proposal: resume, types, tailles, regions, departements, politiques, jours.
FigureTables tables_of(ProposalFigures const& figures);
/// The same of a campaign, with what contributes beside what supports.
FigureTables tables_of(Participation const& figures);
/// nullptr when there is none of that key.
FigureTable const* table_of(FigureTables const& tables, std::string_view key);

/// UTF-8, commas, header of keys, cells that no spreadsheet takes for formulas (base/csv.hpp). `at` is the
/// last column of every line, `demonstration` one more where the site is one.
std::string csv_of(FigureTable const& table, base::Instant at, bool is_demo);
/// Members key → array of objects.
void put_tables(web::Json& json, FigureTables const& tables);

/// "Commune", "Moins de 500 habitants"… of stored codes.
std::string title_of_kind(std::string_view code);
std::string title_of_size(std::string_view code);
/// The day as "2026-04-15".
std::string iso_day(std::int64_t day);
/// Noon of that day in Paris, to be written as a date.
base::Instant noon_of(std::int64_t day);

}  // namespace consultation
