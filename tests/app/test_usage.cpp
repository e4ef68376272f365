#include <gtest/gtest.h>

#include "app/usage.hpp"

namespace {

/// What a small command line like ours answers to these words; empty when it understands them.
std::string answer_to(std::vector<std::string> words) {
    CLI::App cli("essai", "tremplin");
    cli.require_subcommand(1);
    cli.fallthrough();
    std::string text;
    cli.add_option("--config", text);
    CLI::App* serve = cli.add_subcommand("serve", "");
    serve->add_option("--port", text)->check(app::whole_number(0, 65535));
    CLI::App* load = cli.add_subcommand("load", "");
    load->require_subcommand(1);
    load->add_subcommand("register", "")->add_option("--edition", text)->check(app::one_of({"2021", "2026"}));
    load->add_subcommand("contacts", "")
        ->add_option("FICHIER", text)
        ->required()
        ->check(app::readable_file());
    app::speak_french(cli);
    std::reverse(words.begin(), words.end());  // as CLI11 wants them
    try {
        cli.parse(words);
    } catch (CLI::ParseError const& error) {
        return app::misunderstood(cli, error);
    }
    return {};
}

bool says(std::string const& text, std::string const& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST(Usage, what_is_understood_gets_no_answer) {
    EXPECT_EQ(answer_to({"serve", "--port", "8080"}), "");
    EXPECT_EQ(answer_to({"load", "register", "--edition", "2021", "--config", "x"}), "");
}

TEST(Usage, an_unknown_command_is_named_with_the_nearest_known_one) {
    EXPECT_TRUE(says(answer_to({"serv"}), "tremplin serve")) << answer_to({"serv"});
    EXPECT_TRUE(says(answer_to({"load", "regsiter"}), "tremplin load register")) << "letters exchanged";
    EXPECT_TRUE(says(answer_to({"register"}), "tremplin load register")) << "of another level";
    std::string const far = answer_to({"xylophone"});
    EXPECT_TRUE(says(far, "xylophone") && says(far, "serve, load")) << far;
}

TEST(Usage, an_unknown_option_is_named_with_the_nearest_known_one) {
    EXPECT_TRUE(says(answer_to({"serve", "--prot=80"}), "--port")) << answer_to({"serve", "--prot=80"});
    EXPECT_TRUE(says(answer_to({"serve", "--confg", "x"}), "--config")) << "that of the program";
    std::string const far = answer_to({"--frobnicate"});
    EXPECT_TRUE(says(far, "--frobnicate")) << far;
    EXPECT_FALSE(says(far, "Vouliez-vous")) << far;
}

TEST(Usage, what_is_missing_or_wrong_is_named_and_the_help_to_read) {
    EXPECT_TRUE(says(answer_to({}), "serve, load")) << answer_to({});
    EXPECT_TRUE(says(answer_to({"load"}), "register, contacts")) << answer_to({"load"});
    EXPECT_TRUE(says(answer_to({"load", "contacts"}), "FICHIER")) << answer_to({"load", "contacts"});
    EXPECT_TRUE(says(answer_to({"serve", "--port"}), "--port")) << answer_to({"serve", "--port"});
    EXPECT_TRUE(says(answer_to({"serve", "--port", "99999"}), "de 0 à 65535"));
    EXPECT_TRUE(says(answer_to({"serve", "--port", "-1"}), "de 0 à 65535"))
        << answer_to({"serve", "--port", "-1"});
    EXPECT_TRUE(says(answer_to({"load", "register", "--edition", "2020"}), "2021 ou 2026"));
    EXPECT_TRUE(says(answer_to({"load", "contacts", "/nulle/part"}), "/nulle/part"));
    EXPECT_TRUE(says(answer_to({"load", "contacts", "/nulle/part"}), "tremplin load contacts --help"));
    EXPECT_TRUE(says(answer_to({"load", "register", "trop"}), "trop")) << "one word too many";
}

TEST(Usage, no_english_is_left_in_the_help) {
    CLI::App cli("essai", "tremplin");
    cli.set_help_flag("-h,--help", "aide");
    cli.require_subcommand(1);
    CLI::App* one = cli.add_subcommand("un", "");
    std::string text;
    one->add_option("FICHIER", text, "")->type_name("")->required();
    app::speak_french(cli);
    for (std::string const& help : {cli.help(), one->help()})
        for (char const* english : {"REQUIRED", "SUBCOMMAND", "Subcommands", "Positionals", "Usage:", "TEXT"})
            EXPECT_FALSE(says(help, english)) << english << "\n" << help;
}
