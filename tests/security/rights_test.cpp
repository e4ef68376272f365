// The rights matrix (reliability.md S2): every route × every role × own, another's and an absent object.
// tests/security/README.md says how to read it and how to add a row.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "security/rights_table.hpp"

namespace {

using security::House;
using security::is_write;
using security::name_of;
using security::RightsRow;
using security::RightsTable;
using security::roles;
using security::route_of;

constexpr char const* table_file = security::rights_file;
/// Every how many-th row also runs on PostgreSQL.
constexpr std::size_t sampled_every = 9;

bool writes(std::string const& cell) {
    return cell.ends_with('+') || cell.ends_with('~');
}

bool is_refusal(std::string const& cell) {
    return cell.starts_with('4') || cell.starts_with("in") || cell.starts_with("for") ||
           cell.starts_with("2fa");
}

class RightsTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (House::can_be_built()) house = &security::shared_house(db::Engine::sqlite);
        table = security::read_rights(table_file);
    }
    void SetUp() override {
        if (!house)
            GTEST_SKIP() << "node_modules is absent: run from the root of the repository after npm ci";
    }
    /// What really comes of it, cell by cell; the database is put back after each write.
    static RightsRow observed(RightsRow row) {
        web::Route const route = *route_of(*house, row.route);  // kept while the house is put back
        for (std::size_t r = 0; r < std::size(roles); ++r) {
            std::vector<std::string> outcomes;
            for (std::size_t v = 0; v < row.variants.size(); ++v) {
                std::string const target = security::target_of(*house, route, row, v);
                security::Fields const form = security::form_of(*house, route, row);
                outcomes.push_back(house->outcome(roles[r], route, target, form).cell);
                if (writes(outcomes.back())) house->restore();
            }
            row.cells[r] = security::folded(outcomes);
        }
        return row;
    }

    static inline House* house = nullptr;
    static inline RightsTable table;
};

TEST_F(RightsTest, every_route_has_a_row_and_every_row_a_route) {
    for (std::string const& problem : table.problems) ADD_FAILURE() << problem;
    std::set<std::string> rows;
    for (RightsRow const& row : table.rows) {
        EXPECT_TRUE(rows.insert(row.route).second)
            << table_file << ":" << row.line << ": a second row of " << row.route;
        EXPECT_NE(route_of(*house, row.route), nullptr)
            << table_file << ":" << row.line << ": no route " << row.route << " any more: take the row out";
    }
    for (web::Route const& route : house->routes())
        EXPECT_TRUE(rows.contains(name_of(route)))
            << "no row in " << table_file << " for the route \"" << name_of(route)
            << "\": add one (tests/security/README.md says how, in two minutes)";
}

TEST_F(RightsTest, every_cell_of_the_matrix_holds_and_what_is_refused_writes_nothing) {
    char const* const out = std::getenv("TREMPLIN_RIGHTS_OBSERVED");
    char const* const only = std::getenv("TREMPLIN_RIGHTS_ONLY");
    std::ofstream file;
    if (out) file.open(out);
    if (out) file << security::head_line() << "\n";
    for (RightsRow const& row : table.rows) {
        if (only && row.route.find(only) == std::string::npos) continue;
        if (!route_of(*house, row.route)) continue;
        RightsRow real;
        try {
            real = observed(row);
        } catch (std::exception const& fault) {
            ADD_FAILURE() << table_file << ":" << row.line << ": " << row.route << ": " << fault.what();
            if (out) file << "# " << fault.what() << "\n" << security::line_of(row) << "\n";
            continue;
        }
        if (out) file << security::line_of(real) << std::endl;
        for (std::size_t r = 0; r < std::size(roles); ++r)
            EXPECT_EQ(real.cells[r], row.cells[r])
                << table_file << ":" << row.line << ": " << row.route << " for " << roles[r];
    }
    EXPECT_EQ(house->faults, std::vector<std::string>{});
}

