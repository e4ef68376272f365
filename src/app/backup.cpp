#include "app/backup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "app/move.hpp"
#include "app/program.hpp"
#include "base/french.hpp"
#include "base/text.hpp"
#include "db/tables.hpp"
#include "web/json.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
using base::RefusalCode;
using base::refuse;

constexpr std::string_view partial_suffix = ".partial";
constexpr std::size_t manifest_bytes_max = 256 * 1024 * 1024;  // about a million files
constexpr char const* signing_key = "journal.key";
constexpr std::array<char const*, 2> key_names{"secret.key", signing_key};

struct CopiedFile {
    std::int64_t size = 0;
    std::string sha256;  // hexadecimal
};

struct Manifest {
    std::string made_at;
    std::map<std::string, std::int64_t> rows;  // by table
    std::int64_t journal_size = 0;
    std::string journal_root;                 // hexadecimal; empty: no entry yet
    std::map<std::string, CopiedFile> files;  // by path below the backup
};

CopiedFile measured(fs::path const& path) {
    std::ifstream stream(path, std::ios::binary);
    base::Sha256Stream hash;
    CopiedFile file;
    std::array<char, 64 * 1024> block{};
    while (stream.read(block.data(), block.size()), stream.gcount() > 0) {
        hash.add({block.data(), static_cast<std::size_t>(stream.gcount())});
        file.size += stream.gcount();
    }
    if (!stream.eof()) throw base::Fault(path.string() + " ne peut pas être lu");
    file.sha256 = base::hex(base::as_bytes(hash.finish()));
    return file;
}

void to_disk(fs::path const& path) {
    int const opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    bool const is_durable = opened >= 0 && ::fsync(opened) == 0;
    if (opened >= 0) ::close(opened);
    if (!is_durable) throw base::Fault(path.string() + " n’a pas pu être écrit sur le disque");
}

/// Copies one file, readable by its owner only, and says what arrived.
CopiedFile copied(fs::path const& from, fs::path const& to) {
    if (to.has_parent_path()) fs::create_directories(to.parent_path());
    fs::copy_file(from, to);
    fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
    to_disk(to);
    return measured(to);
}

/// Every uploaded file of the data folder; what is being received has a name that does not say it is whole.
std::vector<fs::path> uploads_of(fs::path const& folder) {
    std::vector<fs::path> found;
    if (!fs::exists(folder)) return found;
    for (auto const& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().filename().string().size() == 64)
            found.push_back(fs::relative(entry.path(), folder));
    std::sort(found.begin(), found.end());
    return found;
}

void describe(db::Database& database, Manifest& manifest) {
    auto const snapshot = database.snapshot();
    for (db::Table const& table : db::tables(*snapshot))
        manifest.rows[table.name] = db::count_of(*snapshot, table);
    if (auto const head = journal::latest_head(*snapshot)) {
        manifest.journal_size = head->size;
        manifest.journal_root = base::hex(base::as_bytes(head->root));
    }
}

std::string written(Manifest const& manifest) {
    web::Json json;
    json.object().key("manifest").number(manifest_version).key("made_at").text(manifest.made_at);
    json.key("version").text(TREMPLIN_VERSION);
    json.key("journal").object().key("size").number(manifest.journal_size);
    json.key("root").text(manifest.journal_root).end();
    json.key("rows").object();
    for (auto const& [table, rows] : manifest.rows) json.key(table).number(rows);
    json.end().key("files").object();
    for (auto const& [path, file] : manifest.files)
        json.key(path).object().key("size").number(file.size).key("sha256").text(file.sha256).end();
    json.end().end();
    return json.take();
}

base::Result<Manifest> read_manifest(fs::path const& path) {
    std::error_code error;
    if (fs::file_size(path, error) > manifest_bytes_max || error)
        return refuse(RefusalCode::not_found,
                      path.string() + " est absent : ce dossier n’est pas une sauvegarde entière.");
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    try {
        boost::json::value const read = boost::json::parse(text.str());
        if (read.at("manifest").as_int64() != manifest_version)
            return refuse(RefusalCode::invalid,
                          "Cette sauvegarde vient d’une autre version : son manifeste a une autre forme.");
        Manifest manifest;
        manifest.made_at = read.at("made_at").as_string().c_str();
        manifest.journal_size = read.at("journal").at("size").as_int64();
        manifest.journal_root = read.at("journal").at("root").as_string().c_str();
        for (auto const& [table, rows] : read.at("rows").as_object()) manifest.rows[table] = rows.as_int64();
        for (auto const& [name, file] : read.at("files").as_object())
            manifest.files[name] = {file.at("size").as_int64(), file.at("sha256").as_string().c_str()};
        return manifest;
    } catch (std::exception const& fault) {
        return refuse(RefusalCode::invalid,
                      fmt::format("{} n’a pas pu être lu : {}", path.string(), fault.what()));
    }
}

