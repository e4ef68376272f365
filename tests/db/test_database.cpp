#include <atomic>
#include <thread>

#include "support/databases.hpp"

using base::Done;
using base::Result;
using db::Row;
using db::Tx;
using support::TestDatabase;

ON_BOTH_ENGINES(DatabaseTest);

namespace {

void make_table(db::Database& database) {
    std::vector<db::Migration> const tables{
        {"test", "0001_things.sql",
         "CREATE TABLE things (id {id}, name TEXT NOT NULL UNIQUE, size {int}, raw {bytes}) {strict};\n"}};
    db::migrate(database, tables);
}

std::int64_t things(db::Database& database) {
    return database.snapshot()->integer("SELECT count(*) FROM things");
}

Result<Done> add(Tx& tx, std::string_view name) {
    tx.execute("INSERT INTO things (name) VALUES ($1)", {name});
    return Done{};
}

}  // namespace

TEST_P(DatabaseTest, values_come_back_as_they_went_in) {
    TestDatabase database(GetParam());
    make_table(*database);
    std::string const hostile("'; DROP TABLE things; -- \xF0\x9F\x8E\x89 \u202E");
    std::string const bytes("\0\xff\x01", 3);
    auto const written = database->write([&](Tx& tx) -> Result<std::int64_t> {
        return tx.insert("INSERT INTO things (name, size, raw) VALUES ($1, $2, $3) RETURNING id",
                         {hostile, std::int64_t{1} << 53, db::Blob{bytes}});
    });
    ASSERT_TRUE(written.ok());
    auto const snapshot = database->snapshot();
    int rows = 0;
    snapshot->each("SELECT name, size, raw, NULL FROM things WHERE id = $1", {*written}, [&](Row const& row) {
        ++rows;
        EXPECT_EQ(row.text(0), hostile);
        EXPECT_EQ(row.integer(1), std::int64_t{1} << 53);
        EXPECT_EQ(row.bytes(2), bytes);
        EXPECT_FALSE(row.maybe_string(3).has_value());
        EXPECT_ANY_THROW((void)row.integer(3));
    });
    EXPECT_EQ(rows, 1);
    EXPECT_EQ(snapshot->statements_run(), 1);
}

TEST_P(DatabaseTest, a_refused_action_leaves_nothing_unless_it_must_be_remembered) {
    TestDatabase database(GetParam());
    make_table(*database);
    auto const refused = database->write([](Tx& tx) -> Result<Done> {
        (void)add(tx, "a");
        return base::refuse(base::RefusalCode::late, "close");
    });
    EXPECT_EQ(refused.refusal().code, base::RefusalCode::late);
    EXPECT_EQ(things(*database), 0);
    (void)database->write([](Tx& tx) -> Result<Done> {
        (void)add(tx, "a");
        base::Refusal refusal = base::refuse(base::RefusalCode::invalid, "code faux");
        refusal.recorded = true;
        return refusal;
    });
    EXPECT_EQ(things(*database), 1);
}

