// Exports: a campaign's open data as files: CSV lists, the campaign, the dictionary, a note to read first.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "consultation/campaign.hpp"
#include "consultation/datasets.hpp"
#include "consultation/export_file.hpp"
#include "db/database.hpp"

namespace consultation {

inline constexpr std::string_view open_licence = "Licence Ouverte 2.0 (Etalab)";
inline constexpr std::string_view open_licence_url =
    "https://www.etalab.gouv.fr/licence-ouverte-open-licence/";

/// Every line of a list, header first, in constant memory: UTF-8 without byte-order mark, commas, RFC 4180,
/// formulas neutralised (base/csv.hpp). In demonstration mode a last column says so on every line. Returns
/// the number of lines.
std::int64_t write_csv(db::Reader const& reader, Campaign const& campaign, Dataset const& dataset,
                       bool is_demo, ExportFile& file);

/// The dictionary as CSV: fichier, colonne, type, signification.
std::string dictionary_csv(bool is_demo);
/// The same as JSON: {"files": [{"name", "title", "line", "columns": [{"name", "type", "meaning"}]}]}.
std::string dictionary_json(bool is_demo);

/// Where an export comes from, as its note says it.
struct ExportSource {
    std::string site_name;
    std::string operator_name;
    std::string origin;  // address of the site
    base::Instant at;    // of the snapshot
    bool is_demo = false;
};

/// Writes contributions.csv, proposals.csv, supports.csv, decisions.csv, campaign.json, dictionnaire.csv and
/// LISEZMOI.txt into `folder` (made if absent), all from the reader's one snapshot; files of an earlier
/// export are replaced one by one, each when whole. Returns their names. Refused: a folder that cannot be
/// made or written.
base::Result<std::vector<std::string>> export_campaign(db::Reader const& reader, Campaign const& campaign,
                                                       ExportSource const& source, std::string const& folder);

}  // namespace consultation
