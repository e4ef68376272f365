#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "app/config.hpp"
#include "support/databases.hpp"

using app::Config;

namespace {

/// Sets an environment variable for one test.
class Environment {
  public:
    Environment(char const* name, char const* value) : name_(name) { ::setenv(name, value, 1); }
    ~Environment() { ::unsetenv(name_); }
    Environment(Environment const&) = delete;
    Environment& operator=(Environment const&) = delete;

  private:
    char const* name_;
};

std::string file_with(support::TemporaryFolder const& folder, std::string const& text) {
    std::string const path = folder.file("tremplin.toml");
    std::ofstream(path) << text;
    return path;
}

}  // namespace

TEST(Config, the_file_is_read_then_the_environment_wins) {
    support::TemporaryFolder const folder;
    Config config;
    ASSERT_TRUE(
        app::read_file(config, file_with(folder, "port = 9000\nsite_name = \"Essai\"\ndemo = true\n")).ok());
    EXPECT_EQ(config.port, 9000);
    EXPECT_EQ(config.site.name, "Essai");
    EXPECT_TRUE(config.demo);
    Environment const port("TREMPLIN_PORT", "9001");
    ASSERT_TRUE(app::read_environment(config).ok());
    EXPECT_EQ(config.port, 9001);
}

TEST(Config, an_unknown_key_a_wrong_type_or_value_is_refused_with_its_line) {
    support::TemporaryFolder const folder;
    for (char const* wrong :
         {"nonsense = 1\n", "port = \"abc\"\n", "port = 70000\n", "demo = \"perhaps\"\n", "port = [1]\n",
          "contact_email = \"no\"\n", "origin = \"ftp://x\"\n", "not toml"}) {
        Config config;
        auto const read = app::read_file(config, file_with(folder, wrong));
        ASSERT_FALSE(read.ok()) << wrong;
        EXPECT_NE(read.refusal().message.find("tremplin.toml:1"), std::string::npos)
            << read.refusal().message;
    }
}

TEST(Config, a_demonstration_listens_on_loopback_only_unless_forced) {
    Config config;
    config.demo = true;
    config.address = "0.0.0.0";
    EXPECT_FALSE(app::complete(config).ok());
    config.demo_anywhere = true;
    EXPECT_TRUE(app::complete(config).ok());
    EXPECT_TRUE(config.site.is_demo);
}

TEST(Config, the_accepted_hosts_follow_from_the_origin) {
    Config config;
    config.site.origin = "https://consultation.example.fr/";
    config.origin_is_set = true;
    ASSERT_TRUE(app::complete(config).ok());
    EXPECT_EQ(config.site.origin, "https://consultation.example.fr");
    EXPECT_EQ(config.hosts.front(), "consultation.example.fr");
}

TEST(Config, the_help_names_every_setting_with_its_environment_name) {
    std::string const help = app::configuration_help();
    for (char const* name : {"TREMPLIN_DATABASE", "TREMPLIN_DATA", "TREMPLIN_SMTP_URL", "TREMPLIN_ORIGIN"})
        EXPECT_NE(help.find(name), std::string::npos) << name;
}

TEST(Config, a_real_service_lists_every_blank_that_the_law_wants_filled_and_a_demonstration_none) {
    Config config;
    ASSERT_TRUE(app::complete(config).ok());
    EXPECT_EQ(app::missing_to_serve(config),
              (std::vector<std::string>{"publisher", "publisher_address", "publication_director", "host",
                                        "host_address", "data_protection", "accessibility_contact",
                                        "contact_email"}));
    config.site.identity = {"a", "b", "c", "d", "e", "f", "g@example.fr", ""};
    config.site.contact_email = "h@example.fr";
    EXPECT_TRUE(app::missing_to_serve(config).empty());

    Config demo;
    demo.demo = true;
    ASSERT_TRUE(app::complete(demo).ok());
    EXPECT_TRUE(app::missing_to_serve(demo).empty());
    EXPECT_NE(demo.site.identity.publisher.find("fictif"), std::string::npos);
    EXPECT_NE(demo.site.identity.host.find("fictif"), std::string::npos);
}

