// The triage bench as a workbook: what is asked, what stands, and columns to fill that come back as
// decisions.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/campaign_rows.hpp"
#include "consultation/contribution_lists.hpp"
#include "documents/list_file.hpp"
#include "web/list_response.hpp"

namespace consultation {

/// Columns of the sheet "Décisions", found again by these words when it comes back.
namespace sheet_columns {
inline constexpr std::string_view reference = "Référence";
inline constexpr std::string_view version = "Version";
inline constexpr std::string_view standing = "N° de la décision actuelle";
inline constexpr std::string_view decision = "Décision";
inline constexpr std::string_view proposals = "Proposition(s)";
inline constexpr std::string_view desk = "Bureau destinataire";
inline constexpr std::string_view ground = "Motif de rejet";
inline constexpr std::string_view reason = "Explication";
}  // namespace sheet_columns

/// The words of the column "Décision".
std::string_view word_of(Outcome outcome);  // "Réorienter", "Rejeter", "Regrouper", "Remettre à traiter"
/// Also "réorientée", "rejet"…: whatever a person writes for one of them.
std::optional<Outcome> outcome_of_word(std::string_view typed);

inline constexpr std::int64_t triage_sheet_rows_max = 10'000;

/// Writes the workbook of the contributions that the filters leave, and returns its path. Sheets: "À propos"
/// says how, "Décisions" is filled in, "Propositions", "Bureaux" and "Motifs" are what may be chosen.
std::string write_triage_sheet(db::Reader const& reader, Campaign const& campaign, Choices const& offered,
                               std::vector<ProposalName> const& proposals, ContributionFilter const& filter,
                               documents::Stamp stamp, std::string path);

/// The same lines as a plain list, for the CSV.
std::vector<documents::ListColumn> triage_columns();
void put_triage_lines(db::Reader const& reader, ContributionFilter const& filter, web::PutRow const& put);

}  // namespace consultation
