// The command line: exit 0 done, 1 refused or failed (with a sentence), 2 not understood, or settings that
// are wrong or missing.
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
#include "app/usage.hpp"

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
        "Tremplin : les collectivités disent de quels services numériques elles ont besoin, choisissent "
        "ensemble, et suivent ce qui en est fait.\n"
        "Pour commencer : tremplin load register, puis tremplin serve",
        "tremplin");
    cli.set_help_flag("-h,--help", "afficher cette aide");
    cli.set_version_flag("--version", app::version_line(), "afficher la version");
    cli.require_subcommand(1);
    // Commands take over the footer that stands when they are added: the whole list of settings belongs to
    // the program's help and to serve's.
    cli.footer("Réglages (--config FICHIER, TREMPLIN_…) : tremplin --help");
    Flags flags;
    cli.add_option("--config", flags.config_file, "fichier TOML des réglages")
        ->type_name("FICHIER")
        ->check(app::readable_file());
    cli.add_option("--database", flags.database,
                   "fichier SQLite, ou postgresql://… (par défaut : tremplin.db)")
        ->type_name("BASE");
    cli.add_option("--data", flags.data, "dossier des clés, des fichiers et des messages (par défaut : var)")
        ->type_name("DOSSIER");
    cli.fallthrough();

    CLI::App* serve =
        cli.add_subcommand("serve", "répondre sur un port jusqu’à l’arrêt (SIGTERM : en finissant)");
    serve->add_option("--port", flags.port, "port d’écoute (par défaut : 8080)")
        ->type_name("NOMBRE")
        ->check(app::whole_number(0, 65535));
    serve->add_flag("--demo", flags.demo,
                    "démonstration : comptes en un clic, messages montrés, chaque page le dit");
    serve->add_flag("--demo-anywhere", flags.demo_anywhere,
                    "laisser une démonstration répondre au-delà de cette machine");

    CLI::App* load =
        cli.add_subcommand("load", "charger le référentiel des collectivités, ou leurs adresses");
    load->require_subcommand(1);
    int edition = 0;
    std::string file;
    CLI::App* load_register = load->add_subcommand(
        "register", "charger une édition du référentiel (communes, EPCI, départements, régions)");
    load_register
        ->add_option("--edition", edition, "2021 ou 2026 (par défaut : 2026) ; les plus anciennes d’abord")
        ->type_name("AN")
        ->check(app::one_of({"2021", "2026"}));
    CLI::App* load_contacts =
        load->add_subcommand("contacts", "adresses officielles et domaines, d’un CSV : code,emails,domains");
    load_contacts->add_option("FICHIER", file, "CSV en UTF-8 ; code : code Insee ou Siren")
        ->type_name("")
        ->required()
        ->check(app::readable_file());
    CLI::App* load_bodies = load->add_subcommand(
        "bodies", "structures absentes du référentiel (syndicats, CCAS…), d’un CSV, avec leur Siren");
    load_bodies->add_option("FICHIER", file, "CSV en UTF-8")
        ->type_name("")
        ->required()
        ->check(app::readable_file());

    CLI::App* campaign = cli.add_subcommand("campaign", "les consultations");
    campaign->require_subcommand(1);
    CLI::App* campaign_load = campaign->add_subcommand(
        "load",
        "créer ou modifier une consultation d’après son fichier TOML (docs/campaign-file.md) ; ce qui est "
        "ouvert est figé");
    campaign_load->add_option("FICHIER", file, "TOML")
        ->type_name("")
        ->required()
        ->check(app::readable_file());

    std::string slug;
    CLI::App* campaign_print = campaign->add_subcommand(
        "print", "écrire le fichier TOML d’une consultation, même en brouillon, sur la sortie standard");
    campaign_print->add_option("CONSULTATION", slug, "son identifiant court, comme dans son adresse")
        ->type_name("")
        ->required();

    CLI::App* operator_command = cli.add_subcommand("operator", "l’équipe de l’opérateur national");
    operator_command->require_subcommand(1);
    std::string email;
    CLI::App* operator_add =
        operator_command->add_subcommand("add", "donner le rôle d’opérateur à une adresse e-mail");
    operator_add->add_option("E-MAIL", email, "adresse de la personne")->type_name("")->required();

    CLI::App* person_command = cli.add_subcommand("person", "un compte");
    person_command->require_subcommand(1);
    CLI::App* person_reset = person_command->add_subcommand(
        "reset-second-factor",
        "retirer la double authentification d’un compte dont le titulaire l’a perdue ; le déconnecte");
    person_reset->add_option("E-MAIL", email, "adresse du compte")->type_name("")->required();

    CLI::App* export_command = cli.add_subcommand(
        "export", "écrire tout ce qu’une consultation a de public, en fichiers CSV et JSON");
    std::string folder;
    export_command->add_option("CONSULTATION", slug, "son identifiant court, comme dans son adresse")
        ->type_name("")
        ->required();
    export_command->add_option("--out", folder, "dossier où écrire ; créé s’il n’existe pas")
        ->type_name("DOSSIER")
        ->required();
    CLI::App* demo = cli.add_subcommand(
        "demo", "remplir une base vide avec la démonstration (actes inventés), puis rendre la main");
    CLI::App* bounce = cli.add_subcommand(
        "bounce",
        "lire un message revenu sur l’entrée standard et marquer l’envoi concerné (docs/operations/mail.md)");
    CLI::App* verify = cli.add_subcommand(
        "verify",
        "recalculer le journal et tous les chiffres qui en découlent ; sortie 1 si un seul diffère");
    CLI::App* backup =
        cli.add_subcommand("backup",
                           "écrire une sauvegarde entière dans un nouveau dossier, service en marche "
                           "(docs/operations/backup.md)");
    backup
        ->add_option("--to", folder,
                     "dossier des sauvegardes ; chacune y reçoit un dossier nommé d’après son instant")
        ->type_name("DOSSIER")
        ->required();
    int keep = 0;
    backup
        ->add_option("--keep", keep, "puis retirer les plus anciennes au-delà de ce nombre (0 : tout garder)")
        ->type_name("NOMBRE")
        ->check(app::whole_number(0, 10'000));
    bool with_keys = false;
    backup->add_flag("--with-keys", with_keys,
                     "copier aussi secret.key et journal.key : gardez alors la sauvegarde comme les clés");
    CLI::App* restore = cli.add_subcommand(
        "restore", "faire une base et un dossier neufs d’une sauvegarde, comparés à son manifeste");
    restore->add_option("--from", folder, "une sauvegarde : le dossier qui contient manifest.json")
        ->type_name("DOSSIER")
        ->required();
    std::string keys;
    restore->add_option("--keys", keys, "dossier de secret.key et journal.key, si la sauvegarde ne les a pas")
        ->type_name("DOSSIER");
    CLI::App* move = cli.add_subcommand(
        "move", "copier tout vers une autre base, comparer, le dire ; arrêtez d’abord le service");
    std::string target;
    move->add_option("--to", target, "postgresql://… (une base vide), ou un nouveau fichier SQLite")
        ->type_name("BASE")
        ->required();
    CLI::App* routes = cli.add_subcommand(
        "routes", "chaque adresse, avec sa méthode, qui y a droit, et sa partie du programme");
    CLI::App* personal = cli.add_subcommand(
        "personal-data",
        "ce qui est gardé des personnes, pourquoi et combien de temps (docs/legal/retention.md)");
    CLI::App* version = cli.add_subcommand("version", "la version du programme");

    cli.footer(app::configuration_help() +
               "\nCodes de sortie : 0 fait ; 1 refusé ou en échec, une phrase dit pourquoi ; 2 commande non "
               "comprise, ou réglage faux ou manquant.");
    serve->footer(app::configuration_help());
    app::speak_french(cli);
    try {
        cli.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        if (error.get_exit_code() == 0) return cli.exit(error);  // --help, --version
        fmt::print(stderr, "{}", app::misunderstood(cli, error));
        return exit_usage;
    }
    if (*version) {
        fmt::print("{}\n", app::version_line());
        return 0;
    }
    try {
        auto const config = configured(flags);
        if (!config.ok()) {
            (void)refused(config.refusal());
            return exit_usage;
        }
        app::use_log(app::log_settings(*config, ::isatty(STDERR_FILENO) == 1));
        base::Result<base::Done> done = base::Done{};
        if (*serve) {
            if (auto const missing = app::missing_to_serve(*config); !missing.empty()) {
                fmt::print(stderr,
                           "tremplin: la loi veut qu’un service public dise qui il est ; ces réglages sont "
                           "vides :\n  {}\n"
                           "Donnez-les dans le fichier de --config ou dans l’environnement (tremplin --help "
                           "les explique), ou lancez une démonstration avec --demo.\n",
                           fmt::join(missing, "\n  "));
                return exit_usage;
            }
            if (auto const sender = app::sender_is_ours(*config); !sender.ok()) {
                (void)refused(sender.refusal());
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
        fmt::print(stderr, "tremplin: la commande a échoué. {}\n", fault.what());
        return exit_refused;
    }
}
