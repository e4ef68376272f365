// CampaignFile: a campaign as its operator writes it, in TOML, before it is loaded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consultation/campaign.hpp"
#include "consultation/policy.hpp"

namespace consultation {

inline constexpr std::size_t campaign_file_bytes_max = 1'000'000;
inline constexpr std::size_t campaign_file_errors_max = 100;  // told of one file
inline constexpr std::size_t themes_max = 60;
inline constexpr std::size_t desks_max = 100;
inline constexpr std::size_t grounds_max = 60;
inline constexpr int late_verification_days_max = 366;
inline constexpr int review_days_max = 366;
inline constexpr int late_request_days_max = 60;

/// What the file says, checked on its own; ids and stored instants are none. See README.md for an example.
struct CampaignFile {
    Campaign campaign;  // phases: first versions, in the order in which they open
    std::vector<Theme> themes;
    std::vector<Desk> desks;
    std::vector<Ground> grounds;
    /// With the INSEE codes of their communes. Nothing: the file says nothing of them, what is stored stays.
    std::optional<std::vector<Policy>> policies;
};

/// Reads the TOML. Phases' instants are local, of Europe/Paris (`opens = 2026-01-25T09:00:00`). Refused with
/// every error at once (the first hundred; a draft may lack what a published campaign needs), each with the
/// place in the file
/// ("phases[1].closes"), or with the line of a mistake of syntax.
base::Result<CampaignFile> read_campaign_file(std::string_view toml);

/// The same as TOML: reading it again gives the same file, byte for byte when written again.
std::string write_campaign_file(CampaignFile const& file);

}  // namespace consultation
