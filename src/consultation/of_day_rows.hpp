// What the register said of an authority on the day that counts: of the edition frozen for the campaign where
// it is loaded, else today's. Pieces of SQL for statements that read `authorities a` and `authority_editions
// ae`.
#pragma once

#include <string>
#include <string_view>

namespace consultation::of_day {

// A commune that has merged since keeps the kind of its day.
inline constexpr std::string_view kind =
    "CASE WHEN coalesce(ae.kind, a.kind) = 'former_commune' THEN 'commune' ELSE coalesce(ae.kind, a.kind) "
    "END";
inline constexpr std::string_view population = "coalesce(ae.population, a.population)";
inline constexpr std::string_view department = "coalesce(ae.department_code, a.department_code, '')";
inline constexpr std::string_view region = "coalesce(ae.region_code, a.region_code, '')";

/// CASE … that names the size class of a commune; '' for other bodies.
std::string size();

/// The edition of: the proposal of support s; proposal $1; campaign $1. NULL when none is frozen or loaded.
extern std::string_view const edition_of_support;
extern std::string_view const edition_of_proposal;
extern std::string_view const edition_of_campaign;

/// "LEFT JOIN authority_editions ae …" of that edition.
std::string with_edition(std::string_view edition);

}  // namespace consultation::of_day
