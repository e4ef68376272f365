// The command line: exit 0 done, 1 refused (with a sentence), 2 usage.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/backup.hpp"
#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/log.hpp"
#include "app/move.hpp"

namespace {

constexpr int exit_refused = 1;
constexpr int exit_usage = 2;

/// Flags that every command takes; empty or negative: not given.
struct Flags {
    std::string config_file;
    std::string database;
    std::string data;
    int port = -1;
    bool demo = false;
    bool demo_anywhere = false;
};

base::Result<app::Config> configured(Flags const& flags) {
    app::Config config;
    if (!flags.config_file.empty())
        if (auto read = app::read_file(config, flags.config_file); !read.ok()) return read.refusal();
    if (auto read = app::read_environment(config); !read.ok()) return read.refusal();
    if (!flags.database.empty()) config.database = flags.database;
    if (!flags.data.empty()) config.data = flags.data;
    if (flags.port >= 0) config.port = static_cast<std::uint16_t>(flags.port);
    if (flags.demo) config.demo = true;
    config.demo_anywhere = flags.demo_anywhere;
    if (auto whole = app::complete(config); !whole.ok()) return whole.refusal();
    return config;
}

int refused(base::Refusal const& refusal) {
    fmt::print(stderr, "tremplin: {}{}{}\n", refusal.message, refusal.advice.empty() ? "" : " ",
               refusal.advice);
    return exit_refused;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App cli(
        "Tremplin: local authorities say which digital services they need, choose together, and follow what "
        "becomes of it.\n"
        "Start with:  tremplin load register  then  tremplin serve");
    cli.require_subcommand(1);
    // Commands take over the footer that stands when they are added: the whole list of settings belongs to
    // the program's help and to serve's.
    cli.footer("Settings (--config FILE, TREMPLIN_…): tremplin --help");
    Flags flags;
    cli.add_option("--config", flags.config_file, "TOML file of settings")->check(CLI::ExistingFile);
    cli.add_option("--database", flags.database, "SQLite file or postgresql://… (default tremplin.db)");
    cli.add_option("--data", flags.data, "folder of keys, files and mails (default var)");
    cli.fallthrough();

    CLI::App* serve = cli.add_subcommand("serve", "answer on a port until stopped (SIGTERM drains)");
    serve->add_option("--port", flags.port, "port to listen on (default 8080)")->check(CLI::Range(0, 65535));
    serve->add_flag("--demo", flags.demo,
                    "demonstration: one-click accounts, mails shown, every page says so");
    serve->add_flag("--demo-anywhere", flags.demo_anywhere, "let a demonstration listen beyond loopback");

    CLI::App* load = cli.add_subcommand("load", "load the register of authorities, or their contacts");
    load->require_subcommand(1);
    int edition = 0;
    std::string file;
    CLI::App* load_register = load->add_subcommand(
        "register", "load an edition of the register (communes, EPCI, départements, régions)");
    load_register->add_option("--edition", edition, "2021 or 2026 (default 2026); older editions first")
        ->check(CLI::IsMember({2021, 2026}));
    CLI::App* load_contacts = load->add_subcommand(
        "contacts", "official e-mail addresses and domains, from CSV: code,emails,domains");
    load_contacts->add_option("FILE", file, "UTF-8 CSV; code is an INSEE code or a SIREN")
        ->required()
        ->check(CLI::ExistingFile);
    CLI::App* load_bodies = load->add_subcommand(
        "bodies", "bodies absent from the register (syndicats, CCAS…), from CSV with their SIREN");
    load_bodies->add_option("FILE", file, "UTF-8 CSV")->required()->check(CLI::ExistingFile);

    CLI::App* campaign = cli.add_subcommand("campaign", "consultations");
    campaign->require_subcommand(1);
    CLI::App* campaign_load = campaign->add_subcommand(
        "load",
        "make or update a campaign from its TOML file (docs/campaign-file.md); what has opened is frozen");
    campaign_load->add_option("FILE", file, "TOML")->required()->check(CLI::ExistingFile);

    std::string slug;
    CLI::App* campaign_print = campaign->add_subcommand(
        "print", "write the TOML file of a campaign, drafts too, to the standard output");
    campaign_print->add_option("CAMPAIGN", slug, "its slug, as in its address")->required();

    CLI::App* operator_command = cli.add_subcommand("operator", "the national operator's team");
    operator_command->require_subcommand(1);
    std::string email;
    CLI::App* operator_add =
        operator_command->add_subcommand("add", "give the operator's role to this e-mail address");
    operator_add->add_option("EMAIL", email)->required();

    CLI::App* person_command = cli.add_subcommand("person", "one account");
    person_command->require_subcommand(1);
    CLI::App* person_reset = person_command->add_subcommand(
        "reset-second-factor",
        "take the second factor off an account whose owner lost it; ends its sign-ins");
    person_reset->add_option("EMAIL", email)->required();

    CLI::App* export_command =
        cli.add_subcommand("export", "write everything public of a campaign as CSV and JSON files");
    std::string folder;
    export_command->add_option("CAMPAIGN", slug, "its slug, as in its address")->required();
    export_command->add_option("--out", folder, "folder to write into; made when absent")->required();
    CLI::App* demo = cli.add_subcommand(
        "demo", "fill an empty database with the demonstration (invented acts), then return");
    CLI::App* bounce = cli.add_subcommand(
        "bounce",
        "read a returned mail on the standard input and mark what it is about (docs/operations/mail.md)");
    CLI::App* verify = cli.add_subcommand(
        "verify", "recompute the journal and every derived number; exit 1 if anything differs");
    CLI::App* backup = cli.add_subcommand(
        "backup",
        "write a whole backup into a new folder, while the service goes on (docs/operations/backup.md)");
    backup->add_option("--to", folder, "folder of backups; each gets a folder named by its instant")
        ->required();
    int keep = 0;
    backup->add_option("--keep", keep, "then remove the oldest beyond this many (0: keep all)")
        ->check(CLI::Range(0, 10'000));
    bool with_keys = false;
    backup->add_flag("--with-keys", with_keys,
                     "copy secret.key and journal.key too: guard such a backup like the keys");
    CLI::App* restore = cli.add_subcommand(
        "restore", "make a new database and data folder from one backup, checked against its manifest");
    restore->add_option("--from", folder, "one backup: the folder that holds manifest.json")->required();
    std::string keys;
    restore->add_option("--keys", keys, "folder of secret.key and journal.key, when the backup has none");
    CLI::App* move = cli.add_subcommand(
        "move", "copy everything to another database, compare, and say so; stop the service first");
    std::string target;
    move->add_option("--to", target, "postgresql://… (an empty database) or a new SQLite file")->required();
    CLI::App* routes = cli.add_subcommand("routes", "every route with its method, policy and room");
    CLI::App* personal = cli.add_subcommand(
        "personal-data", "what is kept about persons, why and how long (docs/legal/retention.md)");
    CLI::App* version = cli.add_subcommand("version", "the program's version");

    cli.footer(app::configuration_help() +
               "\nExit codes: 0 done, 1 refused (a sentence says why), 2 usage, or settings that serving "
               "needs are blank.");
    serve->footer(app::configuration_help());
    try {
        cli.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        int const code = cli.exit(error);
        return code == 0 ? 0 : exit_usage;
    }
    if (*version) return app::print_version();
    try {
        auto const config = configured(flags);
        if (!config.ok()) return refused(config.refusal());
        app::use_log(app::log_settings(*config, ::isatty(STDERR_FILENO) == 1));
        base::Result<base::Done> done = base::Done{};
        if (*serve) {
            if (auto const missing = app::missing_to_serve(*config); !missing.empty()) {
                fmt::print(
                    stderr,
                    "tremplin: the law names what a public service must say of itself; these settings are "
                    "blank:\n"
                    "  {}\nSet them in the file of --config or in the environment (tremplin --help lists "
                    "them), or start a demonstration with --demo.\n",
                    fmt::join(missing, "\n  "));
                return exit_usage;
            }
            return app::serve(*config);
        }
        if (*load_register)
            done = app::load_register(*config, edition == 0 ? 2026 : edition);
        else if (*load_contacts)
            done = app::load_contacts(*config, file);
        else if (*load_bodies)
            done = app::load_bodies(*config, file);
        else if (*campaign_load)
            done = app::load_campaign(*config, file);
        else if (*campaign_print)
            done = app::print_campaign(*config, slug);
        else if (*operator_add)
            done = app::add_operator(*config, email);
        else if (*demo)
            done = app::fill_demo(*config);
        else if (*export_command)
            done = app::export_campaign(*config, slug, folder);
        else if (*bounce)
            done = app::take_bounce(*config);
        else if (*verify)
            done = app::verify(*config);
        else if (*backup)
            done = app::back_up(*config, folder, keep, with_keys);
        else if (*restore)
            done = app::restore(*config, folder, keys);
        else if (*move)
            done = app::move_to(*config, target);
        else if (*routes)
            done = app::print_routes(*config);
        else if (*personal)
            done = app::print_personal_table(*config);
        else if (*person_reset)
            done = app::reset_factor(*config, email);
        return done.ok() ? 0 : refused(done.refusal());
    } catch (std::exception const& fault) {
        fmt::print(stderr, "tremplin: {}\n", fault.what());
        return exit_refused;
    }
}
