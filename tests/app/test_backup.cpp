// Backup, restore and move: what was acknowledged is there, nothing false is believed.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "app/backup.hpp"
#include "app/commands.hpp"
#include "app/move.hpp"
#include "app/program.hpp"
#include "db/tables.hpp"
#include "people/actions_role.hpp"
#include "support/databases.hpp"

namespace {

namespace fs = std::filesystem;

app::Config config_in(support::TemporaryFolder const& folder, std::string const& name) {
    app::Config config;
    config.database = folder.file(name + ".db");
    config.data = folder.file(name + "-data");
    config.node_modules = "node_modules";
    EXPECT_TRUE(app::complete(config).ok());
    return config;
}

std::string address(int number) {
    return "operateur" + std::to_string(number) + "@exemple.fr";
}

/// One act with its journal entry.
void act(app::Program& program, base::World const& world, int number) {
    auto const done = program.database().write(
        [&](db::Tx& tx) { return people::add_operator(tx, world, address(number)); });
    ASSERT_TRUE(done.ok());
}

fs::path only_backup_in(std::string const& folder) {
    std::vector<fs::path> found;
    for (auto const& entry : fs::directory_iterator(folder)) found.push_back(entry.path());
    EXPECT_EQ(found.size(), 1u);
    return found.at(0);
}

std::int64_t operators_of(app::Config const& config) {
    db::Settings settings;
    settings.address = config.database;
    auto const database = db::open(settings);
    return database->snapshot()->integer("SELECT count(*) FROM roles");
}

struct World {
    base::SystemClock clock;
    base::SystemRandom random;
    base::World world{clock, random};
};

}  // namespace

TEST(Backup, holds_every_act_acknowledged_before_it_began_while_writing_goes_on) {
    support::TemporaryFolder const folder;
    World real;
    app::Config const config = config_in(folder, "live");
    std::int64_t acknowledged = 0;
    {
        app::Program program(config, real.world);
        for (int i = 0; i < 20; ++i) act(program, real.world, i);
        std::atomic<bool> stop{false};
        std::atomic<int> next{20};
        std::thread writer([&] {
            while (!stop) act(program, real.world, next++);
        });
        while (next < 40) std::this_thread::yield();
        acknowledged = next - 1;
        EXPECT_TRUE(app::back_up(config, folder.file("backups"), 0, true).ok());
        stop = true;
        writer.join();
    }
    app::Config const again = config_in(folder, "again");
    auto const restored = app::restore(again, only_backup_in(folder.file("backups")).string(), "");
    ASSERT_TRUE(restored.ok()) << restored.refusal().message;
    EXPECT_GE(operators_of(again), acknowledged);
    EXPECT_LE(operators_of(again), operators_of(config));
    EXPECT_TRUE(app::verify(again).ok());
}

TEST(Backup, a_changed_byte_a_missing_file_or_a_false_count_is_refused_and_nothing_is_made) {
    support::TemporaryFolder const folder;
    World real;
    app::Config const config = config_in(folder, "live");
    {
        app::Program program(config, real.world);
        act(program, real.world, 1);
    }
    fs::create_directories(config.data + "/files/ab");
    std::string const upload = "/files/ab/" + std::string(64, 'a');
    std::ofstream(config.data + upload) << "une pièce jointe";
    ASSERT_TRUE(app::back_up(config, folder.file("backups"), 0, true).ok());
    fs::path const backup = only_backup_in(folder.file("backups"));
    ASSERT_TRUE(fs::exists(backup.string() + upload));

    std::ofstream(backup.string() + upload) << "une autre pièce";
    app::Config const target = config_in(folder, "target");
    auto const changed = app::restore(target, backup.string(), "");
    ASSERT_FALSE(changed.ok());
    EXPECT_NE(changed.refusal().message.find("son contenu a changé"), std::string::npos);
    fs::remove(backup.string() + upload);
    EXPECT_FALSE(app::restore(target, backup.string(), "").ok());
    EXPECT_FALSE(fs::exists(target.database));
    EXPECT_FALSE(fs::exists(target.data));
    std::ofstream(backup.string() + upload) << "une pièce jointe";

    std::ifstream stream(backup / "manifest.json");
    std::string text((std::istreambuf_iterator<char>(stream)), {});
    std::string const count = "\"roles\":1";
    ASSERT_NE(text.find(count), std::string::npos);
    text.replace(text.find(count), count.size(), "\"roles\":2");
    std::ofstream(backup / "manifest.json") << text;
    auto const counted = app::restore(target, backup.string(), "");
    ASSERT_FALSE(counted.ok());
    EXPECT_NE(counted.refusal().message.find("roles"), std::string::npos);
}

