#include "app/commands.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>

#include "app/log.hpp"
#include "app/program.hpp"
#include "base/french.hpp"
#include "consultation/campaign_actions.hpp"
#include "consultation/campaign_change.hpp"
#include "consultation/campaign_file.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/exports.hpp"
#include "db/tables.hpp"
#include "demo/fill.hpp"
#include "messaging/delivery_status.hpp"
#include "people/actions_role.hpp"
#include "people/second_factor.hpp"
#include "territories/bodies.hpp"
#include "territories/contacts.hpp"
#include "territories/register.hpp"

namespace app {
namespace {

/// The real world, alive as long as the command.
struct RealWorld {
    base::SystemClock clock;
    base::SystemRandom random;
    base::World world{clock, random};
};

constexpr std::uint64_t demo_seed =
    0x7472656d706c696e;  // not the one that the demonstration draws its acts from
constexpr std::size_t file_bytes_max = 64 * 1024 * 1024;

base::Result<std::string> content_of(std::string const& path) {
    std::error_code error;
    if (std::filesystem::file_size(path, error) > file_bytes_max || error)
        return base::refuse(base::RefusalCode::too_large,
                            fmt::format("« {} » n’est pas un fichier de 64 Mio au plus.", path));
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream content;
    content << stream.rdbuf();
    if (!stream)
        return base::refuse(base::RefusalCode::not_found, fmt::format("« {} » n’a pas pu être lu.", path));
    return std::move(content).str();
}

}  // namespace

std::string version_line() {
    return fmt::format("tremplin {}", TREMPLIN_VERSION);
}

int serve(Config const& config) {
    RealWorld real;
    Program program(config, real.world);
    return program.serve();
}

base::Result<base::Done> load_register(Config const& config, int edition) {
    RealWorld real;
    Program program(config, real.world);
    auto const report =
        territories::load_register(program.database(), real.world,
                                   fmt::format("{}/decoupage-{}", program.config().node_modules, edition));
    if (!report.ok()) return report.refusal();
    for (std::string const& line : territories::printed(*report)) fmt::print("{}\n", line);
    program.sequence();
    return base::Done{};
}

base::Result<base::Done> load_contacts(Config const& config, std::string const& file) {
    RealWorld real;
    Program program(config, real.world);
    auto const text = content_of(file);
    if (!text.ok()) return text.refusal();
    auto const report = territories::load_contacts(program.database(), real.world, *text);
    if (!report.ok()) return report.refusal();
    for (std::string const& line : territories::printed(*report)) fmt::print("{}\n", line);
    program.sequence();
    return base::Done{};
}

base::Result<base::Done> load_bodies(Config const& config, std::string const& file) {
    RealWorld real;
    Program program(config, real.world);
    auto const text = content_of(file);
    if (!text.ok()) return text.refusal();
    auto const report = territories::load_bodies(program.database(), real.world, *text);
    if (!report.ok()) return report.refusal();
    for (std::string const& line : territories::printed(*report)) fmt::print("{}\n", line);
    program.sequence();
    return base::Done{};
}

base::Result<base::Done> load_campaign(Config const& config, std::string const& file) {
    RealWorld real;
    Program program(config, real.world);
    auto const text = content_of(file);
    if (!text.ok()) return text.refusal();
    auto const read = consultation::read_campaign_file(*text);
    if (!read.ok()) {
        for (base::FieldError const& error : read.refusal().fields)
            fmt::print(stderr, "{} : {}\n", error.field, error.message);
        return read.refusal();
    }
    auto const loaded = program.database().write(
        [&](db::Tx& tx) { return consultation::load_campaign(tx, real.world, *read); });
    if (!loaded.ok()) return loaded.refusal();
    program.sequence();
    using consultation::Loaded;
    fmt::print("consultation {} : {}\n", read->campaign.slug,
               loaded->what == Loaded::created   ? "créée"
               : loaded->what == Loaded::changed ? "modifiée"
                                                 : "inchangée");
    return base::Done{};
}

base::Result<base::Done> print_campaign(Config const& config, std::string const& slug) {
    if (auto const stands = database_stands(config); !stands.ok()) return stands.refusal();
    RealWorld real;
    Program program(config, real.world);
    auto const snapshot = program.database().snapshot();
    auto const campaign = consultation::campaign_by_slug(*snapshot, slug);
    if (!campaign)
        return base::refuse(base::RefusalCode::not_found,
                            fmt::format("Aucune consultation n’a l’identifiant « {} ».", slug));
    fmt::print("{}", consultation::write_campaign_file(*consultation::file_of(*snapshot, campaign->id)));
    return base::Done{};
}

base::Result<base::Done> add_operator(Config const& config, std::string const& email) {
    RealWorld real;
    Program program(config, real.world);
    auto const added =
        program.database().write([&](db::Tx& tx) { return people::add_operator(tx, real.world, email); });
    if (!added.ok()) return added.refusal();
    program.sequence();
    fmt::print("{} fait partie de l’équipe de l’opérateur.\n", email);
    return base::Done{};
}

base::Result<base::Done> fill_demo(Config config) {
    config.demo = true;
    put_fictitious_identity(config);
    config.is_filling = true;
    config.smtp_url.clear();  // its mails go to invented addresses: into files, whatever the settings say
    // Invented acts have invented instants, and are drawn from a seed: the same day gives the same
    // demonstration.
    base::FixedClock clock(base::SystemClock().now());
    base::SeededRandom random(demo_seed);
    base::World const world{clock, random};
    auto const started = std::chrono::steady_clock::now();
    Program program(config, world);
    web::Services const& services = program.services();
    demo::Report report;
    auto const filled = demo::fill(program.database(),
                                   {.node_modules = program.config().node_modules,
                                    .now = clock.now(),
                                    .clock = clock,
                                    .hooks = services.hooks,
                                    .people = services.people_settings,
                                    .consultation = {services.settings.origin, services.settings.name},
                                    .run_jobs = [&] { program.run_jobs(); },
                                    .files_folder = services.files_folder},
                                   report);
    if (!filled.ok()) return filled.refusal();
    program.sequence();
    for (std::string const& line : demo::printed(report)) fmt::print("{}\n", line);
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - started;
    fmt::print("{:.1f} s\n", took.count());
    return base::Done{};
}

base::Result<base::Done> export_campaign(Config const& config, std::string const& slug,
                                         std::string const& folder) {
    if (auto const stands = database_stands(config); !stands.ok()) return stands.refusal();
    RealWorld real;
    Program program(config, real.world);
    auto const snapshot = program.database().snapshot();
    auto const campaign = consultation::campaign_by_slug(*snapshot, slug);
    if (!campaign || !campaign->is_public())
        return base::refuse(base::RefusalCode::not_found,
                            fmt::format("Aucune consultation publiée n’a l’identifiant « {} ».", slug));
    web::SiteSettings const& site = program.services().settings;
    auto const written = consultation::export_campaign(
        *snapshot, *campaign, {site.name, site.operator_name, site.origin, real.clock.now(), site.is_demo},
        folder);
    if (!written.ok()) return written.refusal();
    for (std::string const& name : *written) fmt::print("{}/{}\n", folder, name);
    return base::Done{};
}

base::Result<base::Done> take_bounce(Config const& config) {
    if (auto const stands = database_stands(config); !stands.ok()) return stands.refusal();
    RealWorld real;
    std::string message(messaging::report_bytes_max + 1, '\0');
    std::cin.read(message.data(), static_cast<std::streamsize>(message.size()));
    message.resize(static_cast<std::size_t>(std::cin.gcount()));
    Program program(config, real.world);
    auto const taken = program.database().write([&](db::Tx& tx) -> base::Result<messaging::ReportTaken> {
        return messaging::take_report(tx, message, real.clock.now());
    });
    if (!taken.ok()) return taken.refusal();
    // Whatever was not for us is no error: the mail server would return the message to its sender.
    switch (*taken) {
        case messaging::ReportTaken::bounced:
            fmt::print("L’envoi est marqué comme revenu.\n");
            break;
        case messaging::ReportTaken::nothing:
            fmt::print("Avis de retard ou de remise : rien à faire.\n");
            break;
        case messaging::ReportTaken::no_report:
            fmt::print("Ce message n’est pas un avis de non-remise : rien n’est fait.\n");
            break;
        case messaging::ReportTaken::unknown:
            fmt::print("Cet avis ne concerne aucun de nos envois : rien n’est fait.\n");
            break;
    }
    return base::Done{};
}

base::Result<base::Done> verify(Config const& config) {
    if (auto const stands = database_stands(config); !stands.ok()) return stands.refusal();
    RealWorld real;
    Program program(config, real.world);
    program.sequence();
    auto const snapshot = program.database().snapshot();
    journal::Verification const found = program.verified(*snapshot);
    std::vector<std::string> const& problems = found.problems;
    fmt::print("journal : {} écritures, {} rangées, {} têtes signées\n", found.entries, found.sequenced,
               found.heads);
    if (auto const head = journal::latest_head(*snapshot))
        fmt::print("empreinte de l’arbre, {} feuilles : {}\n", head->size,
                   base::hex(base::as_bytes(head->root)));
    for (db::Table const& table : db::tables(*snapshot))
        if (std::int64_t const rows = db::count_of(*snapshot, table); rows > 0)
            fmt::print("{:<28} {:>10} lignes\n", table.name, rows);
    for (web::Room const& room : program.rooms_wired())
        if (room.problems) fmt::print("{} : lignes recalculées\n", room.name);
    for (std::string const& problem : problems) fmt::print("PROBLÈME {}\n", problem);
    if (!problems.empty())
        return base::refuse(base::RefusalCode::conflict,
                            base::french_count(static_cast<std::int64_t>(problems.size()), "problème trouvé",
                                               "problèmes trouvés") +
                                ".");
    fmt::print("Tout concorde.\n");
    return base::Done{};
}

namespace {

/// Runs `body` on a program over a database of its own, gone afterwards: for what does not depend on any
/// data, without a trace where a database stands.
void on_nothing(Config config, std::function<void(Program&)> const& body) {
    RealWorld real;
    std::filesystem::path const folder =
        std::filesystem::temp_directory_path() / fmt::format("tremplin-nothing-{}", ::getpid());
    struct Remove {
        std::filesystem::path const& folder;
        ~Remove() {
            std::error_code ignored;
            std::filesystem::remove_all(folder, ignored);
        }
    } const remove{folder};
    config.data = folder.string();
    config.database = (folder / "nothing.db").string();
    std::filesystem::create_directories(folder);
    Program program(config, real.world);
    body(program);
}

}  // namespace

base::Result<base::Done> print_routes(Config config) {
    on_nothing(std::move(config), [](Program& program) {
        for (web::Route const& route : program.routes())
            fmt::print("{:<7} {:<60} {:<12} {}\n", http::name_of(route.method), route.pattern,
                       web::name_of(route.policy), route.room);
    });
    return base::Done{};
}

std::string personal_table(std::vector<web::Room> const& rooms) {
    std::string text =
        "# Données personnelles : ce qui est gardé, pourquoi, combien de temps\n\n"
        "Écrit par `tremplin personal-data` à partir de ce que chaque partie du programme déclare ; un test "
        "compare ce "
        "fichier au programme, et la déclaration au schéma réel de la base.\n\n"
        "| table | ce que c’est | colonnes | pourquoi | durée | à la suppression du compte |\n"
        "| --- | --- | --- | --- | --- | --- |\n";
    for (web::Room const& room : rooms)
        for (journal::PersonalTable const& table : room.personal) {
            std::string columns;
            for (journal::PersonalColumn const& column : table.columns)
                columns += (columns.empty() ? "" : ", ") + std::string(column.name);
            text += fmt::format(
                "| `{}` | {} | {} | {} | {} | {} |\n", table.table, table.what, columns, table.why,
                journal::french(table.retention),
                table.fate == journal::Fate::removed ? "effacé à la demande" : "gardé sous un pseudonyme");
        }
    return text;
}

base::Result<base::Done> print_personal_table(Config config) {
    on_nothing(std::move(config),
               [](Program& program) { fmt::print("{}", personal_table(program.rooms_wired())); });
    return base::Done{};
}

base::Result<base::Done> reset_factor(Config const& config, std::string const& email) {
    if (auto const stands = database_stands(config); !stands.ok()) return stands.refusal();
    RealWorld real;
    Program program(config, real.world);
    auto const reset = program.database().write([&](db::Tx& tx) {
        return people::reset_factor(tx, real.world, program.services().people_settings, email);
    });
    if (!reset.ok()) return reset.refusal();
    program.sequence();
    fmt::print("{} n’a plus de double authentification, et n’est plus connecté nulle part.\n", email);
    return base::Done{};
}

}  // namespace app
