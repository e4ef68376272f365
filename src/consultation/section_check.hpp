// What a section of a campaign may hold: the pure rules, every error of a form at once, each with its field.
#pragma once

#include "base/result.hpp"
#include "consultation/campaign_file.hpp"
#include "consultation/section.hpp"

namespace consultation {

inline constexpr std::size_t campaign_title_max = 120;
inline constexpr std::size_t campaign_pitch_max = 300;
inline constexpr std::size_t campaign_text_max = 20'000;
inline constexpr std::size_t campaign_slug_max = 60;
inline constexpr std::size_t entry_name_max = 120;
inline constexpr std::size_t entry_hint_max = 300;
inline constexpr std::size_t entry_url_max = 500;
inline constexpr std::int64_t envelope_euros_max = 100'000'000'000;
inline constexpr int edition_first = 2000;
inline constexpr int edition_last = 2200;
/// A phase lasts at most so long; a campaign opens at most so far ahead.
inline constexpr int phase_days_max = 1830;

bool is_campaign_slug(std::string_view text);
bool is_entry_url(std::string_view text);

/// Adds what is wrong with the section's part of `wanted` to `errors`. Field names are those of the editor's
/// forms: "title"; "name_2" of the third row of a list; "collect_opens_day" of a phase. `stored` and `now`
/// decide what of the calendar is past: a phase that has opened in a published campaign is left as it stands.
void check_section(Section section, CampaignFile const& wanted, Campaign const& stored, base::Instant now,
                   base::FormErrors& errors);

}  // namespace consultation
