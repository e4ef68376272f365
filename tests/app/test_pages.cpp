// Every public page of the demonstration, without sockets: it answers, and within its budget of SQL
// statements.
#include <gtest/gtest.h>

#include <filesystem>

#include "app/commands.hpp"
#include "app/program.hpp"
#include "support/databases.hpp"

namespace {

constexpr int statements_max = 6;  // HOUSE.md "Budgets"

class DemonstrationTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!std::filesystem::exists("node_modules/decoupage-2026")) return;
        folder = std::make_unique<support::TemporaryFolder>();
        app::Config config;
        config.database = folder->file("demo.db");
        config.data = folder->file("data");
        config.node_modules = "node_modules";
        ASSERT_TRUE(app::complete(config).ok());
        ASSERT_TRUE(app::fill_demo(config).ok());
        config.demo = true;
        ASSERT_TRUE(app::complete(config).ok());
        program = std::make_unique<app::Program>(config, base::World{clock, random});
        dispatcher = std::make_unique<web::Dispatcher>(
            program->services(), program->routes(),
            [](std::string_view, std::string_view route, std::string_view what) {
                ADD_FAILURE() << route << ": " << what;
            });
    }
    static void TearDownTestSuite() {
        dispatcher.reset();
        program.reset();
        folder.reset();
    }
    void SetUp() override {
        if (!dispatcher)
            GTEST_SKIP() << "node_modules is absent: run from the root of the repository after npm ci";
    }
    static http::Response get(std::string const& target) {
        http::Request request;
        request.target = target;
        std::size_t const question = target.find('?');
        request.path = target.substr(0, question);
        if (question != std::string::npos) request.query = *http::parse_query(target.substr(question + 1));
        return dispatcher->handle(request);
    }

    static inline std::unique_ptr<support::TemporaryFolder> folder;
    static inline base::SystemClock clock;
    static inline base::SystemRandom random;
    static inline std::unique_ptr<app::Program> program;
    static inline std::unique_ptr<web::Dispatcher> dispatcher;
};

}  // namespace

TEST_F(DemonstrationTest, a_public_page_costs_at_most_six_statements) {
    int statements = -1;
    dispatcher->observe_statements([&](std::string_view, int counted) { statements = counted; });
    for (std::string const target : {"/",
                                     "/campagnes",
                                     "/campagnes/france-relance-2021",
                                     "/campagnes/france-relance-2021/regles",
                                     "/campagnes/france-relance-2021/contributions",
                                     "/campagnes/france-relance-2021/contributions?q=cantine&suite=grouped",
                                     "/campagnes/france-relance-2021/propositions",
                                     "/campagnes/france-relance-2021/propositions?q=eau&tri=titre",
                                     "/campagnes/france-relance-2021/resultats",
                                     "/campagnes/sobriete-services-publics/propositions/imprimer",
                                     "/contributions/C-2021-0001",
                                     "/propositions/P-2021-001",
                                     "/propositions/P-2021-001/soutiens",
                                     "/collectivites",
                                     "/collectivites?q=saint-denis",
                                     "/collectivites/29134",
                                     "/collectivites/DEP-29",
                                     "/recherche?q=eau",
                                     "/donnees-ouvertes",
                                     "/suivre?sujet=campagne:france-relance-2021",
                                     "/suivre?sujet=proposition:P-2021-001",
                                     "/connexion",
                                     "/contact"}) {
        statements = -1;
        EXPECT_EQ(get(target).status, 200) << target;
        EXPECT_LE(statements, statements_max) << target;
        EXPECT_GE(statements, 0) << target;
    }
    dispatcher->observe_statements({});
}

TEST_F(DemonstrationTest, every_route_without_a_value_in_its_path_answers_a_visitor_without_a_fault) {
    for (web::Route const& route : program->routes()) {
        if (route.method != http::Method::get || route.pattern.find('{') != std::string::npos) continue;
        http::Response const response = get(route.pattern);
        EXPECT_LT(response.status, 500) << route.pattern;
        bool const is_closed = route.policy != web::Policy::public_page &&
                               route.policy != web::Policy::public_form &&
                               route.policy != web::Policy::api_public && route.policy != web::Policy::demo;
        EXPECT_TRUE(!is_closed || response.status == 303 || response.status == 401) << route.pattern;
    }
}
