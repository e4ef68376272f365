// Fill: the whole demonstration, made through the rooms' own actions, the same on each run of one day.
#pragma once

#include <string>
#include <vector>

#include "consultation/figures.hpp"
#include "demo/stage.hpp"

namespace demo {

struct FilledCampaign {
    std::string slug;
    consultation::CampaignFigures figures;
};

/// What a fill made.
struct Report {
    std::vector<FilledCampaign> campaigns;
    std::int64_t acts = 0;
    std::int64_t authorities_2021 = 0;  // in force in each edition of the register
    std::int64_t authorities_2026 = 0;
};

/// Loads the register of 2021, lives the campaign of 2021, loads the register of 2026, and begins two
/// campaigns whose dates follow from `settings.now`; leaves the clock there. Same packages and same day in
/// Paris: same acts. Refused: a database that holds a register already (conflict), a package that is missing
/// (invalid), any refusal of an act, and figures of 2021 that are not exactly those of the sources
/// (conflict); what was done until then stays.
base::Result<base::Done> fill(db::Database& database, Settings const& settings, Report& report);

/// What the command line prints, one line each.
std::vector<std::string> printed(Report const& report);

}  // namespace demo
