// "$3, $4, $5": a list of ids as numbered parameters. Only *_rows files use it.
#pragma once

#include <ranges>
#include <string>
#include <vector>

#include "db/database.hpp"

namespace consultation {

/// Adds the ids to `values`; the text goes between the parentheses of an IN. Never empty: NULL equals
/// nothing.
template<std::ranges::input_range Ids>
std::string in_list(std::vector<db::Value>& values, Ids const& ids) {
    std::string parameters;
    for (auto const& id : ids) {
        values.emplace_back(id);
        if (!parameters.empty()) parameters += ", ";
        parameters += "$" + std::to_string(values.size());
    }
    return parameters.empty() ? "NULL" : parameters;
}

}  // namespace consultation
