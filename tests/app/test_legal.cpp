// What the public and whoever signs for the service rely on: the site map, help, legal tables and contacts
// say what the program does.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "app/program.hpp"
#include "base/instant.hpp"
#include "http/path_table.hpp"
#include "site/accessibility.hpp"
#include "site/help.hpp"
#include "site/plan.hpp"
#include "support/databases.hpp"

namespace {

std::string content_of(std::string const& path) {
    std::ifstream stream(path);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

class LegalTest : public testing::Test {
  protected:
    LegalTest() {
        app::Config config;
        config.database = folder.file("site.db");
        config.data = folder.file("data");
        EXPECT_TRUE(app::complete(config).ok());
        program = std::make_unique<app::Program>(config, base::World{clock, random});
    }

    support::TemporaryFolder folder;
    base::SystemClock clock;
    base::SystemRandom random;
    std::unique_ptr<app::Program> program;
};

std::string self_assessment_file() {
    return content_of("docs/accessibility/rgaa.toml");
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_F(LegalTest, every_public_page_has_its_place_in_the_site_map_or_is_a_step_of_a_form) {
    for (web::Route const& route : program->routes()) {
        bool const is_page =
            route.method == http::Method::get &&
            (route.policy == web::Policy::public_page || route.policy == web::Policy::public_form) &&
            route.pattern.find_first_of("{.") == std::string::npos;
        EXPECT_TRUE(!is_page || site::planned_page(route.pattern) != nullptr)
            << route.pattern << " has no line in site/plan.cpp";
    }
}

TEST_F(LegalTest, every_link_of_the_help_leads_to_a_page) {
    http::PathTable table;
    web::Routes const routes = program->routes();
    for (std::size_t i = 0; i < routes.size(); ++i) table.add(routes[i].method, routes[i].pattern, i);
    for (site::HelpRole const& role : site::help_roles())
        for (site::HelpTask const& task : role.tasks)
            EXPECT_EQ(table.find(http::Method::get, task.href).what, http::PathTable::Found::What::route)
                << role.slug << ": " << task.href;
}

TEST_F(LegalTest, every_table_about_persons_belongs_to_a_processing_of_the_record) {
    std::string const record = content_of("docs/legal/record.md");
    if (record.empty()) GTEST_SKIP() << "run from the root of the repository";
    for (web::Room const& room : program->rooms_wired())
        for (journal::PersonalTable const& table : room.personal)
            EXPECT_NE(record.find("`" + std::string(table.table) + "`"), std::string::npos)
                << table.table << " is missing in docs/legal/record.md";
}

TEST(Security, security_txt_names_a_contact_and_expires_within_a_year) {
    web::SiteSettings site;
    site.origin = "https://tremplin.example";
    site.contact_email = "contact@tremplin.example";
    base::Instant const now = *base::parse_iso8601("2026-11-22T10:00:00Z");
    std::string const text = site::security_text(site, now);
    EXPECT_NE(text.find("Contact: mailto:contact@tremplin.example\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Canonical: https://tremplin.example/.well-known/security.txt\n"), std::string::npos);
    std::size_t const at = text.find("Expires: ") + 9;
    auto const expires = base::parse_iso8601(text.substr(at, text.find('\n', at) - at));
    ASSERT_TRUE(expires) << text;
    EXPECT_GT(*expires, now + base::Duration::days(30));
    EXPECT_LT(*expires, now + base::Duration::days(365));
    site.identity.security_contact = "securite@tremplin.example";
    EXPECT_NE(site::security_text(site, now).find("Contact: mailto:securite@"), std::string::npos);
}

TEST(SelfAssessment, what_nobody_assessed_counts_as_not_met) {
    using enum site::Finding;
    std::vector<site::Criterion> const some{{"1.1", "a", conform, "x", {}},
                                            {"1.2", "b", not_assessed, "x", {}},
                                            {"1.3", "c", not_applicable, "x", {}},
                                            {"1.4", "d", not_conform, "x", {}}};
    site::Tally const sum = site::tally(some);
    EXPECT_EQ(sum.applicable(), 3);
    EXPECT_EQ(sum.rate_permille(), 333);
    EXPECT_EQ(site::tally({}).rate_permille(), 0);
}

TEST(SelfAssessment, the_words_are_those_of_the_law) {
    EXPECT_EQ(site::state_of(1000), "totalement conforme");
    EXPECT_EQ(site::state_of(999), "partiellement conforme");
    EXPECT_EQ(site::state_of(500), "partiellement conforme");
    EXPECT_EQ(site::state_of(499), "non conforme");
}

TEST(SelfAssessment, the_file_holds_the_106_criteria_and_a_wrong_one_is_a_fault) {
    EXPECT_EQ(site::self_assessment().criteria.size(), 106u);
    std::string const file = self_assessment_file();
    if (file.empty()) GTEST_SKIP() << "run from the root of the repository";
    EXPECT_NO_THROW(site::read_self_assessment(file));
    EXPECT_THROW(site::read_self_assessment(replaced(file, "number = \"1.2\"", "number = \"1.1\"")),
                 base::Fault);
    EXPECT_THROW(site::read_self_assessment(replaced(file, "state = \"conforme\"", "state = \"presque\"")),
                 base::Fault);
    EXPECT_THROW(
        site::read_self_assessment(file + "\n[[criterion]]\nnumber = \"13.13\"\ntitle = \"a\"\nstate = "
                                          "\"conforme\"\nhow = \"b\"\n"),
        base::Fault);
}