/// Paths of a manifest stay below the folder they are joined to.
bool is_inside(std::string const& path) {
    fs::path const read(path);
    return !path.empty() && read.is_relative() &&
           std::none_of(read.begin(), read.end(), [](fs::path const& part) { return part == ".."; });
}

/// 2026-11-22T013000Z: sorts by time, and is a file name everywhere.
std::string name_of(base::Instant at) {
    std::string name = base::iso8601(at);
    std::erase(name, ':');
    return name;
}

void remove_old(fs::path const& folder, int keep) {
    std::vector<fs::path> whole;
    for (auto const& entry : fs::directory_iterator(folder))
        if (fs::exists(entry.path() / "manifest.json") &&
            !entry.path().filename().string().ends_with(partial_suffix))
            whole.push_back(entry.path());
    std::sort(whole.begin(), whole.end());
    for (std::size_t i = 0; i + static_cast<std::size_t>(keep) < whole.size(); ++i) {
        fs::remove_all(whole[i]);
        fmt::print("Retirée : {}\n", whole[i].string());
    }
}

/// Refused with what differs from the manifest.
base::Result<base::Done> check_files(fs::path const& backup, Manifest const& manifest) {
    for (auto const& [path, file] : manifest.files) {
        if (!is_inside(path))
            return refuse(RefusalCode::invalid, "Le manifeste nomme un fichier hors de la sauvegarde.");
        if (!fs::is_regular_file(backup / path))
            return refuse(RefusalCode::conflict, path + " manque dans la sauvegarde.");
        CopiedFile const found = measured(backup / path);
        if (found.size != file.size || found.sha256 != file.sha256)
            return refuse(RefusalCode::conflict,
                          path + " n’est plus ce qui a été sauvegardé : son contenu a changé.");
    }
    if (!manifest.files.contains("tremplin.db"))
        return refuse(RefusalCode::conflict, "Le manifeste ne nomme aucune base.");
    return base::Done{};
}

base::Result<base::Done> check_contents(db::Database& database, Manifest const& manifest) {
    Manifest found;
    describe(database, found);
    for (auto const& [table, rows] : manifest.rows)
        if (!found.rows.contains(table) || found.rows[table] != rows)
            return refuse(RefusalCode::conflict,
                          fmt::format("La table {} n’a pas ses {} lignes.", table, rows));
    if (found.journal_root != manifest.journal_root || found.journal_size != manifest.journal_size)
        return refuse(RefusalCode::conflict, "L’empreinte du journal n’est pas celle du manifeste.");
    return base::Done{};
}

bool has_entries(fs::path const& folder) {
    return fs::exists(folder) && !fs::is_empty(folder);
}

}  // namespace

base::Result<base::Done> back_up(Config const& config, std::string const& folder, int keep, bool with_keys) {
    base::SystemClock clock;
    base::SystemRandom random;
    Manifest manifest;
    base::Instant const at = clock.now();
    manifest.made_at = base::iso8601(at);
    fs::path const whole = fs::path(folder) / name_of(at);
    fs::path const partial = whole.string() + std::string(partial_suffix);
    if (fs::exists(whole) || fs::exists(partial))
        return refuse(RefusalCode::conflict, whole.string() + " existe déjà.");
    if (auto const stands = database_stands(config); !stands.ok()) return stands.refusal();
    fs::create_directories(partial);
    fs::permissions(partial, fs::perms::owner_all);
    std::string const copy = (partial / "tremplin.db").string();
    db::Settings settings;
    settings.address = copy;
    if (config.on_postgresql()) {
        Program program(config, base::World{clock, random});
        auto const to = db::open(settings);
        if (auto const done = transfer(program.database(), *to, program.rooms_wired()); !done.ok())
            return done.refusal();
        finish_transfer(*to);
        to->close();
    } else {
        db::copy_file(config.database, copy);
    }
    {
        auto const database = db::open(settings);
        describe(*database, manifest);
        database->close();
    }
    for (char const* rest : {"tremplin.db-wal", "tremplin.db-shm"}) fs::remove(partial / rest);
    fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write);
    to_disk(copy);
    manifest.files["tremplin.db"] = measured(copy);
    fs::path const uploads = fs::path(config.data) / "files";
    for (fs::path const& file : uploads_of(uploads))
        manifest.files["files/" + file.string()] = copied(uploads / file, partial / "files" / file);
    if (with_keys)
        for (char const* name : key_names)
            manifest.files[std::string("keys/") + name] =
                copied(fs::path(config.data) / name, partial / "keys" / name);
    std::ofstream(partial / "manifest.json", std::ios::binary) << written(manifest);
    to_disk(partial / "manifest.json");
    to_disk(partial);
    fs::rename(partial, whole);
    to_disk(folder);
    fmt::print("{} : {} fichiers, {} actes au journal\n", whole.string(), manifest.files.size(),
               manifest.journal_size);
    if (!with_keys)
        fmt::print(
            "Les clés n’y sont pas : gardez une fois {0}/secret.key et {0}/journal.key ailleurs (ou "
            "--with-keys).\n",
            config.data);
    if (keep > 0) remove_old(folder, keep);
    return base::Done{};
}

