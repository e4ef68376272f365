// The public pages of figures, of a proposal and of a campaign, with their files (PROGRAMME B7).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "consultation/indicators.hpp"
#include "html/columns.hpp"
#include "http/message.hpp"
#include "web/route.hpp"

namespace consultation {

/// /propositions/{reference}/chiffres, /campagnes/{campaign}/chiffres, the JSON and one CSV a table.
web::Routes figures_routes();

inline std::string address_of_campaign_figures(std::string_view slug) {
    return "/campagnes/" + std::string(slug) + "/chiffres";
}
inline std::string address_of_proposal_figures(std::string_view reference) {
    return "/propositions/" + std::string(reference) + "/chiffres";
}

/// "67 propositions, 531 soutiens de 412 collectivités, 476 contributions."
std::string summary_of(Participation const& figures);
/// "Les territoires qui … comptent 1 234 habitants, chacun compté une fois, soit 12,5 % de la population."
std::string sentence_of(Coverage const& coverage, std::string_view who);

/// At most `periods_max` columns: days, else weeks that begin on Monday, else months, else years. Periods
/// without any act stand with zero.
inline constexpr std::size_t periods_max = 14;
html::ColumnChart chart_of(std::string const& title, std::string const& value_column,
                           std::vector<DayCount> const& days);

}  // namespace consultation