TEST(Backup, nothing_that_stands_is_overwritten) {
    support::TemporaryFolder const folder;
    World real;
    app::Config const config = config_in(folder, "live");
    { app::Program program(config, real.world); }
    ASSERT_TRUE(app::back_up(config, folder.file("backups"), 0, false).ok());
    EXPECT_FALSE(app::restore(config, only_backup_in(folder.file("backups")).string(), "").ok());
}

TEST(Backup, an_interrupted_one_is_no_backup_and_only_the_oldest_go) {
    support::TemporaryFolder const folder;
    World real;
    app::Config const config = config_in(folder, "live");
    { app::Program program(config, real.world); }
    fs::path const backups = folder.file("backups");
    for (char const* name : {"2026-01-01T000000Z", "2026-01-02T000000Z"}) {
        fs::create_directories(backups / name);
        std::ofstream(backups / name / "manifest.json") << "{}";
    }
    fs::create_directories(backups / "2026-01-03T000000Z.partial");
    fs::create_directories(backups / "notes");
    ASSERT_TRUE(app::back_up(config, backups.string(), 2, false).ok());
    EXPECT_FALSE(fs::exists(backups / "2026-01-01T000000Z"));
    EXPECT_TRUE(fs::exists(backups / "2026-01-02T000000Z"));
    EXPECT_TRUE(fs::exists(backups / "2026-01-03T000000Z.partial"));
    EXPECT_TRUE(fs::exists(backups / "notes"));
    EXPECT_FALSE(
        app::restore(config_in(folder, "x"), (backups / "2026-01-03T000000Z.partial").string(), "").ok());
    EXPECT_FALSE(app::restore(config_in(folder, "x"), (backups / "2026-01-02T000000Z").string(), "").ok());
}

TEST(Backup, keys_left_out_may_be_given_back_from_elsewhere) {
    support::TemporaryFolder const folder;
    World real;
    app::Config const config = config_in(folder, "live");
    {
        app::Program program(config, real.world);
        act(program, real.world, 1);
    }
    ASSERT_TRUE(app::back_up(config, folder.file("backups"), 0, false).ok());
    fs::path const backup = only_backup_in(folder.file("backups"));
    EXPECT_FALSE(fs::exists(backup / "keys"));
    app::Config const again = config_in(folder, "again");
    ASSERT_TRUE(app::restore(again, backup.string(), config.data).ok());
    EXPECT_TRUE(app::verify(again).ok());
    app::Config const keyless = config_in(folder, "keyless");
    testing::internal::CaptureStdout();
    bool const is_restored = app::restore(keyless, backup.string(), "").ok();
    std::string const said = testing::internal::GetCapturedStdout();
    EXPECT_TRUE(is_restored);
    EXPECT_EQ(said.find("PROBLÈME"), std::string::npos) << said;
    EXPECT_NE(said.find("Aucune clé n’a été donnée"), std::string::npos) << said;
    EXPECT_FALSE(app::verify(keyless).ok());  // its heads were signed by another key
}

