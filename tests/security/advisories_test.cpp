// One test a published advisory of comparable services that no other test held yet (reliability.md §4.5);
// docs/security/advisories.md says which test answers which.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "base/text.hpp"
#include "db/tables.hpp"
#include "people/actions_administrator.hpp"
#include "security/rights_table.hpp"

namespace {

using security::House;
using security::RightsRow;

std::string text_of(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

std::vector<std::filesystem::path> files_under(char const* folder, std::set<std::string> const& kinds) {
    std::vector<std::filesystem::path> found;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && kinds.contains(entry.path().extension().string()))
            found.push_back(entry.path());
    return found;
}

class AdvisoriesTest : public testing::Test {
  protected:
    void SetUp() override {
        if (!House::can_be_built())
            GTEST_SKIP() << "node_modules is absent: run from the root of the repository after npm ci";
        house = &security::shared_house(db::Engine::sqlite);
        rows = security::read_rights(security::rights_file).rows;
    }
    /// The first role and object for which the row says that a form is accepted.
    static std::optional<std::pair<std::size_t, std::size_t>> welcome(RightsRow const& row) {
        for (std::size_t r = 0; r < std::size(security::roles); ++r)
            for (std::size_t v = 0; v < row.variants.size(); ++v)
                if (std::string const cell = row.expected(r, v);
                    cell.starts_with("303+") || cell.starts_with("303~"))
                    return std::pair{r, v};
        return std::nullopt;
    }
    http::Response sent(std::string_view role, std::string const& target, security::Fields const& fields,
                        security::Fields const& headers) {
        http::Request request = house->head_of(role, http::Method::post, target);
        for (auto const& [name, value] : fields)
            request.body += (request.body.empty() ? "" : "&") + base::percent_encoded(name) + "=" +
                            base::percent_encoded(value);
        request.headers.add("content-type", "application/x-www-form-urlencoded");
        for (auto const& [name, value] : headers) request.headers.add(name, value);
        return house->dispatcher().handle(request);
    }