TEST_F(RightsTest, the_table_says_that_refusals_and_reads_write_nothing) {
    for (RightsRow const& row : table.rows) {
        web::Route const* const route = route_of(*house, row.route);
        if (!route) continue;
        bool has_success = false;
        for (std::size_t r = 0; r < std::size(roles); ++r)
            for (std::size_t v = 0; v < row.variants.size(); ++v) {
                std::string const cell = row.expected(r, v);
                EXPECT_FALSE(cell.starts_with('5')) << row.route << " for " << roles[r];
                if (writes(cell) && (is_refusal(cell) || !is_write(*route))) {
                    EXPECT_FALSE(row.note.empty())
                        << table_file << ":" << row.line << ": " << row.route << " writes for " << roles[r]
                        << " though it is refused or a read: the note says why";
                }
                has_success = has_success || !is_refusal(cell);
            }
        if (is_write(*route) && !has_success) {
            EXPECT_FALSE(row.note.empty())
                << table_file << ":" << row.line << ": " << row.route
                << " succeeds for nobody: its form proves nothing; mend it, or say why in the note";
        }
    }
}

TEST_F(RightsTest, policies_of_the_router_hold_in_every_row) {
    using web::Policy;
    auto const at = [&](RightsRow const& row, std::string_view role) {
        for (std::size_t r = 0; r < std::size(roles); ++r)
            if (roles[r] == role) return row.expected(r, 0);
        return std::string();
    };
    for (RightsRow const& row : table.rows) {
        web::Route const* const route = route_of(*house, row.route);
        if (!route) continue;
        SCOPED_TRACE(row.route);
        std::string const visitor = at(row, "visitor");
        switch (route->policy) {
            case Policy::signed_in:
            case Policy::member:
            case Policy::operator_:
            case Policy::overseer:
            case Policy::relay:
                EXPECT_EQ(visitor, "in");
                EXPECT_EQ(at(row, "program"), "in") << "a token opens no page";
                if (!route->before_factor) {
                    EXPECT_EQ(at(row, "half"), "2fa");
                }
                break;
            case Policy::demo:
                for (std::string_view const role : roles) EXPECT_EQ(at(row, role), "404");
                break;
            case Policy::api_token:
                for (std::string_view const role : roles)
                    if (role != "program") {
                        EXPECT_EQ(at(row, role), "401");
                    }
                break;
            default:
                break;
        }
        if (route->policy == Policy::operator_ || route->policy == Policy::overseer) {
            for (std::string_view const role :
                 {"account", "pending", "member", "admin", "other", "partner", "relay", "relay_out"})
                EXPECT_EQ(at(row, role), "403") << role;
        }
        if (route->policy == Policy::relay) {
            for (std::string_view const role :
                 {"account", "pending", "member", "admin", "other", "partner", "operator", "auditor"})
                EXPECT_EQ(at(row, role), "403") << role;
            EXPECT_EQ(at(row, "bare"), "2fa");
        }
        if (route->policy == Policy::operator_) {
            EXPECT_EQ(at(row, "auditor"), "403");
            EXPECT_EQ(at(row, "bare"), "2fa");
        }
    }
}

TEST_F(RightsTest, every_object_of_the_rows_exists_in_the_demonstration) {
    EXPECT_EQ(house->missing_objects(), std::vector<std::string>{});
}

TEST(RightsOnPostgresql, a_sample_of_the_matrix_holds_there_too) {
    if (!House::can_be_built() || std::getenv("TREMPLIN_TEST_POSTGRES") == nullptr)
        GTEST_SKIP() << "no PostgreSQL: TREMPLIN_TEST_POSTGRES is not set (./test sets it)";
    House house(db::Engine::postgresql);  // as it was filled
    RightsTable const table = security::read_rights(table_file);
    std::map<std::string, web::Route const*> routes;
    for (web::Route const& route : house.routes()) routes[name_of(route)] = &route;
    for (std::size_t i = 0; i < table.rows.size(); i += sampled_every) {
        RightsRow const& row = table.rows[i];
        if (!routes.contains(row.route)) continue;
        web::Route const& route = *routes[row.route];
        for (std::size_t r = 0; r < std::size(roles); ++r)
            for (std::size_t v = 0; v < row.variants.size(); ++v) {
                std::string const expected = row.expected(r, v);
                // What writes would change what comes after it: SQLite tried it.
                if (writes(expected)) continue;
                EXPECT_EQ(house
                              .outcome(roles[r], route, security::target_of(house, route, row, v),
                                       security::form_of(house, route, row))
                              .cell,
                          expected)
                    << row.route << " for " << roles[r];
            }
    }
    EXPECT_EQ(house.faults, std::vector<std::string>{});
}

}  // namespace
