// RightsTable: rights.csv, one row a route: for each role, what its requests come to.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "security/house.hpp"

namespace security {

struct RightsRow {
    std::string route;  // "GET /mes-contributions/{id}/apercu"
    std::vector<std::string>
        variants;                    // "draft.own", "campaign.open+=titre"; one empty: no value in the path
    std::string form;                // of a POST, or the query of a GET
    std::vector<std::string> cells;  // by role; "200/404/404", one outcome a variant, or one for all
    std::string note;                // why, where a rule of the table has an exception
    int line = 0;

    /// The expected outcome of a role for a variant.
    std::string expected(std::size_t role, std::size_t variant) const;
};

struct RightsTable {
    std::vector<RightsRow> rows;
    std::vector<std::string> problems;  // of the file itself
};

inline constexpr char const* rights_file = "tests/security/rights.csv";

/// "GET /campagnes/{campaign}".
std::string name_of(web::Route const& route);
bool is_write(web::Route const& route);
web::Route const* route_of(House const& house, std::string const& name);
/// The address of the variant-th object of a row, on this house.
std::string target_of(House& house, web::Route const& route, RightsRow const& row, std::size_t variant);
/// The form of a row, filled; nothing for a read, whose form is a query.
Fields form_of(House& house, web::Route const& route, RightsRow const& row);

RightsTable read_rights(std::string const& path);
/// One line of the file, cells of equal variants folded.
std::string line_of(RightsRow const& row);
std::string head_line();
/// "a/a/a" as "a".
std::string folded(std::vector<std::string> const& outcomes);

}  // namespace security
