// HOUSE.md "Budgets": at most six statements a page, whoever asks. The addresses are those of the rights
// matrix; the pages that need more stand in statements.csv with their number and the reason.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>

#include "base/text.hpp"
#include "security/rights_table.hpp"

namespace {

using security::House;

constexpr int statements_max = 6;
constexpr char const* exceptions_file = "tests/security/statements.csv";

struct Exception {
    int most = 0;
    std::string reason;
    bool is_used = false;
};

/// By route: "GET /a/{b}".
std::map<std::string, Exception> read_exceptions() {
    std::map<std::string, Exception> all;
    std::ifstream file(exceptions_file);
    std::string line;
    std::getline(file, line);  // the head
    while (std::getline(file, line)) {
        auto const parts = base::split(line, ';');
        if (parts.size() != 3 || parts[2].empty())
            throw std::runtime_error("statements.csv wants route;most;reason: " + line);
        all[std::string(parts[0])] = {std::stoi(std::string(parts[1])), std::string(parts[2]), false};
    }
    return all;
}

// With TREMPLIN_STATEMENTS_OBSERVED=FILE, the highest number of each page that passes the budget is written
// there.
TEST(StatementsTest, a_page_costs_at_most_six_statements_for_whoever_asks) {
    if (!House::can_be_built()) GTEST_SKIP() << "node_modules is absent: run from the root after npm ci";
    House& house = security::shared_house(db::Engine::sqlite);
    house.restore();
    auto exceptions = read_exceptions();
    int statements = -1;
    house.dispatcher().observe_statements([&](std::string_view, int counted) { statements = counted; });
    std::map<std::string, std::pair<int, std::string>> most;
    int pages = 0;
    for (security::RightsRow const& row : security::read_rights(security::rights_file).rows) {
        web::Route const* const route = security::route_of(house, row.route);
        if (!route || security::is_write(*route)) continue;
        for (std::size_t r = 0; r < std::size(security::roles); ++r)
            for (std::size_t v = 0; v < row.variants.size(); ++v) {
                if (row.expected(r, v) != "200") continue;
                statements = -1;
                std::string const target = security::target_of(house, *route, row, v);
                auto const answer = house.send(security::roles[r], http::Method::get, target);
                ASSERT_EQ(answer.status, 200) << target << " for " << security::roles[r];
                ASSERT_GE(statements, 0) << target << ": nothing was counted";
                if (!answer.content_type.starts_with("text/html"))
                    continue;  // a file is read in constant memory
                ++pages;
                auto& known = most[row.route];
                if (statements > known.first)
                    known = {statements, target + " for " + std::string(security::roles[r])};
            }
    }
    house.dispatcher().observe_statements({});
    EXPECT_GT(pages, 400);
    char const* const out = std::getenv("TREMPLIN_STATEMENTS_OBSERVED");
    std::ofstream observed;
    if (out) observed.open(out);
    for (auto const& [route, found] : most) {
        auto const& [count, where] = found;
        if (out && count > statements_max) observed << route << ";" << count << ";" << where << "\n";
        auto const exception = exceptions.find(route);
        if (exception == exceptions.end()) {
            EXPECT_LE(count, statements_max) << where;
            continue;
        }
        exception->second.is_used = true;
        EXPECT_LE(count, exception->second.most) << where << " (" << exception->second.reason << ")";
        EXPECT_GT(count, statements_max)
            << route << " needs its exception no more: take it out of " << exceptions_file;
    }
    for (auto const& [route, exception] : exceptions)
        EXPECT_TRUE(exception.is_used) << exceptions_file << " names a page that is not there: " << route;
}

}  // namespace
