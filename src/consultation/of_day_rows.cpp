#include "consultation/of_day_rows.hpp"

#include "territories/authority.hpp"

namespace consultation::of_day {

constinit std::string_view const edition_of_support =
    "(SELECT max(e.id) FROM proposals q JOIN campaigns g ON g.id = q.campaign_id "
    "JOIN editions e ON e.year = g.edition WHERE q.id = s.proposal_id)";
constinit std::string_view const edition_of_proposal =
    "(SELECT max(e.id) FROM proposals q JOIN campaigns g ON g.id = q.campaign_id "
    "JOIN editions e ON e.year = g.edition WHERE q.id = $1)";
constinit std::string_view const edition_of_campaign =
    "(SELECT max(e.id) FROM campaigns g JOIN editions e ON e.year = g.edition WHERE g.id = $1)";

std::string with_edition(std::string_view edition) {
    return "LEFT JOIN authority_editions ae ON ae.edition_id = " + std::string(edition) +
           " AND ae.authority_id = a.id ";
}

std::string size() {
    std::string sql = "CASE WHEN " + std::string(kind) + " <> 'commune' THEN '' ";
    for (territories::SizeClass const one : territories::all_size_classes()) {
        auto const range = territories::range_of(one);
        if (!range) continue;
        sql += "WHEN " + std::string(population) + " >= " + std::to_string(range->least);
        if (range->most) sql += " AND " + std::string(population) + " <= " + std::to_string(*range->most);
        sql += " THEN '" + std::string(territories::code(one)) + "' ";
    }
    return sql + "ELSE '" + std::string(territories::code(territories::SizeClass::unknown)) + "' END";
}

}  // namespace consultation::of_day