TEST(Backup, is_restored_to_a_name_without_a_folder) {
    support::TemporaryFolder const folder;
    World real;
    app::Config const config = config_in(folder, "live");
    {
        app::Program program(config, real.world);
        act(program, real.world, 1);
    }
    ASSERT_TRUE(app::back_up(config, folder.file("backups"), 0, true).ok());
    fs::path const backup = only_backup_in(folder.file("backups"));
    app::Config here = config_in(folder, "here");
    here.database = "restored.db";
    fs::path const before = fs::current_path();
    fs::current_path(folder.file(""));
    auto const restored = app::restore(here, backup.string(), "");
    fs::current_path(before);
    ASSERT_TRUE(restored.ok()) << restored.refusal().message;
    here.database = folder.file("restored.db");
    EXPECT_EQ(operators_of(here), 1);
}

TEST(Backup, commands_that_want_a_database_refuse_an_address_without_one_and_make_none) {
    support::TemporaryFolder const folder;
    std::vector<app::Config> absent{config_in(folder, "absent")};
    std::optional<support::TestDatabase> empty;
    if (std::getenv("TREMPLIN_TEST_POSTGRES")) {
        empty.emplace(db::Engine::postgresql);
        absent.push_back(config_in(folder, "empty"));
        absent.back().database = empty->address();
    }
    for (app::Config const& config : absent) {
        EXPECT_FALSE(app::verify(config).ok()) << config.database;
        EXPECT_FALSE(app::move_to(config, folder.file("target.db")).ok()) << config.database;
        EXPECT_FALSE(app::back_up(config, folder.file("backups"), 0, false).ok()) << config.database;
        EXPECT_FALSE(app::print_campaign(config, "essai").ok()) << config.database;
        EXPECT_FALSE(app::export_campaign(config, "essai", folder.file("out")).ok()) << config.database;
        EXPECT_FALSE(app::reset_factor(config, "a@exemple.fr").ok()) << config.database;
        EXPECT_FALSE(app::database_stands(config).ok()) << config.database;
    }
    EXPECT_FALSE(fs::exists(absent.front().database));
    EXPECT_FALSE(fs::exists(folder.file("target.db")));
    EXPECT_FALSE(fs::exists(folder.file("backups")));
}

TEST(Backup, of_a_postgresql_service_is_restored_on_either_engine) {
    if (!std::getenv("TREMPLIN_TEST_POSTGRES")) GTEST_SKIP() << "TREMPLIN_TEST_POSTGRES is not set";
    support::TemporaryFolder const folder;
    World real;
    support::TestDatabase live(db::Engine::postgresql);
    app::Config config = config_in(folder, "live");
    config.database = live.address();
    {
        app::Program program(config, real.world);
        for (int i = 0; i < 3; ++i) act(program, real.world, i);
        program.sequence();
    }
    ASSERT_TRUE(app::back_up(config, folder.file("backups"), 0, true).ok());
    std::string const backup = only_backup_in(folder.file("backups")).string();
    app::Config const in_a_file = config_in(folder, "file");
    auto const restored = app::restore(in_a_file, backup, "");
    ASSERT_TRUE(restored.ok()) << restored.refusal().message;
    EXPECT_EQ(operators_of(in_a_file), 3);
    support::TestDatabase again(db::Engine::postgresql);
    app::Config on_a_server = config_in(folder, "server");
    on_a_server.database = again.address();
    auto const served = app::restore(on_a_server, backup, "");
    ASSERT_TRUE(served.ok()) << served.refusal().message;
    EXPECT_EQ(operators_of(on_a_server), 3);
    EXPECT_FALSE(fs::exists(on_a_server.data + "/restore.db"));
    EXPECT_TRUE(app::verify(on_a_server).ok());
    app::Config occupied = config_in(folder, "occupied");
    occupied.database = again.address();
    EXPECT_FALSE(app::restore(occupied, backup, "").ok());
    EXPECT_FALSE(fs::exists(occupied.data)) << "the same command works once the database is empty";
}

class Move : public testing::TestWithParam<db::Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines, Move, testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         [](auto const& engine) {
                             return engine.param == db::Engine::sqlite ? "sqlite" : "postgresql";
                         });

