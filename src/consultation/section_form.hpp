// A section of a campaign as a form: what is stored becomes typed values, typed values become questions or a
// section.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "consultation/campaign_file.hpp"
#include "consultation/editor_views.hpp"
#include "http/message.hpp"

namespace consultation {

/// Blank rows under a list, and added by "Ajouter des lignes".
inline constexpr int blank_rows = 3;

/// What is stored, as its form would send it.
http::Pairs typed_from(Section section, CampaignContent const& content);
/// The same form with more blank rows, or with the themes of 2021 that it lacks.
http::Pairs with_blank_rows(Section section, http::Pairs typed, int count);
http::Pairs with_themes_of_2021(http::Pairs typed);

/// A form as read: the section, and what could not be read.
struct ReadSection {
    CampaignFile wanted;
    base::FormErrors errors;
    std::vector<int> rows;  // of each entry of a list, the row of the form
};
/// `stored` gives the phases that have opened: the form does not show them.
ReadSection read_section(Section section, http::Pairs const& typed, Campaign const& stored,
                         base::Instant now);
/// Errors of entries ("name_2" of the third entry) put on the rows of the form.
base::Refusal on_rows(base::Refusal refusal, std::vector<int> const& rows);

/// The questions with what was typed; Markdown texts with their preview. `editions`: years of the register.
std::vector<EditorControl> controls_of(Section section, http::Pairs const& typed, Campaign const& stored,
                                       std::vector<int> const& editions, base::Instant now);
/// Every field of the questions, for errors.
std::vector<html::Field*> fields_of(std::vector<EditorControl>& controls);

/// "15/04/2026" or "2026-04-15" and "18:00", "18 h", "18h30" in Paris; nothing when it is no date and hour.
std::optional<base::Instant> typed_instant(std::string_view day, std::string_view hour);
std::string typed_day(base::Instant at);
std::string typed_hour(base::Instant at);

}  // namespace consultation