    House* house = nullptr;
    std::vector<RightsRow> rows;
    std::vector<std::string> different;
};

/// 3, 25, 45: what the API tells to nobody in particular is what pages show to nobody in particular.
TEST_F(AdvisoriesTest, the_api_names_nothing_that_pages_hide_and_no_person) {
    int references = 0;
    for (RightsRow const& row : rows) {
        if (!row.route.starts_with("GET /api/")) continue;
        web::Route const& route = *security::route_of(*house, row.route);
        for (std::size_t v = 0; v < row.variants.size(); ++v) {
            http::Response const answer =
                house->send("visitor", http::Method::get, security::target_of(*house, route, row, v));
            std::string const body(answer.content());
            EXPECT_EQ(body.find("@demo.tremplin.example"), std::string::npos)
                << row.route << " names a person";
            EXPECT_EQ(body.find("brouillon-"), std::string::npos) << row.route << " names a draft";
            std::regex const reference(R"([CP]-20\d\d-\d{3,4})");
            std::set<std::string> named;
            for (std::sregex_iterator at(body.begin(), body.end(), reference), end;
                 at != end && named.size() < 40; ++at)
                named.insert(at->str());
            for (std::string const& one : named) {
                ++references;
                if (one == "C-2026-0012" || one == "P-2026-012") continue;  // examples in descriptions
                EXPECT_EQ(house
                              ->send("visitor", http::Method::get,
                                     (one[0] == 'C' ? "/contributions/" : "/propositions/") + one)
                              .status,
                          200)
                    << row.route << " names " << one << ", which has no public page";
            }
        }
    }
    EXPECT_GT(references, 100);
}

/// 4, 5, 20, 21, 24: no parameter of any page reaches SQL, markup or a fault.
TEST_F(AdvisoriesTest, no_query_parameter_of_any_page_breaks_a_statement_or_comes_back_as_markup) {
    std::set<std::string> names{"page", "tri", "q", "per_page", "after"};
    std::regex const read(R"re((?:query\.(?:get|all|find|has)\(|query, )"([a-z_]{1,30})")re");
    for (std::filesystem::path const& path : files_under("src", {".cpp"})) {
        std::string const source = text_of(path);
        for (std::sregex_iterator at(source.begin(), source.end(), read), end; at != end; ++at)
            names.insert((*at)[1].str());
    }
    ASSERT_GT(names.size(), 20U);
    std::vector<std::string> const payloads{"1' OR '1'='1",
                                            "x'); DROP TABLE persons;--",
                                            "id desc, (SELECT 1)",
                                            "\"><script>alert(1)</script>",
                                            "%00",
                                            "-1",
                                            "99999999999999999999",
                                            "*) AND NEAR(\"",
                                            "\xE2\x80\xAE"};
    for (RightsRow const& row : rows) {
        web::Route const& route = *security::route_of(*house, row.route);
        if (security::is_write(route) || row.route.find("archive") != std::string::npos) continue;
        bool const is_public = route.policy == web::Policy::public_page ||
                               route.policy == web::Policy::public_form ||
                               route.policy == web::Policy::api_public;
        std::string const target = security::target_of(*house, route, row, 0);
        for (std::string const& payload : payloads) {
            std::string const value = base::percent_encoded(payload);
            std::string every;
            for (std::string const& name : names) every += "&" + name + "=" + value;
            std::string const asked =
                target + (target.find('?') == std::string::npos ? "?" + every.substr(1) : every);
            for (std::string_view const role :
                 {is_public ? std::string_view("visitor") : "admin", std::string_view("operator")}) {
                http::Response const response = house->send(role, http::Method::get, asked);
                EXPECT_LT(response.status, 500) << role << " " << row.route << " " << payload;
                EXPECT_EQ(response.content().find("<script>alert(1)"), std::string_view::npos) << row.route;
            }
        }
    }
    // One at a time too, where a wrong one would hide the next.
    for (RightsRow const& row : rows) {
        web::Route const& route = *security::route_of(*house, row.route);
        if (security::is_write(route) || row.route.find("archive") != std::string::npos) continue;
        std::string const target = security::target_of(*house, route, row, 0);
        for (std::string const& name : names) {
            std::string const asked = target + (target.find('?') == std::string::npos ? "?" : "&") + name +
                                      "=" + base::percent_encoded("x' OR 1=1--\"<script>alert(1)");
            http::Response const response = house->send("operator", http::Method::get, asked);
            EXPECT_LT(response.status, 500) << row.route << " " << name;
            EXPECT_EQ(response.content().find("<script>alert(1)"), std::string_view::npos)
                << row.route << " " << name;
        }
    }
    EXPECT_EQ(house->faults, std::vector<std::string>{});
    house->faults.clear();
}

/// 9: an invitation that expired is not revived by its person's signing in, or by anything they do.
TEST_F(AdvisoriesTest, an_expired_invitation_is_revived_by_nothing_its_person_does) {
    std::string const invitation = house->object("invitation.mine");
    auto const done = house->database().write([&](db::Tx& tx) -> base::Result<base::Done> {
        tx.execute("UPDATE invitations SET expires_at = 1 WHERE id = $1", {*base::parse_int(invitation)});
        return base::Done{};
    });
    ASSERT_TRUE(done.ok());
    auto const accept = [&] {
        return house->send("account", http::Method::post, "/mon-compte/invitations/" + invitation).status;
    };
    EXPECT_EQ(accept(), 409) << "late";
    house->send("account", http::Method::post, "/mon-compte/adresse",
                {{"email", "sans-structure2@essai.example"}});
    EXPECT_EQ(accept(), 409) << "late";
    EXPECT_EQ(house->database().snapshot()->integer(
                  "SELECT count(*) FROM affiliations f JOIN persons p ON p.id = f.person_id WHERE p.email = "
                  "'sans-structure@essai.example'"),
              0);
    house->restore();
}

/// 15: nothing that a person types is fetched: the only ways out are mail, the antivirus, the database.
TEST(AdvisoriesSource, nothing_typed_is_ever_fetched) {
    for (std::filesystem::path const& path : files_under("src", {".cpp", ".hpp"})) {
        std::string const name = path.string();
        std::string const source = text_of(path);
        bool const goes_out = source.find("curl_easy_init") != std::string::npos ||
                              source.find("::connect(") != std::string::npos ||
                              source.find("async_connect") != std::string::npos;
        bool const may = name == "src/messaging/smtp_transport.cpp" || name == "src/files/virus_check.cpp" ||
                         name.starts_with("src/app/");
        EXPECT_TRUE(!goes_out || may)
            << name << " opens a connection: who chooses its address? (advisory 15)";
    }
}

/// 4, 5: what a person typed stands in $1, $2 …; what is joined into a statement is chosen in code. A quoted
/// place for something else in a statement is looked at here, one by one.
TEST(AdvisoriesSource, no_statement_has_a_quoted_place_for_a_value) {
    // What they join is of an enum or of a table in the code: kinds of documents, size classes, départements
    // of single authorities, the sides of a queue, replacements of erased columns.
    std::set<std::string> const closed_names{
        "src/search/similar_rows.cpp",     "src/consultation/near_rows.cpp",
        "src/relay/scope_rows.cpp",        "src/consultation/of_day_rows.cpp",
        "src/people/affiliation_rows.cpp", "src/people/personal_rows.cpp"};
    for (std::filesystem::path const& path : files_under("src", {".cpp"})) {
        std::string const name = path.string();
        if (name.find("_rows.cpp") == std::string::npos || closed_names.contains(name)) continue;
        std::string const source = text_of(path);
        EXPECT_EQ(source.find("'{}'"), std::string::npos)
            << name << " puts something between quotes in a statement";
        EXPECT_EQ(source.find("'\" +"), std::string::npos)
            << name << " joins something between quotes in a statement";
    }
}

/// 26: every form of every route.
TEST_F(AdvisoriesTest, no_form_of_any_route_is_taken_without_our_token_or_from_elsewhere) {
    int forms = 0;
    for (RightsRow const& row : rows) {
        web::Route const route = *security::route_of(*house, row.route);
        if (!security::is_write(route) || route.policy == web::Policy::mail_link ||
            route.policy == web::Policy::api_token)
            continue;
        auto const found = welcome(row);
        if (!found) continue;
        std::string_view const role = security::roles[found->first];
        std::string const target = security::target_of(*house, route, row, found->second);
        security::Fields const form = security::form_of(*house, route, row);
        auto const with = [&](security::Fields hidden) {
            hidden.insert(hidden.end(), form.begin(), form.end());
            return hidden;
        };
        std::string_view const stranger = role == "other" ? "admin" : "other";
        std::int64_t const before = house->database().version().value_or(0);
        EXPECT_EQ(sent(role, target, form, {}).status, 403) << row.route << " without a token";
        EXPECT_EQ(sent(role, target, with(house->hidden_fields(stranger)), {}).status, 403)
            << row.route << " with another person's token";
        EXPECT_EQ(
            sent(role, target, with(house->hidden_fields(role)), {{"origin", "https://ailleurs.example"}})
                .status,
            403)
            << row.route << " from another origin";
        EXPECT_EQ(
            sent(role, target, with(house->hidden_fields(role)), {{"sec-fetch-site", "cross-site"}}).status,
            403)
            << row.route << " from another site";
        EXPECT_EQ(house->database().version().value_or(0), before) << row.route << " wrote something";
        ++forms;
    }
    EXPECT_GT(forms, 60);
}

/// 38: a form takes its own fields; columns added to it change nothing more.
TEST_F(AdvisoriesTest, columns_added_to_a_form_change_nothing_more) {
    std::vector<std::string> const privileged{"roles",          "affiliations",    "persons",    "campaigns",
                                              "phases",         "supports",        "selections", "api_tokens",
                                              "second_factors", "policies",        "erasures",   "elections",
                                              "themes",         "review_requests", "validations"};
    security::Fields columns;
    std::vector<db::Table> watched;
    {
        auto const snapshot = house->database().snapshot();
        std::set<std::string> names{"role",     "is_operator", "is_admin",      "admin",
                                    "operator", "user_id",     "email_verified"};
        for (db::Table const& table : db::tables(*snapshot)) {
            if (std::find(privileged.begin(), privileged.end(), table.name) != privileged.end())
                watched.push_back(table);
            for (db::Column const& column : table.columns) names.insert(column.name);
        }
        for (std::string const& name : names) columns.emplace_back(name, name == "state" ? "verified" : "1");
    }
    ASSERT_GT(watched.size(), 10U);
    auto const after = [&](std::string_view role, web::Route const& route, std::string const& target,
                           security::Fields const& form) {
        house->send(role, route.method, target, form);
        std::string all;
        {
            auto const snapshot = house->database().snapshot();
            for (db::Table const& table : watched) {
                // Tokens and sealed secrets are drawn anew each time: counted.
                bool const is_drawn = table.name == "api_tokens" || table.name == "second_factors";
                db::Contents const contents = db::contents(*snapshot, table);
                all += table.name + ":" + std::to_string(contents.rows) + "/" +
                       (is_drawn ? "" : std::to_string(contents.sum)) + " ";
            }
        }
        house->restore();
        return all;
    };
    for (RightsRow const& row : rows) {
        web::Route const route = *security::route_of(*house, row.route);
        if (!security::is_write(route) || row.route.starts_with("DELETE") || row.route.starts_with("PUT"))
            continue;
        auto const found = welcome(row);
        if (!found) continue;
        std::string_view const role = security::roles[found->first];
        std::string const target = security::target_of(*house, route, row, found->second);
        security::Fields const form = security::form_of(*house, route, row);
        std::set<std::string> own;
        for (auto const& [name, value] : form) own.insert(name);
        security::Fields more = form;
        for (auto const& [name, value] : columns)
            if (!own.contains(name)) more.emplace_back(name, value);
        std::string const plain = after(role, route, target, form);
        std::string const padded = after(role, route, target, more);
        // A field of the form that the row leaves out may be a column's name: then the padded form says more.
        if (plain != padded) different.push_back(row.route);
    }
    EXPECT_EQ(different, std::vector<std::string>{}) << "a field that is no part of the form was taken";
}

/// 36: what is downloaded is named by a key, never by a path.
TEST_F(AdvisoriesTest, no_key_of_a_file_is_a_path) {
    for (std::string const key : {"..%2f..%2fsecret.key", "%2e%2e%2fjournal.key", "..", ".",
                                  "%2fetc%2fpasswd", "a%00b", "C:%5Cwindows", "....%2f%2f"})
        EXPECT_EQ(house->send("operator", http::Method::get, "/pieces-jointes/" + key).status, 404) << key;
}

/// The table itself: every test that it names exists, and every advisory has a line.
TEST(AdvisoriesTable, every_named_test_exists) {
    std::string tests;
    for (std::filesystem::path const& path : files_under("tests", {".cpp", ".mjs"})) tests += text_of(path);
    std::string const table = text_of("docs/security/advisories.md");
    std::regex const name(R"(`([A-Za-z0-9_]+)\.([a-z0-9_]+)`)");
    int named = 0;
    for (std::sregex_iterator at(table.begin(), table.end(), name), end; at != end; ++at, ++named)
        EXPECT_NE(tests.find(", " + (*at)[2].str() + ")"), std::string::npos) << at->str();
    std::regex const story(R"re(e2e «([^»]+)»)re");
    for (std::sregex_iterator at(table.begin(), table.end(), story), end; at != end; ++at, ++named)
        EXPECT_NE(tests.find("test(\"" + (*at)[1].str() + "\""), std::string::npos) << at->str();
    EXPECT_GT(named, 40);
    for (int number = 1; number <= 45; ++number)
        EXPECT_NE(table.find("\n| " + std::to_string(number) + " |"), std::string::npos)
            << "advisory " << number;
}

}  // namespace