base::Result<base::Done> restore(Config const& config, std::string const& backup, std::string const& keys) {
    auto const manifest = read_manifest(fs::path(backup) / "manifest.json");
    if (!manifest.ok()) return manifest.refusal();
    if (auto const whole = check_files(backup, *manifest); !whole.ok()) return whole.refusal();
    if (has_entries(config.data))
        return refuse(RefusalCode::conflict,
                      config.data + " n’est pas vide : restaurez dans un nouveau dossier (--data).");
    if (!config.on_postgresql() && fs::exists(config.database))
        return refuse(RefusalCode::conflict,
                      config.database + " existe : restaurez dans un nouveau fichier (--database).");
    if (config.on_postgresql()) {  // before anything is made: the same command then works once it is empty
        db::Settings settings;
        settings.address = config.database;
        auto const target = db::open(settings);
        auto const snapshot = target->snapshot();
        if (db::holds_tables(*snapshot) && !is_transfer_under_way(*snapshot))
            return refuse(
                RefusalCode::conflict,
                "Cette base PostgreSQL contient déjà une base de Tremplin : restaurez dans une base vide.");
    }

    fs::create_directories(config.data);
    fs::permissions(config.data, fs::perms::owner_all);
    fs::path const key_folder = keys.empty() ? fs::path(backup) / "keys" : fs::path(keys);
    bool has_keys = true;
    for (char const* name : key_names) {
        if (fs::exists(key_folder / name))
            (void)copied(key_folder / name, fs::path(config.data) / name);
        else
            has_keys = false;
    }
    bool const is_signed_anew = !fs::exists(fs::path(config.data) / signing_key);
    for (auto const& [path, file] : manifest->files)
        if (path.starts_with("files/")) (void)copied(fs::path(backup) / path, fs::path(config.data) / path);

    base::SystemClock clock;
    base::SystemRandom random;
    fs::path const source = fs::path(backup) / "tremplin.db";
    if (config.on_postgresql()) {
        // Read from a copy: opening a database leaves files beside it, and a backup stays as it was made.
        fs::path const read = fs::path(config.data) / "restore.db";
        (void)copied(source, read);
        Config from = config;
        from.database = read.string();
        {
            Program program(from, base::World{clock, random});
            db::Settings settings;
            settings.address = config.database;
            auto const to = db::open(settings);
            if (auto const done = transfer(program.database(), *to, program.rooms_wired()); !done.ok())
                return done.refusal();
            if (auto const same = check_contents(*to, *manifest); !same.ok()) return same.refusal();
            finish_transfer(*to);
            to->close();
        }
        for (char const* rest : {"restore.db", "restore.db-wal", "restore.db-shm"})
            fs::remove(fs::path(config.data) / rest);
    } else {
        (void)copied(source, config.database);
        db::Settings settings;
        settings.address = config.database;
        auto const database = db::open(settings);
        auto const same = check_contents(*database, *manifest);
        database->close();
        if (!same.ok()) return same.refusal();
    }
    Program program(config, base::World{clock, random});
    program.sequence();
    journal::Verification found = program.verified(*program.database().snapshot());
    std::vector<std::string>& problems = found.problems;
    // With another key every older head is badly signed: that is said below, with what to do.
    if (is_signed_anew) std::erase(problems, journal::badly_signed_problem(found.badly_signed));
    for (std::string const& problem : problems) fmt::print("PROBLÈME {}\n", problem);
    fmt::print("Restauré, la sauvegarde du {} : {} fichiers, {} actes, empreinte {}\n", manifest->made_at,
               manifest->files.size(), manifest->journal_size, manifest->journal_root);
    if (!has_keys)
        fmt::print(
            "Aucune clé n’a été donnée : de nouvelles ont été faites. Les têtes signées avant ne se "
            "vérifient "
            "pas avec elles ; les formulaires ouverts et les doubles authentifications d’avant ne valent "
            "plus. Si vous avez les anciennes, mettez secret.key et journal.key dans {}, puis lancez : "
            "tremplin verify\n",
            config.data);
    if (!problems.empty())
        return refuse(RefusalCode::conflict, base::french_count(static_cast<std::int64_t>(problems.size()),
                                                                "problème trouvé", "problèmes trouvés") +
                                                 " dans ce qui est restauré.");
    return base::Done{};
}

}  // namespace app
