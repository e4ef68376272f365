// Moments as typed in a form of three or five fields, on the clock of Paris.
#pragma once

#include <optional>
#include <string_view>

#include "base/instant.hpp"
#include "html/form.hpp"
#include "http/message.hpp"

namespace site {

/// The fields NAME_day, NAME_month, NAME_year, NAME_hour, NAME_minute, each cut to what a number may need.
html::TypedMoment typed_moment(http::Pairs const& form, std::string_view name);
/// Whether nothing at all was typed.
bool is_blank(html::TypedMoment const& typed);
/// Nothing when it is no date and hour of 2000 to 2200; without a minute, on the hour.
std::optional<base::Instant> moment_of(html::TypedMoment const& typed);
/// A day as "15/03/2026", at midnight; nothing when it is none.
std::optional<base::Instant> day_of(std::string_view typed);

}  // namespace site
