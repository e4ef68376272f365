#include "security/rights_table.hpp"

#include <algorithm>
#include <fstream>

namespace security {
namespace {

constexpr std::size_t columns_before = 3;

std::vector<std::string> split(std::string const& text, char by) {
    std::vector<std::string> parts(1);
    for (char const c : text)
        if (c == by)
            parts.emplace_back();
        else
            parts.back() += c;
    return parts;
}

}  // namespace

std::string name_of(web::Route const& route) {
    return std::string(http::name_of(route.method)) + " " + route.pattern;
}

bool is_write(web::Route const& route) {
    return route.method != http::Method::get && route.method != http::Method::head;
}

web::Route const* route_of(House const& house, std::string const& name) {
    for (web::Route const& route : house.routes())
        if (name_of(route) == name) return &route;
    return nullptr;
}

Fields form_of(House& house, web::Route const& route, RightsRow const& row) {
    return is_write(route) ? fields_of(house.filled(row.form)) : Fields{};
}

std::string target_of(House& house, web::Route const& route, RightsRow const& row, std::size_t index) {
    std::string variant = row.variants.at(index);
    std::string query;
    if (std::size_t const question = variant.find('?'); question != std::string::npos) {
        query = house.filled(variant.substr(question + 1));
        variant.resize(question);
    }
    if (!is_write(route) && !row.form.empty()) query += (query.empty() ? "" : "&") + house.filled(row.form);
    std::string const& pattern = route.pattern;
    std::string target;
    std::size_t at = 0;
    for (std::size_t open = pattern.find('{'); open != std::string::npos; open = pattern.find('{', at)) {
        target += pattern.substr(at, open - at);
        std::string const name = variant.substr(0, variant.find('+'));
        variant.erase(0, std::min(variant.size(), name.size() + 1));
        target += name.empty() ? "absent" : house.object(name);
        at = pattern.find('}', open) + 1;
    }
    target += pattern.substr(at);
    return query.empty() ? target : target + "?" + query;
}

std::string RightsRow::expected(std::size_t role, std::size_t variant) const {
    std::vector<std::string> const outcomes = split(cells.at(role), '/');
    return outcomes.size() == 1 ? outcomes.front() : outcomes.at(variant);
}

std::string folded(std::vector<std::string> const& outcomes) {
    if (std::all_of(outcomes.begin(), outcomes.end(),
                    [&](std::string const& one) { return one == outcomes.front(); }))
        return outcomes.front();
    std::string all;
    for (std::string const& one : outcomes) all += (all.empty() ? "" : "/") + one;
    return all;
}

std::string head_line() {
    std::string line = "route;objects;form";
    for (std::string_view const role : roles) line += ";" + std::string(role);
    return line + ";note";
}

std::string line_of(RightsRow const& row) {
    std::string line = row.route + ";";
    for (std::size_t i = 0; i < row.variants.size(); ++i) line += (i == 0 ? "" : " ") + row.variants[i];
    line += ";" + row.form;
    for (std::string const& cell : row.cells) line += ";" + cell;
    return line + ";" + row.note;
}

RightsTable read_rights(std::string const& path) {
    RightsTable table;
    std::ifstream file(path);
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (line.empty() || line.starts_with('#') || line == head_line()) continue;
        std::vector<std::string> const parts = split(line, ';');
        auto const wrong = [&](std::string const& what) {
            table.problems.push_back(path + ":" + std::to_string(number) + ": " + what);
        };
        if (parts.size() < columns_before) {
            wrong("a row is route;objects;form;cells…;note");
            continue;
        }
        RightsRow row;
        row.line = number;
        row.route = parts[0];
        row.variants = split(parts[1], ' ');
        row.form = parts[2];
        std::size_t const cells_end = std::min(parts.size(), columns_before + std::size(roles));
        row.cells.assign(parts.begin() + columns_before, parts.begin() + static_cast<long>(cells_end));
        row.cells.resize(std::size(roles));
        if (parts.size() > cells_end) row.note = parts[cells_end];
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            std::size_t const outcomes = split(row.cells[i], '/').size();
            if (outcomes != 1 && outcomes != row.variants.size())
                wrong("column " + std::string(roles[i]) + " has " + std::to_string(outcomes) +
                      " outcomes for " + std::to_string(row.variants.size()) + " objects");
            if (row.cells[i].empty()) wrong("column " + std::string(roles[i]) + " is empty");
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace security
