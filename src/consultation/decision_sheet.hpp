// DecisionSheet: decisions that come back in a spreadsheet: read, tried line by line, applied as one batch.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "consultation/batch_rows.hpp"
#include "consultation/campaign_rows.hpp"
#include "db/database.hpp"
#include "documents/workbook_reader.hpp"

namespace consultation {

inline constexpr std::size_t sheet_bytes_max = 10U << 20U;
inline constexpr int sheets_kept_per_person = 10;  // the oldest goes
inline constexpr int sheet_kept_days = 7;

/// A file of decisions as it was sent.
struct DecisionSheet {
    base::Id<DecisionSheet> id;
    base::Id<Campaign> campaign;
    std::string name;  // of the file
    std::string sha256;
    PersonId by;
    base::Instant at;
    std::optional<base::Instant> applied_at;
    base::Id<Batch> batch;  // once applied; none: nothing changed
    /// The standing decision of each of its contributions when it was tried; none: undecided then.
    std::map<base::Id<Contribution>, base::Id<Decision>> seen;
};

/// A line that has something in the columns to fill, as typed.
struct SheetRow {
    std::int64_t number = 0;  // as the spreadsheet shows it
    std::string reference;
    std::string decision;
    std::string proposals;
    std::string desk;
    std::string ground;
    std::string reason;
    std::string version;          // that the file was made of; empty: not said
    std::string standing;         // the same of the decision
    bool knows_standing = false;  // the file has that column
};
struct SheetRows {
    std::vector<SheetRow> rows;
    std::int64_t without_decision = 0;  // lines of the file that say nothing
};
/// The rows of the first sheet that has the columns "Référence" and "Décision". Refused: what read_workbook
/// refuses, no such sheet (field "fichier").
base::Result<SheetRows> read_decisions(std::string_view bytes);

/// What becomes of a line.
struct CheckedRow {
    enum class Fate { accepted, warned, refused, unchanged };
    Fate fate = Fate::refused;
    std::int64_t number = 0;
    std::string reference;
    base::Id<Contribution> contribution;
    OutcomeChoice choice;
    std::string reason;
    base::Id<Decision> standing;  // now
    std::string message;          // of a warning or a refusal
    std::string advice;
};
struct SheetReport {
    std::vector<CheckedRow> rows;  // in the order of the file
    std::int64_t without_decision = 0;
    std::int64_t count(CheckedRow::Fate fate) const;
    std::int64_t count(Outcome outcome, bool with_warned) const;
};
/// Tries each line against what stands in the reader: the same rules as on the bench. `seen`: what stood when
/// the file was first tried; what was decided since is refused. Some statements for 500 lines.
SheetReport checked(db::Reader const& reader, base::Id<Campaign> campaign, SheetRows const& rows,
                    std::map<base::Id<Contribution>, base::Id<Decision>> const* seen);

// The SQL (decision_sheet_rows.cpp).

/// A published contribution of the campaign as the check sees it.
struct SheetContribution {
    base::Id<Contribution> id;
    std::string reference;
    std::int64_t version = 1;
    bool is_withdrawn = false;
    bool waits_for_reading = false;
};
/// Published and withdrawn ones of these references, by reference.
std::map<std::string, SheetContribution, std::less<>> sheet_contributions(
    db::Reader const& reader, base::Id<Campaign> campaign, std::vector<std::string> const& references);

/// A proposal of the campaign, and whether it still receives contributions.
struct SheetProposal {
    base::Id<Proposal> id;
    std::string reference;
    bool is_open = false;
};
std::map<std::string, SheetProposal, std::less<>> sheet_proposals(db::Reader const& reader,
                                                                  base::Id<Campaign> campaign);

base::Id<DecisionSheet> insert_sheet(db::Tx& tx, DecisionSheet const& sheet, std::string_view bytes);
struct KeptSheet {
    DecisionSheet sheet;
    std::string bytes;
};
std::optional<KeptSheet> sheet_by_id(db::Reader const& reader, base::Id<Campaign> campaign,
                                     base::Id<DecisionSheet> id);
bool lock_sheet(db::Tx& tx, base::Id<DecisionSheet> id);
void mark_applied(db::Tx& tx, base::Id<DecisionSheet> id, base::Id<Batch> batch, base::Instant at);
/// Of this person, all but the youngest `kept`.
void delete_older_sheets(db::Tx& tx, PersonId person, int kept);
void delete_sheets_before(db::Tx& tx, base::Instant at);

}  // namespace consultation
