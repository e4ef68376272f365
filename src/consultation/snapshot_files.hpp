// The files of a snapshot: a workbook to work with, a PDF for the session's file.
#pragma once

#include <string>

#include "consultation/campaign.hpp"
#include "consultation/snapshot.hpp"

namespace consultation {

/// Where a snapshot comes from, as its files say it.
struct SnapshotSource {
    std::string site_name;
    std::string origin;            // address of the site
    std::string temporary_folder;  // where the workbook is written before it is kept
    bool is_demo = false;
};

/// Sheets: the campaign's tables, the proposals side by side, then every table of every proposal below each
/// other. The snapshot's hash is known. Throws when the folder takes no file.
std::string sheet_of(Campaign const& campaign, Snapshot const& snapshot, SnapshotFigures const& figures,
                     SnapshotSource const& source, base::Random& random);
/// The same to read and to print: the campaign, then a section for each proposal.
std::string pdf_of(Campaign const& campaign, Snapshot const& snapshot, SnapshotFigures const& figures,
                   SnapshotSource const& source);

/// "/operateur/campagnes/SLUG/instantanes".
std::string snapshots_address(Campaign const& campaign);

}  // namespace consultation
