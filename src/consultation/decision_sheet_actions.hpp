// The writes of decisions by spreadsheet: the file kept when it is tried, then its decisions as one batch.
#pragma once

#include <string>

#include "base/world.hpp"
#include "consultation/decision_sheet.hpp"
#include "consultation/settings.hpp"
#include "people/actor.hpp"

namespace consultation {

/// Keeps the file and what stood when it was tried; decides nothing. Goes after `sheet_kept_days`. Refused:
/// not an operator, results already published (conflict), field errors ("fichier").
base::Result<base::Id<DecisionSheet>> try_sheet(db::Tx& tx, base::World const& world,
                                                people::Actor const& actor, base::Id<Campaign> campaign,
                                                std::string const& file_name, std::string_view bytes,
                                                SheetRows const& rows);

struct ApplySheet {
    base::Id<Campaign> campaign;
    base::Id<DecisionSheet> sheet;
    std::string sha256;  // of the bytes that `rows` were read from
    SheetRows rows;
    bool with_warned = false;  // also the lines that carry a warning
    std::string name;          // of the batch
};
struct AppliedSheet {
    SheetReport report;  // as it was decided: accepted lines stand now
    int changed = 0;
    int to_read = 0;  // wait for a colleague's reading
    base::Id<Batch> batch;
};
/// Applies the accepted lines as one batch, each tried again under its locks; the others are left as they
/// are. Refused: not an operator, an unknown or forgotten file (not_found), other bytes than those tried, a
/// file applied already, results published (conflict), nothing to apply (conflict), a name too long (field
/// "nom").
base::Result<AppliedSheet> apply_sheet(db::Tx& tx, base::World const& world, people::Actor const& actor,
                                       ApplySheet const& command);

/// The job that forgets files of decisions; its payload is not used.
inline constexpr char const* forget_sheets_job = "consultation.forget_sheets";
void forget_sheets(db::Database& database, base::World const& world);

}  // namespace consultation