TEST(Config, mails_never_leave_from_a_domain_that_is_nobodys) {
    Config config;
    EXPECT_TRUE(app::sender_is_ours(config).ok()) << "without a mail server they become files";
    config.smtp_url = "smtp://relay.example.gouv.fr:587";
    auto const refused = app::sender_is_ours(config);
    ASSERT_FALSE(refused.ok()) << "the default";
    EXPECT_NE(refused.refusal().message.find("ne-pas-repondre@tremplin.example"), std::string::npos);
    EXPECT_NE(refused.refusal().advice.find("TREMPLIN_MAIL_FROM"), std::string::npos);
    for (char const* reserved : {"a@example.org", "a@mail.example.com", "a@site.test", "a@example"}) {
        config.mail_from = reserved;
        EXPECT_FALSE(app::sender_is_ours(config).ok()) << reserved;
    }
    for (char const* real : {"a@example.gouv.fr", "a@myexample.org", "a@mairie.fr"}) {
        config.mail_from = real;
        EXPECT_TRUE(app::sender_is_ours(config).ok()) << real;
    }
    config.mail_from = "a@site.test";
    config.demo = true;
    EXPECT_TRUE(app::sender_is_ours(config).ok()) << "a demonstration tries a relay of its own";
}

TEST(Config, a_name_that_was_set_stays_in_a_demonstration) {
    Config demo;
    demo.demo = true;
    demo.site.identity.publisher = "Ville d’Essai";
    ASSERT_TRUE(app::complete(demo).ok());
    EXPECT_EQ(demo.site.identity.publisher, "Ville d’Essai");
}

TEST(Config, a_colour_that_cannot_be_read_stops_the_start) {
    Config config;
    config.site.look.brand = "#ffd34d";
    auto const whole = app::complete(config);
    ASSERT_FALSE(whole.ok());
    EXPECT_NE(whole.refusal().message.find("brand_colour"), std::string::npos) << whole.refusal().message;
    EXPECT_NE(whole.refusal().advice.find('#'), std::string::npos) << whole.refusal().advice;
}

TEST(Config, links_of_the_foot_are_pages_of_the_site_or_https) {
    support::TemporaryFolder const folder;
    Config config;
    ASSERT_TRUE(
        app::read_file(
            config,
            file_with(folder, "footer_links = \"Le ministère=https://www.example.fr|Règles=/campagnes\"\n"))
            .ok());
    ASSERT_EQ(config.site.footer_links.size(), 2u);
    EXPECT_EQ(config.site.footer_links[0].label, "Le ministère");
    for (char const* wrong :
         {"X=javascript:alert(1)", "X=http://example.fr", "X=//example.fr", "no link", "=https://a.fr"}) {
        Config other;
        EXPECT_FALSE(
            app::read_file(other, file_with(folder, std::string("footer_links = \"") + wrong + "\"\n")).ok())
            << wrong;
    }
}

TEST(Config, an_audit_by_people_takes_the_place_of_the_self_assessment) {
    support::TemporaryFolder const folder;
    Config config;
    ASSERT_TRUE(
        app::read_file(config, file_with(folder, "audit_auditor = \"Cabinet\"\naudit_rate = \"100\"\n"))
            .ok());
    EXPECT_FALSE(app::complete(config).ok()) << "without its date";
    config.site.audit.date = "12 mars 2027";
    ASSERT_TRUE(app::complete(config).ok());
    EXPECT_EQ(config.site.accessibility, "totalement conforme");
    config.site.audit.rate_permille = 499;
    ASSERT_TRUE(app::complete(config).ok());
    EXPECT_EQ(config.site.accessibility, "non conforme");
}