TEST_P(DatabaseTest, a_fault_rolls_its_action_back_and_harms_no_other) {
    TestDatabase database(GetParam());
    make_table(*database);
    std::atomic<int> faults{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&, i] {
            try {
                (void)database->write([&](Tx& tx) -> Result<Done> {
                    (void)add(tx, "thing " + std::to_string(i));
                    if (i % 4 == 0) throw std::runtime_error("fault");
                    return Done{};
                });
            } catch (std::runtime_error const&) {
                ++faults;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(faults, 4);
    EXPECT_EQ(things(*database), 12);
}

TEST_P(DatabaseTest, a_broken_constraint_is_a_fault_not_a_silent_success) {
    TestDatabase database(GetParam());
    make_table(*database);
    (void)database->write([](Tx& tx) { return add(tx, "a"); });
    EXPECT_THROW((void)database->write([](Tx& tx) { return add(tx, "a"); }), db::DatabaseError);
    EXPECT_EQ(things(*database), 1);
}

TEST_P(DatabaseTest, sixty_four_identical_inserts_leave_one_row) {
    TestDatabase database(GetParam());
    make_table(*database);
    std::atomic<int> made{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 64; ++i)
        threads.emplace_back([&] {
            auto const result = database->write([](Tx& tx) -> Result<std::int64_t> {
                return tx.execute("INSERT INTO things (name) VALUES ($1) ON CONFLICT DO NOTHING", {"one"});
            });
            made += static_cast<int>(*result);
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(made, 1);
    EXPECT_EQ(things(*database), 1);
}

TEST_P(DatabaseTest, a_snapshot_does_not_see_what_is_written_after_it) {
    TestDatabase database(GetParam());
    make_table(*database);
    auto snapshot = database->snapshot();
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM things"), 0);
    std::thread writer([&] { (void)database->write([](Tx& tx) { return add(tx, "later"); }); });
    writer.join();
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM things"), 0);
    snapshot.reset();
    EXPECT_EQ(things(*database), 1);
}

TEST_P(DatabaseTest, writing_while_holding_a_snapshot_is_a_fault) {
    TestDatabase database(GetParam());
    make_table(*database);
    auto const snapshot = database->snapshot();
    EXPECT_THROW((void)database->write([](Tx& tx) { return add(tx, "x"); }), base::Fault);
}

TEST_P(DatabaseTest, what_follows_a_commit_runs_only_if_it_was_kept) {
    TestDatabase database(GetParam());
    make_table(*database);
    int runs = 0;
    (void)database->write([&](Tx& tx) -> Result<Done> {
        tx.after_commit([&] { ++runs; });
        return base::refuse(base::RefusalCode::conflict, "non");
    });
    EXPECT_EQ(runs, 0);
    (void)database->write([&](Tx& tx) -> Result<Done> {
        tx.after_commit([&] { ++runs; });
        return Done{};
    });
    EXPECT_EQ(runs, 1);
}

TEST_P(DatabaseTest, queries_may_nest_and_long_answers_stream) {
    TestDatabase database(GetParam());
    make_table(*database);
    (void)database->write([](Tx& tx) -> Result<Done> {
        for (int i = 0; i < 500; ++i) (void)add(tx, "n" + std::to_string(i));
        return Done{};
    });
    auto const snapshot = database->snapshot();
    int inner = 0;
    snapshot->each("SELECT id FROM things WHERE id <= $1", {3}, [&](Row const&) {
        snapshot->each("SELECT id FROM things WHERE id <= $1", {2}, [&](Row const&) { ++inner; });
    });
    EXPECT_EQ(inner, 6);
    int streamed = 0;
    snapshot->stream("SELECT id FROM things", {}, [&](Row const&) { ++streamed; });
    EXPECT_EQ(streamed, 500);
    EXPECT_EQ(snapshot->integer("SELECT count(*) FROM things"), 500);
}

TEST_P(DatabaseTest, a_migration_is_applied_once_and_may_not_change) {
    TestDatabase database(GetParam());
    std::vector<db::Migration> migrations{{"room", "0001.sql", "CREATE TABLE a (id {id}) {strict};\n"}};
    EXPECT_EQ(db::migrate(*database, migrations), 1);
    EXPECT_EQ(db::migrate(*database, migrations), 0);
    migrations.push_back(
        {"room", "0002.sql",
         "-- sqlite:CREATE TABLE b (x INTEGER) STRICT;\n-- postgresql:CREATE TABLE b (x BIGINT);\n"});
    EXPECT_EQ(db::migrate(*database, migrations), 1);
    migrations.front().sql += "-- changed";
    EXPECT_THROW(db::migrate(*database, migrations), db::DatabaseError);
}

TEST_P(DatabaseTest, a_lock_across_processes_is_held_once) {
    TestDatabase database(GetParam());
    bool inner = true;
    bool const outer = database->only_here("sequencer", [&] {
        std::thread other([&] { inner = database->only_here("sequencer", [] {}); });
        other.join();
    });
    EXPECT_TRUE(outer);
    EXPECT_FALSE(inner);
    EXPECT_TRUE(database->only_here("sequencer", [] {}));
}

TEST(Sqlite, the_version_changes_with_every_commit_and_only_then) {
    TestDatabase database(db::Engine::sqlite);
    make_table(*database);
    auto const before = database->version();
    EXPECT_EQ(database->version(), before);
    (void)database->write([](Tx& tx) { return add(tx, "a"); });
    EXPECT_NE(database->version(), before);
}

TEST(Sqlite, acknowledged_rows_are_there_after_reopening) {
    TestDatabase database(db::Engine::sqlite);
    make_table(*database);
    (void)database->write([](Tx& tx) { return add(tx, "kept"); });
    database.reopen();
    EXPECT_EQ(things(*database), 1);
}

TEST(Sqlite, a_hook_before_commit_sees_and_adds_to_the_batch) {
    TestDatabase database(db::Engine::sqlite);
    make_table(*database);
    database->before_commit([](Tx& tx) { tx.execute("UPDATE things SET size = 7 WHERE size IS NULL"); });
    (void)database->write([](Tx& tx) { return add(tx, "a"); });
    EXPECT_EQ(database->snapshot()->integer("SELECT size FROM things"), 7);
}

TEST(Postgres, a_node_knows_of_its_own_writes_at_once_and_looking_changes_nothing) {
    if (std::getenv("TREMPLIN_TEST_POSTGRES") == nullptr) GTEST_SKIP() << "no PostgreSQL";
    TestDatabase database(db::Engine::postgresql);
    make_table(*database);
    for (int i = 0; i < 100 && !database->version(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    auto const before = database->version();
    ASSERT_TRUE(before.has_value());
    (void)database->write([](Tx& tx) -> Result<Done> {
        (void)tx.exists("SELECT 1 FROM things");
        tx.execute("DELETE FROM things WHERE id = 0");
        return Done{};
    });
    EXPECT_EQ(database->version(), before);
    (void)database->write([](Tx& tx) { return add(tx, "mine"); });
    EXPECT_NE(database->version(), before);
}

TEST(Postgres, after_the_server_ended_every_connection_the_next_requests_do_not_notice) {
    if (std::getenv("TREMPLIN_TEST_POSTGRES") == nullptr) GTEST_SKIP() << "no PostgreSQL";
    TestDatabase database(db::Engine::postgresql);
    make_table(*database);
    {
        // Several of each, idle afterwards.
        std::vector<std::unique_ptr<db::Reader>> readers;
        for (int i = 0; i < 5; ++i) readers.push_back(database->snapshot());
    }
    std::vector<std::jthread> writers;
    for (int i = 0; i < 5; ++i)
        writers.emplace_back(
            [&, i] { (void)database->write([&](Tx& tx) { return add(tx, "before" + std::to_string(i)); }); });
    writers.clear();
    auto const name = database->snapshot()->first<std::string>(
        "SELECT current_database()::text", {}, [](db::Row const& row) { return row.string(0); });
    TestDatabase other(db::Engine::postgresql);
    (void)other->snapshot()->integer(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1", {*name});
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // their farewells arrive
    for (int i = 0; i < 12; ++i) {
        EXPECT_EQ(database->snapshot()->integer("SELECT 1"), 1);
        EXPECT_TRUE(database->write([&](Tx& tx) { return add(tx, "after" + std::to_string(i)); }).ok());
    }
}

TEST(Postgres, a_listener_hears_of_a_change) {
    if (std::getenv("TREMPLIN_TEST_POSTGRES") == nullptr) GTEST_SKIP() << "no PostgreSQL";
    TestDatabase database(db::Engine::postgresql);
    make_table(*database);
    for (int i = 0; i < 100 && !database->version(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    auto const before = database->version();
    ASSERT_TRUE(before.has_value());
    (void)database->write([](Tx& tx) -> Result<Done> {
        tx.announce_change();
        return Done{};
    });
    for (int i = 0; i < 100 && database->version() == before; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_NE(database->version(), before);
}