TEST_P(Move, a_demonstration_arrives_whole_is_found_by_words_and_comes_back) {
    if (!fs::exists("node_modules/decoupage-2026")) GTEST_SKIP() << "node_modules is absent";
    if (GetParam() == db::Engine::postgresql && !std::getenv("TREMPLIN_TEST_POSTGRES"))
        GTEST_SKIP() << "TREMPLIN_TEST_POSTGRES is not set";
    support::TemporaryFolder const folder;
    World real;
    app::Config const config = config_in(folder, "live");
    ASSERT_TRUE(app::fill_demo(config).ok());
    support::TestDatabase target(GetParam());
    auto const moved = app::move_to(config, target.address());
    ASSERT_TRUE(moved.ok()) << moved.refusal().message;
    EXPECT_FALSE(app::move_to(config, target.address()).ok())
        << "a database that holds something is left alone";
    app::Config there = config;
    there.database = target.address();
    EXPECT_TRUE(app::verify(there).ok());
    {
        app::Program program(there, real.world);
        EXPECT_GT(program.database().snapshot()->integer("SELECT count(*) FROM search_documents"), 500);
        act(program, real.world, 1);  // identities go on after what was copied
    }
    app::Config back = config_in(folder, "back");
    auto const returned = app::move_to(there, back.database);
    ASSERT_TRUE(returned.ok()) << returned.refusal().message;
    EXPECT_EQ(operators_of(back), operators_of(config) + 1);
}

TEST_P(Move, an_interrupted_one_starts_anew) {
    if (GetParam() == db::Engine::postgresql && !std::getenv("TREMPLIN_TEST_POSTGRES"))
        GTEST_SKIP() << "TREMPLIN_TEST_POSTGRES is not set";
    support::TemporaryFolder const folder;
    World real;
    app::Config const config = config_in(folder, "live");
    app::Program program(config, real.world);
    for (int i = 0; i < 5; ++i) act(program, real.world, i);
    support::TestDatabase target(GetParam());
    ASSERT_TRUE(app::transfer(program.database(), *target, program.rooms_wired()).ok());
    EXPECT_TRUE(app::is_transfer_under_way(*target->snapshot()));
    act(program, real.world, 5);
    ASSERT_TRUE(app::transfer(program.database(), *target, program.rooms_wired()).ok());
    program.sequence();
    for (app::Moved const& line : app::compared(program.database(), *target))
        EXPECT_TRUE(line.is_same) << line.table << ' ' << line.rows_from << ' ' << line.rows_to;
}

TEST(Tables, contents_differ_by_one_value_and_not_by_order) {
    for (db::Engine const engine : {db::Engine::sqlite, db::Engine::postgresql}) {
        if (engine == db::Engine::postgresql && !std::getenv("TREMPLIN_TEST_POSTGRES")) continue;
        support::TestDatabase one(engine);
        support::TestDatabase other(engine);
        auto const fill = [](db::Database& database, std::vector<std::pair<int, std::string>> const& rows) {
            auto const done = database.write([&](db::Tx& tx) -> base::Result<base::Done> {
                tx.script(db::expanded("CREATE TABLE notes (id {id}, text TEXT)", tx.engine()));
                for (auto const& [id, text] : rows)
                    tx.execute("INSERT INTO notes (id, text) VALUES ($1, $2)", {id, text});
                return base::Done{};
            });
            ASSERT_TRUE(done.ok());
        };
        fill(*one, {{1, "a"}, {2, "b"}});
        fill(*other, {{2, "b"}, {1, "a"}});
        auto const read = [](db::Database& database) {
            auto const snapshot = database.snapshot();
            return db::contents(*snapshot, db::tables(*snapshot).at(0));
        };
        EXPECT_EQ(read(*one), read(*other));
        auto const changed = other->write([](db::Tx& tx) -> base::Result<base::Done> {
            tx.execute("UPDATE notes SET text = 'c' WHERE id = 2");
            return base::Done{};
        });
        ASSERT_TRUE(changed.ok());
        EXPECT_NE(read(*one), read(*other));
    }
}
